//! Tags: what instances, and with them their databases, are marked with.

use std::fmt;

/// The key of a tag in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagId(i64);

impl TagId {
    /// From the number in the catalog or on the wire.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for TagId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its key.
    pub id: TagId,
    /// The name that filters use.
    pub name: String,
    /// The name for people.
    pub display_name: String,
    /// A word for its colour, or `#rrggbb`.
    pub color: String,
}

/// What is said of a tag when it is made or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagDraft {
    /// The name that filters use.
    pub name: String,
    /// The name for people.
    pub display_name: String,
    /// A word for its colour, or `#rrggbb`.
    pub color: String,
}

impl From<Tag> for TagDraft {
    /// What was said of a tag that is there.
    fn from(Tag { name, display_name, color, .. }: Tag) -> Self {
        Self { name, display_name, color }
    }
}
