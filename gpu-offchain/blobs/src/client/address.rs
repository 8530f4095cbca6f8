//! Which addresses a job may send a provider to.
//!
//! Whoever posts a job names hosts, and providers connect to them from inside their own networks.
//! So by default only public addresses are possible, and the address that was checked is the one
//! that is connected to: a name that resolves differently the second time gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a fetch may connect to.
///
/// Never to link-local addresses: clouds hand out credentials there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
	/// Only to public addresses.
	#[default]
	Public,
	/// Also to loopback and private networks, as development chains need.
	Private,
}

impl Reach {
	/// Why an address may not be connected to: which kind of address it is.
	pub(crate) fn refuses(self, address: IpAddr) -> Option<&'static str> {
		let kind = match address {
			IpAddr::V4(address) => kind_v4(address),
			IpAddr::V6(address) => kind_v6(address),
		};
		match (kind, self) {
			(Kind::Public, _) | (Kind::Loopback | Kind::Private, Reach::Private) => None,
			(Kind::Loopback, Reach::Public) => Some("a loopback"),
			(Kind::Private, Reach::Public) => Some("a private"),
			(Kind::LinkLocal, _) => Some("a link-local"),
			(Kind::Special, _) => Some("a special"),
		}
	}
}

enum Kind {
	Public,
	Loopback,
	Private,
	LinkLocal,
	/// Nobody's: multicast, broadcast, documentation, reserved.
	Special,
}

fn kind_v4(address: Ipv4Addr) -> Kind {
	match address.octets() {
		[127, ..] => Kind::Loopback,
		[10, ..] | [192, 168, ..] => Kind::Private,
		[172, second, ..] if second & 0xf0 == 16 => Kind::Private,
		// Behind a carrier's address translation.
		[100, second, ..] if second & 0xc0 == 64 => Kind::Private,
		[169, 254, ..] => Kind::LinkLocal,
		// This network, protocol assignments, documentation, benchmarks, multicast and reserved.
		[0, ..] | [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Kind::Special,
		[198, second, ..] if second & 0xfe == 18 => Kind::Special,
		[first, ..] if first >= 224 => Kind::Special,
		_ => Kind::Public,
	}
}

fn kind_v6(address: Ipv6Addr) -> Kind {
	let embedded = |high: u16, low: u16| {
		let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
		kind_v4(Ipv4Addr::new(a, b, c, d))
	};
	match address.segments() {
		[0, 0, 0, 0, 0, 0, 0, 1] => Kind::Loopback,
		// Mapped, translated (NAT64) and tunnelled (6to4) IPv4.
		[0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
		[0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
		[0x2002, high, low, ..] => embedded(high, low),
		[first, ..] if first & 0xfe00 == 0xfc00 => Kind::Private,
		[first, ..] if first & 0xffc0 == 0xfe80 => Kind::LinkLocal,
		// Teredo and documentation.
		[0x2001, 0 | 0xdb8, ..] => Kind::Special,
		// Only 2000::/3 is given out as global unicast.
		[first, ..] if first & 0xe000 == 0x2000 => Kind::Public,
		_ => Kind::Special,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn jobs_should_not_reach_into_the_providers_network() {
		for (address, public, private) in [
			("8.8.8.8", None, None),
			("2606:4700::1111", None, None),
			("::ffff:8.8.8.8", None, None),
			("127.0.0.1", Some("a loopback"), None),
			("127.9.9.9", Some("a loopback"), None),
			("::1", Some("a loopback"), None),
			("::ffff:127.0.0.1", Some("a loopback"), None),
			("64:ff9b::7f00:1", Some("a loopback"), None),
			("10.1.2.3", Some("a private"), None),
			("172.16.0.1", Some("a private"), None),
			("172.31.255.255", Some("a private"), None),
			("172.32.0.1", None, None),
			("192.168.1.1", Some("a private"), None),
			("100.64.0.1", Some("a private"), None),
			("100.128.0.1", None, None),
			("fd00::1", Some("a private"), None),
			("2002:c0a8:101::1", Some("a private"), None),
			("169.254.169.254", Some("a link-local"), Some("a link-local")),
			("::ffff:169.254.169.254", Some("a link-local"), Some("a link-local")),
			("fe80::1", Some("a link-local"), Some("a link-local")),
			("0.0.0.0", Some("a special"), Some("a special")),
			("::", Some("a special"), Some("a special")),
			("224.0.0.1", Some("a special"), Some("a special")),
			("255.255.255.255", Some("a special"), Some("a special")),
			("ff02::1", Some("a special"), Some("a special")),
			("2001:db8::1", Some("a special"), Some("a special")),
			("198.18.0.1", Some("a special"), Some("a special")),
		] {
			let address: IpAddr = address.parse().unwrap();
			assert_eq!(Reach::Public.refuses(address), public, "{address}");
			assert_eq!(Reach::Private.refuses(address), private, "{address}");
		}
	}
}
