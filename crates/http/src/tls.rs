//! TLS towards clients: the certificate files, read anew when they change, so that a renewed certificate needs no
//! restart. What they were stays in use as long as what they are now can't be used.

use std::{
    fmt, fs, io,
    os::unix::fs::MetadataExt,
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use rustls::{
    ServerConfig,
    crypto::ring,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use thiserror::Error;
use tokio_rustls::TlsAcceptor;
use tracing::{info, warn};

use crate::network::TlsFiles;

/// How often the files are looked at, at most.
const LOOK: Duration = Duration::from_secs(1);

/// Certificate files that can't be used.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct TlsProblem(String);

/// The certificate that is in use.
struct Certificate {
    files: TlsFiles,
    current: RwLock<Arc<CertifiedKey>>,
    looked: Mutex<(Instant, Stamp)>,
}

/// Tells whether a file is the same as before: renewing makes another, or writes to the one.
type Stamp = [(u64, i64, i64, u64); 2];

/// Reads the files, and gives what accepts clients.
pub fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, TlsProblem> {
    let certificate = Certificate {
        current: RwLock::new(Arc::new(load(files)?)),
        looked: Mutex::new((Instant::now(), stamp(files))),
        files: files.clone(),
    };
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsProblem(format!("TLS cannot be set up: {error}")))?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certificate));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.look();
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Certificate {
    /// Reads the files again if they are others than before.
    fn look(&self) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.0.elapsed() < LOOK {
            return;
        }
        looked.0 = Instant::now();
        let now = stamp(&self.files);
        if now == looked.1 {
            return;
        }
        looked.1 = now;
        match load(&self.files) {
            Ok(renewed) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
                info!("read the renewed certificate {}", self.files.certificate.display());
            }
            Err(problem) => warn!("the certificate in use stays: {problem}"),
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

fn load(files: &TlsFiles) -> Result<CertifiedKey, TlsProblem> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&read(&files.certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|error| problem(&files.certificate, &format!("is no PEM file: {error:?}")))?;
    if chain.is_empty() {
        return Err(problem(&files.certificate, "holds no certificate"));
    }
    // The parser's words could repeat what it read.
    let key = PrivateKeyDer::from_pem_slice(&read(&files.key)?)
        .map_err(|_unreadable| problem(&files.key, "holds no private key"))?;
    let key = ring::default_provider()
        .key_provider
        .load_private_key(key)
        .map_err(|_unusable| problem(&files.key, "holds a key of a kind that can't be used"))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => Ok(certified),
        Err(_) => Err(problem(&files.key, "is not the key of the certificate")),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsProblem> {
    fs::read(path).map_err(|error: io::Error| problem(path, &error.to_string()))
}

fn problem(path: &Path, why: &str) -> TlsProblem {
    TlsProblem(format!("{}: {why}", path.display()))
}

fn stamp(files: &TlsFiles) -> Stamp {
    [&files.certificate, &files.key].map(|path| {
        fs::metadata(path)
            .map(|file| (file.ino(), file.mtime(), file.mtime_nsec(), file.size()))
            .unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    // For 127.0.0.1, made for the tests of the engines.
    const CERTIFICATE: &str = include_str!("../../engine/src/postgres/tests/tls/server.crt");
    const KEY: &str = include_str!("../../engine/src/postgres/tests/tls/server.key");
    const OTHER: &str = include_str!("../../engine/src/postgres/tests/tls/self-signed.crt");
    const OTHER_KEY: &str = include_str!("../../engine/src/postgres/tests/tls/self-signed.key");

    /// Looks as if the last look had been long ago, and tells whether this certificate is in use then.
    fn uses(certificate: &Certificate, pem: &str) -> bool {
        certificate.looked.lock().unwrap().0 = Instant::now().checked_sub(2 * LOOK).unwrap();
        certificate.look();
        let expected = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        certificate.current.read().unwrap().cert.first() == Some(&expected)
    }

    #[test]
    fn a_renewal_is_used_once_it_is_whole() {
        let folder = TempDir::new().unwrap();
        let files = TlsFiles { certificate: folder.path().join("crt"), key: folder.path().join("key") };
        let write = |certificate: &str, key: &str| {
            fs::write(&files.certificate, certificate).unwrap();
            fs::write(&files.key, key).unwrap();
        };
        write(OTHER, OTHER_KEY);
        let certificate = Certificate {
            current: RwLock::new(Arc::new(load(&files).unwrap())),
            looked: Mutex::new((Instant::now(), stamp(&files))),
            files: files.clone(),
        };
        for (crt, key, in_use) in [
            (OTHER, OTHER_KEY, OTHER),
            (CERTIFICATE, OTHER_KEY, OTHER),
            ("", KEY, OTHER),
            (CERTIFICATE, KEY, CERTIFICATE),
            ("gone wrong", KEY, CERTIFICATE),
        ] {
            write(crt, key);
            assert!(uses(&certificate, in_use), "{crt}{key}");
        }
        fs::remove_file(&files.certificate).unwrap();
        assert!(uses(&certificate, CERTIFICATE));
    }
}
