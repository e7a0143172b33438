//! Copying a whole catalog from one place to another that is new: every table in the order of its references, and
//! the numbers that were given already, so that none is given twice. What a session reads and writes is in
//! `session`.

mod session;

use crate::{
    Error,
    copy::session::{Session, Value},
    pool::Pool,
    shape::{self, Table},
};

/// How many bytes are on their way at once, about.
const PAGE_BYTES: usize = 8 << 20;
/// The first page of a table has so many rows, for nobody knows how long they are.
const FIRST_ROWS: usize = 16;
/// How many values one INSERT carries; SQLite takes 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 16_000;

/// How many rows of a table were copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The table.
    pub table: String,
    /// Its rows, counted in the copy.
    pub rows: u64,
}

/// Copies everything, in one transaction on either side: what others write meanwhile is not in it, and a copy that
/// fails leaves nothing. Rows are counted on both sides before the commit.
pub(crate) async fn copy(from: &Pool, to: &Pool) -> Result<Vec<Copied>, Error> {
    let tables = shape::tables().await?;
    let mut source = Session::read(from).await?;
    let mut target = Session::write(to).await?;
    for table in tables.iter().rev() {
        make_empty(&mut target, table).await?;
    }
    let mut copied = Vec::new();
    for table in &tables {
        copy_rows(&mut source, &mut target, table).await?;
        let given = source.last_number(table).await?.max(source.highest_number(table).await?);
        if let Some(last) = given.filter(|last| *last > 0) {
            target.set_last_number(table, last).await?;
        }
        let (there, here) = (source.count(table).await?, target.count(table).await?);
        if there != here {
            return Err(Error::CopyDiffers { table: table.name.clone(), source_rows: there, copied: here });
        }
        copied.push(Copied { table: table.name.clone(), rows: here });
    }
    source.end().await?;
    target.commit().await?;
    Ok(copied)
}

/// How many rows each table has.
pub(crate) async fn count(pool: &Pool) -> Result<Vec<Copied>, Error> {
    let mut session = Session::read(pool).await?;
    let mut counted = Vec::new();
    for table in shape::tables().await? {
        counted.push(Copied { rows: session.count(&table).await?, table: table.name });
    }
    session.end().await?;
    Ok(counted)
}

/// A new catalog has only what the migrations put there, which the copy brings along.
async fn make_empty(target: &mut Session, table: &Table) -> Result<(), Error> {
    if target.count(table).await? > table.seeded {
        return Err(Error::NotNew { table: table.name.clone() });
    }
    if table.seeded > 0 { target.clear(table).await } else { Ok(()) }
}

async fn copy_rows(source: &mut Session, target: &mut Session, table: &Table) -> Result<(), Error> {
    let most = (MOST_VALUES / table.columns.len().max(1)).max(1);
    let mut limit = FIRST_ROWS.min(most);
    let mut last: Option<Vec<Value>> = None;
    loop {
        let rows = source.page(table, last.as_deref(), limit).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = Some(table.keys().map(|at| end[at].clone()).collect());
        let bytes: usize = rows.iter().flatten().map(Value::bytes).sum();
        let (count, asked) = (rows.len(), limit);
        limit = (count * PAGE_BYTES / bytes.max(1)).clamp(1, most);
        target.insert(table, rows).await?;
        if count < asked {
            return Ok(());
        }
    }
}
