//! How large databases and tables are. The SQL is in `sql`.

mod sql;

use weir_model::{DatabaseSize, FoundDatabase, InstanceSizes, Phrase, TableSize, Unmeasured};

use super::{SIZES_LIMIT, catalog::CatalogRow, metadata::BEGIN, session::Session};
use crate::Error;

/// The databases of the server.
pub(super) async fn databases(session: &mut Session) -> Result<Vec<FoundDatabase>, Error> {
    let mut found = Vec::new();
    let add = |row: &mut CatalogRow<'_>| {
        found.push(FoundDatabase { name: row.text()? });
        Ok(())
    };
    session.rows(sql::DATABASES, &[], add).await?;
    Ok(found)
}

/// The sizes of databases. Each is asked for alone: one that is dropped meanwhile fails its own query only.
pub(super) async fn database_sizes(
    session: &mut Session,
    databases: &[FoundDatabase],
) -> Result<InstanceSizes, Error> {
    let mut sizes = InstanceSizes::default();
    for FoundDatabase { name } in databases {
        match database_size(session, name).await {
            Ok(Measured::Bytes(total_bytes)) => {
                let database = name.clone();
                sizes.databases.push(DatabaseSize { database, total_bytes, ..DatabaseSize::default() });
            }
            Ok(Measured::Gone) => {}
            Ok(Measured::Forbidden) => {
                sizes.unmeasured.push(Unmeasured { database: name.clone(), why: forbidden() });
            }
            // The server said no to this one; the session goes on.
            Err(Error::Internal(fault)) => {
                tracing::warn!(db.name = name, error = %fault, "could not measure a database of PostgreSQL");
                sizes.unmeasured.push(Unmeasured { database: name.clone(), why: failed() });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(sizes)
}

enum Measured {
    Bytes(u64),
    Forbidden,
    Gone,
}

async fn database_size(session: &mut Session, name: &str) -> Result<Measured, Error> {
    let mut measured = Measured::Gone;
    let read = |row: &mut CatalogRow<'_>| {
        let allowed = row.bool()?;
        measured = match row.optional_number()? {
            Some(bytes) => Measured::Bytes(bytes),
            None if allowed => Measured::Gone,
            None => Measured::Forbidden,
        };
        Ok(())
    };
    session.rows(sql::DATABASE_SIZE, &[name], read).await?;
    Ok(measured)
}

fn forbidden() -> Phrase {
    Phrase::new(
        "The account may not connect to this database: grant it CONNECT, or the role pg_read_all_stats",
        "该账号无权连接此数据库：请授予 CONNECT 权限或 pg_read_all_stats 角色",
    )
}

fn failed() -> Phrase {
    Phrase::new("The server could not tell the size of this database", "服务器无法给出此数据库的大小")
}

/// The sizes of the tables of the session's own database, in one snapshot.
pub(super) async fn table_sizes(session: &mut Session) -> Result<Vec<TableSize>, Error> {
    session.rows(BEGIN, &[], |_| Ok(())).await?;
    session.rows(sql::LIMITS, &[&SIZES_LIMIT.as_millis().to_string()], |_| Ok(())).await?;
    let mut sizes = Vec::new();
    let add = |row: &mut CatalogRow<'_>| {
        sizes.push(TableSize {
            schema: row.text()?,
            table: row.text()?,
            total_bytes: row.number()?,
            data_bytes: row.number()?,
            index_bytes: row.number()?,
            toast_bytes: Some(row.number()?),
            row_count: row.optional_number()?,
            row_count_estimated: true,
        });
        Ok(())
    };
    session.rows(sql::TABLES, &[], add).await?;
    session.write_clean_up()?;
    session.wire.send().await?;
    Ok(sizes)
}
