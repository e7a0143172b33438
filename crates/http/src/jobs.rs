//! `/api/v1/jobs`: what Weir does by itself, when, and how each run went.

mod events;

use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{
    Envelope, EnvelopeError, JobListResponse, JobResponse, RunDetailResponse, RunListResponse,
    RunPartResponse, StartedRunResponse,
};
use weir_gateway::{Error, Noun};
use weir_model::{InstanceId, JobName, PageBounds, RunId};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Id, Segments},
    failure::{Failure, RequestError},
    guarded::guarded,
    may::{May, Update, View},
    params::{Params, wrong},
};

const RUNS: PageBounds = PageBounds { default: 20, max: 200 };

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(guarded!(list))
        .routes(guarded!(run))
        .routes(guarded!(pause))
        .routes(guarded!(resume))
        .routes(guarded!(list_runs))
        .routes(guarded!(get_run))
        .routes(guarded!(events::watch))
}

/// List the jobs
#[utoipa::path(
    get,
    path = "/api/v1/jobs",
    operation_id = "list_jobs",
    tag = "jobs",
    responses((status = 200, body = Envelope<JobListResponse>))
)]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<JobListResponse>>, Failure> {
    params.end()?;
    let jobs = state.gateway.list_jobs(&may.caller).await?;
    let speak = envelopes.language().speak();
    let items: Vec<JobResponse> = jobs.into_iter().map(|job| JobResponse::new(job, speak)).collect();
    let data = JobListResponse { total: items.len() as u64, items };
    Ok(envelopes.ok(("The jobs", "获取任务列表成功"), data))
}

/// Run a job now
///
/// Answers at once; the run tells how far it is. While a run of the job is under way, that one is given.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{job_name}/actions/run",
    operation_id = "run_job",
    tag = "jobs",
    params(
        ("job_name" = String, Path, description = "capacity.collect_sizes, capacity.collect_table_sizes or capacity.keep_house"),
        ("instance_id" = Option<Vec<i64>>, Query, description = "Only these instances; repeated, or separated by commas"),
    ),
    responses(
        (status = 202, body = Envelope<StartedRunResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such job or instance"),
    )
)]
pub(crate) async fn run(
    may: May<Update>,
    State(state): State<AppState>,
    segments: Segments,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<(StatusCode, Json<Envelope<StartedRunResponse>>), Failure> {
    let instances = instances(&params.list("instance_id"))?;
    params.end()?;
    let job = named(&segments)?;
    let (run, started) = state.gateway.start_run(&may.caller, job, &instances).await?;
    let data = StartedRunResponse { started, run: run.into() };
    Ok((StatusCode::ACCEPTED, envelopes.ok(("The run has begun", "任务已开始运行"), data)))
}

/// Pause a job
///
/// The schedule doesn't start it until it is resumed. A run under way goes on, and it can still be run by hand.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{job_name}/actions/pause",
    operation_id = "pause_job",
    tag = "jobs",
    params(("job_name" = String, Path, description = "The job")),
    responses(
        (status = 200, body = Envelope<JobResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such job"),
    )
)]
pub(crate) async fn pause(
    may: May<Update>,
    State(state): State<AppState>,
    segments: Segments,
    envelopes: Envelopes,
) -> Result<Json<Envelope<JobResponse>>, Failure> {
    let job = state.gateway.pause_job(&may.caller, named(&segments)?).await?;
    let data = JobResponse::new(job, envelopes.language().speak());
    Ok(envelopes.ok(("The job is paused", "任务已暂停"), data))
}

/// Resume a job
///
/// The schedule starts it again, at its next moment.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{job_name}/actions/resume",
    operation_id = "resume_job",
    tag = "jobs",
    params(("job_name" = String, Path, description = "The job")),
    responses(
        (status = 200, body = Envelope<JobResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such job"),
    )
)]
pub(crate) async fn resume(
    may: May<Update>,
    State(state): State<AppState>,
    segments: Segments,
    envelopes: Envelopes,
) -> Result<Json<Envelope<JobResponse>>, Failure> {
    let job = state.gateway.resume_job(&may.caller, named(&segments)?).await?;
    let data = JobResponse::new(job, envelopes.language().speak());
    Ok(envelopes.ok(("The job goes on", "任务已恢复"), data))
}

/// List runs of jobs
#[utoipa::path(
    get,
    path = "/api/v1/jobs/runs",
    operation_id = "list_job_runs",
    tag = "jobs",
    params(
        ("job" = Option<String>, Query, description = "Only runs of this job"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("limit" = Option<u64>, Query, description = "20 without, 200 at most"),
    ),
    responses(
        (status = 200, body = Envelope<RunListResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
    )
)]
pub(crate) async fn list_runs(
    may: May<View>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<RunListResponse>>, Failure> {
    let job = match params.text("job")? {
        None => None,
        Some(text) => Some(text.parse().map_err(|_unknown| wrong("job", "must name a job"))?),
    };
    let page = params.page(RUNS);
    params.end()?;
    let found = state.gateway.list_runs(&may.caller, job, page).await?;
    let data = RunListResponse {
        items: found.items.into_iter().map(Into::into).collect(),
        total: found.total,
        page: page.number(),
        pages: page.pages(found.total),
        limit: page.limit(),
    };
    Ok(envelopes.ok(("The runs", "获取运行记录成功"), data))
}

/// Show one run
///
/// With what it did at each instance.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/runs/{run_id}",
    operation_id = "get_job_run",
    tag = "jobs",
    params(("run_id" = i64, Path, description = "The run")),
    responses(
        (status = 200, body = Envelope<RunDetailResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such run"),
    )
)]
pub(crate) async fn get_run(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Result<Json<Envelope<RunDetailResponse>>, Failure> {
    let (run, parts) = state.gateway.run_with_parts(&may.caller, RunId::new(id)).await?;
    let speak = envelopes.language().speak();
    let instances = parts.into_iter().map(|part| RunPartResponse::new(part, speak)).collect();
    let data = RunDetailResponse { run: run.into(), instances };
    Ok(envelopes.ok(("The run", "获取运行记录成功"), data))
}

fn named(Segments(segments): &Segments) -> Result<JobName, Failure> {
    let text = segments.first().map(String::as_str).unwrap_or_default();
    let missing = |_unknown| Error::Missing { what: Noun::Job, key: text.to_owned() };
    Ok(text.parse().map_err(missing)?)
}

fn instances(texts: &[String]) -> Result<Vec<InstanceId>, RequestError> {
    let instance = |text: &String| {
        let id = text.parse::<i64>().ok().filter(|id| *id > 0);
        id.map(InstanceId::new).ok_or_else(|| wrong("instance_id", "must be a positive integer"))
    };
    texts.iter().map(instance).collect()
}
