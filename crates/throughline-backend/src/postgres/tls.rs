//! TLS for connections: which certificates are trusted.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use throughline_core::{Error, ErrorKind, Result};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What makes a connection encrypted. The server's certificate is checked against those in the
/// file, or against those that the system trusts.
pub(super) fn connector(certificates: Option<&str>) -> Result<MakeRustlsConnect> {
    let roots = match certificates {
        Some(file) => from_file(file)?,
        None => of_the_system(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| {
            let message = "TLS could not be set up";
            Error::new(ErrorKind::ConnectionFailed, message).with_source(error)
        })?;
    let config = builder.with_root_certificates(roots).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn from_file(file: &str) -> Result<RootCertStore> {
    let unreadable = |error| {
        let message = format!("the certificates in `{file}` cannot be read");
        Error::new(ErrorKind::ConnectionFailed, message)
            .with_hint("`tls_certificates` in the URL names a file of certificates in PEM")
            .with_source(error)
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(Path::new(file)).map_err(unreadable)? {
        // One that is no root is of no use, and of no harm.
        _ = roots.add(certificate.map_err(unreadable)?);
    }
    if roots.is_empty() {
        let message = format!("there is no certificate in `{file}` that could be trusted");
        return Err(Error::new(ErrorKind::ConnectionFailed, message)
            .with_hint("`tls_certificates` in the URL names a file of certificates in PEM"));
    }
    Ok(roots)
}

/// Those that cannot be read are left out: the others may do, and if not, the error of the
/// connection says that the server is not trusted.
fn of_the_system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}
