//! JSON-RPC over HTTP, blocking.

use crate::http::{self, HttpError};
use serde_json::{json, Value};
use std::{fmt, net::SocketAddr};

/// A node's JSON-RPC server.
#[derive(Debug, Clone, Copy)]
pub struct Rpc {
	address: SocketAddr,
}

/// Why a call gave no result.
#[derive(Debug)]
pub enum RpcError {
	/// The server gave no answer.
	Http(HttpError),
	/// The server's answer is not JSON-RPC, or not what the method is known to return.
	Malformed {
		/// The method that was called.
		method: String,
		/// What came back.
		answer: String,
	},
	/// The server answered with an error.
	Refused {
		/// The method that was called.
		method: String,
		/// The error object.
		error: Value,
	},
}

impl std::error::Error for RpcError {}

impl fmt::Display for RpcError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			RpcError::Http(error) => write!(f, "{error}"),
			RpcError::Malformed { method, answer } => {
				write!(f, "{method} gave an answer of the wrong shape: {answer}")
			},
			RpcError::Refused { method, error } => write!(f, "{method} was refused: {error}"),
		}
	}
}

impl From<HttpError> for RpcError {
	fn from(error: HttpError) -> Self {
		RpcError::Http(error)
	}
}

impl Rpc {
	/// The server at `address`.
	pub fn at(address: SocketAddr) -> Self {
		Self { address }
	}

	/// Where the server is.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// Calls `method` and returns its result.
	pub fn call(&self, method: &str, params: Value) -> Result<Value, RpcError> {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let answer = http::post(self.address, &request.to_string())?;
		let malformed = || RpcError::Malformed { method: method.into(), answer: answer.clone() };
		let mut parsed: Value = serde_json::from_str(&answer).map_err(|_| malformed())?;
		if let Some(error) = parsed.get("error") {
			return Err(RpcError::Refused { method: method.into(), error: error.clone() });
		}
		parsed.get_mut("result").map(Value::take).ok_or_else(malformed)
	}

	/// Calls `method` and reads its result with `read`.
	pub fn read<T>(
		&self,
		method: &str,
		params: Value,
		read: impl FnOnce(&Value) -> Option<T>,
	) -> Result<T, RpcError> {
		let result = self.call(method, params)?;
		let malformed =
			|| RpcError::Malformed { method: method.into(), answer: result.to_string() };
		read(&result).ok_or_else(malformed)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{
		io::{Read, Write},
		net::{Shutdown, TcpListener},
		thread,
	};

	/// A server that gives one answer, whatever it is asked.
	fn server(body: &'static str) -> Rpc {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = listener.local_addr().unwrap();
		thread::spawn(move || {
			let (mut stream, _) = listener.accept().unwrap();
			let length = body.len();
			write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
			// A connection closed on an unread request is reset, and the answer with it.
			stream.shutdown(Shutdown::Write).unwrap();
			let _ = stream.read_to_end(&mut Vec::new());
		});
		Rpc::at(address)
	}

	#[test]
	fn call_should_return_the_result_when_there_is_one() {
		let rpc = server(r#"{"jsonrpc":"2.0","id":1,"result":"0x01"}"#);
		assert_eq!(rpc.call("chain_getBlockHash", json!([0])).unwrap(), json!("0x01"));
	}

	#[test]
	fn call_should_return_null_when_the_result_is_null() {
		let rpc = server(r#"{"jsonrpc":"2.0","id":1,"result":null}"#);
		assert_eq!(rpc.call("chain_getBlockHash", json!([99])).unwrap(), Value::Null);
	}

	#[test]
	fn call_should_name_the_method_when_the_server_refuses() {
		let rpc = server(r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}"#);
		let error = rpc.call("gpu_jobs", json!([])).unwrap_err().to_string();
		assert!(error.contains("gpu_jobs was refused") && error.contains("-32601"), "{error}");
	}

	#[test]
	fn read_should_show_the_answer_when_it_has_the_wrong_shape() {
		let rpc = server(r#"{"jsonrpc":"2.0","id":1,"result":{"peers":"many"}}"#);
		let error = rpc
			.read("system_health", json!([]), |health| health.get("peers")?.as_u64())
			.unwrap_err()
			.to_string();
		assert!(error.contains("many"), "{error}");
	}

	#[test]
	fn call_should_say_so_when_nobody_listens() {
		// A port that was free a moment ago may be somebody else's by now; this one is nobody's.
		let rpc = Rpc::at("127.0.0.1:1".parse().unwrap());
		assert!(matches!(rpc.call("system_health", json!([])), Err(RpcError::Http(_))));
	}
}
