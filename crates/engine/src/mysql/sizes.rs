//! How large databases and tables are: files of InnoDB where it tells them, what the storage engine says otherwise.
//!
//! `DATA_LENGTH` and `INDEX_LENGTH` are InnoDB's statistics, which MySQL 8 shows up to a day old
//! (`information_schema_stats_expiry`) and every server brings up to date only after a tenth of the rows changed.
//! The tablespaces tell the sizes of the files as they are now, and so decide how large a table is; the statistics
//! only say how much of it are indexes. Reading the tablespaces needs the privilege PROCESS.

mod spaces;

use std::{collections::HashMap, io};

use weir_guard::Dialect;
use weir_model::{DatabaseSize, FoundDatabase, InstanceSizes, Phrase, TableSize};

use self::spaces::{Spaces, read_spaces};
use super::{
    fault::Fault,
    messages::Reader,
    session::{Session, optional_text, text},
    settings::Server,
};

const DATABASES: &str = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA \
    WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";

/// From MySQL 8 on figures are kept for a day; zero asks the storage engine (MySQL manual,
/// `information_schema_stats_expiry`).
const FRESH: &str = "SET SESSION information_schema_stats_expiry = 0";

/// Tables with the names under which InnoDB has their files. MySQL 8 tells tablespaces by their plain names.
const PLAIN_ALL: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, CONCAT(TABLE_SCHEMA, '/', TABLE_NAME), ENGINE, \
    DATA_LENGTH, INDEX_LENGTH, TABLE_ROWS FROM information_schema.TABLES \
    WHERE TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW', 'SEQUENCE') \
    AND TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";
const PLAIN_CURRENT: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, CONCAT(TABLE_SCHEMA, '/', TABLE_NAME), ENGINE, \
    DATA_LENGTH, INDEX_LENGTH, TABLE_ROWS FROM information_schema.TABLES \
    WHERE TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW', 'SEQUENCE') AND TABLE_SCHEMA = DATABASE()";
/// MariaDB, and MySQL before 8, tell them as file names, with letters that not every file system takes encoded.
const ENCODED_ALL: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, \
    CONCAT(CONVERT(CAST(CONVERT(TABLE_SCHEMA USING filename) AS BINARY) USING utf8mb4), '/', \
    CONVERT(CAST(CONVERT(TABLE_NAME USING filename) AS BINARY) USING utf8mb4)), ENGINE, \
    DATA_LENGTH, INDEX_LENGTH, TABLE_ROWS FROM information_schema.TABLES \
    WHERE TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW', 'SEQUENCE') \
    AND TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";
const ENCODED_CURRENT: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, \
    CONCAT(CONVERT(CAST(CONVERT(TABLE_SCHEMA USING filename) AS BINARY) USING utf8mb4), '/', \
    CONVERT(CAST(CONVERT(TABLE_NAME USING filename) AS BINARY) USING utf8mb4)), ENGINE, \
    DATA_LENGTH, INDEX_LENGTH, TABLE_ROWS FROM information_schema.TABLES \
    WHERE TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW', 'SEQUENCE') AND TABLE_SCHEMA = DATABASE()";

/// These keep their rows on another server, nowhere, or in other tables, which are counted themselves.
const ELSEWHERE: [&str; 6] =
    ["FEDERATED", "CONNECT", "SPIDER", "BLACKHOLE", "MRG_MYISAM", "PERFORMANCE_SCHEMA"];

/// These count their rows; the others estimate them.
const COUNTING: [&str; 4] = ["MYISAM", "ARIA", "MEMORY", "ARCHIVE"];

/// Which tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    All,
    Current,
}

/// The databases of the server.
pub(super) async fn databases(session: &mut Session) -> Result<Vec<FoundDatabase>, Fault> {
    let mut found = Vec::new();
    let add = |row: &mut Reader<'_>| {
        found.push(FoundDatabase { name: text(row)? });
        Ok(())
    };
    session.rows(DATABASES, add).await?;
    found.sort_unstable();
    Ok(found)
}

/// The sizes of databases: their tables together, with files in their folder that belong to no table.
pub(super) async fn database_sizes(
    session: &mut Session,
    server: &Server,
    databases: &[FoundDatabase],
) -> Result<InstanceSizes, Fault> {
    let measured = measure(session, server, Scope::All).await?;
    let named = databases.iter().map(|FoundDatabase { name }| {
        let empty = DatabaseSize {
            database: name.clone(),
            data_bytes: Some(0),
            index_bytes: Some(0),
            ..DatabaseSize::default()
        };
        (name.as_str(), empty)
    });
    let mut sizes: HashMap<&str, DatabaseSize> = named.collect();
    for Table { size, .. } in &measured.tables {
        if let Some(database) = sizes.get_mut(size.schema.as_str()) {
            database.total_bytes += size.total_bytes;
            add(&mut database.data_bytes, size.data_bytes);
            add(&mut database.index_bytes, size.index_bytes);
        }
    }
    for (schema, bytes) in measured.spaces.of_no_table() {
        if let Some(database) = sizes.get_mut(schema) {
            database.total_bytes += bytes;
            add(&mut database.data_bytes, bytes);
        }
    }
    let mut databases: Vec<DatabaseSize> = sizes.into_values().collect();
    databases.sort_unstable_by(|one, other| one.database.cmp(&other.database));
    let estimated = measured.spaces.is_blind().then(blind);
    Ok(InstanceSizes { databases, unmeasured: Vec::new(), shared: measured.spaces.into_shared(), estimated })
}

/// The sizes of the tables of the session's own database.
pub(super) async fn table_sizes(session: &mut Session, server: &Server) -> Result<Vec<TableSize>, Fault> {
    let measured = measure(session, server, Scope::Current).await?;
    Ok(measured.tables.into_iter().map(|table| table.size).collect())
}

fn blind() -> Phrase {
    Phrase::new(
        "The account lacks the privilege PROCESS: sizes of InnoDB tables are the server's statistics, not those of files",
        "该账号缺少 PROCESS 权限：InnoDB 表的大小取自服务器统计信息，而非文件大小",
    )
}

fn add(sum: &mut Option<u64>, bytes: u64) {
    *sum = Some(sum.unwrap_or(0) + bytes);
}

/// A table, with the name under which InnoDB has its file.
#[derive(Debug)]
struct Table {
    size: TableSize,
    file: String,
    is_innodb: bool,
}

struct Measurement {
    tables: Vec<Table>,
    spaces: Spaces,
}

async fn measure(session: &mut Session, server: &Server, scope: Scope) -> Result<Measurement, Fault> {
    let plain = server.dialect == Dialect::MySql && server.version.number >= (8, 0);
    if plain {
        session.rows(FRESH, |_| Ok(())).await?;
    }
    let query = match (plain, scope) {
        (true, Scope::All) => PLAIN_ALL,
        (true, Scope::Current) => PLAIN_CURRENT,
        (false, Scope::All) => ENCODED_ALL,
        (false, Scope::Current) => ENCODED_CURRENT,
    };
    let mut tables = Vec::new();
    session
        .rows(query, |row| {
            tables.push(read_table(row)?);
            Ok(())
        })
        .await?;
    let mut spaces = read_spaces(session, plain).await?;
    let files: HashMap<&str, &str> =
        tables.iter().map(|table| (table.file.as_str(), table.size.schema.as_str())).collect();
    let own = spaces.sort(&files);
    for table in tables.iter_mut().filter(|table| table.is_innodb) {
        // None of its own: it lies in a shared tablespace, and its statistics say how much of it.
        if let Some(space) = own.get(&table.file) {
            table.size.total_bytes = space.bytes + space.full_text_bytes;
            table.size.index_bytes = table.size.index_bytes.min(space.bytes) + space.full_text_bytes;
            table.size.data_bytes = table.size.total_bytes - table.size.index_bytes;
        }
    }
    Ok(Measurement { tables, spaces })
}

fn read_table(row: &mut Reader<'_>) -> io::Result<Table> {
    let (schema, table, file) = (text(row)?, text(row)?, text(row)?);
    let engine = text(row)?.to_ascii_uppercase();
    let (data, index) = (number(row)?.unwrap_or(0), number(row)?.unwrap_or(0));
    let row_count = number(row)?;
    let here = !ELSEWHERE.contains(&engine.as_str());
    let (data_bytes, index_bytes) = if here { (data, index) } else { (0, 0) };
    Ok(Table {
        size: TableSize {
            schema,
            table,
            total_bytes: data_bytes + index_bytes,
            data_bytes,
            index_bytes,
            toast_bytes: None,
            row_count: row_count.filter(|_| here),
            row_count_estimated: !COUNTING.contains(&engine.as_str()),
        },
        file,
        is_innodb: engine == "INNODB",
    })
}

fn number(row: &mut Reader<'_>) -> io::Result<Option<u64>> {
    Ok(optional_text(row)?.and_then(|digits| digits.parse().ok()))
}
