//! Runs: beginning them, so that none happens twice, and reading them.

use sqlx::{FromRow, SqlStr};
use weir_model::{
    AuditEntry, InstanceId, JobName, Page, Paged, Run, RunId, RunStatus, RunTrigger, Timestamp,
};

use crate::{
    Error, Store,
    audit::append_audit,
    history::{number, text},
    pool::{in_transaction, on_backend},
    statement::{Statement, bind_all},
};

/// The moment of the schedule that a run belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When it was due.
    pub at: Timestamp,
    /// When it is due next.
    pub next: Timestamp,
}

/// What beginning a run did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Started {
    /// It has begun.
    Begun(RunId),
    /// The last one of this job is still under way; no other begins meanwhile.
    UnderWay(RunId),
    /// Another process has begun it, or somebody has paused it.
    NotDue,
}

/// A run that is to begin.
struct Wanted<'a> {
    job: JobName,
    due: Option<Due>,
    asked_by: &'a str,
    instances: &'a [InstanceId],
    /// For the log, when somebody asked for it.
    audit: Option<&'a AuditEntry>,
}

#[derive(FromRow)]
struct RunRow {
    id: i64,
    job: String,
    reason: String,
    asked_by: String,
    status: String,
    started_at: i64,
    finished_at: Option<i64>,
    parts: i64,
    done: i64,
    failed: i64,
}

/// The columns of [`RunRow`].
macro_rules! select_runs {
    ($rest:literal) => {
        concat!(
            "SELECT id, job, reason, asked_by, status, started_at, finished_at, parts, done, failed \
             FROM job_runs ",
            $rest
        )
    };
}

/// Ends a run whose parts are all over.
pub(super) const FINISH: &str = "UPDATE job_runs SET live = NULL, finished_at = $2, status = CASE \
     WHEN failed = 0 THEN 'succeeded' \
     WHEN EXISTS (SELECT 1 FROM job_run_parts p WHERE p.run_id = job_runs.id \
     AND p.status IN ('succeeded', 'partial')) THEN 'partial' ELSE 'failed' END \
     WHERE id = $1 AND live IS NOT NULL AND done = parts";

impl Store {
    /// Begins a run of a job that is due, at every instance that is collected.
    pub async fn start_due_run(&self, job: JobName, due: Due, now: Timestamp) -> Result<Started, Error> {
        let wanted = Wanted { job, due: Some(due), asked_by: "scheduler", instances: &[], audit: None };
        self.start(wanted, now).await
    }

    /// Begins a run that somebody asks for, at these instances or, where none is named, at all.
    pub async fn start_asked_run(
        &self,
        job: JobName,
        instances: &[InstanceId],
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<Started, Error> {
        let asked_by = &audit.actor.name;
        self.start(Wanted { job, due: None, asked_by, instances, audit: Some(audit) }, now).await
    }

    async fn start(&self, wanted: Wanted<'_>, now: Timestamp) -> Result<Started, Error> {
        // Whoever changes the row has the run; the others find it changed.
        const TAKE: &str = "UPDATE jobs SET next_due_at = $3 \
                            WHERE name = $1 AND next_due_at = $2 AND is_paused = false";
        const INSERT: &str = "INSERT INTO job_runs (job, live, reason, asked_by, status, started_at, parts, \
                              done, failed) VALUES ($1, $1, $2, $3, 'running', $4, 0, 0, 0) \
                              ON CONFLICT (live) DO NOTHING RETURNING id";
        const LIVE: &str = "SELECT id FROM job_runs WHERE live = $1";
        const COUNT: &str = "UPDATE job_runs SET parts = \
                             (SELECT count(*) FROM job_run_parts p WHERE p.run_id = $1) WHERE id = $1";
        let Wanted { job, due, asked_by, instances, audit } = wanted;
        let (name, at) = (job.as_str(), now.as_millis());
        let trigger = if due.is_some() { RunTrigger::Schedule } else { RunTrigger::Request };
        let parts = parts_of(job, instances);
        let started = in_transaction!(self.pool(), |tx| {
            if let Some(Due { at: was, next }) = due {
                let take = sqlx::query(TAKE).bind(name).bind(was.as_millis()).bind(next.as_millis());
                if take.execute(&mut *tx).await?.rows_affected() == 0 {
                    return Ok(Started::NotDue);
                }
            }
            let insert = sqlx::query_scalar(INSERT).bind(name).bind(trigger.as_str());
            let id: Option<i64> = insert.bind(text(asked_by)).bind(at).fetch_optional(&mut *tx).await?;
            if let Some(id) = id {
                sqlx::query(parts).bind(id).execute(&mut *tx).await?;
                sqlx::query(COUNT).bind(id).execute(&mut *tx).await?;
                sqlx::query(FINISH).bind(id).bind(at).execute(&mut *tx).await?;
                if let Some(audit) = audit {
                    append_audit!(tx, audit);
                }
                Started::Begun(RunId::new(id))
            } else {
                let live: Option<i64> = sqlx::query_scalar(LIVE).bind(name).fetch_optional(&mut *tx).await?;
                live.map_or(Started::NotDue, |id| Started::UnderWay(RunId::new(id)))
            }
        });
        Ok(started)
    }

    /// Whether any run is under way.
    pub async fn has_live_run(&self) -> Result<bool, Error> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM job_runs WHERE live IS NOT NULL)";
        Ok(on_backend!(self.pool(), |pool| sqlx::query_scalar(SQL).fetch_one(pool).await)?)
    }

    /// One run.
    pub async fn find_run(&self, id: RunId) -> Result<Option<Run>, Error> {
        const SQL: &str = select_runs!("WHERE id = $1");
        let row: Option<RunRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(id.get()).fetch_optional(pool).await
        })?;
        row.map(RunRow::open).transpose()
    }

    /// A page of the runs, newest first; of one job, if it is named.
    pub async fn list_runs(&self, job: Option<JobName>, page: Page) -> Result<Paged<Run>, Error> {
        let filtered = |sql| {
            let mut statement = Statement::new(sql);
            if let Some(job) = job {
                statement.push(" WHERE job = ").bind(job.as_str());
            }
            statement
        };
        let (count, count_args) = filtered("SELECT count(*) FROM job_runs").into_parts();
        let mut list = filtered(select_runs!(""));
        list.push(" ORDER BY id DESC LIMIT ").bind(number(page.limit()));
        list.push(" OFFSET ").bind(number(page.offset()));
        let (list, list_args) = list.into_parts();
        let (total, rows): (i64, Vec<RunRow>) = on_backend!(self.pool(), |pool| {
            let total = bind_all!(sqlx::query_scalar(count), count_args).fetch_one(pool).await?;
            (total, bind_all!(sqlx::query_as(list), list_args).fetch_all(pool).await?)
        });
        let items = rows.into_iter().map(RunRow::open).collect::<Result<_, _>>()?;
        Ok(Paged { items, total: total.unsigned_abs() })
    }

    /// The newest run of each job.
    pub(super) async fn last_runs(&self) -> Result<Vec<Run>, Error> {
        const SQL: &str = select_runs!("WHERE id IN (SELECT max(id) FROM job_runs GROUP BY job)");
        let rows: Vec<RunRow> = on_backend!(self.pool(), |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
        Ok(rows.into_iter().filter_map(|row| row.open().ok()).collect())
    }
}

/// The statement that makes the parts of the run `$1`. What was made up for the demo is
/// never contacted.
fn parts_of(job: JobName, instances: &[InstanceId]) -> SqlStr {
    if !job.visits_instances() {
        let sql = "INSERT INTO job_run_parts (run_id, part, name, status, lease_until, attempts, saved, failed) \
                   VALUES ($1, 0, '', 'waiting', 0, 0, 0, 0)";
        return Statement::new(sql).into_parts().0;
    }
    let mut parts = Statement::new(
        "INSERT INTO job_run_parts (run_id, part, name, status, lease_until, attempts, saved, failed) \
         SELECT $1, i.id, i.name, 'waiting', 0, 0, 0, 0 FROM instances i \
         WHERE i.is_active = true AND i.deleted_at IS NULL AND i.is_sample = false",
    );
    if !instances.is_empty() {
        parts.push(" AND i.id IN ").numbers(instances.iter().map(|id| id.get()));
    }
    parts.into_parts().0
}

impl RunRow {
    fn open(self) -> Result<Run, Error> {
        let damaged = |what: &str| Error::Damaged { what: format!("job_runs.{what} of run {}", self.id) };
        Ok(Run {
            id: RunId::new(self.id),
            job: self.job.parse().map_err(|_unknown| damaged("job"))?,
            trigger: if self.reason == RunTrigger::Schedule.as_str() {
                RunTrigger::Schedule
            } else {
                RunTrigger::Request
            },
            status: self.status.parse::<RunStatus>().map_err(|()| damaged("status"))?,
            asked_by: self.asked_by,
            started_at: Timestamp::from_millis(self.started_at),
            finished_at: self.finished_at.map(Timestamp::from_millis),
            parts: self.parts.unsigned_abs(),
            done: self.done.unsigned_abs(),
            failed: self.failed.unsigned_abs(),
        })
    }
}
