//! Secrets at rest: XChaCha20-Poly1305 with a key from the environment or a key file.
//!
//! A sealed secret is `version (1) | key id (8) | nonce (24) | ciphertext and tag`. Version and key id leave
//! room for other ciphers and for changing the key row by row. The place it is kept in, table, column
//! and row, is authenticated with it: moved to another row, it doesn't open.

use std::fmt;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use weir_model::Secret;
use zeroize::Zeroizing;

use crate::{Error, SealingKey, key::KeyId};

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;

/// Seals and unseals.
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    key_id: KeyId,
}

/// Where a sealed secret is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'a str,
    pub(crate) column: &'a str,
    /// The primary key of the row.
    pub(crate) row: &'a str,
}

impl Sealer {
    /// A sealer with this key.
    pub fn new(key: SealingKey) -> Self {
        let (bytes, key_id) = key.into_parts();
        let bytes: &[u8; _] = &bytes;
        Self { cipher: XChaCha20Poly1305::new(bytes.into()), key_id }
    }

    /// The id of the key, 16 hexadecimal digits.
    pub(crate) fn key_id(&self) -> String {
        self.key_id.to_string()
    }

    /// Seals a secret for its place.
    pub(crate) fn seal(&self, secret: &Secret, place: Place<'_>) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE_BYTES];
        // The cause would say no more than that there was no randomness.
        getrandom::fill(&mut nonce).ok().ok_or(Error::Sealing)?;
        let aad = associated(self.key_id, place);
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &aad };
        let ciphertext = self.cipher.encrypt(&XNonce::from(nonce), payload).ok().ok_or(Error::Sealing)?;
        Ok([&[VERSION][..], &self.key_id.0, &nonce, &ciphertext].concat())
    }

    /// Opens a secret that was sealed for this place.
    pub(crate) fn unseal(&self, sealed: &[u8], place: Place<'_>) -> Result<Secret, Error> {
        let damaged = || Error::Damaged { what: place.to_string() };
        let (version, rest) = sealed.split_first().ok_or_else(damaged)?;
        let (key_id, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(damaged)?;
        if *version != VERSION {
            return Err(damaged());
        }
        let key_id = KeyId(*key_id);
        if key_id != self.key_id {
            return Err(Error::WrongKey { expected: key_id.to_string(), given: self.key_id() });
        }
        let payload = Payload { msg: ciphertext, aad: &associated(key_id, place) };
        let opened = self.cipher.decrypt(&XNonce::from(*nonce), payload).ok().ok_or_else(damaged)?;
        let opened = Zeroizing::new(opened);
        let text = std::str::from_utf8(&opened).ok().ok_or_else(damaged)?;
        Ok(Secret::new(text))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({})", self.key_id)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} of `{}`", self.table, self.column, self.row)
    }
}

/// What is authenticated beside the secret. Table and column are ours and hold no NUL, and the row stands
/// last, so no two places give the same bytes.
fn associated(key_id: KeyId, place: Place<'_>) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend(key_id.0);
    for part in [place.table, "\0", place.column, "\0", place.row] {
        bytes.extend(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place<'_> = Place { table: "connections", column: "url_sealed", row: "shop" };
    const URL: &str = "postgresql://amy:hunter2@db/shop";

    fn sealer(digit: &str) -> Sealer {
        Sealer::new(SealingKey::from_text(&Secret::new(digit.repeat(64))).unwrap())
    }

    fn sealed() -> Vec<u8> {
        sealer("a").seal(&Secret::new(URL), HERE).unwrap()
    }

    #[test]
    fn opens_what_it_sealed() {
        for text in ["", "x", URL, "密码🔑", &"long ".repeat(10_000)] {
            let secret = Secret::new(text);
            let sealed = sealer("a").seal(&secret, HERE).unwrap();
            assert_eq!(sealer("a").unseal(&sealed, HERE).unwrap(), secret);
        }
    }

    #[test]
    fn seals_the_same_secret_differently_each_time() {
        assert_ne!(sealed(), sealed());
    }

    #[test]
    fn opens_nothing_with_a_bit_or_a_byte_changed() {
        let sealed = sealed();
        let fails = |bytes: &[u8]| sealer("a").unseal(bytes, HERE).is_err();
        assert!(!fails(&sealed));
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(fails(&flipped), "bit of byte {at}");
            assert!(fails(&sealed[..at]), "cut at {at}");
        }
        assert!(fails(&[&sealed[..], b"x"].concat()));
    }

    #[test]
    fn opens_nothing_in_another_place() {
        let sealed = sealed();
        for elsewhere in [
            Place { row: "shop2", ..HERE },
            Place { row: "", ..HERE },
            Place { table: "credentials", ..HERE },
            Place { column: "password_sealed", ..HERE },
        ] {
            let error = sealer("a").unseal(&sealed, elsewhere).unwrap_err();
            assert!(matches!(error, Error::Damaged { .. }), "{elsewhere}");
        }
    }

    #[test]
    fn names_the_key_that_another_one_was_sealed_with() {
        let error = sealer("b").unseal(&sealed(), HERE).unwrap_err();
        let Error::WrongKey { expected, given } = error else { panic!("{error}") };
        assert_eq!((expected, given), (sealer("a").key_id(), sealer("b").key_id()));
    }

    #[test]
    fn a_damaged_seal_is_named_without_its_content() {
        let error = sealer("a").unseal(b"hunter2", HERE).unwrap_err();
        assert_eq!(error.to_string(), "connections.url_sealed of `shop` in the catalog is damaged");
    }
}
