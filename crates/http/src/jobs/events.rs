//! How far a run is, told as it goes: server-sent events. The catalog is asked every second, so that it doesn't matter
//! which process works on the run.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, stream::unfold};
use tokio::time::{Instant, sleep};
use weir_api::{EnvelopeError, RunResponse};
use weir_gateway::{Caller, Gateway};
use weir_model::RunId;

use crate::{
    AppState,
    extract::Id,
    failure::Failure,
    may::{May, View},
};

/// How often it is looked.
const LOOK: Duration = Duration::from_secs(1);

/// A stream ends after this time, so that it holds up no server that is to end. A browser's EventSource comes back by
/// itself.
const LIFE: Duration = Duration::from_secs(20);

/// Watch a run
///
/// Server-sent events named `run`, each with the run as JSON, whenever it has changed; the last one when it is over.
/// The stream ends after 20 seconds at the latest, and a client that wants to know more asks again, as an EventSource
/// does by itself.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/runs/{run_id}/events",
    operation_id = "watch_job_run",
    tag = "jobs",
    params(("run_id" = i64, Path, description = "The run")),
    responses(
        (status = 200, content_type = "text/event-stream", body = RunResponse),
        (status = 404, body = EnvelopeError, description = "There is no such run"),
    )
)]
pub(crate) async fn watch(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let id = RunId::new(id);
    // Before the answer begins: an unknown run is a 404.
    state.gateway.run_with_parts(&may.caller, id).await?;
    let watching = Watching {
        gateway: Arc::clone(&state.gateway),
        caller: may.caller.clone(),
        id,
        told: None,
        until: Instant::now() + LIFE,
        is_over: false,
    };
    Ok(Sse::new(unfold(watching, Watching::next)).keep_alive(KeepAlive::default()))
}

struct Watching {
    gateway: Arc<Gateway>,
    caller: Caller,
    id: RunId,
    told: Option<RunResponse>,
    until: Instant,
    is_over: bool,
}

impl Watching {
    /// The next event, once the run has changed.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        while !self.is_over && Instant::now() < self.until {
            // What fails now is asked again by a client that comes back.
            let (run, _) = self.gateway.run_with_parts(&self.caller, self.id).await.ok()?;
            self.is_over = run.status.is_over();
            let run = RunResponse::from(run);
            if self.told.as_ref() != Some(&run) {
                let event = Event::default().event("run").json_data(&run).ok()?;
                self.told = Some(run);
                return Some((Ok(event), self));
            }
            sleep(LOOK).await;
        }
        None
    }
}
