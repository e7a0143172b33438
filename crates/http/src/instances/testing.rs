//! `/api/v1/instances/…/actions/test-connection`: can Weir sign in there, and how?

use axum::{Json, extract::State};
use weir_api::{Envelope, EnvelopeError, InstanceBody, TestedFindingResponse, TestedInstanceResponse};
use weir_gateway::TestedInstance;
use weir_model::{Finding, InstanceId, Phrase};

use super::body;
use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Body, Id},
    failure::Failure,
    may::{Create, May, Update},
};

const MESSAGE: (&str, &str) = ("The connection works", "连接测试成功");

/// Test the connection to an instance
///
/// Signs in and makes one round trip, with its own credential or that of a connection registered on it.
#[utoipa::path(
    post,
    path = "/api/v1/instances/{instance_id}/actions/test-connection",
    operation_id = "test_instance",
    tag = "instances",
    params(("instance_id" = i64, Path, description = "The instance")),
    responses(
        (status = 200, body = Envelope<TestedInstanceResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
        (status = 409, body = EnvelopeError, description = "The server can't be reached, or refuses the login"),
    )
)]
pub(crate) async fn test(
    may: May<Update>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Result<Json<Envelope<TestedInstanceResponse>>, Failure> {
    let tested = state.gateway.test_instance(&may.caller, InstanceId::new(id)).await?;
    Ok(envelopes.ok(MESSAGE, response(tested, envelopes.language().speak())))
}

/// Test an instance before it is added
#[utoipa::path(
    post,
    path = "/api/v1/instances/actions/test-connection",
    operation_id = "test_new_instance",
    tag = "instances",
    request_body = InstanceBody,
    responses(
        (status = 200, body = Envelope<TestedInstanceResponse>),
        (status = 400, body = EnvelopeError, description = "A field is not right"),
        (status = 409, body = EnvelopeError, description = "The server can't be reached, or refuses the login"),
    )
)]
pub(crate) async fn test_new(
    may: May<Create>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    Body(body): Body<InstanceBody>,
) -> Result<Json<Envelope<TestedInstanceResponse>>, Failure> {
    let tested = state.gateway.test_new_instance(&may.caller, body::input(body)?).await?;
    Ok(envelopes.ok(MESSAGE, response(tested, envelopes.language().speak())))
}

fn response(tested: TestedInstance, speak: fn(&Phrase) -> &str) -> TestedInstanceResponse {
    let TestedInstance { server_version, safety, ping_ms } = tested;
    let (tls, safety_grade) = match &safety {
        Some(safety) => (Some(safety.link.as_str()), Some(safety.grade().as_str())),
        None => (None, None),
    };
    let (account, findings, script) = match safety {
        Some(safety) => (Some(safety.account), safety.findings, Some(safety.script)),
        None => (None, Vec::new(), None),
    };
    let told = |finding: Finding| TestedFindingResponse {
        grade: finding.grade.as_str(),
        message: speak(&finding.phrase).to_owned(),
        code: finding.code,
    };
    TestedInstanceResponse {
        server_version,
        tls,
        safety_grade,
        account,
        // An account without findings has grade A already.
        script: script.filter(|_| !findings.is_empty()),
        findings: findings.into_iter().map(told).collect(),
        ping_ms,
    }
}
