//! Wire types of both dialects, and the row sinks. Translates from the nouns of `model`; decides nothing.
//!
//! Shared by the server, the command line and the OpenAPI document.

mod auth;
mod connections;
mod envelope;
mod llm;
mod metadata;
mod natural;
mod plain;
mod queries;
mod query;
mod safety;
pub mod sink;
mod unit;

pub use auth::{
    ChangePasswordRequest, CsrfTokenResponse, EndedResponse, LoginRequest, LoginResponse, MeResponse,
    SessionListResponse, SessionResponse, UserResponse,
};
pub use connections::{
    ConnectionListResponse, ConnectionResponse, DbTypeName, PutConnectionRequest, SshConfig,
};
pub use envelope::{Envelope, EnvelopeContext, EnvelopeError};
pub use llm::{LlmCallPage, LlmCallResponse, ModelListResponse, ModelResponse};
pub use metadata::{
    ColumnResponse, ForeignKeyResponse, IndexResponse, MetadataResponse, TableListResponse,
    TableNameResponse, TableResponse,
};
pub use natural::{
    ConfidenceResponse, DeltaEvent, FailedBody, FeedbackBody, GlossaryEntryBody, GlossaryEntryResponse,
    GlossaryResponse, LinkedEvent, ModelResponse, NaturalRequest, NaturalResponse, PreviousBody, RepairEvent,
    SensitiveBody, SensitiveColumnBody, SignalResponse, UsageResponse, ValidatingEvent, ValidationResponse,
    VerdictName,
};
pub use plain::{Params, PlainError};
pub use queries::{
    CancelledQueryResponse, HistoryEntryResponse, HistoryResponse, RunningQueriesResponse,
    RunningQueryResponse,
};
pub use query::{QueryColumn, QueryRequestBody, QueryResponse, QueryResult, TruncatedByName};
pub use safety::{FindingResponse, SafetyResponse};
pub use unit::HealthResponse;
