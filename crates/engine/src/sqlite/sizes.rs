//! How many rows and bytes a table has, as far as that is known without counting.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::sqlite::metadata::text;

const HAS_STATISTICS: &str = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";

/// The first number of an index's statistics is the rows of its table.
/// <https://www.sqlite.org/fileformat2.html#stat1tab>
const ROWS: &str =
    "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl IS NOT NULL GROUP BY tbl";

const FILE_SIZE: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";

/// Pages of a table and its indexes. <https://www.sqlite.org/dbstat.html>
const SIZES: &str = "SELECT s.tbl_name, sum(d.pgsize) FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name \
    WHERE d.aggregate = TRUE GROUP BY s.tbl_name";

/// `dbstat` reads every page of the file: about 0.1 s for this many bytes.
const MAX_MEASURED_BYTES: i64 = 64 << 20;

/// Figures of all tables.
pub(super) struct Estimates {
    rows: HashMap<String, u64>,
    sizes: HashMap<String, u64>,
}

impl Estimates {
    /// Rows are known after ANALYZE, sizes in files that aren't large.
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let analyzed: bool = connection.query_row(HAS_STATISTICS, [], |row| row.get(0))?;
        let bytes: i64 = connection.query_row(FILE_SIZE, [], |row| row.get(0))?;
        Ok(Self {
            rows: if analyzed { figures(connection, ROWS)? } else { HashMap::new() },
            sizes: if bytes <= MAX_MEASURED_BYTES { figures(connection, SIZES)? } else { HashMap::new() },
        })
    }

    pub(super) fn rows(&self, table: &str) -> Option<u64> {
        self.rows.get(table).copied()
    }

    pub(super) fn size(&self, table: &str) -> Option<u64> {
        self.sizes.get(table).copied()
    }

    /// A virtual table's data lie in shadow tables, which are named after it.
    pub(super) fn size_with_shadows(&self, table: &str, shadows: &[&str]) -> Option<u64> {
        let owned = |name: &str| name.strip_prefix(table).is_some_and(|rest| rest.starts_with('_'));
        let sizes = shadows.iter().filter(|name| owned(name)).filter_map(|name| self.size(name));
        sizes.fold(None, |sum, size| Some(sum.unwrap_or(0) + size))
    }
}

fn figures(connection: &Connection, sql: &str) -> rusqlite::Result<HashMap<String, u64>> {
    let mut statement = connection.prepare(sql)?;
    let figures = statement.query_map([], |row| Ok((text(row, 0)?, row.get::<_, i64>(1)?)))?;
    figures.map(|figure| figure.map(|(table, number)| (table, u64::try_from(number).unwrap_or(0)))).collect()
}
