//! Lists of the sizes of an instance's databases: the latest, and the history by day.

use sqlx::FromRow;
use weir_model::{Database, Day, InstanceId, LatestSizes, Page, Paged, SizeEntry, SizeFilter};

use crate::{
    Error, Store,
    databases::DatabaseRow,
    history::number,
    ledger::reading,
    pool::on_backend,
    statement::{Statement, bind_all, containing},
};

#[derive(FromRow)]
struct EntryRow {
    #[sqlx(flatten)]
    database: DatabaseRow,
    day: i64,
    size_bytes: i64,
    data_bytes: Option<i64>,
    log_bytes: Option<i64>,
    collected_at: i64,
}

impl Store {
    /// The latest size of each database of an instance, the largest first.
    pub async fn latest_sizes(
        &self,
        instance: InstanceId,
        filter: &SizeFilter,
        page: Page,
    ) -> Result<LatestSizes, Error> {
        const SUM: &str = "SELECT count(*), CAST(coalesce(sum(CASE WHEN d.is_active = true THEN 1 ELSE 0 END), 0) \
                           AS BIGINT), CAST(coalesce(sum(l.size_bytes), 0) AS BIGINT) \
                           FROM databases d JOIN database_latest l ON l.database_id = d.id";
        const LIST: &str = "SELECT d.id, d.instance_id, d.name, d.is_active, d.limit_bytes, d.first_seen, \
                            d.last_seen, d.deleted_at, CAST(l.collected_at / 86400000 AS BIGINT) AS day, \
                            l.size_bytes, l.data_bytes, l.log_bytes, l.collected_at \
                            FROM databases d JOIN database_latest l ON l.database_id = d.id";
        let filtered = |sql| {
            let mut statement = Statement::new(sql);
            push_databases(&mut statement, instance, filter);
            statement.push(" AND l.collected_at >= 0");
            if let Some(from) = filter.from {
                statement.push(" AND l.collected_at >= ").bind(from.start().as_millis());
            }
            if let Some(to) = filter.to {
                statement.push(" AND l.collected_at < ").bind(to.plus(1).start().as_millis());
            }
            statement
        };
        let (sum, sum_args) = filtered(SUM).into_parts();
        let mut list = filtered(LIST);
        list.push(" ORDER BY l.size_bytes DESC, d.name, d.id");
        push_page(&mut list, page.limit(), page.offset());
        let (list, list_args) = list.into_parts();
        let ((total, active, bytes), rows): ((i64, i64, i64), Vec<EntryRow>) =
            on_backend!(self.pool(), |pool| {
                let sum = bind_all!(sqlx::query_as(sum), sum_args).fetch_one(pool).await?;
                (sum, bind_all!(sqlx::query_as(list), list_args).fetch_all(pool).await?)
            });
        Ok(LatestSizes {
            page: Paged { items: entries(rows), total: total.unsigned_abs() },
            active: active.unsigned_abs(),
            total_bytes: bytes.unsigned_abs(),
        })
    }

    /// The history of the sizes of an instance's databases: one entry a database and day, the newest day
    /// first, then by name.
    pub async fn list_sizes(
        &self,
        instance: InstanceId,
        filter: &SizeFilter,
        page: Page,
    ) -> Result<Paged<SizeEntry>, Error> {
        let days = self.days_with_sizes(instance, filter).await?;
        let total = days.iter().map(|(_, count)| count).sum();
        // Only the days that the page is on are read.
        let (mut skipped, mut first) = (0, 0);
        let (from, to) = (page.offset(), page.offset().saturating_add(page.limit()));
        let mut wanted = Vec::new();
        for (day, count) in days {
            if skipped + count <= from {
                first = skipped + count;
            } else if skipped < to {
                wanted.push(day);
            }
            skipped += count;
        }
        if wanted.is_empty() {
            return Ok(Paged { items: Vec::new(), total });
        }
        let mut list = Statement::new(
            "SELECT d.id, d.instance_id, d.name, d.is_active, d.limit_bytes, d.first_seen, d.last_seen, \
             d.deleted_at, s.day, s.size_bytes, s.data_bytes, s.log_bytes, s.collected_at \
             FROM databases d CROSS JOIN size_daily s",
        );
        push_databases(&mut list, instance, filter);
        list.push(" AND s.database_id = d.id AND s.day IN ").numbers(wanted.into_iter());
        list.push(" ORDER BY s.day DESC, d.name, d.id");
        push_page(&mut list, page.limit(), from - first);
        let (sql, args) = list.into_parts();
        let rows: Vec<EntryRow> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        Ok(Paged { items: entries(rows), total })
    }

    /// How many readings there are on each day, the newest first.
    async fn days_with_sizes(
        &self,
        instance: InstanceId,
        filter: &SizeFilter,
    ) -> Result<Vec<(i64, u64)>, Error> {
        let (from, to) = (filter.from.unwrap_or(Day::MIN).number(), filter.to.unwrap_or(Day::MAX).number());
        let mut count = Statement::new("WITH RECURSIVE picked AS MATERIALIZED (SELECT d.id FROM databases d");
        push_databases(&mut count, instance, filter);
        // SQLite keeps days in order and each day by database: one look per day and database.
        let sqlite = [
            "), days(day) AS (SELECT max(",
            ", (SELECT min(day) FROM size_daily)) UNION ALL SELECT day + 1 FROM days WHERE day < min(",
            ", (SELECT max(day) FROM size_daily))) SELECT s.day, count(*) FROM days CROSS JOIN picked \
             CROSS JOIN size_daily s WHERE s.day = days.day AND s.database_id = picked.id AND s.day <= ",
        ];
        // PostgreSQL keeps each database's days together.
        let postgres = [
            ") SELECT s.day, count(*) FROM picked JOIN size_daily s ON s.database_id = picked.id \
             WHERE s.day BETWEEN ",
            " AND ",
            " AND s.day <= ",
        ];
        let [head, middle, tail] = self.pool().either(sqlite, postgres);
        count.push(head).bind(from).push(middle).bind(to).push(tail).bind(to);
        count.push(" GROUP BY s.day ORDER BY s.day DESC");
        let (sql, args) = count.into_parts();
        let rows: Vec<(i64, i64)> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(day, count)| (day, count.unsigned_abs())).collect())
    }
}

/// The databases of the instance that the filter lets through, on `databases d`.
fn push_databases(statement: &mut Statement, instance: InstanceId, filter: &SizeFilter) {
    statement.push(" WHERE d.instance_id = ").bind(instance.get());
    if !filter.include_inactive {
        statement.push(" AND d.is_active = true");
    }
    if let Some(part) = &filter.database {
        statement.push(" AND d.folded LIKE ").bind(containing(part)).push(r" ESCAPE '\'");
    }
}

fn push_page(statement: &mut Statement, limit: u64, offset: u64) {
    statement.push(" LIMIT ").bind(number(limit)).push(" OFFSET ").bind(number(offset));
}

fn entries(rows: Vec<EntryRow>) -> Vec<SizeEntry> {
    rows.into_iter().filter_map(EntryRow::open).collect()
}

impl EntryRow {
    fn open(self) -> Option<SizeEntry> {
        let database: Database = self.database.open();
        let reading = reading(self.size_bytes, self.data_bytes, self.log_bytes, self.collected_at)?;
        Some(SizeEntry { database, day: Day::from_number(self.day), reading })
    }
}
