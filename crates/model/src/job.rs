//! Jobs: what Weir does by itself, when, and how each run went.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::{InstanceId, Phrase, Timestamp};

/// What can be done on a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobName {
    /// Lists and measures the databases of every instance.
    CollectSizes,
    /// Measures the tables of every database.
    CollectTableSizes,
    /// Thins out old sizes and makes partitions ahead of need.
    KeepHouse,
}

/// A text that names no job.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no such job")]
pub struct UnknownJob;

impl JobName {
    /// Every job.
    pub const ALL: [Self; 3] = [Self::CollectSizes, Self::CollectTableSizes, Self::KeepHouse];

    /// The name in the catalog, on the wire and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CollectSizes => "capacity.collect_sizes",
            Self::CollectTableSizes => "capacity.collect_table_sizes",
            Self::KeepHouse => "capacity.keep_house",
        }
    }

    /// Whether its work is done instance by instance.
    pub fn visits_instances(self) -> bool {
        self != Self::KeepHouse
    }

    /// What it does, for people.
    pub fn about(self) -> Phrase {
        match self {
            Self::CollectSizes => Phrase::new(
                "Lists and measures the databases of every instance",
                "列出并测量每个实例的数据库",
            ),
            Self::CollectTableSizes => {
                Phrase::new("Measures the tables of every database", "测量每个数据库的表")
            }
            Self::KeepHouse => Phrase::new(
                "Thins out old sizes and makes room for new ones",
                "精简较早的容量记录，并为新记录预留分区",
            ),
        }
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for JobName {
    type Err = UnknownJob;

    fn from_str(text: &str) -> Result<Self, UnknownJob> {
        Self::ALL.into_iter().find(|job| job.as_str() == text).ok_or(UnknownJob)
    }
}

/// A job with its schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which.
    pub name: JobName,
    /// When, as a cron expression in UTC.
    pub cron: String,
    /// Not started by the schedule until somebody resumes it.
    pub is_paused: bool,
    /// When it is due next; nothing while it is paused.
    pub next_due_at: Option<Timestamp>,
    /// How it went last.
    pub last_run: Option<Run>,
}

/// The key of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(i64);

impl RunId {
    /// From the number in the catalog or on the wire.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunTrigger {
    /// It was due.
    Schedule,
    /// Somebody asked for it.
    Request,
}

impl RunTrigger {
    /// The word in the catalog and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Request => "request",
        }
    }
}

/// How far a run, or one part of it, has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStatus {
    /// Nobody has begun it yet; of parts only.
    Waiting,
    /// Under way.
    Running,
    /// Everything went well.
    Succeeded,
    /// Some parts failed; of runs, and of parts with several databases.
    Partial,
    /// Nothing went well.
    Failed,
}

impl RunStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Succeeded, Self::Partial, Self::Failed];

    /// The word in the catalog and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }

    /// Whether there is nothing more to come.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Waiting | Self::Running)
    }

    /// Of something that consists of so many, of which so many failed.
    pub fn of(all: u64, failed: u64) -> Self {
        match failed {
            0 => Self::Succeeded,
            failed if failed < all => Self::Partial,
            _ => Self::Failed,
        }
    }
}

impl FromStr for RunStatus {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(())
    }
}

/// One execution of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its key.
    pub id: RunId,
    /// Of which job.
    pub job: JobName,
    /// Why it began.
    pub trigger: RunTrigger,
    /// Who asked for it; `scheduler` where it was due.
    pub asked_by: String,
    /// How far it is.
    pub status: RunStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Of how many parts it consists.
    pub parts: u64,
    /// How many of them are over.
    pub done: u64,
    /// How many of those failed, whole or in part.
    pub failed: u64,
}

/// What a run does at one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPart {
    /// The instance; none for work in the catalog.
    pub instance: Option<InstanceId>,
    /// What it was called when the run began.
    pub name: String,
    /// How far it is.
    pub status: RunStatus,
    /// How often it was begun: more than once where a process died over it.
    pub attempts: u64,
    /// When it was last begun.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// What it did.
    pub outcome: PartOutcome,
}

/// What a part of a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartOutcome {
    /// How many databases or tables were measured, or old sizes removed.
    pub saved: u64,
    /// How many databases could not be.
    pub failed: u64,
    /// What went wrong, the first of it.
    pub error: Option<Phrase>,
}

impl PartOutcome {
    /// It failed as a whole.
    pub fn failure(error: Phrase) -> Self {
        Self { saved: 0, failed: 1, error: Some(error) }
    }

    /// How the part ended.
    pub fn status(&self) -> RunStatus {
        match (&self.error, self.saved) {
            (None, _) => RunStatus::Succeeded,
            (Some(_), 0) => RunStatus::Failed,
            (Some(_), _) => RunStatus::Partial,
        }
    }
}

/// How collecting went at an instance the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// When it was tried.
    pub tried_at: Timestamp,
    /// How long that took, in milliseconds.
    pub elapsed_ms: u64,
    /// How often in a row it failed.
    pub failures: u64,
    /// Why it failed, or what of it did.
    pub error: Option<Phrase>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for job in JobName::ALL {
            assert_eq!(job.as_str().parse(), Ok(job));
        }
        assert_eq!("capacity".parse::<JobName>(), Err(UnknownJob));
        for status in RunStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }

    #[test]
    fn a_run_is_as_good_as_its_parts() {
        for (all, failed, status) in [
            (3, 0, RunStatus::Succeeded),
            (3, 1, RunStatus::Partial),
            (3, 3, RunStatus::Failed),
            (0, 0, RunStatus::Succeeded),
        ] {
            assert_eq!(RunStatus::of(all, failed), status);
        }
    }
}
