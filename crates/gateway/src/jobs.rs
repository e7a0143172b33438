//! Jobs: what is shown and asked for by people, and what the scheduler does with them.

use std::time::Duration;

use weir_model::{
    InstanceId, Job, JobName, Page, Paged, PartOutcome, Phrase, Run, RunId, RunPart, Timestamp,
};

use crate::{Caller, Error, Gateway, LogRetention, Noun, Permission, collecting::told};

pub use weir_store::{ClaimedPart, Due, DueJob, JobDefinition, PartKey, Retention, Started};

/// Marks a job whose next moment has to be computed first.
pub const NOT_COMPUTED: Timestamp = Timestamp::EPOCH;

/// Rows that are removed in one transaction.
const STEP: u32 = 10_000;
/// The same of logs, whose rows are longer.
const LOG_STEP: u32 = 1_000;

impl Gateway {
    /// Every job with its last run.
    pub async fn list_jobs(&self, caller: &Caller) -> Result<Vec<Job>, Error> {
        caller.require(Permission::View)?;
        Ok(self.store.list_jobs().await?)
    }

    /// A page of the runs, newest first; of one job, if it is named.
    pub async fn list_runs(
        &self,
        caller: &Caller,
        job: Option<JobName>,
        page: Page,
    ) -> Result<Paged<Run>, Error> {
        caller.require(Permission::View)?;
        Ok(self.store.list_runs(job, page).await?)
    }

    /// One run with what it did at each instance.
    pub async fn run_with_parts(&self, caller: &Caller, id: RunId) -> Result<(Run, Vec<RunPart>), Error> {
        caller.require(Permission::View)?;
        let run = self.store.find_run(id).await?;
        let run = run.ok_or_else(|| Error::Missing { what: Noun::Run, key: id.to_string() })?;
        Ok((run, self.store.run_parts(id).await?))
    }

    /// The instance of this name, or of this number where none is called so; of those that are collected.
    pub async fn instance_called(&self, caller: &Caller, text: &str) -> Result<InstanceId, Error> {
        caller.require(Permission::View)?;
        let listed = self.store.listed_instances().await?;
        let named = listed.iter().find(|instance| instance.name == text);
        let found = named.or_else(|| listed.iter().find(|instance| instance.id.to_string() == text));
        let missing = || Error::Missing { what: Noun::Instance, key: text.to_owned() };
        found.map(|instance| instance.id).ok_or_else(missing)
    }

    /// The instances that are collected, by name.
    pub async fn collected_instances(&self, caller: &Caller) -> Result<Vec<InstanceId>, Error> {
        caller.require(Permission::View)?;
        let listed = self.store.listed_instances().await?;
        Ok(listed.into_iter().filter(|instance| !instance.is_sample).map(|instance| instance.id).collect())
    }

    /// Begins a run now, at these instances or, where none is named, at all. While a run of the job is under way,
    /// that one is given instead of a new one: false then.
    pub async fn start_run(
        &self,
        caller: &Caller,
        job: JobName,
        instances: &[InstanceId],
    ) -> Result<(Run, bool), Error> {
        caller.require(Permission::Update)?;
        for id in instances {
            self.collectable(*id).await?;
        }
        let now = self.shared_now().await?;
        let entry = self.audit_entry(caller, "job.run").on("job", job.as_str());
        let entry = if instances.is_empty() {
            entry
        } else {
            let ids: Vec<String> = instances.iter().map(ToString::to_string).collect();
            entry.made("instances", &ids.join(" "))
        };
        let (id, is_new) = match self.store.start_asked_run(job, instances, now, &entry).await? {
            Started::Begun(id) => (id, true),
            Started::UnderWay(id) => (id, false),
            // Only of runs that are due; and of one that ended this moment.
            Started::NotDue => {
                return Err(Error::Conflict(Phrase::new(
                    "Another run of this job ended at this moment: ask again",
                    "该任务的另一次运行刚刚结束，请重试",
                )));
            }
        };
        self.work_waits.notify_one();
        let run = self.store.find_run(id).await?;
        let run = run.ok_or_else(|| Error::Missing { what: Noun::Run, key: id.to_string() })?;
        Ok((run, is_new))
    }

    /// Stops the schedule from starting a job; a run under way goes on.
    pub async fn pause_job(&self, caller: &Caller, job: JobName) -> Result<Job, Error> {
        self.set_paused(caller, job, true).await
    }

    /// Lets the schedule start a job again, from its next moment on.
    pub async fn resume_job(&self, caller: &Caller, job: JobName) -> Result<Job, Error> {
        self.set_paused(caller, job, false).await
    }

    async fn set_paused(&self, caller: &Caller, job: JobName, is_paused: bool) -> Result<Job, Error> {
        caller.require(Permission::Update)?;
        let missing = || Error::Missing { what: Noun::Job, key: job.to_string() };
        let action = if is_paused { "job.pause" } else { "job.resume" };
        let before = self.store.list_jobs().await?.into_iter().find(|found| found.name == job);
        let before = before.ok_or_else(missing)?.is_paused;
        let entry = self.audit_entry(caller, action).on("job", job.as_str()).change(
            "is_paused",
            Some(before.to_string()),
            Some(is_paused.to_string()),
        );
        let paused = self.store.set_job_paused(job, (is_paused, NOT_COMPUTED), self.clock.now(), &entry);
        if !paused.await? {
            return Err(missing());
        }
        self.work_waits.notify_one();
        let jobs = self.store.list_jobs().await?;
        jobs.into_iter().find(|found| found.name == job).ok_or_else(missing)
    }
}

/// What the scheduler needs. None of it is open to people, so nobody's permission is asked.
impl Gateway {
    /// The moment by which all processes go that share the catalog.
    pub async fn shared_now(&self) -> Result<Timestamp, Error> {
        Ok(self.store.shared_now(self.clock.now()).await?)
    }

    /// Waits until somebody in this process asks for a run.
    pub async fn work_waits(&self) {
        self.work_waits.notified().await;
    }

    /// Makes the jobs known.
    pub async fn define_jobs(&self, definitions: &[JobDefinition], now: Timestamp) -> Result<(), Error> {
        Ok(self.store.define_jobs(definitions, now).await?)
    }

    /// The jobs that are due.
    pub async fn due_jobs(&self, now: Timestamp) -> Result<Vec<DueJob>, Error> {
        Ok(self.store.due_jobs(now).await?)
    }

    /// Begins a run that is due, unless another process has; without a run, only the next moment is set.
    pub async fn start_due_run(&self, job: JobName, due: Due, now: Timestamp) -> Result<Started, Error> {
        if due.at == NOT_COMPUTED {
            self.store.reschedule_job(job, due).await?;
            return Ok(Started::NotDue);
        }
        Ok(self.store.start_due_run(job, due, now).await?)
    }

    /// Whether any run is under way.
    pub async fn is_work_under_way(&self) -> Result<bool, Error> {
        Ok(self.store.has_live_run().await?)
    }

    /// Claims the next part of a run that nobody holds.
    pub async fn claim_part(
        &self,
        owner: &str,
        of: Option<RunId>,
        lease: Duration,
    ) -> Result<Option<ClaimedPart>, Error> {
        let now = self.shared_now().await?;
        Ok(self.store.claim_part(owner, of, lease, now).await?)
    }

    /// Holds on to what is claimed.
    pub async fn renew_leases(&self, owner: &str, lease: Duration) -> Result<(), Error> {
        let now = self.shared_now().await?;
        Ok(self.store.renew_leases(owner, lease, now).await?)
    }

    /// Ends a part. False when it was taken over by another process.
    pub async fn finish_part(
        &self,
        owner: &str,
        part: PartKey,
        outcome: &PartOutcome,
    ) -> Result<bool, Error> {
        let now = self.shared_now().await?;
        Ok(self.store.finish_part(Some(owner), part, outcome, now).await?)
    }

    /// Gives back what is claimed, at an orderly end.
    pub async fn release_parts(&self, owner: &str) -> Result<u64, Error> {
        Ok(self.store.release_parts(owner).await?)
    }

    /// How far a run has come.
    pub async fn find_run(&self, id: RunId) -> Result<Option<Run>, Error> {
        Ok(self.store.find_run(id).await?)
    }

    /// Does one part of a run. What goes wrong in it is its outcome.
    pub async fn do_part(&self, part: &ClaimedPart, retention: Retention) -> PartOutcome {
        let done = match (part.job, part.key.instance) {
            (JobName::CollectSizes, Some(id)) => self.sync_part(id).await,
            (JobName::CollectTableSizes, Some(id)) => self.tables_part(id).await,
            (JobName::KeepHouse, _) => self.keep_house(retention).await,
            (JobName::CollectSizes | JobName::CollectTableSizes, None) => Ok(PartOutcome::default()),
        };
        done.unwrap_or_else(|error| PartOutcome::failure(told(&error)))
    }

    async fn sync_part(&self, id: InstanceId) -> Result<PartOutcome, Error> {
        let synced = self.sync_capacity(&Caller::scheduler(), id).await?;
        let error = synced.trouble();
        Ok(PartOutcome { saved: synced.measured, failed: synced.unmeasured.len() as u64, error })
    }

    /// One database after the other: a server has better things to do than to tell its sizes. When it can't be
    /// reached any more, the rest of its databases are not tried.
    async fn tables_part(&self, id: InstanceId) -> Result<PartOutcome, Error> {
        let target = self.target_of(&self.collectable(id).await?).await?;
        let mut outcome = PartOutcome::default();
        for database in self.store.active_databases(id).await? {
            let Err(error) = self.refresh_table_sizes(&Caller::scheduler(), database.id).await else {
                outcome.saved += 1;
                continue;
            };
            outcome.failed += 1;
            let (name, why) = (&database.name, told(&error));
            outcome.error.get_or_insert_with(|| {
                Phrase::new(format!("{name}: {}", why.english), format!("{name}：{}", why.chinese))
            });
            if matches!(error, Error::Unreachable(_)) {
                match self.engines.connect(&target).await {
                    // It was this database that is shut.
                    Ok(engine) => engine.close().await,
                    Err(_gone) => break,
                }
            }
        }
        Ok(outcome)
    }

    /// Makes room for new sizes and removes old ones, and old logs, in small steps, so that nobody waits long for the catalog.
    pub async fn keep_house(&self, retention: Retention) -> Result<PartOutcome, Error> {
        let now = self.clock.now();
        let today = now.day();
        let oldest = today.plus(-i64::from(retention.most_days));
        self.store.make_partitions(today, oldest).await?;
        let mut removed = 0;
        loop {
            match self.store.prune_sizes(retention, today, STEP).await? {
                0 => break,
                more => removed += more,
            }
        }
        let before = |days: u32| today.plus(-i64::from(days)).start();
        let LogRetention { history_days, audit_days, runs_days } = self.log_retention;
        while self.store.prune_runs(before(runs_days), LOG_STEP).await? > 0 {}
        while self.store.prune_history(before(history_days), LOG_STEP).await? > 0 {}
        while self.store.prune_audit(before(audit_days), LOG_STEP).await? > 0 {}
        Ok(PartOutcome { saved: removed, ..PartOutcome::default() })
    }
}
