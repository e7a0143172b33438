//! The name under which a connection is registered.

use std::fmt;

use thiserror::Error;

/// A connection's name: 1 to 64 letters (of any script), digits, `-`, `_` or `.`, not `.` or `..`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DbName(String);

/// Why a text is no connection name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "Invalid database name '{0}': use 1 to 64 letters (of any script), digits, '-', '_' or '.', and not '.' or '..' alone"
)]
pub struct InvalidDbName(
    /// The text as given, cut after 64 characters and without control characters.
    pub String,
);

impl DbName {
    /// Checks the rules of a name.
    pub fn parse(text: &str) -> Result<Self, InvalidDbName> {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.') || is_mark(c);
        let length = text.chars().count();
        if (1..=64).contains(&length) && text.chars().all(allowed) && text != "." && text != ".." {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidDbName(text.chars().filter(|c| !c.is_control()).take(64).collect()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Combining marks belong to letters in many scripts (Devanagari, Thai, decomposed accents).
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036F | 0x0900..=0x0DFF | 0x0E31..=0x0E4E | 0x0EB1..=0x0ECD | 0x1AB0..=0x1AFF | 0x20D0..=0x20F0)
        && !c.is_ascii()
}

impl fmt::Display for DbName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_letters_of_any_script() {
        for name in ["shop", "生产库", "prod-1.eu_west", "Ünïcode", "हिन्दी", "a", ".hidden"]
        {
            assert_eq!(DbName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn refuses_separators_blanks_and_lengths() {
        let long = "x".repeat(65);
        for name in
            ["", ".", "..", "a b", "a/b", "a\\b", "a%b", "a\0b", "a;b", "'", "a\u{202e}b", "😀", &long]
        {
            assert!(DbName::parse(name).is_err(), "{name:?}");
        }
    }
}
