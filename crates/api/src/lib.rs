//! Wire types of both dialects, and the row sinks. Translates from the nouns of `model`; decides nothing.
//!
//! Shared by the server, the command line and the OpenAPI document.

mod audience;
mod audit;
mod auth;
mod capacity;
mod connections;
mod envelope;
mod explain;
mod instance_table;
mod instances;
mod jobs;
mod ledger;
mod llm;
mod metadata;
mod natural;
mod people;
mod plain;
mod queries;
mod query;
mod safety;
mod saved_queries;
mod settings;
pub mod sink;
mod sizes;
mod table;
mod unit;

pub use audience::{AccessResponse, GrantBody, PutAccessRequest};
pub use audit::{ActorResponse, AuditChangeResponse, AuditLineResponse, AuditListResponse};
pub use auth::{
    ChangePasswordRequest, CsrfTokenResponse, EndedResponse, LoginRequest, LoginResponse, MeResponse,
    OidcWay, SessionListResponse, SessionResponse, SignInWaysResponse, UserResponse,
};
pub use capacity::{
    CapacityDatabase, CapacityDay, CapacityForecastDay, CapacityInstance, CapacityLimit,
    CapacityOverviewResponse, CapacityResponseFull, CapacityTable, CapacityTotal, CapacityTotalByType,
    CapacityTrendResponse, GrowingDatabase, InstanceCapacityResponse, LevelChangeResponse,
    NotCollectedInstance, SharedSpaceResponse, SyncAllResponse, SyncCapacityResponse, UnmeasuredDatabase,
};
pub use connections::{
    ConnectionListResponse, ConnectionResponse, DbTypeName, PutConnectionRequest, SshConfig,
    TestedConnectionResponse,
};
pub use envelope::{Envelope, EnvelopeContext, EnvelopeError};
pub use explain::{ExplainBody, ExplainResponse, PlanResponse, PlanStepResponse, SentenceResponse};
pub use instance_table::{ReadLine, instances_from_csv, instances_to_csv};
pub use instances::{
    DatabaseBody, DeletedResponse, Given, ImportLineResponse, ImportResponse, InstanceBody,
    InstanceListResponse, InstanceOption, InstanceOptionsResponse, InstanceResponse, TagBody,
    TagListResponse, TagResponse, TestedFindingResponse, TestedInstanceResponse,
};
pub use jobs::{
    JobListResponse, JobResponse, RunDetailResponse, RunListResponse, RunPartResponse, RunResponse,
    StartedRunResponse,
};
pub use ledger::{
    CapacityResponse, DatabaseOption, DatabaseOptionsResponse, DatabaseResponse, DbTypeCount, GrownResponse,
    GrowthResponse, LedgerCells, LedgerCountsResponse, LedgerCsv, LedgerInstanceResponse, LedgerItem,
    LedgerResponse, LedgerTag, LedgerXlsx, Speak, SyncStatusCount, SyncStatusResponse, TrendPoint,
    WorkbookFailure, megabytes, size_label,
};
pub use llm::{LlmCallPage, LlmCallResponse, ModelListResponse, ModelResponse};
pub use metadata::{
    ColumnResponse, ForeignKeyResponse, IndexResponse, MetadataResponse, TableListResponse,
    TableNameResponse, TableResponse,
};
pub use natural::{
    ConfidenceResponse, DeltaEvent, FailedBody, FeedbackBody, GlossaryEntryBody, GlossaryEntryResponse,
    GlossaryResponse, LinkedEvent, NaturalRequest, NaturalResponse, PreviousBody, RepairEvent, SensitiveBody,
    SensitiveColumnBody, SignalResponse, UsageResponse, ValidatingEvent, ValidationResponse, VerdictName,
};
pub use people::{
    ChangeUserRequest, CreateTokenRequest, CreateUserRequest, MadeTokenResponse, MadeUserResponse,
    ResetPasswordRequest, TokenListResponse, TokenResponse, UserListResponse,
};
pub use plain::{Params, PlainError};
pub use queries::{
    CancelledQueryResponse, HistoryEntryResponse, HistoryResponse, QueryEndResponse, QueryRecordResponse,
    RunningQueriesResponse, RunningQueryResponse,
};
pub use query::{QueryColumn, QueryRequestBody, QueryResponse, QueryResult, TruncatedByName};
pub use safety::{FindingResponse, SafetyResponse};
pub use saved_queries::{
    ParameterBody, ParameterKindName, SavedQueryListResponse, SavedQueryRequest, SavedQueryResponse,
};
pub use settings::{SettingResponse, SettingsResponse, SettingsSectionResponse};
pub use sizes::{SizeEntryResponse, SizesResponse, TableSizeResponse, TableSizesResponse};
pub use table::{CsvTable, is_formula};
pub use unit::HealthResponse;
