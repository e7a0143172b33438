//! The nouns of Weir, shared by every crate.
//!
//! Pure: no IO, no async runtime, no wire format. Types here carry what was proved when they were made
//! (`DbName` is a valid name, `Secret` never prints), so that nobody checks twice.

mod audit;
mod cell;
mod clock;
mod connection;
mod db_name;
mod db_type;
mod history;
mod metadata;
mod page;
mod permission;
mod phrase;
mod rows;
mod secret;
mod user;

pub use audit::{Actor, ActorKind, AuditChange, AuditEntry, AuditOutcome, AuditSubject};
pub use cell::{ArrayEvent, ArrayItems, Cell};
pub use clock::{Clock, ManualClock, SystemClock, Timestamp};
pub use connection::{Connection, NewConnection};
pub use db_name::{DbName, InvalidDbName};
pub use db_type::{DbType, ServerFlavor, ServerVersion, UnknownDbType};
pub use history::{HistoryEntry, QueryFailure, QueryOutcome};
pub use metadata::{
    Column, DatabaseMetadata, ForeignKey, Function, Generated, Index, Table, TableKind, Volatility,
};
pub use page::{Page, PageBounds, Paged};
pub use permission::{Permission, Permissions, Role, UnknownWord};
pub use phrase::Phrase;
pub use rows::{QueryEnd, ResultColumn, RowFlow, RowSink, TruncatedBy, ready};
pub use secret::Secret;
pub use user::{ApiToken, InvalidUsername, Session, TokenId, User, UserId, Username};
