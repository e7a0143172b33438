//! From the grammars' trees to the one tree that is resolved. `postgres` reads pg_query's, `sql` reads sqlparser's
//! for the other servers.

mod postgres;
mod sql;

pub(crate) use sql::Places;
use weir_guard::Dialect;
use weir_model::ServerFlavor;

use crate::tree::{Expr, Query};

/// Deeper parts are let pass: nobody writes them, and every walk after this one recurs as deep.
const MAX_DEPTH: usize = 200;

/// A statement as far as it was understood.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) query: Query,
    /// Whether parts were let pass.
    pub(crate) partly: bool,
    /// How many columns are named, counted by their ids.
    pub(crate) names: usize,
}

/// Reads a statement and does some work on it, where its depth can't hurt; none where it can't be read.
pub(crate) fn with_statement<T: Send>(
    sql: &str,
    flavor: ServerFlavor,
    work: impl FnOnce(&Statement) -> T + Send,
) -> Option<T> {
    let dialect = match flavor {
        ServerFlavor::Postgres => {
            return weir_guard::postgres::with_query(sql, |tree| work(&postgres::read(tree)));
        }
        ServerFlavor::Sqlite => {
            return weir_guard::sqlite::with_query(sql, |tree, start| {
                work(&sql::read(tree, sql, start, flavor))
            });
        }
        ServerFlavor::MySql => Dialect::MySql,
        ServerFlavor::MariaDb => Dialect::MariaDb,
    };
    weir_guard::mysql::with_query(sql, dialect, |tree, start| work(&sql::read(tree, sql, start, flavor)))
}

/// What both readers keep count of.
#[derive(Debug, Default)]
struct Progress {
    names: usize,
    depth: usize,
    partly: bool,
}

impl Progress {
    /// A number for the next column.
    fn next_id(&mut self) -> usize {
        self.names += 1;
        self.names - 1
    }

    /// Something that isn't understood.
    fn opaque(&mut self) -> Expr {
        self.partly = true;
        Expr::Opaque
    }

    fn statement(self, query: Query) -> Statement {
        Statement { query, partly: self.partly, names: self.names }
    }
}
