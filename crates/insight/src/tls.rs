//! The settings of TLS, and the certificates that a client trusts.
//!
//! With the feature `rustls`, the client trusts the certificate authorities of the operating system. If the system has
//! none, as in many small container images, the client trusts the certificate authorities of Mozilla. These are
//! compiled into the program.

use std::error::Error;

/// The TLS settings of a client. All connections of the client share the settings, because it is slow to read the
/// certificates.
#[derive(Clone)]
pub(crate) struct Tls(backend::Settings);

impl Tls {
    /// Reads the certificates. The client trusts the certificate authorities of the system, and those in the PEM texts
    /// `extra_roots`.
    ///
    /// # Errors
    ///
    /// If a text in `extra_roots` contains no certificate or an invalid certificate.
    pub(crate) fn new(extra_roots: &[Vec<u8>]) -> Result<Self, Box<dyn Error + Send + Sync>> {
        backend::settings(extra_roots).map(Self)
    }

    /// Returns a connector that adds TLS to the connections of `connector`. If `http2` is `false`, the connections use
    /// HTTP/1.1.
    pub(crate) fn over<C>(&self, connector: C, http2: bool) -> backend::Connector<C> {
        backend::over(connector, &self.0, http2)
    }
}

/// Whether this build supports https.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

#[cfg(feature = "rustls")]
mod backend {
    use std::sync::Arc;

    use hyper_rustls::HttpsConnector;
    use rustls::{
        ClientConfig, RootCertStore,
        client::danger::ServerCertVerifier,
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, pem::PemObject as _},
    };
    use rustls_platform_verifier::Verifier;

    use super::Error;

    type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

    pub(super) type Settings = Arc<ClientConfig>;

    pub(crate) type Connector<C> = HttpsConnector<C>;

    pub(super) fn over<C>(connector: C, settings: &Settings, http2: bool) -> Connector<C> {
        let mut settings = settings.clone();
        if cfg!(feature = "http2") && http2 {
            Arc::make_mut(&mut settings).alpn_protocols.insert(0, b"h2".to_vec());
        }
        HttpsConnector::from((connector, settings))
    }

    pub(super) fn settings(extra_roots: &[Vec<u8>]) -> Result<Settings> {
        // The cryptography provider is set only for this client, because a library must not choose it for the whole
        // program.
        let provider = Arc::new(ring::default_provider());
        let verifier = verifier(&read(extra_roots)?, &provider)?;
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous() // rustls requires this call for every custom verifier; this one is the platform's
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config.into())
    }

    /// Returns a verifier that trusts the certificate authorities of the operating system and those in `extra`. If the
    /// system has none, `Verifier::new` fails. In this case the verifier trusts those of Mozilla and those in `extra`.
    fn verifier(
        extra: &[CertificateDer<'static>],
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>> {
        if let Ok(verifier) = Verifier::new(provider.clone()) {
            return Ok(match extra {
                [] => Arc::new(verifier),
                extra => Arc::new(Verifier::new_with_extra_roots(extra.iter().cloned(), provider.clone())?),
            });
        }
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for certificate in extra {
            roots.add(certificate.clone())?;
        }
        let builder = rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        Ok(builder.build()?)
    }

    fn read(texts: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>> {
        let mut certificates = Vec::new();
        for text in texts {
            let before = certificates.len();
            for certificate in CertificateDer::pem_slice_iter(text) {
                certificates.push(certificate?);
            }
            if certificates.len() == before {
                return Err("the PEM text contains no certificate".into());
            }
        }
        Ok(certificates)
    }
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod backend {
    use hyper_tls::HttpsConnector;
    use native_tls::{Certificate, TlsConnector};

    use super::Error;

    type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

    /// Two connectors. The first uses only HTTP/1.1. The second can use HTTP/2 if the feature `http2` is enabled.
    pub(super) type Settings = [TlsConnector; 2];

    pub(crate) type Connector<C> = HttpsConnector<C>;

    pub(super) fn over<C>(connector: C, [without_http2, with_http2]: &Settings, http2: bool) -> Connector<C> {
        let settings = if http2 { with_http2 } else { without_http2 };
        HttpsConnector::from((connector, settings.clone().into()))
    }

    pub(super) fn settings(extra_roots: &[Vec<u8>]) -> Result<Settings> {
        let mut builder = TlsConnector::builder();
        for text in extra_roots {
            let found = Certificate::stack_from_pem(text)?;
            if found.is_empty() {
                return Err("the PEM text contains no certificate".into());
            }
            for certificate in found {
                builder.add_root_certificate(certificate);
            }
        }
        let without_http2 = builder.request_alpns(&["http/1.1"]).build()?;
        if cfg!(feature = "http2") {
            builder.request_alpns(&["h2", "http/1.1"]);
        }
        Ok([without_http2, builder.build()?])
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
mod backend {
    use super::Error;

    pub(super) type Settings = ();

    pub(crate) type Connector<C> = C;

    pub(super) fn over<C>(connector: C, (): &Settings, _: bool) -> Connector<C> {
        connector
    }

    pub(super) fn settings(extra_roots: &[Vec<u8>]) -> Result<Settings, Box<dyn Error + Send + Sync>> {
        match extra_roots {
            [] => Ok(()),
            _ => Err("certificates need the feature `rustls` or `native-tls`".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_certificates_of_the_system() {
        Tls::new(&[]).unwrap();
    }

    #[test]
    fn refuses_invalid_certificates() {
        for text in ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(Tls::new(&[text.into()]).is_err(), "{text:?}");
        }
    }
}
