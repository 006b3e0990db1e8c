//! Making a connection: directly, through a proxy, or to a unix socket; plain or with TLS.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tower_service::Service;

use super::NetOptions;

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

/// Connects to where a URL points, as the options say.
#[derive(Clone)]
pub(super) struct Connector {
    http: HttpConnector,
    unix_socket: Option<Arc<PathBuf>>,
    proxies: bool,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(options: &NetOptions) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_keepalive(Some(Duration::from_mins(1)));
        Self {
            http,
            unix_socket: options.unix_socket.clone().map(Arc::new),
            proxies: options.proxies,
            timeout: options.connect_timeout,
        }
    }

    async fn connect(self, uri: Uri) -> Result<Stream, BoxError> {
        if let Some(path) = &self.unix_socket {
            return connect_unix(path).await;
        }
        let proxy = if self.proxies {
            matcher().intercept(&uri)
        } else {
            None
        };
        let secure = uri.scheme_str() == Some("https");
        match proxy {
            None => over_tls_if(secure, self.http, uri).await,
            Some(proxy) => connect_by_proxy(self.http, &proxy, secure, uri).await,
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Connecting;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Connecting {
        let this = self.clone();
        Box::pin(async move {
            let timeout = this.timeout;
            tokio::time::timeout(timeout, this.connect(uri))
                .await
                .unwrap_or_else(|_elapsed| {
                    let message = format!("no connection within {} s", timeout.as_secs_f32());
                    Err(io::Error::new(io::ErrorKind::TimedOut, message).into())
                })
        })
    }
}

/// Whether an error comes from a connection that took too long.
pub(super) fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<io::Error>()
            && error.kind() == io::ErrorKind::TimedOut
        {
            return true;
        }
        next = error.source();
    }
    false
}

/// The proxies of the environment and the system, looked up once.
fn matcher() -> &'static Matcher {
    static MATCHER: OnceLock<Matcher> = OnceLock::new();
    MATCHER.get_or_init(Matcher::from_system)
}

async fn connect_by_proxy(
    http: HttpConnector,
    proxy: &Intercept,
    secure: bool,
    uri: Uri,
) -> Result<Stream, BoxError> {
    let address = proxy.uri().clone();
    match address.scheme_str() {
        Some("socks5" | "socks5h") => {
            let mut socks = SocksV5::new(address.clone(), http)
                .local_dns(address.scheme_str() == Some("socks5"));
            if let Some((user, password)) = proxy.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            over_tls_if(secure, socks, uri).await
        }
        Some("https") => Err(refused(
            "a proxy that is reached by https:// is not supported",
        )),
        Some("http") | None if secure => {
            let mut tunnel = Tunnel::new(address, http);
            if let Some(auth) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(auth.clone());
            }
            over_tls_if(true, tunnel, uri).await
        }
        Some("http") | None => {
            if proxy.basic_auth().is_some() {
                return Err(refused("a proxy with a password is used for https:// only"));
            }
            let mut stream = over_tls_if(false, http, address).await?;
            stream.proxied = true;
            Ok(stream)
        }
        Some(other) => Err(refused(&format!(
            "proxies of the kind `{other}` are not supported"
        ))),
    }
}

fn refused(reason: &str) -> BoxError {
    io::Error::new(io::ErrorKind::Unsupported, reason).into()
}

async fn over_tls_if<C>(secure: bool, mut connector: C, uri: Uri) -> Result<Stream, BoxError>
where
    C: Service<Uri> + Clone + Send + 'static,
    C::Response: Io + Unpin,
    C::Future: Send + 'static,
    C::Error: Into<BoxError>,
{
    if !secure {
        std::future::poll_fn(|context| connector.poll_ready(context))
            .await
            .map_err(Into::into)?;
        let plain = connector.call(uri).await.map_err(Into::into)?;
        return Ok(Stream::new(plain));
    }
    let mut secured = HttpsConnectorBuilder::new()
        .with_tls_config(super::tls::config()?)
        .https_only()
        .enable_all_versions()
        .wrap_connector(connector);
    Ok(Stream::new(secured.call(uri).await?))
}

#[cfg(unix)]
async fn connect_unix(path: &std::path::Path) -> Result<Stream, BoxError> {
    let socket = tokio::net::UnixStream::connect(path)
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    Ok(Stream::new(UnixIo(TokioIo::new(socket))))
}

#[cfg(not(unix))]
async fn connect_unix(_path: &std::path::Path) -> Result<Stream, BoxError> {
    Err(refused("this system has no unix sockets"))
}

/// What a connection can do.
trait Io: Read + Write + Connection + Send {}

impl<T: Read + Write + Connection + Send> Io for T {}

/// A connection of any kind.
pub(super) struct Stream {
    io: Pin<Box<dyn Io>>,
    proxied: bool,
}

impl Stream {
    fn new(io: impl Io + 'static) -> Self {
        Self {
            io: Box::pin(io),
            proxied: false,
        }
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.proxied)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        self.io.as_mut().poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.io.as_mut().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io.as_mut().poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.io.as_mut().poll_write_vectored(context, pieces)
    }
}

#[cfg(unix)]
struct UnixIo(TokioIo<tokio::net::UnixStream>);

#[cfg(unix)]
impl Connection for UnixIo {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

#[cfg(unix)]
impl Read for UnixIo {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

#[cfg(unix)]
impl Write for UnixIo {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
