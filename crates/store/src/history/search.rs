//! Reading the history, a part at a time.

use sqlx::{Database, QueryBuilder};
use weir_model::{DbName, HistoryCursor, HistoryEntry, Timestamp};

use super::rows::{HistoryRow, number, text};
use crate::{Error, Store, pool::on_backend};

const ENTRIES: &str = "SELECT id, query_id, db_name, caller, sql, natural_query, outcome, rule, row_count, \
                       truncated_by, error_code, error_message, started_at, elapsed_ms FROM query_history WHERE ";

/// Which entries are looked for.
#[derive(Clone, Debug)]
pub struct HistorySearch {
    /// Those of this connection.
    pub db_name: DbName,
    /// Those of this caller only.
    pub caller: Option<String>,
    /// Those that hold this text, in the statement or its question. Case counts only beyond ASCII in SQLite.
    pub text: Option<String>,
    /// Those that come after this place in the list.
    pub before: Option<HistoryCursor>,
    /// At most so many.
    pub limit: u64,
}

impl Store {
    /// Entries of a connection, the latest first, and where older ones begin.
    pub async fn search_history(
        &self,
        search: &HistorySearch,
    ) -> Result<(Vec<HistoryEntry>, Option<HistoryCursor>), Error> {
        let limit = usize::try_from(search.limit).unwrap_or(usize::MAX);
        let mut rows: Vec<HistoryRow> = on_backend!(self.pool(), |pool| {
            statement(search).build_query_as().persistent(false).fetch_all(pool).await
        })?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(HistoryRow::cursor);
        let entries = rows.into_iter().map(HistoryRow::open).collect::<Result<_, _>>()?;
        Ok((entries, next))
    }

    /// The entry of a query that has ended, by its id; the latest, where an id was sent again.
    ///
    /// There is no index of ids, which would cost each query more than anybody gains: `made_at` is the moment that
    /// an id of ours tells by itself, and an id that a client chose is noted with its moment for a day.
    pub async fn find_history(
        &self,
        query_id: &str,
        made_at: Option<Timestamp>,
    ) -> Result<Option<HistoryEntry>, Error> {
        let moments = [self.claimed_at(query_id).await?, made_at];
        for moment in moments.into_iter().flatten() {
            let row: Option<HistoryRow> = on_backend!(self.pool(), |pool| {
                let mut sql = QueryBuilder::new(ENTRIES);
                sql.push("started_at = ").push_bind(moment.as_millis());
                sql.push(" AND query_id = ").push_bind(query_id.to_owned());
                sql.push(" ORDER BY id DESC LIMIT 1");
                sql.build_query_as().fetch_optional(pool).await
            })?;
            if let Some(row) = row {
                return row.open().map(Some);
            }
        }
        Ok(None)
    }
}

/// One row more than asked for shows whether there are more. The conditions are put together, not switched by
/// parameters, so that each combination finds its index.
fn statement<'a, B: Database>(search: &'a HistorySearch) -> QueryBuilder<B>
where
    &'a str: sqlx::Encode<'a, B> + sqlx::Type<B>,
    String: sqlx::Encode<'a, B> + sqlx::Type<B>,
    i64: sqlx::Encode<'a, B> + sqlx::Type<B>,
{
    let mut sql = QueryBuilder::new(ENTRIES);
    sql.push("db_name = ").push_bind(search.db_name.as_str().to_owned());
    if let Some(caller) = &search.caller {
        sql.push(" AND caller = ").push_bind(text(caller).into_owned());
    }
    if let Some(text) = &search.text {
        let pattern = pattern(text);
        sql.push(" AND (lower(sql) LIKE ").push_bind(pattern.clone()).push(" ESCAPE '!'");
        sql.push(" OR lower(natural_query) LIKE ").push_bind(pattern).push(" ESCAPE '!')");
    }
    if let Some(before) = &search.before {
        sql.push(" AND (started_at, id) < (").push_bind(before.started_at);
        sql.push(", ").push_bind(before.number).push(")");
    }
    sql.push(" ORDER BY started_at DESC, id DESC LIMIT ");
    sql.push_bind(number(search.limit.saturating_add(1)));
    sql
}

/// The text anywhere, with nothing special in it.
fn pattern(searched: &str) -> String {
    let mut pattern = String::from("%");
    for c in text(searched).to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_searched_text_is_special() {
        assert_eq!(pattern("100%_Done!"), "%100!%!_done!!%");
        assert_eq!(pattern("销量"), "%销量%");
        assert_eq!(pattern("a\0b"), "%a\u{2400}b%");
    }
}
