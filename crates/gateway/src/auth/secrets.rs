//! Random secrets that Weir gives out, and the only form in which it keeps them.

use std::io;

use sha2::{Digest, Sha256};
use weir_model::Secret;
use weir_store::SecretHash;

use crate::Error;

/// Every API token begins with this, so that scanners of source code know one when they see it.
pub const TOKEN_PREFIX: &str = "weir_";

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Letters and digits that nobody takes for another.
const READABLE: &[u8; 56] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxy";

/// 43 letters and digits of 62 hold 256 bits.
const SECRET_LENGTH: usize = 43;
/// 20 of 56 hold 116 bits.
const PASSWORD_LENGTH: usize = 20;

/// The secret of a session, or a CSRF token for somebody without one.
pub(crate) fn session_secret() -> Result<Secret, Error> {
    Ok(Secret::new(random_text(BASE62, SECRET_LENGTH)?))
}

/// An API token.
pub(crate) fn api_token() -> Result<Secret, Error> {
    Ok(Secret::new(format!("{TOKEN_PREFIX}{}", random_text(BASE62, SECRET_LENGTH)?)))
}

/// A password for somebody who will type it once.
pub(crate) fn password() -> Result<Secret, Error> {
    Ok(Secret::new(random_text(READABLE, PASSWORD_LENGTH)?))
}

/// What is kept of a secret. It has 256 random bits, so a fast hash without salt is enough.
pub(crate) fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// The CSRF token of a session follows from its secret, so nobody needs to keep it.
pub(crate) fn csrf_of(session_secret: &str) -> String {
    let digest =
        Sha256::new().chain_update(b"weir csrf\0").chain_update(session_secret.as_bytes()).finalize();
    hex(&digest)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String doesn't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Letters drawn evenly: bytes that would favour the first ones are thrown away.
fn random_text(letters: &[u8], length: usize) -> Result<String, Error> {
    let usable = 256 - 256 % letters.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bytes = [0_u8; 64];
        getrandom::fill(&mut bytes).map_err(|error| {
            Error::Internal(Box::new(io::Error::other(format!("no random bytes: {error}"))))
        })?;
        let drawn = bytes.into_iter().map(usize::from).filter(|byte| *byte < usable);
        text.extend(drawn.take(length - text.len()).map(|byte| char::from(letters[byte % letters.len()])));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn secrets_are_long_random_and_recognisable() {
        let tokens: HashSet<String> =
            (0..100).map(|_| api_token().unwrap().expose_secret().to_owned()).collect();
        assert_eq!(tokens.len(), 100);
        assert!(tokens.iter().all(|token| token.starts_with("weir_") && token.len() == 48));
        assert_eq!(session_secret().unwrap().expose_secret().len(), 43);
        assert_eq!(password().unwrap().expose_secret().len(), 20);
    }

    #[test]
    fn every_letter_is_drawn() {
        let text = random_text(READABLE, 20_000).unwrap();
        let drawn: HashSet<u8> = text.bytes().collect();
        assert_eq!(drawn, READABLE.iter().copied().collect());
        assert_eq!(READABLE.iter().collect::<HashSet<_>>().len(), READABLE.len());
    }

    #[test]
    fn a_csrf_token_belongs_to_its_session_and_does_not_reveal_it() {
        let (one, other) = (csrf_of("a"), csrf_of("b"));
        assert_ne!(one, other);
        assert_eq!(one, csrf_of("a"));
        assert_ne!(hash("a").as_slice(), one.as_bytes());
    }
}
