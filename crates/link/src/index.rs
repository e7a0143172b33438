//! The words of a database's names and comments, split once and kept: what questions are looked up in.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use weir_model::{DatabaseMetadata, Table, TableKind};

use crate::{ddl::Naming, joins::Joins, score::count_of, words::terms};

/// Words per comment that count. A comment of a page would drown the names.
const COMMENT_TERMS: usize = 60;

/// What is known of one database, ready to be asked. Build it when the metadata changes and share it.
#[derive(Debug)]
pub struct Index {
    pub(crate) metadata: Arc<DatabaseMetadata>,
    pub(crate) naming: Naming,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) tables: Vec<TableTerms>,
    pub(crate) schemas: usize,
    pub(crate) joins: Joins,
    /// Columns of a table on average, at least 1.
    pub(crate) mean_columns: f32,
}

/// The terms of one table. Partitions and sequences are left out: nobody asks for them by name.
#[derive(Debug)]
pub(crate) struct TableTerms {
    /// Its place in the metadata.
    pub(crate) at: usize,
    pub(crate) schema: usize,
    pub(crate) name: Vec<Term>,
    pub(crate) columns: Vec<Vec<Term>>,
    pub(crate) comment: Vec<Term>,
    pub(crate) column_comments: Vec<Vec<Term>>,
    /// The line of the whole table and its tokens, made when first needed.
    pub(crate) whole: OnceLock<(String, usize)>,
    /// The line of its name alone, the same way.
    pub(crate) name_line: OnceLock<(String, usize)>,
}

/// A stemmed word, by its number in the vocabulary.
pub(crate) type Term = u32;

/// Every term of the names and comments.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    numbers: HashMap<String, Term>,
    pub(crate) words: Vec<String>,
    /// In how many tables each occurs.
    pub(crate) spread: Vec<u32>,
    /// How much each tells: rare ones more. Set when all tables are entered.
    pub(crate) rarity: Vec<f32>,
    /// The last table that was counted, while the index is built.
    last: Vec<usize>,
}

impl Index {
    /// Splits all names and comments. Some milliseconds for a thousand tables.
    pub fn build(metadata: Arc<DatabaseMetadata>, naming: Naming) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut schemas: HashMap<&str, usize> = HashMap::new();
        let mut tables = Vec::with_capacity(metadata.tables.len());
        for (at, table) in metadata.tables.iter().enumerate().filter(|(_, table)| is_asked_for(table)) {
            let next = schemas.len();
            let schema = *schemas.entry(&table.schema).or_insert(next);
            tables.push(vocabulary.table(at, schema, table));
        }
        let schemas = schemas.len();
        vocabulary.weigh(tables.len());
        let joins = Joins::find(&metadata, &tables);
        let columns: usize = tables.iter().map(|table| table.columns.len()).sum();
        let mean_columns = (count_of(10 * columns / tables.len().max(1)) / 10.0).max(1.0);
        Self { metadata, naming, vocabulary, tables, schemas, joins, mean_columns }
    }

    /// The metadata that it was built from.
    pub fn metadata(&self) -> &Arc<DatabaseMetadata> {
        &self.metadata
    }

    /// How many tables can be linked.
    pub fn len(&self) -> usize {
        self.tables.len()
    }

    /// Whether there is no table.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    pub(crate) fn table(&self, number: usize) -> &Table {
        &self.metadata.tables[self.tables[number].at]
    }
}

fn is_asked_for(table: &Table) -> bool {
    match table.kind {
        TableKind::Partition | TableKind::Sequence => false,
        TableKind::Table
        | TableKind::PartitionedTable
        | TableKind::View
        | TableKind::MaterializedView
        | TableKind::ForeignTable
        | TableKind::VirtualTable => true,
    }
}

impl Vocabulary {
    pub(crate) fn number(&self, term: &str) -> Option<Term> {
        self.numbers.get(term).copied()
    }

    fn weigh(&mut self, tables: usize) {
        let rarity = |spread: &u32| (1.0 + count_of(tables) / (1.0 + count_of(*spread as usize))).ln();
        self.rarity = self.spread.iter().map(rarity).collect();
    }

    fn table(&mut self, at: usize, schema: usize, table: &Table) -> TableTerms {
        let comment = |text: &Option<String>| text.as_deref().unwrap_or_default().to_owned();
        TableTerms {
            at,
            schema,
            name: self.take(&table.name, usize::MAX, at),
            columns: table.columns.iter().map(|column| self.take(&column.name, usize::MAX, at)).collect(),
            comment: self.take(&comment(&table.comment), COMMENT_TERMS, at),
            column_comments: table
                .columns
                .iter()
                .map(|column| self.take(&comment(&column.comment), COMMENT_TERMS, at))
                .collect(),
            whole: OnceLock::new(),
            name_line: OnceLock::new(),
        }
    }

    fn take(&mut self, text: &str, most: usize, table: usize) -> Vec<Term> {
        terms(text).into_iter().take(most).map(|word| self.enter(word, table)).collect()
    }

    fn enter(&mut self, word: String, table: usize) -> Term {
        let next = Term::try_from(self.words.len()).unwrap_or(Term::MAX);
        let number = *self.numbers.entry(word).or_insert_with_key(|word| {
            self.words.push(word.clone());
            self.spread.push(0);
            self.last.push(usize::MAX);
            next
        });
        let place = number as usize;
        if self.last[place] != table {
            self.last[place] = table;
            self.spread[place] += 1;
        }
        number
    }
}
