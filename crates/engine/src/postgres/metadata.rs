//! What a database says about itself, read in one snapshot. Owns the order of the queries and how their rows
//! come together; the SQL is in `sql`.

mod columns;
mod sql;

pub(super) use sql::BEGIN;

use std::collections::HashMap;

use weir_model::{DatabaseMetadata, ForeignKey, Index, Table, TableKind};

use super::{CATALOG_LIMIT, catalog::CatalogRow, session::Session};
use crate::Error;

/// Reads everything. The session's clean-up is under way afterwards.
pub(super) async fn read(session: &mut Session) -> Result<DatabaseMetadata, Error> {
    session.rows(sql::BEGIN, &[], |_| Ok(())).await?;
    session.rows(sql::LIMITS, &[&CATALOG_LIMIT.as_millis().to_string()], |_| Ok(())).await?;
    let mut reading = Reading::default();
    let schemas = reading.schemas(session).await?;
    reading.tables(session, &schemas).await?;
    columns::read(session, &schemas, &mut reading).await?;
    reading.foreign_keys(session, &schemas).await?;
    reading.indexes(session, &schemas).await?;
    session.write_clean_up()?;
    session.wire.send().await?;
    reading.add_up_partitions();
    Ok(reading.metadata)
}

/// The metadata as far as it was read, with the places of its tables by their object ids.
#[derive(Debug, Default)]
struct Reading {
    metadata: DatabaseMetadata,
    places: HashMap<u32, usize>,
    /// Partitions with the object id of their parent.
    parents: HashMap<usize, u32>,
}

impl Reading {
    /// Gives the schemas' object ids as an array for the queries after it.
    async fn schemas(&mut self, session: &mut Session) -> Result<String, Error> {
        let mut ids = Vec::new();
        session
            .rows(sql::SCHEMAS, &[], |row| {
                ids.push(row.text()?);
                self.metadata.schemas.push(row.text()?);
                Ok(())
            })
            .await?;
        Ok(format!("{{{}}}", ids.join(",")))
    }

    async fn tables(&mut self, session: &mut Session, schemas: &str) -> Result<(), Error> {
        session.rows(sql::TABLES, &[schemas], |row| self.table(row)).await?;
        let Self { metadata: DatabaseMetadata { tables, .. }, places, parents } = self;
        for (place, parent) in parents {
            // A parent in a schema that the account may not use stays unnamed.
            let parent = places.get(parent).map(|place| &tables[*place]);
            tables[*place].partition_of = parent.map(|it| (it.schema.clone(), it.name.clone()));
        }
        Ok(())
    }

    fn table(&mut self, row: &mut CatalogRow<'_>) -> Result<(), Error> {
        let id = row.number()?;
        let place = self.metadata.tables.len();
        let (schema, name, kind) = (row.text()?, row.text()?, row.text()?);
        let is_partition = row.bool()?;
        if let Some(parent) = row.optional_number()? {
            self.parents.insert(place, parent);
        }
        self.places.insert(id, place);
        self.metadata.tables.push(Table {
            schema,
            name,
            kind: match kind.as_str() {
                _ if is_partition => TableKind::Partition,
                "p" => TableKind::PartitionedTable,
                "v" => TableKind::View,
                "m" => TableKind::MaterializedView,
                "f" => TableKind::ForeignTable,
                _ => TableKind::Table,
            },
            comment: row.optional_text()?.map(String::from),
            estimated_rows: row.optional_number()?,
            size_bytes: row.optional_number()?,
            partition_of: None,
            columns: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
        });
        Ok(())
    }

    async fn foreign_keys(&mut self, session: &mut Session, schemas: &str) -> Result<(), Error> {
        session
            .rows(sql::FOREIGN_KEYS, &[schemas], |row| {
                let Some(table) = self.table_of(row)? else { return Ok(()) };
                table.foreign_keys.push(ForeignKey {
                    name: row.text()?,
                    columns: row.texts()?,
                    referenced_schema: row.text()?,
                    referenced_table: row.text()?,
                    referenced_columns: row.texts()?,
                });
                Ok(())
            })
            .await
    }

    async fn indexes(&mut self, session: &mut Session, schemas: &str) -> Result<(), Error> {
        session
            .rows(sql::INDEXES, &[schemas], |row| {
                let Some(table) = self.table_of(row)? else { return Ok(()) };
                let (name, unique, primary) = (row.text()?, row.bool()?, row.bool()?);
                let index = Index { name, columns: row.texts()?, unique, primary };
                for column in table.columns.iter_mut().filter(|_| primary) {
                    column.primary_key |= index.columns.contains(&column.name);
                }
                table.indexes.push(index);
                Ok(())
            })
            .await
    }

    /// The table whose object id comes next in the row.
    fn table_of(&mut self, row: &mut CatalogRow<'_>) -> Result<Option<&mut Table>, Error> {
        let place = self.place_of(row)?;
        Ok(place.map(|place| &mut self.metadata.tables[place]))
    }

    fn place_of(&self, row: &mut CatalogRow<'_>) -> Result<Option<usize>, Error> {
        Ok(self.places.get(&row.number()?).copied())
    }

    /// A partitioned table holds nothing itself: it has the rows and the size of all its partitions.
    fn add_up_partitions(&mut self) {
        let Self { metadata: DatabaseMetadata { tables, .. }, places, parents } = self;
        let parent_of = |place: usize| places.get(parents.get(&place)?).copied();
        let own: Vec<_> = tables.iter().map(|table| (table.estimated_rows, table.size_bytes)).collect();
        for leaf in parents.keys() {
            let (rows, size) = own[*leaf];
            let mut next = parent_of(*leaf);
            while let Some(ancestor) = next {
                add(&mut tables[ancestor].estimated_rows, rows);
                add(&mut tables[ancestor].size_bytes, size);
                next = parent_of(ancestor);
            }
        }
    }
}

fn add(sum: &mut Option<u64>, known: Option<u64>) {
    if let Some(known) = known {
        *sum = Some(sum.unwrap_or(0) + known);
    }
}
