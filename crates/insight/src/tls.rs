//! The settings of TLS, and the certificates that a client trusts.
//!
//! With the feature `rustls`, the client trusts the certificate authorities of the system. A minimal container may have
//! no certificates. In this case the client trusts the certificate authorities of Mozilla, which are compiled into the
//! program.

use std::error::Error;

use reqwest::ClientBuilder;

/// The TLS settings of a client. The settings are made once, because reading the certificates is the slowest part of
/// making a client. New connections use the same settings.
pub(crate) struct Tls(backend::Settings);

impl Tls {
    /// Reads the certificates. `extra_roots` are PEM texts with certificate authorities that the client also trusts.
    ///
    /// # Errors
    ///
    /// If a text in `extra_roots` contains no certificate or an invalid certificate.
    pub(crate) fn new(extra_roots: &[Vec<u8>]) -> Result<Self, Box<dyn Error + Send + Sync>> {
        backend::settings(extra_roots).map(Self)
    }

    /// Sets the TLS settings in the builder of an HTTP client.
    pub(crate) fn configure(&self, builder: ClientBuilder) -> ClientBuilder {
        backend::configure(builder, &self.0)
    }
}

/// Makes an HTTP client for plain http. No certificates are read, because reading them is slow.
pub(crate) fn disable(builder: ClientBuilder) -> ClientBuilder {
    backend::disable(builder)
}

/// Whether this build of the crate supports https.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

#[cfg(feature = "rustls")]
mod backend {
    use std::sync::Arc;

    use reqwest::ClientBuilder;
    use rustls::{
        ClientConfig, RootCertStore,
        client::danger::ServerCertVerifier,
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, pem::PemObject as _},
    };
    use rustls_platform_verifier::Verifier;

    use super::Error;

    type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

    pub(super) type Settings = ClientConfig;

    pub(super) fn configure(builder: ClientBuilder, settings: &Settings) -> ClientBuilder {
        builder.tls_backend_preconfigured(settings.clone())
    }

    pub(super) fn settings(extra_roots: &[Vec<u8>]) -> Result<Settings> {
        // The provider is used only for this client. A library must not choose the provider of the whole program.
        let provider = Arc::new(ring::default_provider());
        let verifier = verifier(&read(extra_roots)?, &provider)?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous() // rustls requires this call for every custom verifier; this one is the platform's
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(with_protocols(config))
    }

    pub(super) fn disable(builder: ClientBuilder) -> ClientBuilder {
        let provider = Arc::new(ring::default_provider());
        match ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions() {
            Ok(config) => builder
                .tls_backend_preconfigured(config.with_root_certificates(RootCertStore::empty()).with_no_client_auth()),
            // This cannot happen, because ring supports the default versions. If it happened, `build` of the HTTP
            // client would return an error.
            Err(_) => builder,
        }
    }

    /// Returns the verifier of the platform. If the platform has no certificates, returns a verifier with the
    /// certificates of Mozilla, because the platform's verifier cannot be made without certificates.
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

    fn with_protocols(mut config: ClientConfig) -> ClientConfig {
        if cfg!(feature = "http2") {
            config.alpn_protocols.push(b"h2".to_vec());
        }
        config.alpn_protocols.push(b"http/1.1".to_vec());
        config
    }
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod backend {
    use reqwest::{Certificate, ClientBuilder};

    use super::Error;

    pub(super) type Settings = Vec<Certificate>;

    pub(super) fn configure(builder: ClientBuilder, settings: &Settings) -> ClientBuilder {
        builder.tls_certs_merge(settings.iter().cloned())
    }

    pub(super) fn settings(extra_roots: &[Vec<u8>]) -> Result<Settings, Box<dyn Error + Send + Sync>> {
        let mut certificates = Vec::new();
        for text in extra_roots {
            let found = Certificate::from_pem_bundle(text)?;
            if found.is_empty() {
                return Err("the PEM text contains no certificate".into());
            }
            certificates.extend(found);
        }
        Ok(certificates)
    }

    pub(super) fn disable(builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
mod backend {
    use reqwest::ClientBuilder;

    use super::Error;

    pub(super) type Settings = ();

    pub(super) fn configure(builder: ClientBuilder, (): &Settings) -> ClientBuilder {
        builder
    }

    pub(super) fn settings(extra_roots: &[Vec<u8>]) -> Result<Settings, Box<dyn Error + Send + Sync>> {
        match extra_roots {
            [] => Ok(()),
            _ => Err("certificates need the feature `rustls` or `native-tls`".into()),
        }
    }

    pub(super) fn disable(builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_clients() {
        Tls::new(&[]).unwrap().configure(ClientBuilder::new()).build().unwrap();
        disable(ClientBuilder::new()).build().unwrap();
    }

    #[test]
    fn refuses_invalid_certificates() {
        for text in ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(Tls::new(&[text.into()]).is_err(), "{text:?}");
        }
    }
}
