//! Folders and files that only their owner can read.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use crate::Error;

/// Makes the folder that a file lives in, with mode 0700, if it doesn't exist; gives it back.
pub(crate) fn create_folder_of(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let folder = path.parent().ok_or_else(|| io::Error::other("is no file"))?;
    create_folder(folder)?;
    Ok(folder.to_owned())
}

/// Makes a folder and those above it, and syncs the entry of each, so that a file whose writing was
/// acknowledged doesn't vanish with its folder when the power fails.
fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let Some(above) = folder.parent() else { return Err(io::ErrorKind::NotFound.into()) };
    create_folder(above)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => File::open(above)?.sync_all(),
    }
}

/// Makes an empty file with mode 0600, if there is none: it has never had another mode.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// The error for people: which path, and why.
pub(crate) fn problem(path: &Path, error: &io::Error) -> Error {
    Error::Files(format!("{}: {error}", path.display()))
}
