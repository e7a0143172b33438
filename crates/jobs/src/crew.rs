//! Doing the parts of runs, several side by side: claim, do, end. Used by the scheduler for whatever is under way, and
//! by the command line for one run.

use std::{collections::HashMap, fmt, future::pending, process, sync::Arc, time::Duration};

use tokio::{
    task::{Id, JoinSet},
    time::sleep,
};
use tracing::{info, warn};
use uuid::Uuid;
use weir_gateway::{ClaimedPart, Error, Gateway, PartKey, Retention};
use weir_model::{PartOutcome, Phrase, RunId};

/// How long a part is held without word of its process. What a process that died had claimed is taken over after this
/// time and the next look.
const LEASE: Duration = Duration::from_secs(25);

/// How long before the end of a part is written again when the catalog was away.
const AGAIN: Duration = Duration::from_secs(1);

/// How a crew works.
#[derive(Clone, Copy, Debug)]
pub struct CrewSettings {
    /// Instances side by side.
    pub at_once: usize,
    /// What is kept of sizes.
    pub retention: Retention,
}

/// Those who work on parts in this process.
pub struct Crew {
    gateway: Arc<Gateway>,
    settings: CrewSettings,
    owner: String,
    tasks: JoinSet<()>,
    parts: HashMap<Id, PartKey>,
}

impl Crew {
    /// Nobody works yet.
    pub fn new(gateway: Arc<Gateway>, settings: CrewSettings) -> Self {
        let owner = format!("{}-{}", process::id(), Uuid::new_v4());
        Self { gateway, settings, owner, tasks: JoinSet::new(), parts: HashMap::new() }
    }

    /// Claims and begins as many parts as there is room for; of one run only, if it is named.
    pub async fn fill(&mut self, of: Option<RunId>) -> Result<(), Error> {
        while self.tasks.len() < self.settings.at_once.max(1) {
            let Some(part) = self.gateway.claim_part(&self.owner, of, LEASE).await? else { return Ok(()) };
            let key = part.key;
            let work = work(Arc::clone(&self.gateway), self.owner.clone(), part, self.settings.retention);
            let task = self.tasks.spawn(work);
            self.parts.insert(task.id(), key);
        }
        Ok(())
    }

    /// Holds on to what is claimed. Call it every few seconds.
    pub async fn renew(&self) -> Result<(), Error> {
        self.gateway.renew_leases(&self.owner, LEASE).await
    }

    /// Waits until one of those at work is done; for ever when nobody is. Gives the part of one that panicked, which
    /// is to be buried. May be dropped at any time.
    pub async fn one_done(&mut self) -> Option<PartKey> {
        match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => {
                self.parts.remove(&id);
                None
            }
            Some(Err(error)) => self.parts.remove(&error.id()).filter(|_| error.is_panic()),
            None => pending().await,
        }
    }

    /// Ends a part that panicked; the log has the panic's own words.
    pub async fn bury(&self, key: PartKey) {
        warn!(run.id = key.run.get(), "a part of a run panicked");
        let outcome = PartOutcome::failure(Phrase::new(
            "Internal error; the log has the details",
            "内部错误，日志中有详情",
        ));
        end(&self.gateway, &self.owner, key, &outcome).await;
    }

    /// Ends whatever is under way and gives it back.
    pub async fn stop(mut self) {
        // Dropping the work ends its statements on the servers.
        self.tasks.shutdown().await;
        match self.gateway.release_parts(&self.owner).await {
            Ok(0) => {}
            Ok(parts) => info!(parts, "gave back parts of runs that were under way"),
            // Their leases end by themselves.
            Err(error) => warn!("could not give back parts of runs: {error}"),
        }
    }
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crew")
            .field("owner", &self.owner)
            .field("at_work", &self.tasks.len())
            .finish_non_exhaustive()
    }
}

/// Does one part and writes how it ended. Where the catalog is away, it holds on to the outcome: somebody who
/// collects the same again would trouble the server for nothing.
async fn work(gateway: Arc<Gateway>, owner: String, part: ClaimedPart, retention: Retention) {
    let ClaimedPart { key, job, name } = &part;
    let outcome = gateway.do_part(&part, retention).await;
    if let Some(error) = &outcome.error {
        warn!(job.name = %job, run.id = key.run.get(), instance.name = name, "`{job}` at `{name}`: {error}");
    }
    end(&gateway, &owner, *key, &outcome).await;
}

/// Writes how a part ended, however long the catalog is away.
async fn end(gateway: &Gateway, owner: &str, key: PartKey, outcome: &PartOutcome) {
    loop {
        match gateway.finish_part(owner, key, outcome).await {
            Ok(true) => return,
            Ok(false) => {
                warn!(run.id = key.run.get(), "another process has taken over a part of a run");
                return;
            }
            Err(error) => warn!(run.id = key.run.get(), "could not end a part of a run: {error}"),
        }
        sleep(AGAIN).await;
    }
}
