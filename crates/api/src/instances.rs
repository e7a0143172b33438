//! `/api/v1/instances` and `/api/v1/tags`: the database servers of the ledger and what they are marked with.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use weir_model::{DbName, Instance, Tag};

use crate::{DbTypeName, LedgerTag, size_label};

/// Adds or changes an instance. In a change, an absent field stays as it is and null clears it.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceBody {
    /// Its name; no other instance has it.
    #[schema(example = "orders-primary")]
    pub name: Option<String>,
    /// `postgresql`, `mysql` (also `mariadb`) or `sqlite`.
    #[schema(example = "postgresql")]
    pub db_type: Option<String>,
    /// A host name or address; for SQLite the absolute path of a folder.
    #[schema(example = "db.example.com")]
    pub host: Option<String>,
    /// The engine's usual port when absent; none for SQLite.
    #[serde(default)]
    #[schema(value_type = Option<u16>)]
    pub port: Given<u16>,
    /// Whom to sign in as. Without one, a connection that is registered on this server lends its own.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub username: Given<String>,
    /// The password; it is sealed, and never shown.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub password: Given<String>,
    /// The database to sign in to; the engine's usual one when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub database: Given<String>,
    /// What a URL says behind its `?`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "sslmode=verify-full")]
    pub parameters: Given<String>,
    /// What environment it belongs to, in the operator's words.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "production")]
    pub environment: Given<String>,
    /// What it is for.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub description: Given<String>,
    /// The most bytes that its databases may take together.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub limit_bytes: Given<u64>,
    /// Whether it is collected and in the ledger.
    pub is_active: Option<bool>,
    /// The names of its tags, all of them.
    pub tags: Option<Vec<String>>,
}

impl fmt::Debug for InstanceBody {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstanceBody").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A field of a change: null, which clears it, is not the same as being absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// It isn't there.
    #[default]
    Absent,
    /// It is null.
    Null,
    /// It has a value.
    Value(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(json)?.map_or(Self::Null, Self::Value))
    }
}

/// A page of instances.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstanceListResponse {
    /// The instances.
    pub items: Vec<InstanceResponse>,
    /// How many there are on all pages.
    pub total: u64,
    /// The number of this page.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most instances of a page.
    pub limit: u64,
}

/// An instance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstanceResponse {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its type; a MariaDB server is `mysql`, `server_version` tells which.
    pub db_type: DbTypeName,
    /// Its host or folder.
    pub host: String,
    /// Its port; null for SQLite.
    pub port: Option<u16>,
    /// `active`, `inactive` (put aside) or `deleted`.
    pub status: &'static str,
    /// Whether the operator wants it collected.
    pub is_active: bool,
    /// Made up for the demo.
    pub is_sample: bool,
    /// What environment it belongs to.
    pub environment: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The most bytes that its databases may take together.
    pub limit_bytes: Option<u64>,
    /// Whom Weir signs in as; null where a connection lends its credential, and for SQLite.
    pub username: Option<String>,
    /// The database that it signs in to.
    pub database: Option<String>,
    /// What a URL would say behind its `?`.
    pub parameters: Option<String>,
    /// What the server last said it is.
    pub server_version: Option<String>,
    /// How many active databases it has.
    pub database_count: u64,
    /// What they came to on the last day on which they were measured, in exact bytes.
    pub size_bytes: Option<u64>,
    /// The same for people.
    pub size_label: Option<String>,
    /// When any of them was last measured, in UTC.
    #[schema(format = DateTime)]
    pub collected_at: Option<String>,
    /// Its tags, by name.
    pub tags: Vec<LedgerTag>,
    /// The connections registered on it, by name; only where one instance is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<Vec<String>>,
    /// When it was added.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// When it was deleted.
    #[schema(format = DateTime)]
    pub deleted_at: Option<String>,
}

impl From<Instance> for InstanceResponse {
    fn from(instance: Instance) -> Self {
        let login = instance.login.clone();
        Self {
            id: instance.id.get(),
            status: instance.status().as_str(),
            db_type: instance.endpoint.db_type.into(),
            host: instance.endpoint.host,
            port: instance.endpoint.port,
            name: instance.name,
            is_active: instance.is_active,
            is_sample: instance.is_sample,
            environment: instance.environment,
            description: instance.description,
            limit_bytes: instance.limit_bytes,
            username: login.as_ref().map(|login| login.user.clone()),
            database: login.as_ref().and_then(|login| login.database.clone()),
            parameters: login.map(|login| login.parameters).filter(|parameters| !parameters.is_empty()),
            server_version: instance.server_version,
            database_count: instance.databases,
            size_bytes: instance.size_bytes,
            size_label: instance.size_bytes.map(size_label),
            collected_at: instance.collected_at.map(|at| at.to_string()),
            tags: instance.tags.into_iter().map(Into::into).collect(),
            connections: None,
            created_at: instance.created_at.to_string(),
            updated_at: instance.updated_at.to_string(),
            deleted_at: instance.deleted_at.map(|at| at.to_string()),
        }
    }
}

impl InstanceResponse {
    /// The same with the names of the connections on it.
    #[must_use]
    pub fn with_connections(self, names: &[DbName]) -> Self {
        Self { connections: Some(names.iter().map(ToString::to_string).collect()), ..self }
    }
}

/// Instances to choose from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstanceOptionsResponse {
    /// Those in the ledger, by name.
    pub instances: Vec<InstanceOption>,
}

/// An instance to choose.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstanceOption {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its type.
    pub db_type: DbTypeName,
    /// Its host or folder.
    pub host: String,
    /// Its port.
    pub port: Option<u16>,
    /// How many active databases it has.
    pub database_count: u64,
}

impl From<Instance> for InstanceOption {
    fn from(instance: Instance) -> Self {
        Self {
            id: instance.id.get(),
            name: instance.name,
            db_type: instance.endpoint.db_type.into(),
            host: instance.endpoint.host,
            port: instance.endpoint.port,
            database_count: instance.databases,
        }
    }
}

/// What a test of an instance found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TestedInstanceResponse {
    /// What the server says it is.
    #[schema(example = "PostgreSQL 15.18")]
    pub server_version: String,
    /// `verified`, `unverified` (TLS whose certificate was not checked), `clear`, `local`; null when unknown.
    pub tls: Option<&'static str>,
    /// `A` (reads only what it needs) to `F` (superuser); null when it could not be found out.
    pub safety_grade: Option<&'static str>,
    /// The account, as the server names it; null when it could not be found out.
    pub account: Option<String>,
    /// What it could do beyond reading what it needs, the worst first.
    pub findings: Vec<TestedFindingResponse>,
    /// What an administrator would run to create an account of grade A for the same data; null when there is nothing
    /// to mend, or it could not be found out. Weir never runs it.
    pub script: Option<String>,
    /// How long one round trip took, in milliseconds.
    pub ping_ms: u64,
}

/// One thing that the account of an instance could do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TestedFindingResponse {
    /// The best grade that an account with this finding can have.
    #[schema(example = "C")]
    pub grade: &'static str,
    /// A stable word for the kind of finding.
    #[schema(example = "writes")]
    pub code: String,
    /// The finding as a sentence.
    pub message: String,
}

/// What an import did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportResponse {
    /// Nothing was written: it was only tried.
    pub dry_run: bool,
    /// How many lines became instances, or would.
    pub created: u64,
    /// How many did not.
    pub failed: u64,
    /// Each line of the file.
    pub lines: Vec<ImportLineResponse>,
}

/// What became of a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportLineResponse {
    /// Its number in the file, the header being 1.
    pub line: u64,
    /// The name that it gives.
    pub name: Option<String>,
    /// `created` or `failed`.
    pub outcome: &'static str,
    /// Why it failed.
    pub error: Option<String>,
}

/// Every tag.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TagListResponse {
    /// By name.
    pub items: Vec<TagResponse>,
    /// How many there are.
    pub total: u64,
}

/// A tag.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TagResponse {
    /// Its id.
    pub id: i64,
    /// The name that filters use.
    pub name: String,
    /// The name for people.
    pub display_name: String,
    /// A word for its colour, or `#rrggbb`.
    pub color: String,
    /// How many instances have it.
    pub instance_count: u64,
}

impl TagResponse {
    /// A tag and how many instances have it.
    pub fn new(tag: Tag, instance_count: u64) -> Self {
        let Tag { id, name, display_name, color } = tag;
        Self { id: id.get(), name, display_name, color, instance_count }
    }
}

/// Makes or changes a tag. In a change, an absent field stays as it is.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagBody {
    /// The name that filters use: no comma.
    #[schema(example = "production")]
    pub name: Option<String>,
    /// The name for people; the name when absent.
    pub display_name: Option<String>,
    /// A word such as `blue`, or `#rrggbb`; `gray` when absent.
    pub color: Option<String>,
}

/// Sets or clears a database's limit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatabaseBody {
    /// The most bytes that it may take; null for no limit.
    #[serde(deserialize_with = "Option::deserialize")]
    pub limit_bytes: Option<u64>,
}

/// What was removed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeletedResponse {
    /// Its id.
    pub id: i64,
}
