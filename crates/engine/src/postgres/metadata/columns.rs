//! Columns with their types. A large schema has many columns and few types: these are asked for once each.

use std::collections::{HashMap, HashSet};

use weir_model::{Column, Generated};

use super::{super::catalog::CatalogRow, Reading, sql};
use crate::{Error, postgres::session::Session};

/// A type and its modifier, such as the 50 of `varchar(50)`.
type TypeKey = (u32, i32);

/// What a column's type says of the column.
#[derive(Debug)]
struct ColumnType {
    name: String,
    full_name: String,
    /// A domain may forbid NULL for all its columns.
    not_null: bool,
    enum_values: Vec<String>,
}

/// Reads the columns of all tables.
pub(super) async fn read(session: &mut Session, schemas: &str, reading: &mut Reading) -> Result<(), Error> {
    let mut keys: HashMap<usize, Vec<TypeKey>> = HashMap::new();
    session
        .rows(sql::COLUMNS, &[schemas], |row| {
            let Some(place) = reading.place_of(row)? else { return Ok(()) };
            let (column, key) = column(row)?;
            reading.metadata.tables[place].columns.push(column);
            keys.entry(place).or_default().push(key);
            Ok(())
        })
        .await?;
    let types = types(session, keys.values().flatten()).await?;
    for (place, keys) in &keys {
        for (column, key) in reading.metadata.tables[*place].columns.iter_mut().zip(keys) {
            let Some(known) = types.get(key) else { continue };
            known.name.clone_into(&mut column.data_type);
            known.full_name.clone_into(&mut column.full_type);
            column.nullable &= !known.not_null;
            column.enum_values.clone_from(&known.enum_values);
        }
    }
    Ok(())
}

/// A column whose type is still only a key.
fn column(row: &mut CatalogRow<'_>) -> Result<(Column, TypeKey), Error> {
    let name = row.text()?;
    let key = (row.number()?, row.number()?);
    let column = Column {
        name,
        data_type: String::new(),
        full_type: String::new(),
        nullable: !row.bool()?,
        primary_key: false,
        default: row.optional_text()?.map(String::from),
        generated: match row.text()?.as_str() {
            "i" => Some(Generated::Identity),
            "s" => Some(Generated::Stored),
            "v" => Some(Generated::Virtual),
            _ => None,
        },
        comment: row.optional_text()?.map(String::from),
        enum_values: Vec::new(),
    };
    Ok((column, key))
}

async fn types(
    session: &mut Session,
    keys: impl Iterator<Item = &TypeKey>,
) -> Result<HashMap<TypeKey, ColumnType>, Error> {
    let (oids, modifiers): (Vec<_>, Vec<_>) = keys
        .collect::<HashSet<_>>()
        .into_iter()
        .map(|(oid, modifier)| (oid.to_string(), modifier.to_string()))
        .unzip();
    let mut types = HashMap::new();
    session
        .rows(sql::TYPES, &[&array(&oids), &array(&modifiers)], |row| {
            let key = (row.number()?, row.number()?);
            let known = ColumnType {
                name: row.text()?,
                full_name: short(row.text()?),
                not_null: row.bool()?,
                enum_values: row.texts()?,
            };
            types.insert(key, known);
            Ok(())
        })
        .await?;
    Ok(types)
}

fn array(items: &[String]) -> String {
    format!("{{{}}}", items.join(","))
}

/// The server prints the standard's long names of these two, which nobody writes.
fn short(full_name: String) -> String {
    match full_name.strip_prefix("character") {
        Some(rest) if rest.starts_with(" varying") => format!("varchar{}", &rest[" varying".len()..]),
        Some(rest) if rest.starts_with('(') || rest.is_empty() => format!("char{rest}"),
        _ => full_name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_the_standards_names() {
        for (long, name) in [
            ("character varying(50)[]", "varchar(50)[]"),
            ("character varying", "varchar"),
            ("character(8)", "char(8)"),
            ("characters", "characters"),
            ("numeric(10,2)", "numeric(10,2)"),
        ] {
            assert_eq!(short(long.to_owned()), name);
        }
    }
}
