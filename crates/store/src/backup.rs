//! A catalog as one file and back: always a SQLite catalog, whatever the catalog itself is in.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::{
    Error, Sealer, Store, StoreLocation,
    copy::{self, Copied},
    files,
    pool::Pool,
    sqlite,
};

impl Store {
    /// Writes one moment of the catalog to a new file of mode 0600, while others go on working. The key is not in it.
    ///
    /// The file has its name only once it is whole, checked and on the disk.
    pub async fn backup(&self, file: &Path) -> Result<(), Error> {
        let path = std::path::absolute(file).map_err(|error| files::problem(file, &error))?;
        if path.exists() {
            return Err(Error::Files(format!("{}: there is a file already", path.display())));
        }
        let folder = path.parent().unwrap_or(Path::new("/"));
        let partial = tempfile::Builder::new()
            .prefix(".weir-backup-")
            .tempfile_in(folder)
            .map_err(|error| files::problem(folder, &error))?;
        match self.pool() {
            Pool::Sqlite(pools) => {
                let options = pools.readers.connect_options();
                let mut session = options.as_ref().clone().pragma("query_only", "OFF").connect().await?;
                let target = partial.path().display().to_string().replace('\'', "''");
                sqlx::query(AssertSqlSafe(format!("VACUUM INTO '{target}'"))).execute(&mut session).await?;
                session.close().await?;
            }
            Pool::Postgres(_) => {
                let pools = sqlite::open_file(partial.path()).await?;
                let copied = copy::copy(self.pool(), &Pool::Sqlite(pools.clone())).await;
                pools.close().await;
                copied?;
            }
        }
        sqlite::check_file(partial.path()).await?;
        File::open(partial.path())
            .and_then(|file| file.sync_all())
            .map_err(|error| files::problem(&path, &error))?;
        partial.persist_noclobber(&path).map_err(|error| files::problem(&path, &error.error))?;
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| files::problem(folder, &error))
    }

    /// Copies everything into another catalog, which must be new.
    pub async fn copy_to(&self, target: &Self) -> Result<Vec<Copied>, Error> {
        copy::copy(self.pool(), target.pool()).await
    }
}

/// What became of a restored backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What is in the catalog now.
    pub copied: Vec<Copied>,
    /// Where the catalog file that was there before is now.
    pub kept: Option<PathBuf>,
}

/// Puts the catalog of a backup where `location` says. `sealer` must have the key that the backup was made under.
///
/// In a file: the backup is checked, brought up to date and put in the place of the catalog, which is kept beside
/// it; no program may have it open. In PostgreSQL: the catalog there must be new.
/// `work_folder` takes a copy of the file meanwhile.
pub async fn restore(
    file: &Path,
    location: &StoreLocation,
    sealer: Sealer,
    work_folder: &Path,
) -> Result<Restored, Error> {
    let path = std::path::absolute(file).map_err(|error| files::problem(file, &error))?;
    let near = match location {
        StoreLocation::Sqlite(catalog) => {
            files::create_folder_of(catalog).map_err(|error| files::problem(catalog, &error))?
        }
        StoreLocation::Memory | StoreLocation::Postgres(_) => work_folder.to_owned(),
    };
    // A copy: the backup stays as it is, though an older one is migrated on its way.
    let work = tempfile::Builder::new()
        .prefix(".weir-restore-")
        .tempdir_in(&near)
        .map_err(|error| files::problem(&near, &error))?;
    let candidate = work.path().join("catalog.db");
    files::create_private(&candidate)
        .and_then(|()| fs::copy(&path, &candidate).map(drop))
        .map_err(|error| files::problem(&path, &error))?;
    sqlite::check_file(&candidate).await?;
    let backup = Store::open(&StoreLocation::Sqlite(candidate.clone()), sealer).await?;
    let restored = match location {
        StoreLocation::Sqlite(catalog) => {
            let copied = copy::count(backup.pool()).await;
            backup.close().await?;
            let kept = put_in_place(&candidate, catalog).await?;
            Restored { copied: copied?, kept }
        }
        StoreLocation::Memory | StoreLocation::Postgres(_) => {
            let pool = Pool::open(location).await?;
            let copied = copy::copy(backup.pool(), &pool).await;
            backup.close().await?;
            pool.close().await;
            Restored { copied: copied?, kept: None }
        }
    };
    Ok(restored)
}

/// Puts the file in the catalog's place in one step, and keeps what was there under another name.
async fn put_in_place(candidate: &Path, catalog: &Path) -> Result<Option<PathBuf>, Error> {
    let problem = |error: std::io::Error| files::problem(catalog, &error);
    File::open(candidate).and_then(|file| file.sync_all()).map_err(problem)?;
    let kept = if catalog.exists() {
        sqlite::close_for_all(catalog).await?;
        let kept = free_name(catalog);
        fs::hard_link(catalog, &kept).map_err(problem)?;
        Some(kept)
    } else {
        None
    };
    fs::rename(candidate, catalog).map_err(problem)?;
    let folder = catalog.parent().unwrap_or(Path::new("/"));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(problem)?;
    Ok(kept)
}

/// `catalog.db.before-restore`, or with a number when that is taken.
fn free_name(catalog: &Path) -> PathBuf {
    let name = |number: u32| {
        let mut name = catalog.as_os_str().to_owned();
        name.push(".before-restore");
        if number > 1 {
            name.push(format!("-{number}"));
        }
        PathBuf::from(name)
    };
    (1..=u32::MAX).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
}
