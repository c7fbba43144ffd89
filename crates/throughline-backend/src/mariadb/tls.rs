//! The certificates by which a server is known.

use mysql_async::SslOpts;
use throughline_core::{Error, ErrorKind, Result};

use crate::url::server::Tls;

/// The driver's options for an encrypted connection, if it is to be one.
///
/// # Errors
///
/// [`ErrorKind::ConnectionFailed`] if there are no certificates to check the server's with.
pub(super) fn options(tls: &Tls) -> Result<Option<SslOpts>> {
    let certificates = match tls {
        Tls::Off => return Ok(None),
        Tls::On {
            certificates: Some(file),
        } => {
            let content = std::fs::read(file).map_err(|error| {
                let message = format!("the certificates in `{file}` cannot be read");
                Error::new(ErrorKind::ConnectionFailed, message)
                    .with_hint("name a file in PEM in `tls_certificates=FILE` of the URL")
                    .with_source(error)
            })?;
            vec![content]
        }
        Tls::On { certificates: None } => of_the_system()?,
    };
    // A program that has two providers of cryptography has to choose one, or rustls panics.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been first: then there is one.
        _ = rustls::crypto::ring::default_provider().install_default();
    }
    let options = SslOpts::default()
        .with_disable_built_in_roots(true)
        .with_root_certs(certificates.into_iter().map(Into::into).collect());
    Ok(Some(options))
}

fn of_the_system() -> Result<Vec<Vec<u8>>> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let message = "the system has no certificates to check the server's with";
        let error = Error::new(ErrorKind::ConnectionFailed, message).with_hint(
            "install them (Debian: `ca-certificates`), or name a file: `tls_certificates=FILE`",
        );
        return Err(match found.errors.into_iter().next() {
            Some(cause) => error.with_source(cause),
            None => error,
        });
    }
    let certificates = found.certs.into_iter();
    Ok(certificates
        .map(|certificate| certificate.to_vec())
        .collect())
}
