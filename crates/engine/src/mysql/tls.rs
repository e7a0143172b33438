//! TLS by the rules of MySQL's clients: what each `ssl-mode` believes, and what a failure is called.

use std::{io, path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring},
};
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer, ServerName, UnixTime,
    pem::{self, PemObject},
};
use tokio_rustls::TlsConnector;

use super::{
    fault::words,
    url::{SslMode, TlsOptions},
    wire::ByteStream,
};

/// How to speak TLS with one server. The errors are for people.
#[derive(Clone, Debug)]
pub(super) struct Tls {
    config: Arc<ClientConfig>,
    server_name: ServerName<'static>,
}

impl Tls {
    /// Reads the certificate files; call it where blocking is allowed.
    pub(super) fn load(options: &TlsOptions, host: &str) -> Result<Self, String> {
        let provider = Arc::new(ring::default_provider());
        let verifier = verifier(options, &provider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS cannot be set up: {error}"))?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let config = match &options.identity {
            Some((certificate, key)) => builder
                .with_client_auth_cert(certificates(certificate, "ssl-cert")?, private_key(key)?)
                .map_err(|error| format!("ssl-cert and ssl-key cannot be used: {error}"))?,
            None => builder.with_no_client_auth(),
        };
        let server_name = ServerName::try_from(host.to_owned());
        let server_name = server_name.ok().ok_or("the host's name is none that TLS can check")?;
        Ok(Self { config: Arc::new(config), server_name })
    }

    /// The handshake.
    pub(super) async fn start(&self, stream: Box<dyn ByteStream>) -> Result<Box<dyn ByteStream>, String> {
        let connector = TlsConnector::from(Arc::clone(&self.config));
        match connector.connect(self.server_name.clone(), stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(handshake_words(&error)),
        }
    }
}

fn verifier(
    options: &TlsOptions,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    if !options.mode.verifies() {
        return Ok(Arc::new(Anyone(Arc::clone(provider))));
    }
    let given = match &options.ca {
        Some(path) => certificates(path, "ssl-ca")?,
        None => rustls_native_certs::load_native_certs().certs,
    };
    let mut roots = RootCertStore::empty();
    // Machines carry old roots in odd forms; one of them must not spoil the rest.
    let (usable, _) = roots.add_parsable_certificates(given);
    if usable == 0 {
        return Err("no certificate of an authority was found to check the server's with".to_owned());
    }
    let checked = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?;
    Ok(match options.mode {
        SslMode::VerifyCa => Arc::new(AnyName(checked)),
        _ => checked,
    })
}

/// PREFERRED and REQUIRED: protects against listeners, not against an impostor.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    // A signature under a key that nobody vouches for proves nothing, and checking it would only shut out
    // servers whose old self-made certificates webpki cannot read.
    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// VERIFY_CA: the chain must hold, the name need not.
#[derive(Debug)]
struct AnyName(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        // webpki checks the name last, so an error about the name says that the rest is right.
        match self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
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

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(path)
        .map_err(|error| format!("ssl-key cannot be read: {}", pem_words(&error)))
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
