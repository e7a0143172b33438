//! `/api/v1/jobs`: what Weir does by itself, and how it went.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{Job, Phrase, Run, RunPart, Timestamp};

/// The jobs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JobListResponse {
    /// By name.
    pub items: Vec<JobResponse>,
    /// How many there are.
    pub total: u64,
}

/// A job.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JobResponse {
    /// Its name.
    #[schema(example = "capacity.collect_sizes")]
    pub name: String,
    /// What it does.
    pub description: String,
    /// When, as a cron expression in UTC.
    #[schema(example = "0 */4 * * *")]
    pub cron: String,
    /// The schedule doesn't start it.
    pub is_paused: bool,
    /// When it is due next; null while it is paused.
    #[schema(format = DateTime)]
    pub next_due_at: Option<String>,
    /// Its newest run.
    pub last_run: Option<RunResponse>,
}

/// A page of runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RunListResponse {
    /// Newest first.
    pub items: Vec<RunResponse>,
    /// How many there are on all pages.
    pub total: u64,
    /// The number of this page.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most items of a page.
    pub limit: u64,
}

/// One execution of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RunResponse {
    /// Its number.
    pub id: i64,
    /// The job.
    pub job: String,
    /// `schedule` or `request`.
    pub trigger: &'static str,
    /// Who asked for it; `scheduler` where it was due.
    pub asked_by: String,
    /// `running`, `succeeded`, `partial` or `failed`.
    pub status: &'static str,
    /// When it began.
    #[schema(format = DateTime)]
    pub started_at: String,
    /// When it ended.
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// How long it took, in milliseconds; null while it runs.
    pub elapsed_ms: Option<u64>,
    /// Of how many parts it consists: one for each instance.
    pub parts: u64,
    /// How many of them are over.
    pub done: u64,
    /// How many of those failed, whole or in part.
    pub failed: u64,
}

/// One execution of a job with what it did at each instance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RunDetailResponse {
    /// The run.
    #[serde(flatten)]
    pub run: RunResponse,
    /// Its parts, by name.
    pub instances: Vec<RunPartResponse>,
}

/// A run that was asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StartedRunResponse {
    /// False when a run of the job was under way already: then it is that one.
    pub started: bool,
    /// The run.
    pub run: RunResponse,
}

/// What a run did at one instance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RunPartResponse {
    /// The instance; null for work in the catalog.
    pub instance_id: Option<i64>,
    /// What it was called when the run began.
    pub instance_name: String,
    /// `waiting`, `running`, `succeeded`, `partial` or `failed`.
    pub status: &'static str,
    /// How often it was begun: more than once where a process died over it.
    pub attempts: u64,
    /// When it was last begun.
    #[schema(format = DateTime)]
    pub started_at: Option<String>,
    /// When it ended.
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: Option<u64>,
    /// How many databases or tables were measured, or old sizes removed.
    pub saved_count: u64,
    /// How many databases could not be measured.
    pub failed_count: u64,
    /// What went wrong, the first of it.
    pub error: Option<String>,
}

impl JobResponse {
    /// A job, in the words of a language.
    pub fn new(job: Job, speak: fn(&Phrase) -> &str) -> Self {
        Self {
            name: job.name.as_str().to_owned(),
            description: speak(&job.name.about()).to_owned(),
            cron: job.cron,
            is_paused: job.is_paused,
            next_due_at: job.next_due_at.map(|at| at.to_string()),
            last_run: job.last_run.map(Into::into),
        }
    }
}

impl From<Run> for RunResponse {
    fn from(run: Run) -> Self {
        Self {
            id: run.id.get(),
            job: run.job.as_str().to_owned(),
            trigger: run.trigger.as_str(),
            asked_by: run.asked_by,
            status: run.status.as_str(),
            started_at: run.started_at.to_string(),
            finished_at: run.finished_at.map(|at| at.to_string()),
            elapsed_ms: elapsed(Some(run.started_at), run.finished_at),
            parts: run.parts,
            done: run.done,
            failed: run.failed,
        }
    }
}

impl RunPartResponse {
    /// A part, in the words of a language.
    pub fn new(part: RunPart, speak: fn(&Phrase) -> &str) -> Self {
        Self {
            instance_id: part.instance.map(weir_model::InstanceId::get),
            instance_name: part.name,
            status: part.status.as_str(),
            attempts: part.attempts,
            started_at: part.started_at.map(|at| at.to_string()),
            finished_at: part.finished_at.map(|at| at.to_string()),
            elapsed_ms: elapsed(part.started_at, part.finished_at),
            saved_count: part.outcome.saved,
            failed_count: part.outcome.failed,
            error: part.outcome.error.as_ref().map(|error| speak(error).to_owned()),
        }
    }
}

fn elapsed(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<u64> {
    let millis = to?.as_millis().saturating_sub(from?.as_millis());
    Some(u64::try_from(millis).unwrap_or(0))
}
