//! The resolver: built once for a database, asked for each statement.

use weir_model::DatabaseMetadata;

use crate::{
    Candidate, Resolution, Rules,
    index::Index,
    nearest::{Best, Spelling},
    quote::written,
    read,
    walk::{self, Ground},
};

/// Knows the names of one database. Building it takes some milliseconds for thousands of tables; asking doesn't.
#[derive(Debug)]
pub struct Resolver {
    index: Index,
    /// How the tables' names are spelled, by their place.
    spellings: Vec<Spelling>,
}

impl Resolver {
    /// Puts the metadata in order.
    pub fn new(metadata: &DatabaseMetadata, rules: Rules) -> Self {
        let index = Index::new(metadata, rules);
        let spellings = index.tables().map(|(_, table)| Spelling::of(&table.name)).collect();
        Self { index, spellings }
    }

    /// Looks up the names of one statement. The text should have passed the guard.
    pub fn check(&self, sql: &str) -> Resolution {
        let ground = Ground { sql, index: &self.index, spellings: &self.spellings };
        read::with_statement(sql, self.index.flavor(), |statement| walk::resolve(ground, statement))
            .unwrap_or_else(Resolution::nothing)
    }

    /// The tables, at most five, whose names are nearest to a wrong one.
    pub fn nearest_tables(&self, name: &str) -> Vec<Candidate> {
        let flavor = self.index.flavor();
        let mut best = Best::near(name);
        for ((id, table), spelling) in self.index.tables().zip(&self.spellings) {
            best.offer(spelling, 0.0, || {
                let text = written(flavor, &table.name);
                let schema = self.index.needs_schema(id).then(|| written(flavor, &table.schema));
                schema.map_or(text.clone(), |schema| format!("{schema}.{text}"))
            });
        }
        best.take().into_iter().map(|text| Candidate { text, in_reach: true }).collect()
    }
}
