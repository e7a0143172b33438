//! Loading a data set: into a database of its own. Every CREATE commits by itself
//! (MySQL manual, "Statements That Cause an Implicit Commit").

use std::time::Duration;

use super::{
    connect::Connector,
    fault::Fault,
    session::{Session, text},
    url::Address,
};
use crate::{
    Error,
    load::{Load, LoadError, Loaded, Place},
};

/// Text is utf8mb4; quotes and backslashes mean what they do by default; a value that doesn't fit is an error.
const SETTINGS: [&str; 2] = ["SET NAMES utf8mb4", "SET SESSION sql_mode = 'STRICT_ALL_TABLES'"];

/// Writes a data set.
pub(crate) async fn load(
    address: Address,
    patience: Duration,
    load: Load<impl Iterator<Item = String> + Send>,
) -> Result<Loaded, LoadError> {
    let connector = Connector::new(address, patience).await?;
    let (mut session, _greeting) = connector.open().await?;
    let session = &mut session;
    let name = load.name;
    for setting in SETTINGS {
        execute(session, setting).await?;
    }
    let place = Place::of(relations(session, name).await?, &load.relations);
    match place {
        Place::Loaded => return Ok(Loaded::Present),
        Place::Occupied => return Err(LoadError::Occupied { place: format!("the database {name}") }),
        Place::Empty => {}
    }
    execute(session, &format!("CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4")).await?;
    execute(session, &format!("USE {name}")).await?;
    let mut statements = 0;
    for statement in load.statements {
        execute(session, &statement).await?;
        statements += 1;
    }
    Ok(Loaded::Written { statements })
}

async fn relations(session: &mut Session, database: &str) -> Result<Vec<String>, Error> {
    let query = format!("SELECT table_name FROM information_schema.tables WHERE table_schema = '{database}'");
    let mut names = Vec::new();
    let told = session.rows(&query, |row| {
        names.push(text(row)?);
        Ok(())
    });
    told.await.map_err(Fault::ours)?;
    Ok(names)
}

/// Runs a statement; rows are passed over. The server's own words are for whoever asked for the load.
async fn execute(session: &mut Session, statement: &str) -> Result<(), Error> {
    session.rows(statement, |_row| Ok(())).await.map_err(|fault| fault.users(Duration::MAX))
}
