//! Whether the node's ports are free.
//!
//! The network and the metrics server log a taken port, or not even that, and go on without it. A
//! node that nobody can reach is of no use, so the node looks before it starts.

use sc_network::{config::TransportConfig, multiaddr::Protocol, Multiaddr};
use sc_service::Configuration;
use std::{
	io,
	net::{IpAddr, SocketAddr, TcpListener},
};

/// A port is taken.
#[derive(Debug, thiserror::Error)]
#[error("{source}: {address}, which {option} chooses")]
pub struct Taken {
	/// Where the node would listen.
	address: SocketAddr,
	/// What chooses another port.
	option: &'static str,
	/// What the system says.
	source: io::Error,
}

/// An error that names the first port that is taken, and the option that chooses another.
pub fn check(config: &Configuration, for_light_clients: &[Multiaddr]) -> Result<(), Taken> {
	// A network in memory has addresses that are no sockets.
	let peers = match config.network.transport {
		TransportConfig::Normal { .. } => config.network.listen_addresses.as_slice(),
		TransportConfig::MemoryOnly => &[],
	};
	let peers = peers.iter().filter_map(socket).map(|address| (address, "--port"));
	let light = for_light_clients.iter().filter_map(socket);
	let light = light.map(|address| (address, "--light-client-port"));
	let metrics = config.prometheus_config.iter().map(|p| (p.port, "--prometheus-port"));
	for (address, option) in peers.chain(light).chain(metrics) {
		match TcpListener::bind(address) {
			Err(source) if source.kind() == io::ErrorKind::AddrInUse => {
				return Err(Taken { address, option, source })
			},
			// Any other error is reported better by the part of the node that listens there.
			Ok(_) | Err(_) => {},
		}
	}
	Ok(())
}

/// The TCP socket that an address listens on. Port 0 is the system's choice, so always free.
fn socket(address: &Multiaddr) -> Option<SocketAddr> {
	let mut parts = address.iter();
	let ip = match parts.next()? {
		Protocol::Ip4(ip) => IpAddr::V4(ip),
		Protocol::Ip6(ip) => IpAddr::V6(ip),
		_ => return None,
	};
	match parts.next()? {
		Protocol::Tcp(port) => Some(SocketAddr::new(ip, port)),
		_ => None,
	}
}
