//! Jobs and their runs. Several processes may share a catalog: what one of them claims here, no other does.
//!
//! A run is made of parts, one for each instance. A process holds a part by a lease that it renews; when the process
//! dies, the lease ends and another process takes the part over. Every change of a part names the holder and the
//! attempt, so that a process that was only asleep can't overwrite what its successor did.

mod parts;
mod runs;

use std::time::Duration;

use sqlx::FromRow;
use weir_model::{AuditEntry, Job, JobName, Run, Timestamp};

use crate::{
    Error, Store,
    audit::append_audit,
    history::text,
    pool::{Pool, in_transaction, on_backend},
};

pub use parts::{ClaimedPart, PartKey};
pub use runs::{Due, Started};

/// A job as the settings define it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDefinition {
    /// Which.
    pub name: JobName,
    /// Its cron expression.
    pub cron: String,
    /// When it is due first, if it is new or its expression has changed.
    pub first_due_at: Timestamp,
}

/// When a job is due, for the scheduler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueJob {
    /// Which.
    pub name: JobName,
    /// Its cron expression.
    pub cron: String,
    /// When it was due.
    pub due_at: Timestamp,
}

#[derive(FromRow)]
struct JobRow {
    name: String,
    cron: String,
    is_paused: bool,
    next_due_at: i64,
}

impl Store {
    /// The present moment for all processes that share the catalog: leases mustn't depend on whose clock is wrong.
    /// A SQLite catalog is on one machine, whose clock serves.
    pub async fn shared_now(&self, local: Timestamp) -> Result<Timestamp, Error> {
        const SQL: &str = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
        match self.pool() {
            Pool::Sqlite(_) => Ok(local),
            Pool::Postgres(pool) => {
                let millis: i64 = sqlx::query_scalar(SQL).fetch_one(pool).await?;
                Ok(Timestamp::from_millis(millis))
            }
        }
    }

    /// Makes the jobs known. One whose expression has changed is due by the new one.
    pub async fn define_jobs(&self, definitions: &[JobDefinition], now: Timestamp) -> Result<(), Error> {
        const SQL: &str = "INSERT INTO jobs (name, cron, is_paused, next_due_at, updated_at) \
                           VALUES ($1, $2, false, $3, $4) ON CONFLICT (name) DO UPDATE SET \
                           cron = excluded.cron, next_due_at = excluded.next_due_at, \
                           updated_at = excluded.updated_at WHERE jobs.cron <> excluded.cron";
        in_transaction!(self.pool(), |tx| {
            for JobDefinition { name, cron, first_due_at } in definitions {
                let define = sqlx::query(SQL).bind(name.as_str()).bind(text(cron));
                define.bind(first_due_at.as_millis()).bind(now.as_millis()).execute(&mut *tx).await?;
            }
        });
        Ok(())
    }

    /// Every job with its last run, by name.
    pub async fn list_jobs(&self) -> Result<Vec<Job>, Error> {
        const SQL: &str = "SELECT name, cron, is_paused, next_due_at FROM jobs ORDER BY name";
        let rows: Vec<JobRow> = on_backend!(self.pool(), |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
        let last = self.last_runs().await?;
        // What another release defined is not known here, and not shown.
        let known = rows.into_iter().filter_map(|row| Some((row.name.parse::<JobName>().ok()?, row)));
        Ok(known.map(|(name, row)| row.open(name, &last)).collect())
    }

    /// Stops the schedule from starting a job, or lets it again. False when there is no such job.
    pub async fn set_job_paused(
        &self,
        name: JobName,
        (is_paused, next_due_at): (bool, Timestamp),
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        const SQL: &str = "UPDATE jobs SET is_paused = $2, next_due_at = $3, updated_at = $4 WHERE name = $1";
        let changed = in_transaction!(self.pool(), |tx| {
            let change = sqlx::query(SQL).bind(name.as_str()).bind(is_paused);
            let change = change.bind(next_due_at.as_millis()).bind(now.as_millis());
            let changed = change.execute(&mut *tx).await?.rows_affected();
            if changed == 1 {
                append_audit!(tx, audit);
            }
            changed
        });
        Ok(changed == 1)
    }

    /// The jobs that are due.
    pub async fn due_jobs(&self, now: Timestamp) -> Result<Vec<DueJob>, Error> {
        const SQL: &str = "SELECT name, cron, is_paused, next_due_at FROM jobs \
                           WHERE is_paused = false AND next_due_at <= $1 ORDER BY next_due_at, name";
        let rows: Vec<JobRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(now.as_millis()).fetch_all(pool).await
        })?;
        let due = rows.into_iter().filter_map(|row| {
            let due_at = Timestamp::from_millis(row.next_due_at);
            Some(DueJob { name: row.name.parse().ok()?, cron: row.cron, due_at })
        });
        Ok(due.collect())
    }

    /// Sets the next moment of a job without beginning a run, if nobody else has.
    pub async fn reschedule_job(&self, name: JobName, due: Due) -> Result<(), Error> {
        const SQL: &str = "UPDATE jobs SET next_due_at = $3 WHERE name = $1 AND next_due_at = $2";
        in_transaction!(self.pool(), |tx| {
            let change = sqlx::query(SQL).bind(name.as_str()).bind(due.at.as_millis());
            change.bind(due.next.as_millis()).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Removes runs that ended before a moment, so many at most; says how many.
    pub async fn prune_runs(&self, before: Timestamp, most: u32) -> Result<u64, Error> {
        const SQL: &str = "DELETE FROM job_runs WHERE id IN (SELECT id FROM job_runs \
                           WHERE live IS NULL AND started_at < $1 ORDER BY id LIMIT $2)";
        let removed = in_transaction!(self.pool(), |tx| {
            let remove = sqlx::query(SQL).bind(before.as_millis()).bind(i64::from(most));
            remove.execute(&mut *tx).await?.rows_affected()
        });
        Ok(removed)
    }
}

impl JobRow {
    fn open(self, name: JobName, last: &[Run]) -> Job {
        Job {
            name,
            cron: self.cron,
            is_paused: self.is_paused,
            // Zero: the scheduler has yet to compute it.
            next_due_at: Some(Timestamp::from_millis(self.next_due_at))
                .filter(|due| !self.is_paused && *due > Timestamp::EPOCH),
            last_run: last.iter().find(|run| run.job == name).cloned(),
        }
    }
}

/// So much later, in the catalog's form.
fn later(now: Timestamp, by: Duration) -> i64 {
    now.as_millis().saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX))
}
