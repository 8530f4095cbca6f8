//! Why a gateway doesn't start.

use std::{io, net::SocketAddr};
use thiserror::Error;

/// Why a gateway doesn't start.
#[derive(Debug, Error)]
pub enum GatewayError {
	/// It would be open to others without a token.
	#[error(
		"the blob gateway on {listen} would let everybody write; set a token, or listen on 127.0.0.1"
	)]
	TokenNeeded {
		/// Where it was to listen.
		listen: SocketAddr,
	},
	/// The token could be guessed.
	#[error(
		"a token of {found} characters can be guessed; use at least {least}, for example from \
		 `openssl rand -hex 32`"
	)]
	ShortToken {
		/// How many characters it has.
		found: usize,
		/// How many it must have.
		least: usize,
	},
	/// The port can't be had.
	#[error("the blob gateway can't listen on {listen}: {source}; choose another port")]
	Bind {
		/// Where it was to listen.
		listen: SocketAddr,
		/// What the system says.
		source: io::Error,
	},
}
