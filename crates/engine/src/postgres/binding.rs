//! The data of channel binding `tls-server-end-point` (RFC 5929): a hash of the server's certificate, by the
//! hash function that the certificate is signed with. It lets SCRAM prove that both ends see the same TLS.

use sha2::{Digest, Sha256, Sha384, Sha512};

type Hash = fn(&[u8]) -> Vec<u8>;

/// Signature algorithms as encoded object identifiers, with their hash. MD5 and SHA-1 count as SHA-256.
const ALGORITHMS: &[(&[u8], Hash)] = &[
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", sha256), // md5WithRSAEncryption
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", sha256), // sha1WithRSAEncryption
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", sha256), // sha256WithRSAEncryption
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", sha384), // sha384WithRSAEncryption
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", sha512), // sha512WithRSAEncryption
    (b"\x2a\x86\x48\xce\x3d\x04\x01", sha256),         // ecdsa-with-SHA1
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", sha256),     // ecdsa-with-SHA256
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", sha384),     // ecdsa-with-SHA384
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", sha512),     // ecdsa-with-SHA512
];

const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;

/// The binding data of a certificate; `None` for algorithms without an agreed hash (Ed25519, RSA-PSS).
pub(super) fn server_end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let algorithm = signature_algorithm(certificate)?;
    let (_, hash) = ALGORITHMS.iter().find(|(identifier, _)| *identifier == algorithm)?;
    Some(hash(certificate))
}

/// `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER, … }, … }`
fn signature_algorithm(certificate: &[u8]) -> Option<&[u8]> {
    let (whole, _) = element(certificate, SEQUENCE)?;
    let (_, after_body) = element(whole, SEQUENCE)?;
    let (algorithm, _) = element(after_body, SEQUENCE)?;
    element(algorithm, OBJECT_IDENTIFIER).map(|(identifier, _)| identifier)
}

/// The content of a DER element of this tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    if *found != tag {
        return None;
    }
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

fn sha256(certificate: &[u8]) -> Vec<u8> {
    Sha256::digest(certificate).to_vec()
}

fn sha384(certificate: &[u8]) -> Vec<u8> {
    Sha384::digest(certificate).to_vec()
}

fn sha512(certificate: &[u8]) -> Vec<u8> {
    Sha512::digest(certificate).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(algorithm: &[u8]) -> Vec<u8> {
        let mut inner = vec![SEQUENCE, 0x81, 0x80];
        inner.extend([7; 0x80]);
        inner.extend([SEQUENCE, u8::try_from(algorithm.len() + 2).unwrap(), OBJECT_IDENTIFIER]);
        inner.push(u8::try_from(algorithm.len()).unwrap());
        inner.extend(algorithm);
        let mut whole = vec![SEQUENCE, 0x82, 0, u8::try_from(inner.len()).unwrap()];
        whole.extend(inner);
        whole
    }

    #[test]
    fn hashes_by_the_certificates_own_algorithm() {
        for (algorithm, length) in
            [(ALGORITHMS[0].0, 32), (ALGORITHMS[2].0, 32), (ALGORITHMS[3].0, 48), (ALGORITHMS[8].0, 64)]
        {
            assert_eq!(server_end_point(&certificate(algorithm)).unwrap().len(), length);
        }
        let ed25519 = b"\x2b\x65\x70";
        assert_eq!(server_end_point(&certificate(ed25519)), None);
    }

    #[test]
    fn takes_any_bytes_for_a_certificate_without_harm() {
        let whole = certificate(ALGORITHMS[0].0);
        for end in 0..whole.len() {
            assert_eq!(server_end_point(&whole[..end]), None);
        }
        assert_eq!(server_end_point(&[SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
    }
}
