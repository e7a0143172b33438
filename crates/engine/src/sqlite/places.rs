//! Which files may be opened as SQLite databases, by where they really are.
//!
//! Files are compared by device and inode, so that no link, mount or spelling of a name leads around the
//! rule. Nothing is ever opened here: closing a file drops every POSIX lock that this process has on it,
//! those of SQLite included (<https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>).

use std::{
    ffi::OsString,
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use crate::Error;

/// SQLite reads and writes these beside a database, by name alone.
pub(super) const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The most files looked at to find out whether a hard link leads into a forbidden folder.
const MAX_LOOKED_AT: usize = 100_000;

/// Where SQLite files may lie, and which never.
#[derive(Clone, Debug, Default)]
pub struct SqlitePlaces {
    /// A file must lie inside one of these folders, links resolved.
    pub allowed: Vec<PathBuf>,
    /// These files and folders are refused always: Weir's own catalog, key, backups.
    pub forbidden: Vec<PathBuf>,
}

/// A file that may be opened.
#[derive(Clone, Debug)]
pub(super) struct Located {
    /// Its path with every link resolved.
    pub(super) path: PathBuf,
    /// Which file that is.
    pub(super) identity: Identity,
}

/// A file whatever its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }

    /// The file at a path now. A link is itself, not what it points at.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        fs::symlink_metadata(path).map(|metadata| Self::of(&metadata))
    }
}

impl SqlitePlaces {
    /// Finds the file that a path leads to, if it may be opened.
    ///
    /// Every file outside the allowed folders gets the same answer, whether it exists or not.
    pub(super) fn locate(&self, path: &Path) -> Result<Located, Error> {
        let path = fs::canonicalize(path).map_err(|_missing| not_found())?;
        let inside = |folder: &PathBuf| {
            fs::canonicalize(folder).is_ok_and(|real| path != real && path.starts_with(real))
        };
        if !self.allowed.iter().any(inside) {
            return Err(not_found());
        }
        let metadata = fs::symlink_metadata(&path).map_err(|_vanished| not_found())?;
        if self.forbids(&path, &metadata) {
            return Err(not_found());
        }
        if !metadata.is_file() {
            return Err(refused("it is not a regular file"));
        }
        self.check_companions(&path)?;
        Ok(Located { identity: Identity::of(&metadata), path })
    }

    /// Finds the folder that a path leads to, if its files may be opened: an allowed one, or one inside of it.
    pub(super) fn locate_folder(&self, path: &Path) -> Result<PathBuf, Error> {
        let path = fs::canonicalize(path).map_err(|_missing| no_folder())?;
        let inside = |folder: &PathBuf| fs::canonicalize(folder).is_ok_and(|real| path.starts_with(real));
        let metadata = fs::symlink_metadata(&path).map_err(|_vanished| no_folder())?;
        if self.allowed.iter().any(inside) && metadata.is_dir() && !self.forbids(&path, &metadata) {
            Ok(path)
        } else {
            Err(no_folder())
        }
    }

    /// A link planted as `shop.db-shm` would have SQLite write to whatever it points at.
    fn check_companions(&self, path: &Path) -> Result<(), Error> {
        for companion in companions(path) {
            match fs::symlink_metadata(&companion) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Ok(metadata) if metadata.is_file() && !self.forbids(&companion, &metadata) => {}
                _ => return Err(refused("a -wal, -shm or -journal file beside it is not a regular file")),
            }
        }
        Ok(())
    }

    /// Whether a resolved path is, or lies in, something forbidden.
    fn forbids(&self, path: &Path, metadata: &Metadata) -> bool {
        let mut lineage = vec![Identity::of(metadata)];
        for folder in path.ancestors().skip(1) {
            match Identity::at(folder) {
                Ok(identity) => lineage.push(identity),
                Err(_) => return true,
            }
        }
        self.forbidden.iter().any(|entry| {
            companions(entry).chain([entry.clone()]).any(|name| {
                fs::metadata(&name).is_ok_and(|found| {
                    lineage.contains(&Identity::of(&found))
                        || (metadata.nlink() > 1 && found.is_dir() && folder_holds(&name, lineage[0]))
                })
            })
        })
    }
}

fn companions(path: &Path) -> impl Iterator<Item = PathBuf> {
    COMPANIONS.into_iter().map(move |suffix| {
        let mut name = OsString::from(path);
        name.push(suffix);
        PathBuf::from(name)
    })
}

/// Whether a folder holds a file under any name, at any depth. What can't be looked at counts as yes.
fn folder_holds(folder: &Path, file: Identity) -> bool {
    let mut folders = vec![folder.to_owned()];
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { return true };
        for entry in entries {
            looked_at += 1;
            let Ok((entry, metadata)) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?))) else {
                return true;
            };
            if looked_at > MAX_LOOKED_AT || Identity::of(&metadata) == file {
                return true;
            }
            if metadata.is_dir() {
                folders.push(entry);
            }
        }
    }
    false
}

/// One answer for files that don't exist and files that are nobody's business.
fn not_found() -> Error {
    refused("there is no such file in the folders that are open to SQLite")
}

/// The same for folders.
fn no_folder() -> Error {
    refused("there is no such folder among those that are open to SQLite")
}

/// A refusal in the words of SQLite. The path is left out: who asks knows it, and logs shall not.
pub(super) fn refused(why: &str) -> Error {
    Error::Unreachable(format!("unable to open database file: {why}"))
}

#[cfg(test)]
mod tests {
    use std::{
        os::unix::{fs::symlink, net::UnixListener},
        process::Command,
    };

    use tempfile::TempDir;

    use super::*;

    /// `open/` is allowed; `own/`, `own.db` and `open/own.db` are forbidden.
    struct Folders {
        root: TempDir,
        places: SqlitePlaces,
    }

    impl Folders {
        fn new() -> Self {
            let root = TempDir::new().unwrap();
            for folder in ["open/deep", "own/deep", "elsewhere"] {
                fs::create_dir_all(root.path().join(folder)).unwrap();
            }
            for file in [
                "open/shop.db",
                "open/deep/shop.db",
                "own/deep/x.db",
                "own.db",
                "open/own.db",
                "elsewhere/x.db",
            ] {
                fs::write(root.path().join(file), "").unwrap();
            }
            let under = |names: &[&str]| names.iter().map(|name| root.path().join(name)).collect();
            let places = SqlitePlaces {
                allowed: under(&["open", "nowhere"]),
                forbidden: under(&["own", "own.db", "open/own.db", "missing.db"]),
            };
            Self { root, places }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.root.path().join(name)
        }

        fn answer(&self, name: &str) -> Result<PathBuf, String> {
            let located = self.places.locate(&self.path(name)).map_err(|error| error.to_string())?;
            Ok(located.path.strip_prefix(self.root.path().canonicalize().unwrap()).unwrap().to_owned())
        }

        #[track_caller]
        fn assert_hidden(&self, name: &str) {
            let missing = self.answer("elsewhere/missing.db").unwrap_err();
            assert_eq!(self.answer(name).unwrap_err(), missing, "{name}");
        }
    }

    #[test]
    fn finds_files_in_allowed_folders_with_links_resolved() {
        let folders = Folders::new();
        symlink(folders.path("open/deep/shop.db"), folders.path("open/link.db")).unwrap();
        symlink(folders.path("open"), folders.path("elsewhere/way")).unwrap();
        fs::hard_link(folders.path("elsewhere/x.db"), folders.path("open/hard.db")).unwrap();
        for (name, real) in [
            ("open/shop.db", "open/shop.db"),
            ("open/deep/../shop.db", "open/shop.db"),
            ("open/link.db", "open/deep/shop.db"),
            ("elsewhere/way/shop.db", "open/shop.db"),
            ("open/hard.db", "open/hard.db"),
        ] {
            assert_eq!(folders.answer(name).unwrap(), Path::new(real));
        }
    }

    #[test]
    fn answers_the_same_for_files_elsewhere_whether_they_exist_or_not() {
        let folders = Folders::new();
        symlink(folders.path("elsewhere"), folders.path("open/way")).unwrap();
        symlink(folders.path("elsewhere/x.db"), folders.path("open/link.db")).unwrap();
        symlink(folders.path("open/loop.db"), folders.path("open/loop.db")).unwrap();
        for name in [
            "elsewhere/x.db",
            "elsewhere",
            "open",
            "open/missing.db",
            "open/way/x.db",
            "open/link.db",
            "open/loop.db",
            "open/../elsewhere/x.db",
            "open/shop.db/x",
            "openly.db",
        ] {
            folders.assert_hidden(name);
        }
    }

    #[test]
    fn refuses_forbidden_files_by_every_way() {
        let folders = Folders::new();
        fs::write(folders.path("open/own.db-wal"), "").unwrap();
        symlink(folders.path("own.db"), folders.path("open/symbolic.db")).unwrap();
        fs::hard_link(folders.path("own.db"), folders.path("open/hard.db")).unwrap();
        fs::hard_link(folders.path("own/deep/x.db"), folders.path("open/deep/hard.db")).unwrap();
        for name in [
            "open/own.db",
            "open/own.db-wal",
            "open/symbolic.db",
            "open/hard.db",
            "open/deep/hard.db",
            "own.db",
        ] {
            folders.assert_hidden(name);
        }
    }

    #[test]
    fn a_forbidden_folder_inside_an_allowed_one_stays_shut() {
        let mut folders = Folders::new();
        folders.places.forbidden.push(folders.path("open/deep"));
        folders.assert_hidden("open/deep/shop.db");
        assert!(folders.answer("open/shop.db").is_ok());
    }

    #[test]
    fn refuses_what_is_no_regular_file() {
        let folders = Folders::new();
        let fifo = Command::new("mkfifo").arg(folders.path("open/fifo.db")).status().unwrap();
        assert!(fifo.success());
        let _socket = UnixListener::bind(folders.path("open/socket.db")).unwrap();
        for name in ["open/deep", "open/fifo.db", "open/socket.db"] {
            assert!(folders.answer(name).unwrap_err().ends_with("it is not a regular file"), "{name}");
        }
    }

    #[test]
    fn refuses_a_database_whose_companion_is_a_link_or_forbidden() {
        for suffix in COMPANIONS {
            for hard in [false, true] {
                let folders = Folders::new();
                let companion = folders.path(&format!("open/shop.db{suffix}"));
                let link = if hard { fs::hard_link::<PathBuf, PathBuf> } else { symlink };
                link(folders.path("own.db"), companion).unwrap();
                assert!(folders.answer("open/shop.db").unwrap_err().contains("beside it"), "{suffix}");
            }
        }
    }

    #[test]
    fn nothing_is_allowed_by_default() {
        let folders = Folders::new();
        assert!(SqlitePlaces::default().locate(&folders.path("open/shop.db")).is_err());
    }
}
