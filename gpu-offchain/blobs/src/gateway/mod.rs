//! The HTTP gateway: a store on a port of its own. `docs/blobs.md` describes what it answers.

mod connection;
mod download;
mod error;
mod range;
mod reply;
mod routes;
mod upload;

pub use error::GatewayError;
pub(crate) use range::part;
pub(crate) use reply::{ascii, UPLOAD_LENGTH, UPLOAD_OFFSET};

use crate::store::Store;
use connection::Stalling;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
	collections::BTreeMap,
	future::Future,
	net::{IpAddr, Ipv4Addr, SocketAddr},
	sync::Arc,
	time::Duration,
};
use tokio::{
	net::{TcpListener, TcpStream},
	sync::watch,
	task::JoinSet,
};

/// Bytes of the longest head of a request, and of what is read ahead of a body.
const MAX_HEAD: usize = 64 << 10;

/// Characters of the shortest token.
const MIN_TOKEN: usize = 16;

/// Where a gateway listens and what it puts up with.
#[derive(Clone, Debug)]
pub struct GatewayOptions {
	/// Where to listen. Anything but loopback demands a token.
	pub listen: SocketAddr,
	/// What writers must show as `Authorization: Bearer TOKEN`. Reading is open to everybody who
	/// reaches the port and knows a hash.
	pub token: Option<String>,
	/// Connections at a time.
	pub max_connections: usize,
	/// Connections at a time from one address other than loopback.
	pub max_per_address: usize,
	/// How long a request's head may take, and a connection may wait for the next one.
	pub head_time: Duration,
	/// How long a body may stand still.
	pub idle_time: Duration,
	/// Bytes per second that a body must bring on average, after the first `idle_time`.
	pub min_rate: u64,
	/// How long transfers may go on after shutdown began.
	pub drain_time: Duration,
}

impl Default for GatewayOptions {
	fn default() -> Self {
		GatewayOptions {
			listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9955),
			token: None,
			max_connections: 64,
			max_per_address: 8,
			head_time: Duration::from_secs(10),
			idle_time: Duration::from_secs(30),
			min_rate: 16 << 10,
			drain_time: Duration::from_secs(10),
		}
	}
}

/// A gateway that is bound to its port.
#[derive(Debug)]
pub struct Gateway {
	listener: TcpListener,
	address: SocketAddr,
	state: Arc<State>,
}

/// What every request needs.
#[derive(Debug)]
pub(crate) struct State {
	store: Store,
	options: GatewayOptions,
}

impl Gateway {
	/// Takes the port. Port 0 takes a free one.
	pub async fn bind(store: Store, options: GatewayOptions) -> Result<Self, GatewayError> {
		let listen = options.listen;
		match &options.token {
			None if !listen.ip().is_loopback() => return Err(GatewayError::TokenNeeded { listen }),
			Some(token) if token.len() < MIN_TOKEN => {
				return Err(GatewayError::ShortToken { found: token.len(), least: MIN_TOKEN });
			},
			_ => {},
		}
		let failed = |source| GatewayError::Bind { listen, source };
		let listener = TcpListener::bind(listen).await.map_err(failed)?;
		let address = listener.local_addr().map_err(failed)?;
		Ok(Gateway { listener, address, state: Arc::new(State { store, options }) })
	}

	/// Where it listens.
	pub fn local_addr(&self) -> SocketAddr {
		self.address
	}

	/// Serves until `shutdown` is done; then takes no new connections and lets transfers end for
	/// [`drain_time`](GatewayOptions::drain_time). Dropping the future ends everything at once;
	/// what uploads brought is kept as partials.
	pub async fn serve(self, shutdown: impl Future<Output = ()>) {
		/// How long to wait when the system has no more descriptors.
		const PAUSE: Duration = Duration::from_millis(100);
		let (stop, stopped) = watch::channel(false);
		let mut connections = JoinSet::new();
		let mut open = Open::default();
		tokio::pin!(shutdown);
		loop {
			tokio::select! {
				() = &mut shutdown => break,
				Some(ended) = connections.join_next() => open.ended(ended.ok()),
				accepted = self.listener.accept() => match accepted {
					Ok((stream, peer)) if open.admit(peer.ip(), &self.state.options) => {
						let state = Arc::clone(&self.state);
						let stopped = stopped.clone();
						connections.spawn(async move {
							serve_connection(state, stream, stopped).await;
							peer.ip()
						});
					},
					Ok((stream, peer)) => {
						log::debug!("too many connections, so none for {peer}");
						reply::too_many_connections(stream);
					},
					Err(error) => {
						log::warn!("the blob gateway can't accept a connection: {error}");
						tokio::time::sleep(PAUSE).await;
					},
				},
			}
		}
		drop(self.listener);
		// Fails when nobody is connected.
		let _ = stop.send(true);
		let all = async { while connections.join_next().await.is_some() {} };
		let _ = tokio::time::timeout(self.state.options.drain_time, all).await;
	}
}

/// Connections that are open, by address.
#[derive(Default)]
struct Open {
	total: usize,
	by_address: BTreeMap<IpAddr, usize>,
}

impl Open {
	fn admit(&mut self, peer: IpAddr, options: &GatewayOptions) -> bool {
		let own = self.by_address.get(&peer).copied().unwrap_or(0);
		let crowd = own >= options.max_per_address && !peer.is_loopback();
		if self.total >= options.max_connections || crowd {
			return false;
		}
		self.total += 1;
		self.by_address.insert(peer, own + 1);
		true
	}

	/// `None` for a connection that panicked: its address isn't known any more and stays counted.
	fn ended(&mut self, peer: Option<IpAddr>) {
		self.total = self.total.saturating_sub(1);
		let Some(peer) = peer else { return };
		if let Some(own) = self.by_address.get_mut(&peer) {
			*own -= 1;
			if *own == 0 {
				self.by_address.remove(&peer);
			}
		}
	}
}

async fn serve_connection(
	state: Arc<State>,
	stream: TcpStream,
	mut stopped: watch::Receiver<bool>,
) {
	let options = &state.options;
	// Answers are written in few, large pieces.
	let _ = stream.set_nodelay(true);
	let stream = TokioIo::new(Stalling::new(stream, options.idle_time));
	let service = service_fn({
		let state = Arc::clone(&state);
		move |request| routes::answer(Arc::clone(&state), request)
	});
	let connection = http1::Builder::new()
		.timer(TokioTimer::new())
		.header_read_timeout(options.head_time)
		.max_buf_size(MAX_HEAD)
		.serve_connection(stream, service);
	tokio::pin!(connection);
	let ended = tokio::select! {
		ended = connection.as_mut() => Some(ended),
		() = async { let _ = stopped.wait_for(|stopped| *stopped).await; } => None,
	};
	let ended = match ended {
		Some(ended) => ended,
		None => {
			connection.as_mut().graceful_shutdown();
			connection.await
		},
	};
	if let Err(error) = ended {
		log::debug!("a connection to the blob gateway ended: {error}");
	}
}
