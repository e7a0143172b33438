//! Text that must never be shown: passwords, keys, URLs that hold a password.

use std::fmt;

use zeroize::Zeroizing;

/// Text without `Display`, with a redacting `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Shows the text. The name is long on purpose: each call is a place to review.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    /// Whether it is this text, told in a time that depends on the text's length only.
    pub fn matches(&self, text: &str) -> bool {
        let (secret, text) = (self.0.as_bytes(), text.as_bytes());
        let differences = secret.iter().zip(text).fold(0, |seen, (one, other)| seen | (one ^ other));
        secret.len() == text.len() && std::hint::black_box(differences) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_its_own_text_only() {
        let secret = Secret::new("hunter2");
        assert!(secret.matches("hunter2") && Secret::new("").matches(""));
        assert!(["", "hunter", "hunter22", "hunter3", "Hunter2"].iter().all(|text| !secret.matches(text)));
    }

    #[test]
    fn debug_shows_no_letter_of_the_secret() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(****)");
    }
}
