//! What a client says of an instance, as the use cases take it.

use weir_api::{Given, InstanceBody};
use weir_gateway::{Change, InstanceInput};
use weir_model::Secret;

use crate::{failure::RequestError, params::db_type};

/// Reads a body. Only the type is a word to be understood; the rest is the use case's to check.
pub(super) fn input(body: InstanceBody) -> Result<InstanceInput, RequestError> {
    let db_type = match body.db_type {
        None => None,
        Some(word) => Some(db_type(&word).ok_or_else(|| RequestError::Malformed {
            field: Some("db_type".to_owned()),
            why: "db_type: must be one of postgresql, mysql, mariadb, sqlite".to_owned(),
        })?),
    };
    Ok(InstanceInput {
        name: body.name,
        db_type,
        host: body.host,
        port: change(body.port),
        username: change(body.username),
        password: match body.password {
            Given::Absent => Change::Keep,
            Given::Null => Change::Clear,
            Given::Value(password) => Change::Set(Secret::new(password)),
        },
        database: change(body.database),
        parameters: change(body.parameters),
        environment: change(body.environment),
        description: change(body.description),
        limit_bytes: change(body.limit_bytes),
        is_active: body.is_active,
        tags: body.tags,
    })
}

fn change<T>(given: Given<T>) -> Change<T> {
    match given {
        Given::Absent => Change::Keep,
        Given::Null => Change::Clear,
        Given::Value(value) => Change::Set(value),
    }
}
