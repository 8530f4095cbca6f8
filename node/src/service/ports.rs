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

/// An error that names the first port that is taken, and the flag that chooses another.
pub fn check(config: &Configuration) -> Result<(), sc_cli::Error> {
	// A network in memory has addresses that are no sockets.
	let peers = match config.network.transport {
		TransportConfig::Normal { .. } => config.network.listen_addresses.as_slice(),
		TransportConfig::MemoryOnly => &[],
	};
	let peers = peers.iter().filter_map(socket).map(|address| (address, "--port"));
	let metrics = config.prometheus_config.iter().map(|p| (p.port, "--prometheus-port"));
	for (address, flag) in peers.chain(metrics) {
		if let Err(error) = TcpListener::bind(address) {
			if error.kind() == io::ErrorKind::AddrInUse {
				return Err(sc_cli::Error::Input(format!(
					"{error}: {address}, which {flag} chooses"
				)));
			}
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
