//! What the linker finds: tables among the best ten, and tables in the schema part that a model would be told.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use anyhow::Result;
use serde_json::Value;
use weir_link::{Index, Lore, Naming, SchemaPart};
use weir_model::DatabaseMetadata;

use crate::{
    data::{self, text},
    figures::{Figures, ratio},
};

const BUDGET: usize = 8_000;

/// Spider and BIRD as one database each, whose schemas are the data set's databases; BEAVER one by one.
pub(crate) fn measure(folder: &Path, figures: &Figures) -> Result<()> {
    for (name, questions, schema, hold) in [
        ("spider dev, pooled", "spider_dev.jsonl", "spider.schema.json", 0.94),
        ("bird mini-dev half, pooled", "bird_minidev_a.jsonl", "bird_minidev.schema.json", 0.975),
    ] {
        let mut pooled = DatabaseMetadata::default();
        for (database, schema) in &data::schemas(folder, schema)? {
            let one = data::metadata(database, schema);
            pooled.schemas.extend(one.schemas);
            pooled.tables.extend(one.tables);
        }
        let index = index(pooled);
        let lines = data::lines(folder, questions)?;
        let recalls = lines.iter().map(|line| recall_at_10(&index, line));
        figures.least(&format!("table recall at 10 of {} tables", index.len()), name, mean(recalls), hold);
    }
    beaver(folder, figures)
}

fn beaver(folder: &Path, figures: &Figures) -> Result<()> {
    let schemas = data::schemas(folder, "beaver.schema.json")?;
    let indexes: BTreeMap<&String, Index> =
        schemas.iter().map(|(name, schema)| (name, index(data::metadata(name, schema)))).collect();
    let mut recalls = Vec::new();
    let mut columns = (0, 0);
    let mut longest = 0;
    for line in data::lines(folder, "beaver.jsonl")? {
        let index = &indexes[&text(&line, "db").to_owned()];
        let part = index.schema_part(&index.link(text(&line, "q"), &Lore::default()), BUDGET);
        longest = longest.max(part.tokens);
        recalls.push(share(gold(&line), |table| {
            part.tables.iter().any(|(_, name)| name.eq_ignore_ascii_case(table))
        }));
        let (told, all) = columns_told(index, &part, &line);
        columns = (columns.0 + told, columns.1 + all);
    }
    figures.least(
        "table recall within 8,000 tokens",
        "beaver, per database",
        mean(recalls.into_iter()),
        0.91,
    );
    figures.least(
        "columns of the question's mapping told",
        "beaver, per database",
        ratio(columns.0) / ratio(columns.1),
        0.9,
    );
    figures.most("longest schema part of beaver, tokens", ratio(longest), ratio(BUDGET));
    Ok(())
}

pub(crate) fn index(metadata: DatabaseMetadata) -> Index {
    Index::build(Arc::new(metadata), Naming { quote: '`', folds_case: false, default_schema: None })
}

fn recall_at_10(index: &Index, line: &Value) -> f64 {
    let linked = index.link(text(line, "q"), &Lore::default());
    let best: Vec<_> = linked.tables.iter().take(10).collect();
    let schema = text(line, "db");
    share(gold(line), |name| {
        best.iter().any(|table| table.schema == schema && table.name.eq_ignore_ascii_case(name))
    })
}

fn gold(line: &Value) -> Vec<&str> {
    line["tables"]
        .as_array()
        .map(|tables| tables.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default()
}

fn share(wanted: Vec<&str>, found: impl Fn(&str) -> bool) -> f64 {
    let hits = wanted.iter().filter(|name| found(name)).count();
    ratio(hits) / ratio(wanted.len().max(1))
}

fn mean(shares: impl Iterator<Item = f64>) -> f64 {
    let shares: Vec<f64> = shares.collect();
    shares.iter().sum::<f64>() / ratio(shares.len().max(1))
}

/// How many of the columns that the question was mapped to by hand stand in the part.
fn columns_told(index: &Index, part: &SchemaPart, line: &Value) -> (usize, usize) {
    let mapping = line["mapping"].as_object().into_iter().flat_map(|mapping| mapping.values());
    let named =
        mapping.filter_map(Value::as_array).flatten().filter_map(|name| name.as_str()?.split_once('.'));
    let mut counted = (0, 0);
    for (table, column) in named {
        let told = part.tables.iter().zip(&part.columns).any(|((_, name), places)| {
            let known = index.metadata().tables.iter().find(|known| known.name == *name);
            name.eq_ignore_ascii_case(table)
                && known.is_some_and(|known| {
                    places.iter().any(|at| known.columns[*at].name.eq_ignore_ascii_case(column))
                })
        });
        counted = (counted.0 + usize::from(told), counted.1 + 1);
    }
    counted
}
