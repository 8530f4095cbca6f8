//! One request over one connection.

use super::{address::Reach, url::Url, ClientError, ClientOptions};
use crate::pieces::Pieces;
use bytes::Bytes;
use http_body_util::{BodyExt, Either, Empty};
use hyper::{
	body::Incoming,
	client::conn::http1,
	header::{HeaderValue, HOST, USER_AGENT},
	Request, Response,
};
use hyper_util::rt::TokioIo;
use std::{
	future::{poll_fn, Future},
	io,
	net::SocketAddr,
	pin::Pin,
	sync::{Arc, OnceLock},
	task::Context,
	time::Duration,
};
use tokio::{
	io::{AsyncRead, AsyncWrite},
	net::TcpStream,
	time::timeout,
};
use tokio_rustls::TlsConnector;

/// Bytes of the longest head of an answer, and of what is read ahead of its body.
const MAX_HEAD: usize = 256 << 10;

/// Bytes that are read of a refusal, to tell what a gateway says.
const MAX_REFUSAL: usize = 8 << 10;

pub(crate) type RequestBody = Either<Empty<Bytes>, Pieces>;

/// A request without a body.
pub(crate) fn no_body() -> RequestBody {
	Either::Left(Empty::new())
}

/// An answer, and the connection that its body comes over.
pub(crate) struct Answer {
	pub response: Response<Incoming>,
	host: String,
	idle: Duration,
	connection: Connection,
}

/// What moves bytes over a connection; in the task that wants them, since handing each piece from
/// one thread to another costs more than receiving it.
struct Connection(Option<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Connection {
	fn drive(&mut self, context: &mut Context<'_>) {
		// What waits for bytes reports what went wrong.
		if let Some(connection) = &mut self.0 {
			if connection.as_mut().poll(context).is_ready() {
				self.0 = None;
			}
		}
	}

	/// Does `work` while the connection goes on.
	async fn under<T>(&mut self, work: impl Future<Output = T>) -> T {
		let mut work = std::pin::pin!(work);
		poll_fn(|context| {
			self.drive(context);
			work.as_mut().poll(context)
		})
		.await
	}
}

impl Answer {
	pub fn status(&self) -> hyper::StatusCode {
		self.response.status()
	}

	pub fn header(&self, name: hyper::header::HeaderName) -> Option<&str> {
		self.response.headers().get(name).and_then(|value| value.to_str().ok())
	}

	/// The next bytes of the body; `None` at its end.
	pub async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
		loop {
			let frame = self.connection.under(self.response.frame());
			let frame = timed("the next piece", self.idle, frame).await?;
			let failed = |source| ClientError::Broken { host: self.host.clone(), source };
			match frame.transpose().map_err(failed)? {
				None => return Ok(None),
				Some(frame) => {
					if let Ok(data) = frame.into_data() {
						return Ok(Some(data));
					}
				},
			}
		}
	}

	/// What a gateway says in its refusal.
	pub async fn refusal(&mut self) -> String {
		let mut body = Vec::new();
		while let Ok(Some(bytes)) = self.next().await {
			if body.len() + bytes.len() > MAX_REFUSAL {
				return String::new();
			}
			body.extend_from_slice(&bytes);
		}
		let said: Option<serde_json::Value> = serde_json::from_slice(&body).ok();
		let message = said.as_ref().and_then(|said| said.get("error")?.get("message")?.as_str());
		// It goes to a terminal or a log.
		message.unwrap_or("").chars().filter(|c| !c.is_control()).take(500).collect()
	}
}

/// Connects and sends a request; returns when the answer's head is here.
pub(crate) async fn send(
	url: &Url,
	reach: Option<Reach>,
	options: &ClientOptions,
	mut request: Request<RequestBody>,
) -> Result<Answer, ClientError> {
	const AGENT: &str = concat!("assay-blobs/", env!("CARGO_PKG_VERSION"));
	let stream = timed("connecting", options.connect_time, connect(url, reach)).await??;
	let host = url.authority();
	let failed = |source| ClientError::Broken { host: host.clone(), source };
	let (mut sender, connection) = http1::Builder::new()
		.max_buf_size(MAX_HEAD)
		.handshake(TokioIo::new(stream))
		.await
		.map_err(failed)?;
	let mut connection = Connection(Some(Box::pin(async {
		let _ = connection.await;
	})));
	*request.uri_mut() = url
		.path
		.parse()
		.map_err(|_| ClientError::Url { url: url.to_string(), why: "its path isn't one" })?;
	let headers = request.headers_mut();
	let authority = HeaderValue::try_from(&host)
		.map_err(|_| ClientError::Url { url: url.to_string(), why: "its host isn't one" })?;
	headers.insert(HOST, authority);
	headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
	let sending = matches!(request.body(), Either::Right(_));
	let answered = connection.under(sender.send_request(request));
	let response = if sending {
		// How long a body may take is up to the server, and to the time for the whole transfer.
		answered.await.map_err(failed)?
	} else {
		timed("an answer", options.idle_time, answered).await?.map_err(failed)?
	};
	Ok(Answer { response, host, idle: options.idle_time, connection })
}

async fn timed<T>(
	doing: &'static str,
	after: Duration,
	work: impl Future<Output = T>,
) -> Result<T, ClientError> {
	timeout(after, work).await.map_err(|_| ClientError::TimedOut { doing, after })
}

/// A connection with or without TLS.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn connect(url: &Url, reach: Option<Reach>) -> Result<Box<dyn Stream>, ClientError> {
	let addresses = resolve(url, reach).await?;
	let failed = |source| ClientError::Connect { host: url.authority(), source };
	let mut last = io::Error::from(io::ErrorKind::NotFound);
	for address in addresses {
		match TcpStream::connect(address).await {
			Ok(stream) => {
				let _ = stream.set_nodelay(true);
				if !url.https {
					return Ok(Box::new(stream));
				}
				let name = rustls::pki_types::ServerName::try_from(url.host.clone())
					.map_err(|error| failed(io::Error::other(error)))?;
				let tls = tls().map_err(failed)?.connect(name, stream).await.map_err(failed)?;
				return Ok(Box::new(tls));
			},
			Err(error) => last = error,
		}
	}
	Err(failed(last))
}

/// The addresses of a host that may be connected to.
async fn resolve(url: &Url, reach: Option<Reach>) -> Result<Vec<SocketAddr>, ClientError> {
	/// Addresses of one host that are tried.
	const MAX_ADDRESSES: usize = 4;
	let host = || url.host.clone();
	let found: Vec<SocketAddr> = tokio::net::lookup_host((url.host.as_str(), url.port))
		.await
		.map_err(|source| ClientError::Resolve { host: host(), source })?
		.collect();
	if let Some(reach) = reach {
		// A name with one forbidden address is made to mislead.
		for address in &found {
			if let Some(kind) = reach.refuses(address.ip()) {
				return Err(ClientError::Forbidden { host: host(), address: address.ip(), kind });
			}
		}
	}
	Ok(found.into_iter().take(MAX_ADDRESSES).collect())
}

/// TLS that trusts the system's certificates, which are read once.
fn tls() -> io::Result<TlsConnector> {
	tls_config().map(TlsConnector::from)
}

/// The settings of TLS that trusts the system's certificates, which are read once.
pub fn tls_config() -> io::Result<Arc<rustls::ClientConfig>> {
	static CONFIG: OnceLock<Result<Arc<rustls::ClientConfig>, String>> = OnceLock::new();
	let config = CONFIG.get_or_init(|| {
		let mut roots = rustls::RootCertStore::empty();
		let native = rustls_native_certs::load_native_certs();
		let (known, _) = roots.add_parsable_certificates(native.certs);
		if known == 0 {
			return Err("this system has no root certificates; install ca-certificates".to_owned());
		}
		let provider = Arc::new(rustls::crypto::ring::default_provider());
		let mut config = rustls::ClientConfig::builder_with_provider(provider)
			.with_safe_default_protocol_versions()
			.map_err(|error| error.to_string())?
			.with_root_certificates(roots)
			.with_no_client_auth();
		config.alpn_protocols = vec![b"http/1.1".to_vec()];
		Ok(Arc::new(config))
	});
	match config {
		Ok(config) => Ok(Arc::clone(config)),
		Err(why) => Err(io::Error::other(why.clone())),
	}
}
