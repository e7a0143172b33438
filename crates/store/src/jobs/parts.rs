//! Parts of runs: claiming, holding, ending, giving back.

use std::time::Duration;

use sqlx::FromRow;
use weir_model::{InstanceId, JobName, PartOutcome, Phrase, RunId, RunPart, RunStatus, Timestamp};

use super::{later, runs::FINISH};
use crate::{
    Error, Store,
    history::{number, text},
    pool::{in_transaction, on_backend},
};

/// A part that ended the process of everybody who began it is not begun for ever.
const MOST_ATTEMPTS: i64 = 4;

/// One attempt at a part: the key to ending it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartKey {
    /// Of which run.
    pub run: RunId,
    /// At which instance; none for work in the catalog.
    pub instance: Option<InstanceId>,
    /// Which attempt this is.
    pub attempt: u64,
}

/// A part that the caller now holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedPart {
    /// Which, and which attempt.
    pub key: PartKey,
    /// Of which job.
    pub job: JobName,
    /// What the instance is called.
    pub name: String,
}

#[derive(FromRow)]
struct PartRow {
    part: i64,
    name: String,
    status: String,
    attempts: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    saved: i64,
    failed: i64,
    error_english: Option<String>,
    error_chinese: Option<String>,
}

impl Store {
    /// Claims the next part that nobody holds; of one run only, if it is named.
    pub async fn claim_part(
        &self,
        owner: &str,
        of: Option<RunId>,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Option<ClaimedPart>, Error> {
        const SQL: &str = "UPDATE job_run_parts SET status = 'running', owner = $1, lease_until = $2, \
                           attempts = attempts + 1, started_at = $3 WHERE (run_id, part) = \
                           (SELECT p.run_id, p.part FROM job_run_parts p \
                           JOIN job_runs r ON r.id = p.run_id WHERE r.live IS NOT NULL \
                           AND ($4 = 0 OR r.id = $4) AND p.attempts < $5 \
                           AND (p.status = 'waiting' OR (p.status = 'running' AND p.lease_until < $3)) \
                           ORDER BY p.run_id, p.part LIMIT 1) RETURNING run_id, part, name, attempts";
        // Those that others are claiming at this moment are passed over and not waited for.
        const SQL_POSTGRES: &str = "UPDATE job_run_parts SET status = 'running', owner = $1, lease_until = $2, \
                           attempts = attempts + 1, started_at = $3 WHERE (run_id, part) = \
                           (SELECT p.run_id, p.part FROM job_run_parts p \
                           JOIN job_runs r ON r.id = p.run_id WHERE r.live IS NOT NULL \
                           AND ($4 = 0 OR r.id = $4) AND p.attempts < $5 \
                           AND (p.status = 'waiting' OR (p.status = 'running' AND p.lease_until < $3)) \
                           ORDER BY p.run_id, p.part LIMIT 1 FOR UPDATE OF p SKIP LOCKED) \
                           RETURNING run_id, part, name, attempts";
        const JOB: &str = "SELECT job FROM job_runs WHERE id = $1";
        let sql = self.pool().either(SQL, SQL_POSTGRES);
        let run = of.map_or(0, RunId::get);
        let claimed: Option<((i64, i64, String, i64), String)> = in_transaction!(self.pool(), |tx| {
            let claim = sqlx::query_as(sql).bind(owner).bind(later(now, lease)).bind(now.as_millis());
            let part: Option<(i64, i64, String, i64)> =
                claim.bind(run).bind(MOST_ATTEMPTS).fetch_optional(&mut *tx).await?;
            match part {
                Some(part) => {
                    let job = sqlx::query_scalar(JOB).bind(part.0).fetch_one(&mut *tx).await?;
                    Some((part, job))
                }
                None => None,
            }
        });
        let Some(((run, part, name, attempt), job)) = claimed else { return Ok(None) };
        let damaged = || Error::Damaged { what: format!("job_runs.job of run {run}") };
        Ok(Some(ClaimedPart {
            key: PartKey::of(run, part, attempt),
            job: job.parse().map_err(|_unknown| damaged())?,
            name,
        }))
    }

    /// Holds on to everything that is claimed, for so long from now. Also ends the parts that were begun too often.
    pub async fn renew_leases(&self, owner: &str, lease: Duration, now: Timestamp) -> Result<(), Error> {
        const RENEW: &str =
            "UPDATE job_run_parts SET lease_until = $2 WHERE owner = $1 AND status = 'running'";
        const LOST: &str = "SELECT run_id, part, attempts FROM job_run_parts WHERE status = 'running' \
                            AND lease_until < $1 AND attempts >= $2";
        let lost: Vec<(i64, i64, i64)> = in_transaction!(self.pool(), |tx| {
            sqlx::query(RENEW).bind(owner).bind(later(now, lease)).execute(&mut *tx).await?;
            sqlx::query_as(LOST).bind(now.as_millis()).bind(MOST_ATTEMPTS).fetch_all(&mut *tx).await?
        });
        for (run, part, attempts) in lost {
            self.finish_part(None, PartKey::of(run, part, attempts), &given_up(), now).await?;
        }
        Ok(())
    }

    /// Ends a part, and with the last one its run. False when the caller doesn't hold it any longer: then somebody
    /// else has taken it over, and what they say of it counts. `None` as owner: whoever held it is gone.
    pub async fn finish_part(
        &self,
        owner: Option<&str>,
        part: PartKey,
        outcome: &PartOutcome,
        now: Timestamp,
    ) -> Result<bool, Error> {
        const END: &str = "UPDATE job_run_parts SET status = $5, finished_at = $6, saved = $7, failed = $8, \
                           error_english = $9, error_chinese = $10, owner = NULL \
                           WHERE run_id = $1 AND part = $2 AND attempts = $3 AND status = 'running' \
                           AND ($4 = '' OR owner = $4)";
        const COUNT: &str = "UPDATE job_runs SET done = done + 1, failed = failed + $2 WHERE id = $1";
        let (run, at) = (part.run.get(), now.as_millis());
        let status = outcome.status();
        let failed = i64::from(status != RunStatus::Succeeded);
        let (english, chinese) = match &outcome.error {
            Some(error) => (Some(text(&error.english)), Some(text(&error.chinese))),
            None => (None, None),
        };
        let ended = in_transaction!(self.pool(), |tx| {
            let end = sqlx::query(END).bind(run).bind(part.instance.map_or(0, InstanceId::get));
            let end = end.bind(number(part.attempt)).bind(owner.unwrap_or_default()).bind(status.as_str());
            let end = end.bind(at).bind(number(outcome.saved)).bind(number(outcome.failed));
            let ended = end.bind(english).bind(chinese).execute(&mut *tx).await?.rows_affected() == 1;
            if ended {
                // The row of the run is locked from here on: two that end its last parts do so one by one.
                sqlx::query(COUNT).bind(run).bind(failed).execute(&mut *tx).await?;
                sqlx::query(FINISH).bind(run).bind(at).execute(&mut *tx).await?;
            }
            ended
        });
        Ok(ended)
    }

    /// Gives back what is claimed, at an orderly end: another process may begin it at once.
    pub async fn release_parts(&self, owner: &str) -> Result<u64, Error> {
        const SQL: &str = "UPDATE job_run_parts SET status = 'waiting', owner = NULL, attempts = attempts - 1, \
                           started_at = NULL WHERE owner = $1 AND status = 'running'";
        let released = in_transaction!(self.pool(), |tx| {
            sqlx::query(SQL).bind(owner).execute(&mut *tx).await?.rows_affected()
        });
        Ok(released)
    }

    /// The parts of a run, by name.
    pub async fn run_parts(&self, run: RunId) -> Result<Vec<RunPart>, Error> {
        const SQL: &str = "SELECT part, name, status, attempts, started_at, finished_at, saved, failed, \
                           error_english, error_chinese FROM job_run_parts WHERE run_id = $1 \
                           ORDER BY name, part";
        let rows: Vec<PartRow> =
            on_backend!(self.pool(), |pool| { sqlx::query_as(SQL).bind(run.get()).fetch_all(pool).await })?;
        rows.into_iter().map(|row| row.open(run)).collect()
    }
}

impl PartKey {
    fn of(run: i64, part: i64, attempt: i64) -> Self {
        let instance = (part != 0).then(|| InstanceId::new(part));
        Self { run: RunId::new(run), instance, attempt: attempt.unsigned_abs() }
    }
}

fn given_up() -> PartOutcome {
    PartOutcome::failure(Phrase::new(
        "Given up: each process that began it ended before it was done",
        "已放弃：每个执行它的进程都在完成之前终止",
    ))
}

impl PartRow {
    fn open(self, run: RunId) -> Result<RunPart, Error> {
        let damaged = || Error::Damaged { what: format!("job_run_parts.status of run {run}") };
        Ok(RunPart {
            instance: (self.part != 0).then(|| InstanceId::new(self.part)),
            name: self.name,
            status: self.status.parse().map_err(|()| damaged())?,
            attempts: self.attempts.unsigned_abs(),
            started_at: self.started_at.map(Timestamp::from_millis),
            finished_at: self.finished_at.map(Timestamp::from_millis),
            outcome: PartOutcome {
                saved: self.saved.unsigned_abs(),
                failed: self.failed.unsigned_abs(),
                error: self.error_english.zip(self.error_chinese).map(|(en, zh)| Phrase::new(en, zh)),
            },
        })
    }
}
