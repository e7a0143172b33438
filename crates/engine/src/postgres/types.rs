//! What a type's number means: its name, and how its values look in text. The server's own types are known;
//! those of a database are looked up once, when a result first holds one.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use postgres_types::{Kind, Type};
use tokio::sync;
use weir_model::ResultColumn;

use super::{connect::Connector, messages::Field};
use crate::Error;

/// How a value that is no array looks in the server's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Bool,
    Integer,
    Float,
    Decimal,
    Json,
    Date,
    Timestamp,
    TimestampTz,
    Interval,
    /// As the server writes it.
    Text,
}

/// How a column's values look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar(Scalar),
    /// `{…}` of items, with what stands between them.
    Array {
        item: Scalar,
        delimiter: u8,
    },
}

/// The columns of a result.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) shown: Vec<ResultColumn>,
    pub(super) shapes: Vec<Shape>,
    /// Where values are rewritten that can't be told as they lie.
    pub(super) scratch: String,
}

/// The types of one database that were looked up.
#[derive(Debug, Default)]
pub(super) struct Types {
    known: Mutex<HashMap<u32, TypeInfo>>,
    /// One lookup at a time: a new type is often met by several queries at once.
    looking: sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct TypeInfo {
    name: String,
    shape: Shape,
}

/// Array types with their item's type, domains resolved; for other types the item is NULL.
const LOOK_UP: &str = "
    WITH RECURSIVE items AS (
        SELECT t.oid AS array_oid, e.oid, e.typbasetype
          FROM pg_catalog.pg_type t
          JOIN pg_catalog.pg_type e ON e.typarray = t.oid
         WHERE t.oid = ANY ($1::pg_catalog.oid[])
        UNION ALL
        SELECT i.array_oid, b.oid, b.typbasetype
          FROM items i
          JOIN pg_catalog.pg_type b ON b.oid = i.typbasetype
    )
    SELECT t.oid, coalesce(e.typname || '[]', t.typname), i.oid, pg_catalog.ascii(e.typdelim::text)
      FROM pg_catalog.pg_type t
      LEFT JOIN pg_catalog.pg_type e ON e.typarray = t.oid
      LEFT JOIN items i ON i.array_oid = t.oid AND i.typbasetype = 0
     WHERE t.oid = ANY ($1::pg_catalog.oid[])";

impl Types {
    /// What a result's columns are. A type that can't be looked up now is text of an unknown name.
    pub(super) async fn columns(&self, fields: &[Field<'_>], connector: &Connector) -> Columns {
        let wanted: Vec<u32> = fields.iter().map(|field| field.type_oid).collect();
        if !self.unknown(&wanted).is_empty() {
            self.look_up(&wanted, connector).await;
        }
        let mut columns = Columns::default();
        for field in fields {
            let info = self.find(field.type_oid);
            columns.shapes.push(info.as_ref().map_or(Shape::Scalar(Scalar::Text), |info| info.shape));
            columns.shown.push(ResultColumn {
                name: field.name.clone().into_owned(),
                type_name: info.map(|info| info.name).unwrap_or_default(),
            });
        }
        columns
    }

    fn find(&self, oid: u32) -> Option<TypeInfo> {
        built_in(oid).or_else(|| self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&oid).cloned())
    }

    fn unknown(&self, wanted: &[u32]) -> Vec<u32> {
        wanted.iter().copied().filter(|oid| self.find(*oid).is_none()).collect()
    }

    /// Asks in a session of its own: the one that runs the query is in the middle of its answer, and the pool
    /// may have no other to give.
    async fn look_up(&self, wanted: &[u32], connector: &Connector) {
        let _one_at_a_time = self.looking.lock().await;
        let unknown = self.unknown(wanted);
        if unknown.is_empty() {
            return;
        }
        if let Err(error) = self.ask(&unknown, connector).await {
            tracing::warn!(%error, "could not look up types of a PostgreSQL database; their values are told as text");
        }
    }

    async fn ask(&self, unknown: &[u32], connector: &Connector) -> Result<(), Error> {
        let numbers: Vec<String> = unknown.iter().map(u32::to_string).collect();
        let array = format!("{{{}}}", numbers.join(","));
        let mut found = Vec::new();
        let mut session = connector.open().await?;
        session
            .rows(LOOK_UP, &[&array], |row| {
                let oid: u32 = row.number()?;
                let name = row.text()?;
                let item: Option<u32> = row.optional_number()?;
                let delimiter: Option<u8> = row.optional_number()?;
                let shape = match (item, delimiter) {
                    (Some(item), Some(delimiter)) => Shape::Array { item: scalar(item), delimiter },
                    _ => Shape::Scalar(Scalar::Text),
                };
                found.push((oid, TypeInfo { name, shape }));
                Ok(())
            })
            .await?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        Ok(())
    }
}

fn built_in(oid: u32) -> Option<TypeInfo> {
    let known = Type::from_oid(oid)?;
    let info = match known.kind() {
        // These two are arrays to the catalog only: their text is `1 2 3`.
        _ if matches!(known, Type::INT2_VECTOR | Type::OID_VECTOR) => {
            TypeInfo { name: known.name().to_owned(), shape: Shape::Scalar(Scalar::Text) }
        }
        Kind::Array(item) => TypeInfo {
            name: format!("{}[]", item.name()),
            // `box` alone has commas inside its values.
            shape: Shape::Array {
                item: scalar(item.oid()),
                delimiter: if *item == Type::BOX { b';' } else { b',' },
            },
        },
        _ => TypeInfo { name: known.name().to_owned(), shape: Shape::Scalar(scalar(oid)) },
    };
    Some(info)
}

fn scalar(oid: u32) -> Scalar {
    match Type::from_oid(oid) {
        Some(Type::BOOL) => Scalar::Bool,
        Some(Type::INT2 | Type::INT4 | Type::INT8 | Type::OID) => Scalar::Integer,
        Some(Type::FLOAT4 | Type::FLOAT8) => Scalar::Float,
        Some(Type::NUMERIC) => Scalar::Decimal,
        Some(Type::JSON | Type::JSONB) => Scalar::Json,
        Some(Type::DATE) => Scalar::Date,
        Some(Type::TIMESTAMP) => Scalar::Timestamp,
        Some(Type::TIMESTAMPTZ) => Scalar::TimestampTz,
        Some(Type::INTERVAL) => Scalar::Interval,
        _ => Scalar::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_servers_own_types() {
        for (oid, name, shape) in [
            (16, "bool", Shape::Scalar(Scalar::Bool)),
            (22, "int2vector", Shape::Scalar(Scalar::Text)),
            (600, "point", Shape::Scalar(Scalar::Text)),
            (1007, "int4[]", Shape::Array { item: Scalar::Integer, delimiter: b',' }),
            (1020, "box[]", Shape::Array { item: Scalar::Text, delimiter: b';' }),
            (1013, "oidvector[]", Shape::Array { item: Scalar::Text, delimiter: b',' }),
            (1185, "timestamptz[]", Shape::Array { item: Scalar::TimestampTz, delimiter: b',' }),
            (3802, "jsonb", Shape::Scalar(Scalar::Json)),
        ] {
            let info = built_in(oid).unwrap();
            assert_eq!((info.name.as_str(), info.shape), (name, shape));
        }
        assert!(built_in(16_384).is_none());
    }
}
