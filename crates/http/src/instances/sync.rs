//! `/api/v1/instances/…/actions/sync-capacity`: measuring now.

use axum::{Json, extract::State, http::StatusCode};
use weir_api::{
    Envelope, EnvelopeError, SharedSpaceResponse, SyncAllResponse, SyncCapacityResponse, UnmeasuredDatabase,
};
use weir_gateway::SyncedCapacity;
use weir_model::{InstanceId, JobName};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::Id,
    failure::Failure,
    language::Language,
    may::{May, Update},
};

/// Measure the databases of an instance
///
/// Lists them, then measures them: rows of the ledger are created, refreshed and deactivated; no history is lost.
#[utoipa::path(
    post,
    path = "/api/v1/instances/{instance_id}/actions/sync-capacity",
    operation_id = "sync_instance_capacity",
    tag = "instances",
    params(("instance_id" = i64, Path, description = "The instance")),
    responses(
        (status = 200, body = Envelope<SyncCapacityResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
        (status = 409, body = EnvelopeError, description = "The server can't be reached, or measuring failed"),
    )
)]
pub(crate) async fn one(
    may: May<Update>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Result<Json<Envelope<SyncCapacityResponse>>, Failure> {
    let synced = state.gateway.sync_capacity(&may.caller, InstanceId::new(id)).await?;
    let data = response(synced, envelopes.language());
    Ok(envelopes.ok(("The instance was measured", "实例容量同步成功"), data))
}

/// Measure the databases of every instance
///
/// Begins a run of the job that does it on schedule, and answers at once; the run tells how far it is.
#[utoipa::path(
    post,
    path = "/api/v1/instances/actions/sync-capacity",
    operation_id = "sync_all_capacity",
    tag = "instances",
    responses((status = 202, body = Envelope<SyncAllResponse>))
)]
pub(crate) async fn all(
    may: May<Update>,
    State(state): State<AppState>,
    envelopes: Envelopes,
) -> Result<(StatusCode, Json<Envelope<SyncAllResponse>>), Failure> {
    let (run, started) = state.gateway.start_run(&may.caller, JobName::CollectSizes, &[]).await?;
    let data = SyncAllResponse { run_id: run.id.get(), started };
    Ok((StatusCode::ACCEPTED, envelopes.ok(("The run has begun", "容量同步任务已开始"), data)))
}

fn response(synced: SyncedCapacity, language: Language) -> SyncCapacityResponse {
    let speak = language.speak();
    let unmeasured = |of: weir_model::Unmeasured| UnmeasuredDatabase {
        database_name: of.database,
        reason: speak(&of.why).to_owned(),
    };
    let shared = |of: weir_model::SharedSpace| SharedSpaceResponse { name: of.name, size_bytes: of.bytes };
    SyncCapacityResponse {
        created: synced.databases.created,
        refreshed: synced.databases.refreshed,
        reactivated: synced.databases.reactivated,
        deactivated: synced.databases.deactivated,
        measured: synced.measured,
        total_bytes: synced.total_bytes,
        unmeasured: synced.unmeasured.into_iter().map(unmeasured).collect(),
        shared: synced.shared.into_iter().map(shared).collect(),
        estimated: synced.estimated.map(|why| speak(&why).to_owned()),
        elapsed_ms: synced.elapsed_ms,
    }
}
