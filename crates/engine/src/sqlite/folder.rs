//! A folder of SQLite files: the instance whose databases they are. It is listed and measured; to query, one of the
//! files must be named.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use rusqlite::ErrorCode;
use tokio::time::timeout;
use weir_guard::{Dialect, ReadOnlyQuery};
use weir_model::{
    AccountSafety, DatabaseMetadata, FoundDatabase, Function, InstanceSizes, Phrase, QueryEnd, RowSink,
    ServerVersion, TableSize, Unmeasured,
};

use crate::{
    Engine, Error, QueryRun, SessionCounts,
    engines::Opening,
    sqlite::{
        Address, SqlitePlaces, account,
        connect::Opener,
        control::Control,
        library_version, measure,
        places::{COMPANIONS, refused},
    },
};

/// How long looking at a folder may take: each file in it is opened.
const LIST_LIMIT: Duration = Duration::from_mins(1);

/// The most files that are looked at.
const MAX_FILES: usize = 20_000;

/// A file that can't be opened now is taken for a database if it is called one.
const CALLED_DATABASE: [&str; 5] = ["db", "db3", "sqlite", "sqlite3", "sqlitedb"];

/// An open folder.
#[derive(Debug)]
pub(crate) struct FolderEngine {
    folder: PathBuf,
    places: SqlitePlaces,
    opening: Opening,
    version: ServerVersion,
}

impl FolderEngine {
    /// Makes sure that the folder is there and open to SQLite.
    pub(crate) async fn open(
        folder: PathBuf,
        places: &SqlitePlaces,
        opening: Opening,
    ) -> Result<Self, Error> {
        let engine = Self { folder, places: places.clone(), opening, version: library_version() };
        engine.look(engine.opening.connect_timeout, |_folder, _places, _deadline| Ok(())).await?;
        Ok(engine)
    }

    /// Does work in the folder on a thread that may block.
    async fn look<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce(&Path, &SqlitePlaces, Instant) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (folder, places, deadline) = (self.folder.clone(), self.places.clone(), Instant::now() + limit);
        let thread = self.opening.tasks.spawn_blocking(move || {
            let folder = places.locate_folder(&folder)?;
            work(&folder, &places, deadline)
        });
        match timeout(limit, thread).await {
            Ok(outcome) => outcome.map_err(Error::internal)?,
            // A network file system that hangs: its thread ends when it does.
            Err(_elapsed) => Err(Error::TimedOut { limit, confirmed: false }),
        }
    }

    fn names_no_file() -> Error {
        refused("this is a folder of databases: one of its files must be named")
    }
}

#[async_trait]
impl Engine for FolderEngine {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn version(&self) -> &ServerVersion {
        &self.version
    }

    async fn ping(&self) -> Result<(), Error> {
        self.look(self.opening.connect_timeout, |_folder, _places, _deadline| Ok(())).await
    }

    async fn query(
        &self,
        _query: &ReadOnlyQuery,
        _run: &QueryRun,
        _sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error> {
        Err(Self::names_no_file())
    }

    async fn metadata(&self) -> Result<DatabaseMetadata, Error> {
        Err(Self::names_no_file())
    }

    async fn functions(&self) -> Result<Vec<Function>, Error> {
        Ok(Vec::new())
    }

    async fn list_databases(&self) -> Result<Vec<FoundDatabase>, Error> {
        self.look(LIST_LIMIT, list).await
    }

    async fn database_sizes(&self, databases: &[FoundDatabase]) -> Result<InstanceSizes, Error> {
        let databases = databases.to_vec();
        self.look(LIST_LIMIT, move |folder, _places, _deadline| Ok(sizes(folder, &databases))).await
    }

    async fn table_sizes(&self) -> Result<Vec<TableSize>, Error> {
        Err(Self::names_no_file())
    }

    async fn account(&self) -> Result<AccountSafety, Error> {
        self.look(self.opening.connect_timeout, |folder, _places, _deadline| Ok(account::read(folder))).await
    }

    /// None: a folder is looked at without keeping anything open.
    fn sessions(&self) -> SessionCounts {
        SessionCounts { limit: 0, busy: 0, idle: 0 }
    }

    async fn close(&self) {}
}

/// The files of a folder that are databases; folders in it are not looked into.
fn list(folder: &Path, places: &SqlitePlaces, deadline: Instant) -> Result<Vec<FoundDatabase>, Error> {
    let entries = fs::read_dir(folder).map_err(|error| refused(&crate::error::words(&error)))?;
    let mut found = Vec::new();
    for entry in entries.take(MAX_FILES) {
        let entry = entry.map_err(|error| Error::Lost(crate::error::words(&error)))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // Companions belong to their database; hidden files are half-written copies.
        if name.starts_with('.') || COMPANIONS.iter().any(|companion| name.ends_with(companion)) {
            continue;
        }
        if is_database(&entry.path(), places, deadline) {
            found.push(FoundDatabase { name });
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Whether SQLite takes it for a database. It isn't read here: closing it would drop the locks that this process
/// has on it (see `places`).
fn is_database(path: &Path, places: &SqlitePlaces, deadline: Instant) -> bool {
    // An empty file is an empty database to SQLite, and to everybody else an empty file.
    if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0) {
        return false;
    }
    // One file that another program has locked must not cost all of the time.
    let patience = deadline.min(Instant::now() + Duration::from_secs(2));
    let opener = Opener::new(Address::file(path.to_owned()), places.clone());
    match opener.try_open(&Control::new(patience)) {
        Ok(Ok(_session)) => true,
        Ok(Err(error)) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => false,
        Ok(Err(_)) => path.extension().and_then(OsStr::to_str).is_some_and(|extension| {
            CALLED_DATABASE.iter().any(|known| extension.eq_ignore_ascii_case(known))
        }),
        // Nobody's business: outside of what is open, or Weir's own.
        Err(_) => false,
    }
}

fn sizes(folder: &Path, databases: &[FoundDatabase]) -> InstanceSizes {
    let mut sizes = InstanceSizes::default();
    for FoundDatabase { name } in databases {
        match measure::file_size(&folder.join(name), name) {
            Ok(Some(size)) => sizes.databases.push(size),
            Ok(None) => {}
            Err(error) => sizes.unmeasured.push(Unmeasured {
                database: name.clone(),
                why: Phrase::new(
                    format!("The file's size can't be read: {}", crate::error::words(&error)),
                    format!("无法读取文件大小：{}", crate::error::words(&error)),
                ),
            }),
        }
    }
    sizes
}
