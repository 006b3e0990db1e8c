//! Who a server is to clients that speak TLS: a certificate, and an authority that vouches for it.

use std::error::Error;
use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// By which names and addresses clients may call the server.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "fake.heroku.test"];

/// The versions of HTTP that a client may choose from, the best first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Who a server is to clients that speak TLS.
pub(crate) struct Identity {
    authority: String,
    acceptor: TlsAcceptor,
}

impl Identity {
    /// A new one, which nobody trusts who was not given its authority.
    pub(crate) fn new() -> io::Result<Self> {
        Self::make().map_err(|error| io::Error::other(format!("no certificate: {error}")))
    }

    /// The certificate of the authority, as PEM.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Speaks TLS with clients.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    fn make() -> Result<Self, Box<dyn Error>> {
        let authority = CertifiedIssuer::self_signed(authority()?, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let certificate = server()?.signed_by(&key, &authority)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der())?,
            )?;
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        Ok(Self {
            authority: authority.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}

/// What strict clients want of an authority: that it says what it is and may do.
fn authority() -> Result<CertificateParams, rcgen::Error> {
    let mut authority = valid_now(CertificateParams::new([])?);
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let name = "authority of a fake Heroku";
    authority.distinguished_name.push(DnType::CommonName, name);
    Ok(authority)
}

fn server() -> Result<CertificateParams, rcgen::Error> {
    let mut server = valid_now(CertificateParams::new(NAMES.map(str::to_owned))?);
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let name = "fake Heroku";
    server.distinguished_name.push(DnType::CommonName, name);
    Ok(server)
}

/// Valid this year and the next; some clients refuse what is valid for more than 825 days.
fn valid_now(mut params: CertificateParams) -> CertificateParams {
    let year = i32::from(TimeZone::UTC.to_datetime(Timestamp::now()).year());
    params.not_before = date_time_ymd(year, 1, 1);
    params.not_after = date_time_ymd(year + 2, 1, 1);
    params
}
