//! An answer in natural language as `text/event-stream`: each step when it happens, a heartbeat while nothing does.
//!
//! The question is worked on inside the body that the client reads: a client that leaves drops the body, which drops
//! the question, which ends the call to the model.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use serde::Serialize;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tracing::warn;
use uuid::Uuid;
use weir_api::{DeltaEvent, LinkedEvent, RepairEvent, ValidatingEvent};
use weir_gateway::{AskEvent, PreparedAsk};

use crate::{failure::Failure, natural::answer::response, plain};

/// Longer silences make proxies give a connection up.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Works on the question while the client reads.
pub(crate) fn answer(prepared: PreparedAsk) -> Response {
    let outlet = Outlet::default();
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick of an interval is at once.
    heartbeat.reset();
    let body = EventBody { running: Some(Box::pin(run(prepared, outlet.clone()))), outlet, heartbeat };
    let mut response = Response::new(Body::new(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // nginx would hold events back otherwise (its manual, `proxy_buffering`).
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

async fn run(prepared: PreparedAsk, outlet: Outlet) {
    match prepared.run(&mut |event| tell(&outlet, &event)).await {
        Ok(answer) => outlet.put("result", &response(answer)),
        Err(error) => {
            let error_id = Uuid::new_v4().simple().to_string();
            let failure = Failure::from(error);
            let (status, body) = plain::told(&failure, &error_id);
            if status.is_server_error() {
                warn!(error.id = error_id, http.status = status.as_u16(), "a question failed: {failure}");
            }
            outlet.put("error", &body);
        }
    }
}

fn tell(outlet: &Outlet, event: &AskEvent<'_>) {
    match event {
        AskEvent::Linked(words) => {
            let (tables, unmatched_words) = (words.tables.clone(), words.unmatched.clone());
            outlet.put("linked", &LinkedEvent { tables, unmatched_words });
        }
        AskEvent::Delta(text) => outlet.put("delta", &DeltaEvent { text: (*text).to_owned() }),
        AskEvent::Validating { attempt } => outlet.put("validating", &ValidatingEvent { attempt: *attempt }),
        AskEvent::Repair { attempt, problem } => {
            let (problem, problem_zh) = (problem.english.clone(), problem.chinese.clone());
            outlet.put("repair", &RepairEvent { attempt: *attempt, problem, problem_zh });
        }
    }
}

/// Events between the question that makes them and the body that sends them.
#[derive(Clone, Debug, Default)]
struct Outlet(Arc<Mutex<Vec<u8>>>);

impl Outlet {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, name: &str, data: &impl Serialize) {
        match serde_json::to_string(data) {
            Ok(json) => self.lock().extend_from_slice(format!("event: {name}\ndata: {json}\n\n").as_bytes()),
            Err(error) => warn!("an event could not be written: {error}"),
        }
    }

    fn take(&self) -> Option<Bytes> {
        let mut events = self.lock();
        (!events.is_empty()).then(|| Bytes::from(std::mem::take(&mut *events)))
    }
}

struct EventBody {
    running: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    outlet: Outlet,
    heartbeat: Interval,
}

impl fmt::Debug for EventBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventBody").field("running", &self.running.is_some()).finish_non_exhaustive()
    }
}

impl HttpBody for EventBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(running) = &mut self.running
            && running.as_mut().poll(context).is_ready()
        {
            self.running = None;
        }
        if let Some(events) = self.outlet.take() {
            self.heartbeat.reset();
            return Poll::Ready(Some(Ok(Frame::data(events))));
        }
        if self.running.is_none() {
            return Poll::Ready(None);
        }
        self.heartbeat
            .poll_tick(context)
            .map(|_| Some(Ok(Frame::data(Bytes::from_static(b": still there\n\n")))))
    }
}
