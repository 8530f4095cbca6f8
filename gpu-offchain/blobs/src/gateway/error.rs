//! Why a gateway doesn't start.

use std::{fmt, io, net::SocketAddr};

/// Why a gateway doesn't start.
#[derive(Debug)]
pub enum GatewayError {
	/// It would be open to others without a token.
	TokenNeeded {
		/// Where it was to listen.
		listen: SocketAddr,
	},
	/// The token could be guessed.
	ShortToken {
		/// How many characters it has.
		found: usize,
		/// How many it must have.
		least: usize,
	},
	/// The port can't be had.
	Bind {
		/// Where it was to listen.
		listen: SocketAddr,
		/// What the system says.
		source: io::Error,
	},
}

impl fmt::Display for GatewayError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::TokenNeeded { listen } => write!(
				f,
				"the blob gateway on {listen} would let everybody write; set a token, or listen on \
				 127.0.0.1"
			),
			Self::ShortToken { found, least } => write!(
				f,
				"a token of {found} characters can be guessed; use at least {least}, for example \
				 from `openssl rand -hex 32`"
			),
			Self::Bind { listen, source } => {
				write!(
					f,
					"the blob gateway can't listen on {listen}: {source}; choose another port"
				)
			},
		}
	}
}

impl std::error::Error for GatewayError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::Bind { source, .. } => Some(source),
			Self::TokenNeeded { .. } | Self::ShortToken { .. } => None,
		}
	}
}
