//! Loading a data set: one transaction in a schema of its own.

use std::time::Duration;

use postgres_protocol::message::{
    backend::{ERROR_RESPONSE_TAG, READY_FOR_QUERY_TAG},
    frontend,
};

use super::{
    connect::Connector,
    messages::ServerError,
    session::{Session, write_bind},
    url::Address,
};
use crate::{
    Error,
    load::{Load, LoadError, Loaded, Place},
};

const SCHEMA_EXISTS: &str = "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = $1";

/// Sequences and indexes come with their tables.
const RELATIONS: &str = "SELECT relname FROM pg_catalog.pg_class c \
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";

/// Writes a data set, or nothing.
pub(crate) async fn load(
    address: Address,
    patience: Duration,
    load: Load<impl Iterator<Item = String> + Send>,
) -> Result<Loaded, LoadError> {
    let connector = Connector::new(address, patience).await?;
    let mut session = connector.open().await?;
    let session = &mut session;
    let name = load.name;
    let schemas = names(session, SCHEMA_EXISTS, name).await?;
    match Place::of(names(session, RELATIONS, name).await?, &load.relations) {
        Place::Loaded => return Ok(Loaded::Present),
        Place::Occupied => return Err(LoadError::Occupied { place: format!("the schema {name}") }),
        Place::Empty => {}
    }
    execute(session, "BEGIN").await?;
    if schemas.is_empty() {
        execute(session, &format!("CREATE SCHEMA {name}")).await?;
    }
    execute(session, &format!("SET LOCAL search_path = {name}")).await?;
    let mut statements = 0;
    for statement in load.statements {
        execute(session, &statement).await?;
        statements += 1;
    }
    execute(session, "COMMIT").await?;
    Ok(Loaded::Written { statements })
}

async fn names(session: &mut Session, query: &'static str, schema: &str) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    session
        .rows(query, &[schema], |row| {
            names.push(row.text()?);
            Ok(())
        })
        .await?;
    Ok(names)
}

/// Runs a statement; rows are passed over. The server's own words are for whoever asked for the load.
async fn execute(session: &mut Session, statement: &str) -> Result<(), Error> {
    let out = session.wire.outgoing();
    frontend::parse("", statement, [], out).map_err(Error::internal)?;
    write_bind(&[], out)?;
    frontend::execute("", 0, out).map_err(Error::internal)?;
    session.wire.write_sync();
    session.wire.send().await?;
    let mut failure = None;
    loop {
        let message = session.wire.receive().await?;
        if message.tag == ERROR_RESPONSE_TAG {
            let error = ServerError::read(session.wire.body(message));
            if error.fatal {
                return Err(Error::Lost(error.diagnostic.message));
            }
            failure = Some(error.diagnostic);
        }
        session.wire.consume(message);
        if message.tag == READY_FOR_QUERY_TAG {
            return failure.map_or(Ok(()), |diagnostic| Err(Error::QueryFailed(diagnostic)));
        }
    }
}
