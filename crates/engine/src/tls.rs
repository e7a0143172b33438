//! TLS towards targets, the same for every engine that speaks over the network: what is believed of a server's
//! certificate, and what a failure is called. Which parameter of a URL asks for what, its engine knows.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    server::ParsedCertificate,
};
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer, ServerName, UnixTime,
    pem::{self, PemObject},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::error::words;

/// What an engine wants of TLS.
#[derive(Clone, Debug)]
pub(crate) struct TlsSettings {
    pub(crate) belief: Belief,
    /// Our own certificate and its key.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
    pub(crate) parameters: &'static TlsParameters,
}

/// Whose certificate is believed.
#[derive(Clone, Debug)]
pub(crate) enum Belief {
    /// Anybody's; with `holds_key`, who has the key that belongs to it.
    Anyone { holds_key: bool },
    /// One that an authority has signed, and, with `names_host`, for this host.
    SignedBy { authority: Authority, names_host: bool },
}

/// Who may sign.
#[derive(Clone, Debug)]
pub(crate) enum Authority {
    /// Whom this machine trusts.
    System,
    /// Whose certificates are in this file.
    File(PathBuf),
}

/// What the URL's parameters for the files are called, for the texts of errors.
#[derive(Debug)]
pub(crate) struct TlsParameters {
    pub(crate) authority: &'static str,
    pub(crate) certificate: &'static str,
    pub(crate) key: &'static str,
}

/// How to speak TLS with one server. The errors are for people.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    config: Arc<ClientConfig>,
    server_name: ServerName<'static>,
}

impl Tls {
    /// Reads the certificate files; call it where blocking is allowed.
    pub(crate) fn load(settings: &TlsSettings, host: &str) -> Result<Self, String> {
        let provider = Arc::new(ring::default_provider());
        let verifier = Arc::new(Verifier::load(settings, &provider)?);
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS cannot be set up: {error}"))?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let TlsParameters { certificate: certificate_parameter, key: key_parameter, .. } =
            settings.parameters;
        let config = match &settings.identity {
            Some((certificate, key)) => builder
                .with_client_auth_cert(
                    certificates(certificate, certificate_parameter)?,
                    private_key(key, key_parameter)?,
                )
                .map_err(|error| {
                    format!("{certificate_parameter} and {key_parameter} cannot be used: {error}")
                })?,
            None => builder.with_no_client_auth(),
        };
        let server_name = ServerName::try_from(host.to_owned());
        let server_name = server_name.ok().ok_or("the host's name is none that TLS can check")?;
        Ok(Self { config: Arc::new(config), server_name })
    }

    /// The handshake.
    pub(crate) async fn start<S>(&self, stream: S) -> Result<TlsStream<S>, String>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let connector = TlsConnector::from(Arc::clone(&self.config));
        connector.connect(self.server_name.clone(), stream).await.map_err(|error| handshake_words(&error))
    }
}

/// What must be true of the server's certificate.
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
}

#[derive(Debug)]
enum Trust {
    Anyone { holds_key: bool },
    SignedBy { roots: RootCertStore, given: Vec<CertificateDer<'static>>, names_host: bool },
}

impl Verifier {
    fn load(settings: &TlsSettings, provider: &Arc<CryptoProvider>) -> Result<Self, String> {
        let provider = Arc::clone(provider);
        let (authority, names_host) = match &settings.belief {
            Belief::Anyone { holds_key } => {
                return Ok(Self { trust: Trust::Anyone { holds_key: *holds_key }, provider });
            }
            Belief::SignedBy { authority, names_host } => (authority, *names_host),
        };
        let given = match authority {
            Authority::File(path) => certificates(path, settings.parameters.authority)?,
            Authority::System => rustls_native_certs::load_native_certs().certs,
        };
        let mut roots = RootCertStore::empty();
        // Machines carry old roots in odd forms; one of them must not spoil the rest.
        let (usable, _) = roots.add_parsable_certificates(given.iter().cloned());
        if usable == 0 {
            return Err("no certificate of an authority was found to check the server's with".to_owned());
        }
        Ok(Self { trust: Trust::SignedBy { roots, given, names_host }, provider })
    }

    /// A signature under a key that nobody vouches for proves nothing by itself, and checking it shuts out
    /// servers whose self-made certificates are in X.509's first version, which webpki cannot read.
    fn ignores_signatures(&self) -> bool {
        matches!(self.trust, Trust::Anyone { holds_key: false })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let Trust::SignedBy { roots, given, names_host } = &self.trust else {
            return Ok(ServerCertVerified::assertion());
        };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        let signed =
            verify_server_cert_signed_by_trust_anchor(&certificate, roots, intermediates, now, algorithms);
        match signed {
            Ok(()) => {}
            // A server's own self-signed certificate as the authority, as PostgreSQL's manual describes it, has
            // the marks of one. webpki refuses such a server, but it is the very one that was given.
            Err(TlsError::InvalidCertificate(CertificateError::Other(_)))
                if given.iter().any(|one| one.as_ref() == end_entity.as_ref()) => {}
            Err(error) => return Err(error),
        }
        if *names_host {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        if self.ignores_signatures() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        if self.ignores_signatures() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn certificates(path: &Path, parameter: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let certificates = read.map_err(|error| format!("{parameter} cannot be read: {}", pem_words(&error)))?;
    if certificates.is_empty() {
        return Err(format!("{parameter} holds no certificate"));
    }
    Ok(certificates)
}

fn private_key(path: &Path, parameter: &str) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(path)
        .map_err(|error| format!("{parameter} cannot be read: {}", pem_words(&error)))
}

fn pem_words(error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => words(error),
        pem::Error::NoItemsFound => "it holds none".to_owned(),
        other => other.to_string(),
    }
}

fn handshake_words(error: &io::Error) -> String {
    let tls_error = error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
    let reason = match tls_error {
        Some(TlsError::InvalidCertificate(reason)) => reason,
        Some(other) => return format!("TLS handshake failed: {other}"),
        None => return format!("TLS handshake failed: {}", words(error)),
    };
    match reason {
        CertificateError::UnknownIssuer => {
            "the server's TLS certificate is signed by no authority that is trusted here".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the server's TLS certificate has expired".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the server's TLS certificate is for another host".to_owned()
        }
        other => format!("the server's TLS certificate cannot be trusted: {other}"),
    }
}
