//! Writing a data set that Weir makes itself to a target: the one door through which Weir writes to a database
//! that is not its own. `weir demo` brings its sample shop through it; no user's text ever does.
//!
//! It only ever fills a place that is new or empty. It drops nothing: what is already there is either an earlier
//! load, known by its tables, or somebody else's, and left alone.

use std::{collections::BTreeSet, time::Duration};

use thiserror::Error;

use crate::{Error, Target, mysql, postgres, sqlite, target::Address};

/// A data set.
#[derive(Debug)]
pub struct Load<S> {
    /// The schema (PostgreSQL) or database (MySQL) of its own that it goes into; SQLite has a file of its own.
    /// A plain lower-case name that no dialect needs quotes for.
    pub name: &'static str,
    /// The tables and views that the statements make.
    pub relations: Vec<&'static str>,
    /// The statements in their order, each without a closing semicolon.
    pub statements: S,
}

/// What loading did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// Everything was written.
    Written {
        /// How many statements that were.
        statements: u64,
    },
    /// It was there from an earlier time; nothing was written.
    Present,
}

/// Why nothing was loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The place holds tables, and not just those that would be written.
    #[error("{place} already holds something else, and is left as it is")]
    Occupied {
        /// What it is called: a schema, a database or a file.
        place: String,
    },
    /// The file can't be written; the text says why.
    #[error("cannot write {0}")]
    File(String),
    /// The target can't be reached, or refused a statement in its own words.
    #[error(transparent)]
    Engine(#[from] Error),
}

/// Writes a data set to a target; `patience` is how long signing in may take.
///
/// PostgreSQL gets it in one transaction, SQLite as a file that appears at the end. MySQL commits each CREATE by
/// itself: a load that was broken off there is [`LoadError::Occupied`] the next time.
pub async fn load<S>(target: &Target, patience: Duration, load: Load<S>) -> Result<Loaded, LoadError>
where
    S: Iterator<Item = String> + Send + 'static,
{
    match &target.address {
        Address::Postgres(address) => postgres::load((**address).clone(), patience, load).await,
        Address::MySql(address) => mysql::load(address.clone(), patience, load).await,
        Address::Sqlite(address) => sqlite::load(address.clone(), load).await,
        Address::Folder(folder) => {
            Err(LoadError::Occupied { place: format!("the folder {}", folder.display()) })
        }
    }
}

/// The URL under which a data set is found that was loaded by way of this URL: the same server and account, in the
/// schema or database of that name.
pub fn loaded_url(url: &str, name: &str) -> String {
    let (head, query) = url.split_once('?').unwrap_or((url, ""));
    let scheme = head.split("://").next().unwrap_or_default().to_ascii_lowercase();
    match scheme.as_str() {
        "mysql" | "mariadb" => {
            // The user part runs to the last `@`, as when the URL is read.
            let server = head.rfind('@').or_else(|| head.find("://").map(|at| at + 2)).map_or(0, |at| at + 1);
            let end = head[server..].find('/').map_or(head.len(), |at| server + at);
            let query = if query.is_empty() { String::new() } else { format!("?{query}") };
            format!("{}/{name}{query}", &head[..end])
        }
        // Whoever gives options of their own wants those.
        "postgresql" | "postgres" if query.split('&').any(|parameter| parameter.starts_with("options=")) => {
            url.to_owned()
        }
        "postgresql" | "postgres" => {
            let query = if query.is_empty() { String::new() } else { format!("{query}&") };
            format!("{head}?{query}options=-csearch_path%3D{name}")
        }
        _ => url.to_owned(),
    }
}

/// What a place holds that a data set is to be loaded into.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Empty,
    Loaded,
    Occupied,
}

impl Place {
    /// Judges by the names of the tables and views there.
    pub(crate) fn of(found: Vec<String>, expected: &[&'static str]) -> Self {
        let found: BTreeSet<String> = found.into_iter().collect();
        if found.is_empty() {
            Self::Empty
        } else if found.iter().map(String::as_str).eq(expected.iter().copied().collect::<BTreeSet<_>>()) {
            Self::Loaded
        } else {
            Self::Occupied
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_an_earlier_load_by_all_of_its_tables() {
        let place = |found: &[&str]| {
            Place::of(found.iter().map(|name| (*name).to_owned()).collect(), &["orders", "customers", "库存"])
        };
        assert_eq!(place(&[]), Place::Empty);
        assert_eq!(place(&["customers", "库存", "orders"]), Place::Loaded);
        assert_eq!(place(&["customers", "orders"]), Place::Occupied);
        assert_eq!(place(&["customers", "orders", "库存", "mine"]), Place::Occupied);
    }

    #[test]
    fn names_the_place_in_the_url() {
        for (url, loaded) in [
            (
                "mysql://u:p@h:3306/other?ssl-mode=DISABLED",
                "mysql://u:p@h:3306/weir_sample?ssl-mode=DISABLED",
            ),
            ("mysql://u:p@h", "mysql://u:p@h/weir_sample"),
            ("mariadb://u:p/@s@h/d", "mariadb://u:p/@s@h/weir_sample"),
            ("MySQL://h/d", "MySQL://h/weir_sample"),
            ("mysql://u@/d?socket=/run/s", "mysql://u@/weir_sample?socket=/run/s"),
            ("postgresql://u@h/d", "postgresql://u@h/d?options=-csearch_path%3Dweir_sample"),
            (
                "postgres://h/d?sslmode=require",
                "postgres://h/d?sslmode=require&options=-csearch_path%3Dweir_sample",
            ),
            ("postgres://h/d?options=-cx%3Dy", "postgres://h/d?options=-cx%3Dy"),
            ("sqlite:///srv/shop.db", "sqlite:///srv/shop.db"),
        ] {
            assert_eq!(loaded_url(url, "weir_sample"), loaded);
        }
    }
}
