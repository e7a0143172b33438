//! The key that seals secrets: where it comes from and what it is called. What is done with it belongs to
//! `seal`.

use std::{
    fmt,
    fs::{self, File, Permissions},
    io::{self, Read, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT},
};
use sha2::{Digest, Sha256};
use tempfile::Builder;
use weir_model::Secret;
use zeroize::Zeroizing;

use crate::{Error, files};

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// No key file is longer than this.
const MAX_FILE_BYTES: u64 = 1024;

/// The key that seals secrets, 256 bits.
pub struct SealingKey {
    bytes: Zeroizing<[u8; KEY_BYTES]>,
    id: KeyId,
}

/// Names a key without telling anything about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyId(pub(crate) [u8; KeyId::BYTES]);

impl KeyId {
    /// Bytes of an id.
    pub(crate) const BYTES: usize = 8;

    fn of(key: &[u8; KEY_BYTES]) -> Self {
        let digest = Sha256::new().chain_update(b"weir sealing key id 1\0").chain_update(key).finalize();
        let mut id = [0; Self::BYTES];
        id.copy_from_slice(&digest[..Self::BYTES]);
        Self(id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl SealingKey {
    /// From `WEIR_SECRETS__KEY`: 32 bytes as base64 or hex.
    pub fn from_text(text: &Secret) -> Result<Self, Error> {
        parse(text.expose_secret().trim()).map(Self::new).ok_or(Error::InvalidKey)
    }

    /// From the key file; made with mode 0600 if it doesn't exist.
    ///
    /// Of two processes that start at once, one makes the file and both use it.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        match read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            read => return read.map_err(|error| files::problem(path, &error)),
        }
        create(path).and_then(|()| read(path)).map_err(|error| files::problem(path, &error))
    }

    /// The key's name: 16 hexadecimal digits that are no part of the key.
    pub fn id(&self) -> String {
        self.id.to_string()
    }

    pub(crate) fn into_parts(self) -> (Zeroizing<[u8; KEY_BYTES]>, KeyId) {
        (self.bytes, self.id)
    }

    fn new(bytes: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        let id = KeyId::of(&bytes);
        Self { bytes, id }
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({})", self.id)
    }
}

/// 64 hexadecimal digits, or base64 in either alphabet, padded or not. No text is both: 64 characters of
/// base64 are 48 bytes.
fn parse(text: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    if text.len() == 2 * KEY_BYTES {
        hex::decode_to_slice(text, key.as_mut_slice()).ok()?;
        return Some(key);
    }
    if !(43..=44).contains(&text.len()) {
        return None;
    }
    let alphabet =
        if text.contains(['-', '_']) { URL_SAFE_PAD_INDIFFERENT } else { STANDARD_PAD_INDIFFERENT };
    let mut decoded = Zeroizing::new([0; KEY_BYTES + 1]);
    let length = alphabet.decode_slice(text, decoded.as_mut_slice()).ok()?;
    (length == KEY_BYTES).then(|| {
        key.copy_from_slice(&decoded[..KEY_BYTES]);
        key
    })
}

fn read(path: &Path) -> io::Result<SealingKey> {
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("is no file"));
    }
    let file = File::open(path)?;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let why = format!("can be read by others (mode {mode:04o}); `chmod 600` it, or seal with a new key");
        return Err(io::Error::other(why));
    }
    let mut text = Zeroizing::new(String::new());
    file.take(MAX_FILE_BYTES)
        .read_to_string(&mut text)
        .ok()
        .and_then(|_| parse(text.trim()))
        .map(SealingKey::new)
        .ok_or_else(|| io::Error::other("holds no key: 32 bytes as base64 or 64 hexadecimal digits"))
}

/// Makes the key file, whole or not at all: written and synced under another name, then given its own, which
/// fails when a second process was faster. Then that one's key is the key.
fn create(path: &Path) -> io::Result<()> {
    let folder = files::create_folder_of(path)?;
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut_slice()).map_err(io::Error::other)?;
    let mut text = Zeroizing::new(STANDARD.encode(key.as_slice()));
    text.push('\n');

    let mut file =
        Builder::new().prefix(".key-").permissions(Permissions::from_mode(0o600)).tempfile_in(&folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => File::open(&folder)?.sync_all(),
        Err(raced) if raced.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(failed.error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";
    const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=";

    fn key(text: &str) -> Result<String, String> {
        SealingKey::from_text(&Secret::new(text)).map(|key| key.id()).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_hex_and_both_alphabets_of_base64() {
        let id = key(HEX).unwrap();
        let high = "ff".repeat(32);
        for (text, same) in [
            (BASE64, &id),
            (BASE64.trim_end_matches('='), &id),
            (&format!(" {}\n", HEX.to_uppercase()), &id),
            ("//////////////////////////////////////////8=", &key(&high).unwrap()),
            ("__________________________________________8", &key(&high).unwrap()),
        ] {
            assert_eq!(&key(text).unwrap(), same, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_key_without_repeating_it() {
        let half = &HEX[..32];
        let long = format!("{HEX}00");
        let not_hex = HEX.replace('f', "g");
        // The last one sets bits that no 32 bytes have.
        let stray = BASE64.replace("8=", "9=");
        for text in ["", "hunter2", half, &long, &not_hex, "AAAA", &stray, &"é".repeat(32)] {
            let error = key(text).unwrap_err();
            assert!(text.is_empty() || !error.contains(text), "{error}");
        }
    }

    #[test]
    fn debug_shows_the_id_only() {
        let key = SealingKey::from_text(&Secret::new(HEX)).unwrap();
        assert_eq!(format!("{key:?}"), format!("SealingKey({})", key.id()));
        assert!(!HEX.contains(&key.id()));
    }
}
