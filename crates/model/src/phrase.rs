//! A sentence for people, in both languages.

use std::fmt;

/// A sentence in English and Chinese. Whole sentences only: neither is ever built from parts of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The English sentence.
    pub english: String,
    /// The Chinese sentence.
    pub chinese: String,
}

impl Phrase {
    /// A sentence in both languages.
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self { english: english.into(), chinese: chinese.into() }
    }
}

impl fmt::Display for Phrase {
    /// The English sentence: logs and the query dialect speak English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}
