//! The resolver: built once for a database, asked for each statement.

use weir_model::DatabaseMetadata;

use crate::{
    Candidate, Resolution, Rules,
    index::Index,
    nearest::{Best, Spelling},
    quote::written,
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
    ///
    /// No grammar is connected yet: everything passes as not read.
    pub fn check(&self, sql: &str) -> Resolution {
        let _ = sql;
        Resolution::nothing()
    }

    /// The tables, at most five, whose names are nearest to a wrong one.
    pub fn nearest_tables(&self, name: &str) -> Vec<Candidate> {
        let flavor = self.index.flavor();
        let mut best = Best::near(name);
        for ((_, table), spelling) in self.index.tables().zip(&self.spellings) {
            best.offer(spelling, 0.0, || {
                let text = written(flavor, &table.name);
                let is_default = table.schema == "public" || self.index.schemas.len() == 1;
                if is_default { text } else { format!("{}.{text}", written(flavor, &table.schema)) }
            });
        }
        best.take().into_iter().map(|text| Candidate { text, in_reach: true }).collect()
    }
}
