//! Loading a data set: into a new file, which gets its name when it is whole.

use std::{io, path::Path};

use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use super::url::Address;
use crate::{
    Error,
    load::{Load, LoadError, Loaded, Place},
};

/// Nobody else sees the file before it is whole, and a broken one is thrown away.
const SETTINGS: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; BEGIN";

const RELATIONS: &str = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// Writes a data set, or nothing.
pub(crate) async fn load<S>(address: Address, load: Load<S>) -> Result<Loaded, LoadError>
where
    S: Iterator<Item = String> + Send + 'static,
{
    let writing = spawn_blocking(move || write(address.path(), load)).await;
    writing.map_err(Error::internal)?
}

fn write(path: &Path, load: Load<impl Iterator<Item = String>>) -> Result<Loaded, LoadError> {
    let occupied = || LoadError::Occupied { place: format!("the file {}", path.display()) };
    if path.try_exists().map_err(|error| failed(path, &error))? {
        return match relations(path).map(|found| Place::of(found, &load.relations)) {
            Ok(Place::Loaded) => Ok(Loaded::Present),
            Ok(Place::Empty | Place::Occupied) | Err(_) => Err(occupied()),
        };
    }
    let folder = path.parent().unwrap_or_else(|| Path::new("/"));
    let file = tempfile::Builder::new().prefix(".weir-").tempfile_in(folder);
    let file = file.map_err(|error| failed(path, &error))?;
    let statements = fill(file.path(), load.statements)?;
    publish(file, path)?;
    Ok(Loaded::Written { statements })
}

/// The file gets its name, unless another one has taken it meanwhile.
fn publish(file: NamedTempFile, path: &Path) -> Result<(), LoadError> {
    file.as_file().sync_all().map_err(|error| failed(path, &error))?;
    file.persist_noclobber(path).map_err(|error| failed(path, &error.error))?;
    Ok(())
}

fn fill(path: &Path, statements: impl Iterator<Item = String>) -> Result<u64, Error> {
    let connection = Connection::open(path).map_err(Error::internal)?;
    connection.execute_batch(SETTINGS).map_err(Error::internal)?;
    let mut count = 0;
    for statement in statements {
        connection.execute_batch(&statement).map_err(Error::internal)?;
        count += 1;
    }
    connection.execute_batch("COMMIT").map_err(Error::internal)?;
    connection.close().map_err(|(_connection, error)| Error::internal(error))?;
    Ok(count)
}

fn relations(path: &Path) -> rusqlite::Result<Vec<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let mut statement = connection.prepare(RELATIONS)?;
    statement.query_map([], |row| row.get(0))?.collect()
}

fn failed(path: &Path, error: &io::Error) -> LoadError {
    LoadError::File(format!("the file {}: {error}", path.display()))
}
