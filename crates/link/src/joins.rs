//! Which tables join: declared foreign keys, and, since many databases declare none, columns that are named after
//! another table's key.

use std::collections::HashMap;

use weir_model::{DatabaseMetadata, Table};

use crate::{
    index::{TableTerms, Term},
    words::terms,
};

/// How far a join that only names suggest is believed, beside a declared one.
const SUGGESTED: f32 = 0.6;
/// A name that is the key of more tables than this (`id`, `code`) suggests nothing.
const MOST_OWNERS: usize = 3;
/// A table that more than this many refer to joins everything with everything: it carries no meaning along.
const HUB: usize = 40;

/// The neighbours of each table, by the tables' numbers in the index.
#[derive(Debug)]
pub(crate) struct Joins {
    neighbours: Vec<Vec<(usize, f32)>>,
}

impl Joins {
    pub(crate) fn find(metadata: &DatabaseMetadata, tables: &[TableTerms]) -> Self {
        let mut joins = Self { neighbours: vec![Vec::new(); tables.len()] };
        joins.add_declared(metadata, tables);
        joins.add_suggested(metadata, tables);
        joins
    }

    /// The tables that this one joins, with how sure that is (1 is declared).
    pub(crate) fn of(&self, table: usize) -> &[(usize, f32)] {
        let neighbours = &self.neighbours[table];
        if neighbours.len() > HUB { &[] } else { neighbours }
    }

    /// Tables that lie between these two, where one or two do and the two don't join themselves.
    pub(crate) fn between(&self, one: usize, other: usize) -> Option<Vec<usize>> {
        let joins = |from: usize, to: usize| self.neighbours[from].iter().any(|(table, _)| *table == to);
        if one == other || joins(one, other) {
            return None;
        }
        for (middle, _) in self.of(one) {
            if joins(*middle, other) {
                return Some(vec![*middle]);
            }
        }
        for (first, _) in self.of(one) {
            for (second, _) in self.of(*first).iter().filter(|(second, _)| *second != one) {
                if joins(*second, other) {
                    return Some(vec![*first, *second]);
                }
            }
        }
        None
    }

    fn add_declared(&mut self, metadata: &DatabaseMetadata, tables: &[TableTerms]) {
        let numbers: HashMap<(&str, &str), usize> = tables
            .iter()
            .enumerate()
            .map(|(number, terms)| (key_of(&metadata.tables[terms.at]), number))
            .collect();
        for (number, terms) in tables.iter().enumerate() {
            for key in &metadata.tables[terms.at].foreign_keys {
                let referred = (key.referenced_schema.as_str(), key.referenced_table.as_str());
                if let Some(other) = numbers.get(&referred) {
                    self.add(number, *other, 1.0);
                }
            }
        }
    }

    fn add_suggested(&mut self, metadata: &DatabaseMetadata, tables: &[TableTerms]) {
        let owners = Owners::find(metadata, tables);
        for (number, terms) in tables.iter().enumerate() {
            for column in &terms.columns {
                for owner in owners.of(terms.schema, column).filter(|owner| *owner != number) {
                    self.add(number, owner, SUGGESTED);
                }
            }
        }
    }

    fn add(&mut self, one: usize, other: usize, sure: f32) {
        if one == other {
            return;
        }
        for (from, to) in [(one, other), (other, one)] {
            match self.neighbours[from].iter_mut().find(|(table, _)| *table == to) {
                Some((_, known)) => *known = known.max(sure),
                None => self.neighbours[from].push((to, sure)),
            }
        }
    }
}

fn key_of(table: &Table) -> (&str, &str) {
    (&table.schema, &table.name)
}

/// Which tables' keys a column may be named after.
struct Owners<'a> {
    /// By schema and the terms of a single-column primary key (`customer_id`), where that tells more than `id`.
    keys: HashMap<(usize, &'a [Term]), Vec<usize>>,
    /// By schema and the terms of a table's name, where its key is one column.
    names: HashMap<(usize, &'a [Term]), Vec<usize>>,
    /// The numbers of `id`, `key` and the like.
    markers: Vec<Term>,
}

impl<'a> Owners<'a> {
    fn find(metadata: &DatabaseMetadata, tables: &'a [TableTerms]) -> Self {
        let mut owners = Self { keys: HashMap::new(), names: HashMap::new(), markers: Vec::new() };
        let words: Vec<String> =
            ["id", "key", "code", "no", "uuid"].iter().flat_map(|word| terms(word)).collect();
        for (number, terms) in tables.iter().enumerate() {
            let table = &metadata.tables[terms.at];
            for (column, column_terms) in table.columns.iter().zip(&terms.columns) {
                let last = column_terms.last();
                let ends_so =
                    crate::words::terms(&column.name).last().is_some_and(|word| words.contains(word));
                if let Some(last) = last.filter(|last| ends_so && !owners.markers.contains(last)) {
                    owners.markers.push(*last);
                }
            }
            owners.names.entry((terms.schema, &terms.name)).or_default().push(number);
            let mut key = table.columns.iter().zip(&terms.columns).filter(|(column, _)| column.primary_key);
            if let (Some((_, only)), None) = (key.next(), key.next())
                && only.len() > 1
            {
                owners.keys.entry((terms.schema, only)).or_default().push(number);
            }
        }
        owners
    }

    fn of(&self, schema: usize, column: &'a [Term]) -> impl Iterator<Item = usize> {
        let by_key = self.keys.get(&(schema, column)).filter(|owners| owners.len() <= MOST_OWNERS);
        let by_name = match column {
            [name @ .., marker] if !name.is_empty() && self.markers.contains(marker) => {
                self.names.get(&(schema, name)).filter(|owners| owners.len() <= MOST_OWNERS)
            }
            _ => None,
        };
        by_key.into_iter().chain(by_name).flatten().copied()
    }
}
