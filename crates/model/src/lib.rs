//! The nouns of Weir, shared by every crate.
//!
//! Pure: no IO, no async runtime, no wire format. Types here carry what was proved when they were made
//! (`DbName` is a valid name, `Secret` never prints), so that nobody checks twice.

mod audit;
mod cell;
mod clock;
mod connection;
mod day;
mod db_name;
mod db_type;
mod history;
mod instance;
mod job;
mod ledger;
mod metadata;
mod natural;
mod page;
mod permission;
mod phrase;
mod reach;
mod rows;
mod safety;
mod saved_query;
mod secret;
mod size;
mod tag;
mod trend;
mod user;

pub use audit::{Actor, ActorKind, AuditChange, AuditEntry, AuditOutcome, AuditSubject};
pub use cell::{ArrayEvent, ArrayItems, Cell};
pub use clock::{Clock, InvalidTimestamp, ManualClock, SystemClock, Timestamp};
pub use connection::{Connection, NewConnection};
pub use day::{Day, InvalidDay};
pub use db_name::{DbName, InvalidDbName};
pub use db_type::{DbType, ServerFlavor, ServerVersion, UnknownDbType};
pub use history::{HistoryCursor, HistoryEntry, QueryFailure, QueryOrigin, QueryOutcome};
pub use instance::{
    Access, Credential, Endpoint, Instance, InstanceDraft, InstanceFilter, InstanceId, InstanceSort,
    InstanceStatus, Login,
};
pub use job::{
    Collection, Job, JobName, PartOutcome, Run, RunId, RunPart, RunStatus, RunTrigger, UnknownJob,
};
pub use ledger::{
    Database, DatabaseId, EarlierSizes, LatestSizes, LedgerAfter, LedgerCounts, LedgerEntry, LedgerFilter,
    LedgerInstance, LedgerSlice, LedgerSort, LedgerStart, SizeEntry, SizeFilter, SizeReading, SyncStatus,
};
pub use metadata::{
    Column, DatabaseMetadata, ForeignKey, Function, Generated, Index, Table, TableKind, Volatility,
};
pub use natural::{
    ConfirmedExample, Discretion, Feedback, GlossaryDraft, GlossaryEntry, LlmCall, NaturalDraft,
    SensitiveColumn, Verdict,
};
pub use page::{Page, PageBounds, Paged};
pub use permission::{Permission, Permissions, Role, UnknownWord};
pub use phrase::Phrase;
pub use reach::{Audience, Grant, Grantee};
pub use rows::{QueryEnd, ResultColumn, RowFlow, RowSink, TruncatedBy, ready};
pub use safety::{AccountSafety, Finding, Grade, Link, UnknownGrade};
pub use saved_query::{ParameterKind, QueryParameter, SavedQuery, SavedQueryDraft};
pub use secret::Secret;
pub use size::{DatabaseSize, FoundDatabase, InstanceSizes, SharedSpace, TableGrowth, TableSize, Unmeasured};
pub use tag::{Tag, TagDraft, TagId};
pub use trend::SizeTrend;
pub use user::{ApiToken, Identity, InvalidUsername, Session, TokenId, User, UserId, Username};
