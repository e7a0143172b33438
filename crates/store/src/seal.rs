//! Secrets at rest: XChaCha20-Poly1305 with a key from the environment or a key file.

use std::path::Path;

use weir_model::Secret;

use crate::Error;

/// The key that seals secrets, 256 bits.
#[derive(Debug)]
pub struct SealingKey {}

impl SealingKey {
    /// From `WEIR_SECRETS__KEY`: 32 bytes as base64 or hex.
    pub fn from_text(_text: &Secret) -> Result<Self, Error> {
        todo!()
    }

    /// From the key file; made with mode 0600 if it doesn't exist.
    pub fn from_file(_path: &Path) -> Result<Self, Error> {
        todo!()
    }
}

/// Seals and unseals.
#[derive(Debug)]
pub struct Sealer {}

impl Sealer {
    /// A sealer with this key.
    pub fn new(_key: SealingKey) -> Self {
        todo!()
    }
}
