//! `/api/v1/saved-queries`: statements that people keep.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use weir_model::{Page, Paged, ParameterKind, QueryParameter, SavedQuery};

/// A statement to keep.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedQueryRequest {
    /// The connection it is for.
    #[schema(example = "shop")]
    pub db_name: String,
    /// What it is called.
    #[schema(example = "Slow orders by hour")]
    pub title: String,
    /// What it is good for.
    #[serde(default)]
    pub description: String,
    /// The statement, with `{{name}}` where a parameter goes.
    #[schema(example = "SELECT * FROM orders WHERE placed_at >= {{since}}")]
    pub sql: String,
    /// What is asked for before it runs.
    #[serde(default)]
    pub parameters: Vec<ParameterBody>,
    /// Whether everybody who reaches the connection sees it.
    #[serde(default)]
    pub is_shared: bool,
}

/// A place of a statement that is filled in before it runs.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterBody {
    /// As it stands between the braces.
    #[schema(example = "since")]
    pub name: String,
    /// How its value is written into the statement.
    pub kind: ParameterKindName,
    /// What stands in its field at first.
    #[serde(default)]
    #[schema(example = "2026-11-01")]
    pub default_value: String,
}

/// How a parameter's value is written into the statement.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ParameterKindName {
    /// As a quoted text.
    Text,
    /// As a number.
    Number,
    /// As a quoted day.
    Date,
}

impl From<ParameterBody> for QueryParameter {
    fn from(body: ParameterBody) -> Self {
        let kind = match body.kind {
            ParameterKindName::Text => ParameterKind::Text,
            ParameterKindName::Number => ParameterKind::Number,
            ParameterKindName::Date => ParameterKind::Date,
        };
        Self { name: body.name, kind, default_value: body.default_value }
    }
}

impl From<QueryParameter> for ParameterBody {
    fn from(parameter: QueryParameter) -> Self {
        let kind = match parameter.kind {
            ParameterKind::Text => ParameterKindName::Text,
            ParameterKind::Number => ParameterKindName::Number,
            ParameterKind::Date => ParameterKindName::Date,
        };
        Self { name: parameter.name, kind, default_value: parameter.default_value }
    }
}

/// A kept statement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedQueryResponse {
    /// Its number.
    pub id: i64,
    /// Who keeps it.
    pub owner: String,
    /// The connection it is for.
    pub db_name: String,
    /// What it is called.
    pub title: String,
    /// What it is good for.
    pub description: String,
    /// The statement.
    pub sql: String,
    /// What is asked for before it runs.
    pub parameters: Vec<ParameterBody>,
    /// Whether everybody who reaches the connection sees it.
    pub is_shared: bool,
    /// When it was first kept.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl From<SavedQuery> for SavedQueryResponse {
    fn from(query: SavedQuery) -> Self {
        let draft = query.draft;
        Self {
            id: query.id,
            owner: query.owner,
            db_name: draft.db_name.to_string(),
            title: draft.title,
            description: draft.description,
            sql: draft.sql,
            parameters: draft.parameters.into_iter().map(Into::into).collect(),
            is_shared: draft.is_shared,
            created_at: query.created_at.to_string(),
            updated_at: query.updated_at.to_string(),
        }
    }
}

/// A page of kept statements.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedQueryListResponse {
    /// By title.
    pub items: Vec<SavedQueryResponse>,
    /// How many there are in all.
    pub total: u64,
    /// The page.
    pub page: u64,
    /// The most items of a page.
    pub limit: u64,
}

impl SavedQueryListResponse {
    /// From a page of the list.
    pub fn new(paged: Paged<SavedQuery>, page: Page) -> Self {
        Self {
            items: paged.items.into_iter().map(Into::into).collect(),
            total: paged.total,
            page: page.number(),
            limit: page.limit(),
        }
    }
}
