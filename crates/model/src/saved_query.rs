//! A statement that somebody keeps, for themselves or for everybody.

use crate::{DbName, Timestamp, UserId};

/// What its owner says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQueryDraft {
    /// The connection it is for.
    pub db_name: DbName,
    /// What it is called.
    pub title: String,
    /// What it is good for; may be empty.
    pub description: String,
    /// The statement, with `{{name}}` where a parameter goes.
    pub sql: String,
    /// What is asked for before it runs.
    pub parameters: Vec<QueryParameter>,
    /// Whether everybody who reaches the connection sees it.
    pub is_shared: bool,
}

/// A place of a statement that is filled in before it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryParameter {
    /// As it stands between the braces.
    pub name: String,
    /// How its value is written into the statement.
    pub kind: ParameterKind,
    /// What stands in its field at first.
    pub default_value: String,
}

/// How a parameter's value is written into the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// As a quoted text.
    Text,
    /// As a number.
    Number,
    /// As a quoted day, `2026-11-20`.
    Date,
}

impl ParameterKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Text, Self::Number, Self::Date];

    /// The word on the wire and in the catalog.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A kept statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub owner_id: UserId,
    /// Their name.
    pub owner: String,
    /// What they say of it.
    pub draft: SavedQueryDraft,
    /// When it was first kept.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
