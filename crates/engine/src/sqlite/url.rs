//! What a SQLite URL may say: `sqlite:///absolute/path.db`, and that the file never changes.

use std::{
    ffi::OsString,
    os::unix::ffi::OsStringExt,
    path::{Path, PathBuf},
};

use percent_encoding::percent_decode_str;

use crate::TargetError;

/// Which file, as the URL names it. Whether it may be read is decided by `SqlitePlaces`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    path: PathBuf,
    immutable: bool,
}

impl Address {
    /// Reads what follows `sqlite://`: an absolute path, percent-decoded, and parameters after a `?`.
    ///
    /// A fourth slash (`sqlite:////var/shop.db`), as some libraries write absolute paths, means the same.
    pub(crate) fn parse(rest: &str) -> Result<Self, TargetError> {
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let path: Vec<u8> = percent_decode_str(path).collect();
        if path.contains(&0) {
            return Err(invalid("the path holds a NUL byte"));
        }
        let first_name = path.iter().position(|byte| *byte != b'/').unwrap_or(path.len());
        let Some(root) = first_name.checked_sub(1) else {
            return Err(invalid("a SQLite file is named by its absolute path: sqlite:///path/to/file.db"));
        };
        if first_name == path.len() {
            return Err(invalid("the path of the SQLite file is missing: sqlite:///path/to/file.db"));
        }
        let path = PathBuf::from(OsString::from_vec(path[root..].to_vec()));
        let mut address = Self { path, immutable: false };
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            address.apply(parameter)?;
        }
        Ok(address)
    }

    /// A file of a folder that was listed.
    pub(crate) fn file(path: PathBuf) -> Self {
        Self { path, immutable: false }
    }

    /// The names are those of SQLite's own URIs: <https://www.sqlite.org/uri.html>.
    fn apply(&mut self, parameter: &str) -> Result<(), TargetError> {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let name = percent_decode_str(name).decode_utf8_lossy();
        let value = percent_decode_str(value).decode_utf8_lossy();
        match (name.as_ref(), value.as_ref()) {
            ("mode", "ro") => {}
            ("mode", _) => return Err(invalid("mode: a SQLite file is only ever opened with mode=ro")),
            ("immutable", "1" | "true" | "on" | "yes") => self.immutable = true,
            ("immutable", "0" | "false" | "off" | "no") => self.immutable = false,
            ("immutable", _) => return Err(invalid("immutable: expected 1 or 0")),
            (unknown, _) => {
                let unknown: String = unknown.chars().filter(|c| !c.is_control()).take(64).collect();
                return Err(invalid(&format!("unknown parameter '{unknown}'; known are mode, immutable")));
            }
        }
        Ok(())
    }

    /// The folder that the file is in, as written.
    pub(crate) fn endpoint(&self) -> (String, Option<u16>) {
        let folder = self.path.parent().unwrap_or(&self.path);
        (folder.display().to_string(), None)
    }

    /// The file's path, as the URL names it: links in it are not resolved.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The operator's word that nobody writes to the file: SQLite then takes no locks and reads no WAL.
    pub(super) fn immutable(&self) -> bool {
        self.immutable
    }
}

fn invalid(why: &str) -> TargetError {
    TargetError::Invalid(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(rest: &str) -> String {
        Address::parse(rest).unwrap().path().to_str().unwrap().to_owned()
    }

    #[test]
    fn reads_absolute_paths() {
        for (rest, expected) in [
            ("/srv/shop.db", "/srv/shop.db"),
            ("//srv/shop.db", "/srv/shop.db"),
            ("/srv/a%20b%3Fc.db", "/srv/a b?c.db"),
            ("/srv/%E5%95%86%E5%BA%97.db", "/srv/商店.db"),
            ("/srv/商店#1.db", "/srv/商店#1.db"),
            ("/srv/100%.db", "/srv/100%.db"),
            ("/srv/../shop.db?mode=ro", "/srv/../shop.db"),
            ("/srv/shop.db?", "/srv/shop.db"),
        ] {
            assert_eq!(path(rest), expected);
        }
    }

    #[test]
    fn reads_immutable() {
        for (rest, expected) in [
            ("/a", false),
            ("/a?immutable=1", true),
            ("/a?mode=ro&immutable=true", true),
            ("/a?immutable=0", false),
            ("/a?%69mmutable=1", true),
        ] {
            assert_eq!(Address::parse(rest).unwrap().immutable(), expected, "{rest}");
        }
    }

    #[test]
    fn refuses_what_is_no_absolute_path_and_what_it_does_not_know() {
        for (rest, part) in [
            ("", "absolute path"),
            (":memory:", "absolute path"),
            ("shop.db", "absolute path"),
            ("host/shop.db", "absolute path"),
            ("/", "missing"),
            ("///", "missing"),
            ("/a%00b", "NUL"),
            ("/a?mode=rw", "mode=ro"),
            ("/a?mode=memory", "mode=ro"),
            ("/a?mode", "mode=ro"),
            ("/a?immutable=maybe", "immutable"),
            ("/a?cache=shared", "'cache'"),
            ("/a?vfs=unix-none&mode=ro", "'vfs'"),
            ("/a?key=hunter2", "'key'"),
        ] {
            let error = Address::parse(rest).unwrap_err().to_string();
            assert!(error.starts_with("Invalid database URL: "), "{error}");
            assert!(error.contains(part) && !error.contains("hunter2"), "{rest}: {error}");
        }
    }
}
