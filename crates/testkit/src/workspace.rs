//! Where the test kit keeps its things: caches and locks in the target folder, servers in the temporary folder.

use std::env;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Reads one of the variables that steer the tests.
#[expect(clippy::disallowed_methods, reason = "the tests' own settings are read here and nowhere else")]
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The target folder of this workspace.
pub(crate) fn target() -> PathBuf {
    let root = root();
    variable("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// The folder of initialised data folders and of locks.
pub(crate) fn cache() -> PathBuf {
    let cache = target().join("testkit-cache");
    fs::create_dir_all(&cache).unwrap_or_else(|e| panic!("can't make {}: {e}", cache.display()));
    cache
}

/// What the names of all server folders of this user and workspace begin with, in the temporary folder.
pub(crate) fn folder_prefix() -> String {
    let mut hasher = DefaultHasher::new();
    root().hash(&mut hasher);
    format!("weir-testkit-{}-{:08x}-", rustix::process::getuid().as_raw(), hasher.finish() >> 32)
}

/// Waits for a lock that all test processes of this workspace share. Dropping the file gives it back.
pub(crate) fn lock(name: &str) -> File {
    let path = cache().join(format!("{name}-{}.lock", rustix::process::getuid().as_raw()));
    File::create(&path)
        .and_then(|file| file.lock().map(|()| file))
        .unwrap_or_else(|e| panic!("can't lock {}: {e}", path.display()))
}

fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_path_buf()
}
