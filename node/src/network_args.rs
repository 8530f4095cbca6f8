//! Where light clients reach a node.

use sc_network::{multiaddr::Protocol, Multiaddr};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};

/// Where a development chain listens for light clients, if it can.
pub const DEV_PORT: u16 = 30433;

/// The network's settings beyond the SDK's.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
	/// Listen for light clients, such as those in browsers, on this port; 0 takes a free one
	///
	/// They speak the network's protocol over websockets, so this port is one more beside that of
	/// --port. With --dev and no --listen-addr it is 30433, or a free one where that is taken. A
	/// full node that isn't a validator listens for them on --port already.
	#[arg(long, value_name = "PORT")]
	pub light_client_port: Option<u16>,
}

impl NetworkArgs {
	/// The addresses for light clients, in addition to others. `implied` says whether there are
	/// some if nobody asks.
	pub fn addresses(&self, implied: bool) -> Vec<Multiaddr> {
		let port = match self.light_client_port {
			None if implied && is_free(DEV_PORT) => DEV_PORT,
			None if implied => 0,
			None => return Vec::new(),
			Some(port) => port,
		};
		EVERYWHERE
			.map(|ip| {
				Multiaddr::empty()
					.with(ip.into())
					.with(Protocol::Tcp(port))
					.with(Protocol::Ws("/".into()))
			})
			.into()
	}
}

/// All interfaces, as the SDK listens for full nodes.
const EVERYWHERE: [IpAddr; 2] =
	[IpAddr::V6(Ipv6Addr::UNSPECIFIED), IpAddr::V4(Ipv4Addr::UNSPECIFIED)];

fn is_free(port: u16) -> bool {
	EVERYWHERE.iter().all(|ip| TcpListener::bind((*ip, port)).is_ok())
}
