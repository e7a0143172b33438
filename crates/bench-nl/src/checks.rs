//! What Weir says of recorded SQL, beside what real servers say.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use weir_guard::{Dialect, FunctionSet};
use weir_model::{ServerFlavor, ServerVersion};
use weir_resolve::{Rules, TableCase};
use weir_testkit::Server;

use crate::{
    data::{self, text},
    figures::Figures,
    replay::{self, Asker},
    servers::{Checker, Place, context},
};

/// Gold SQL of the sets whose databases are too many to be made: none of it may be refused.
pub(crate) fn gold_without_server(folder: &Path, figures: &Figures) -> Result<()> {
    let sets = [
        (
            "spider",
            "spider_dev.jsonl",
            "spider.schema.json",
            "sql",
            Dialect::Sqlite,
            ServerFlavor::Sqlite,
            (3, 51),
        ),
        (
            "beaver",
            "beaver.jsonl",
            "beaver.schema.json",
            "sql_mysql",
            Dialect::MySql,
            ServerFlavor::MySql,
            (9, 7),
        ),
    ];
    for (name, questions, schema, field, dialect, flavor, number) in sets {
        let version = ServerVersion { flavor, number, text: String::new() };
        let checkers: BTreeMap<String, Checker> = data::schemas(folder, schema)?
            .iter()
            .map(|(database, schema)| {
                let functions = FunctionSet::build(dialect, &[], &[]);
                // BEAVER's databases come from a server that takes either case.
                let rules = Rules::new(&version).with_table_case(TableCase::Any);
                let metadata = data::metadata(database, schema);
                (database.clone(), Checker::new(context(dialect, functions), rules, &metadata))
            })
            .collect();
        let lines = data::lines(folder, questions)?;
        let mut refused = 0;
        for line in &lines {
            let checker = checkers.get(text(line, "db")).context("a database without a schema")?;
            let sql = text(line, field);
            if let Some(objection) = checker.objection(sql) {
                refused += 1;
                figures.case("gold refused", name, &json!({ "sql": sql, "objection": objection }));
            }
            let coverage = checker.coverage(sql);
            if coverage != "Whole" {
                figures.case("gold not read as a whole", name, &json!({ "sql": sql, "coverage": coverage }));
            }
        }
        figures.share(
            "gold SQL refused by guard, resolver or dialect check",
            name,
            (refused, lines.len()),
            0.0,
        );
    }
    Ok(())
}

/// One statement for one server.
struct Case {
    database: String,
    sql: String,
}

/// What Weir and a server say of a set of statements.
#[derive(Default)]
struct Verdicts {
    rejected: usize,
    passed_though_rejected: usize,
    accepted: usize,
    refused_though_accepted: usize,
}

/// Everything that needs a server to compare with.
pub(crate) async fn with_servers(folder: &Path, figures: &Figures) -> Result<()> {
    let schemas = data::schemas(folder, "bird_minidev.schema.json")?;
    let gold = data::lines(folder, "bird_minidev_a.jsonl")?;
    for (server, own, other, recorded) in [
        (Server::Postgres, "sql_postgres", "sql_mysql", Some("postgresql")),
        (Server::MySql, "sql_mysql", "sql_postgres", Some("mysql")),
        (Server::MariaDb, "sql_mysql", "sql_postgres", None),
    ] {
        let mut places = BTreeMap::new();
        for (name, schema) in &schemas {
            places.insert(name.clone(), Place::make(server, folder, name, schema).await?);
        }
        let asker = Asker::new(&places).await?;
        let whole = (&asker, &places);
        let judge = |what: &str, lines: &[Value], field: &str| {
            let data = format!("{what} on {server:?}");
            compare(&places, cases(lines, field), &data, figures)
        };
        let verdicts = judge("bird gold", &gold, own)?;
        let refused = (verdicts.refused_though_accepted, verdicts.accepted);
        figures.share(
            "gold SQL refused though the server accepts it",
            &format!("bird {server:?}"),
            refused,
            0.0,
        );
        let verdicts = judge("the other dialect's gold", &gold, other)?;
        let passed = (verdicts.passed_though_rejected, verdicts.rejected);
        figures.share(
            "rejected by the server, passed by Weir without EXPLAIN",
            &format!("the other dialect's gold {server:?}"),
            passed,
            0.1,
        );
        let name = format!("bird gold {server:?}");
        replay::measure(whole, (&gold, own), &name, figures).await?;
        let name = format!("the other dialect's gold {server:?}");
        replay::measure(whole, (&gold, other), &name, figures).await?;
        if let Some(recorded) = recorded {
            answers(folder, whole, (server, recorded), figures).await?;
        }
        asker.end().await?;
    }
    Ok(())
}

/// Answers of models, recorded for a dialect.
async fn answers(
    folder: &Path,
    whole: (&Asker, &BTreeMap<String, Place>),
    (server, recorded): (Server, &str),
    figures: &Figures,
) -> Result<()> {
    for model in ["gpt-4", "meta-llama-3-8b-instruct-2"] {
        let answers = data::lines(folder, &format!("replay_{model}_{recorded}_a.jsonl"))?;
        let name = format!("{model} {server:?}");
        let verdicts = compare(whole.1, cases(&answers, "answer"), &name, figures)?;
        let passed = (verdicts.passed_though_rejected, verdicts.rejected);
        figures.share("rejected by the server, passed by Weir without EXPLAIN", &name, passed, 0.2);
        let refused = (verdicts.refused_though_accepted, verdicts.accepted);
        figures.share("answers refused though the server accepts them", &name, refused, 0.0);
        replay::measure(whole, (&answers, "answer"), &name, figures).await?;
    }
    Ok(())
}

/// The statements in one field of the lines.
fn cases<'a>(lines: &'a [Value], field: &'a str) -> impl Iterator<Item = Case> + 'a {
    lines
        .iter()
        .map(move |line| Case { database: text(line, "db").to_owned(), sql: text(line, field).to_owned() })
}

fn compare(
    places: &BTreeMap<String, Place>,
    cases: impl Iterator<Item = Case>,
    data: &str,
    figures: &Figures,
) -> Result<Verdicts> {
    let mut verdicts = Verdicts::default();
    for Case { database, sql } in cases {
        let place = places.get(&database).context("a database without a schema")?;
        let (rejection, objection) = (place.rejection(&sql), place.checker().objection(&sql));
        let details = json!({
            "db": database, "sql": sql, "server": rejection, "weir": objection,
            "coverage": place.checker().coverage(&sql),
        });
        match (&rejection, &objection) {
            (Some(_), None) => {
                verdicts.passed_though_rejected += 1;
                figures.case("passed though rejected", data, &details);
            }
            (None, Some(_)) => {
                verdicts.refused_though_accepted += 1;
                figures.case("refused though accepted", data, &details);
            }
            _ => {}
        }
        verdicts.rejected += usize::from(rejection.is_some());
        verdicts.accepted += usize::from(rejection.is_none());
    }
    Ok(verdicts)
}
