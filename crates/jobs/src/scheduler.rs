//! The scheduler: looks every few seconds what is due and what is under way, for as long as the process serves.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::{
    select,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};
use weir_gateway::{Due, Error, Gateway, JobDefinition, Started};
use weir_model::{JobName, Timestamp};

use crate::{Crew, CrewSettings, Schedule};

/// How often it looks.
const LOOK: Duration = Duration::from_secs(2);

/// How often it says that it lives; several times within a lease.
const RENEW: Duration = Duration::from_secs(7);

/// How long after a failed look it looks again.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// What the operator sets.
#[derive(Clone, Debug)]
pub struct SchedulerSettings {
    /// When each job is due.
    pub schedules: HashMap<JobName, Schedule>,
    /// By how much a moment may be delayed by chance.
    pub jitter: Duration,
    /// How the work is done.
    pub crew: CrewSettings,
}

/// The scheduler of this process.
#[derive(Debug)]
pub struct Scheduler {
    gateway: Arc<Gateway>,
    settings: SchedulerSettings,
}

impl Scheduler {
    /// Nothing runs yet.
    pub fn new(gateway: Arc<Gateway>, settings: SchedulerSettings) -> Self {
        Self { gateway, settings }
    }

    /// Runs what is due until it is told to stop; then gives back what it has claimed.
    pub async fn run(self, stop: CancellationToken) {
        let mut crew = Crew::new(Arc::clone(&self.gateway), self.settings.crew);
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut renewals = interval(RENEW);
        renewals.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut defined, mut quiet_until) = (false, Instant::now());
        loop {
            let (panicked, renew) = select! {
                () = stop.cancelled() => break,
                _ = looks.tick() => (None, false),
                () = self.gateway.work_waits() => (None, false),
                panicked = crew.one_done() => (panicked, false),
                _ = renewals.tick() => (None, true),
            };
            if let Some(key) = panicked {
                crew.bury(key).await;
            }
            if renew {
                tell(self.renew(&crew).await);
                continue;
            }
            if Instant::now() < quiet_until {
                continue;
            }
            let looked = select! {
                () = stop.cancelled() => break,
                looked = self.look(&mut crew, &mut defined) => looked,
            };
            if !tell(looked) {
                quiet_until = Instant::now() + AFTER_FAILURE;
            }
        }
        crew.stop().await;
    }

    /// One look: what is due is begun, what is under way is worked on.
    async fn look(&self, crew: &mut Crew, defined: &mut bool) -> Result<(), Error> {
        let now = self.gateway.shared_now().await?;
        if !*defined {
            self.define(now).await?;
            *defined = true;
        }
        for job in self.gateway.due_jobs(now).await? {
            self.begin(job.name, job.due_at, now).await?;
        }
        if self.gateway.is_work_under_way().await? {
            crew.fill(None).await?;
        }
        Ok(())
    }

    async fn define(&self, now: Timestamp) -> Result<(), Error> {
        let definitions = self.settings.schedules.iter().filter_map(|(name, schedule)| {
            let first_due_at = schedule.next_by_chance(now, self.settings.jitter)?;
            Some(JobDefinition { name: *name, cron: schedule.to_string(), first_due_at })
        });
        self.gateway.define_jobs(&definitions.collect::<Vec<_>>(), now).await
    }

    async fn begin(&self, job: JobName, at: Timestamp, now: Timestamp) -> Result<(), Error> {
        let next = self.settings.schedules.get(&job);
        let Some(next) = next.and_then(|schedule| schedule.next_by_chance(now, self.settings.jitter)) else {
            // Another release of Weir knows when.
            return Ok(());
        };
        match self.gateway.start_due_run(job, Due { at, next }, now).await? {
            Started::Begun(run) => {
                info!(job.name = %job, run.id = run.get(), "`{job}` is due: run {run} begins");
            }
            Started::UnderWay(run) => {
                warn!(job.name = %job, run.id = run.get(), "`{job}` is due while run {run} is still under way: passed over");
            }
            Started::NotDue => debug!(job.name = %job, "another process has begun `{job}`"),
        }
        Ok(())
    }

    async fn renew(&self, crew: &Crew) -> Result<(), Error> {
        if self.gateway.is_work_under_way().await? { crew.renew().await } else { Ok(()) }
    }
}

/// An error's journey ends here: the catalog may be back at the next look.
fn tell(looked: Result<(), Error>) -> bool {
    match looked {
        Ok(()) => true,
        Err(error) => {
            warn!("the scheduler could not look after its work: {error}");
            false
        }
    }
}
