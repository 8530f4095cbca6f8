//! `assay export-light-spec`: asks a running node for the specification that a light client starts
//! from.

use crate::rpc::sync_state::{LIGHT, NOTHING_FINALISED};
use jsonrpsee_core::{
	client::{ClientT, Error as ClientError},
	rpc_params,
};
use jsonrpsee_ws_client::WsClientBuilder;
use sc_network::config::MultiaddrWithPeerId;
use serde_json::{json, Value};
use std::{fs, io, path::PathBuf, time::Duration};

/// How often a node is asked again that has no finalised block yet.
const ASK_EVERY: Duration = Duration::from_millis(500);

/// How long a node may have no finalised block: a new chain needs some seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// The command.
#[derive(Clone, Debug, clap::Parser)]
pub struct ExportLightSpec {
	/// The node that is asked, where its JSON-RPC is
	#[arg(long, value_name = "URL", default_value = "ws://127.0.0.1:9944")]
	pub url: String,

	/// Addresses at which light clients find the network, instead of those that the node knows
	///
	/// Pages served by HTTPS need one with `wss`, such as /dns4/node.example/tcp/443/wss/p2p/ID.
	#[arg(long, value_name = "ADDRESS", num_args = 1..)]
	pub bootnodes: Vec<MultiaddrWithPeerId>,

	/// The file to write; printed when left out
	#[arg(long, value_name = "FILE")]
	pub output: Option<PathBuf>,
}

/// Why there is no specification.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// There is no node, or it doesn't speak JSON-RPC.
	#[error("no node answers at {url} (start one, or name another's JSON-RPC with --url)")]
	NoNode {
		/// Where it was looked for.
		url: String,
		/// What happened.
		source: ClientError,
	},
	/// The node refused.
	#[error("the node at {url} gave no specification")]
	Refused {
		/// The node.
		url: String,
		/// What it said.
		source: ClientError,
	},
	/// Light clients would know nobody to ask.
	#[error(
		"the node at {url} listens for no light client: start it with --light-client-port {port}, \
		 or name other nodes that do with --bootnodes",
		port = crate::network_args::DEV_PORT
	)]
	NoAddress {
		/// The node.
		url: String,
	},
	/// What came back isn't an object.
	#[error("the node at {url} answered something else than a specification")]
	Malformed {
		/// The node.
		url: String,
	},
	/// The file can't be written.
	#[error("{} can't be written", file.display())]
	Write {
		/// The file.
		file: PathBuf,
		/// Why not.
		source: io::Error,
	},
	/// There are no threads to ask with.
	#[error("can't wait for the node's answer")]
	Runtime(#[source] io::Error),
}

impl ExportLightSpec {
	/// Asks the node, and prints or writes what it says.
	pub fn run(&self) -> Result<(), Error> {
		let runtime = tokio::runtime::Builder::new_current_thread()
			.enable_all()
			.build()
			.map_err(Error::Runtime)?;
		let mut spec = runtime.block_on(self.ask())?;
		self.name_boot_nodes(&mut spec)?;
		let text = format!("{spec:#}\n");
		match &self.output {
			None => print!("{text}"),
			Some(file) => fs::write(file, text)
				.map_err(|source| Error::Write { file: file.clone(), source })?,
		}
		Ok(())
	}

	/// The specification, as soon as there is a finalised block.
	async fn ask(&self) -> Result<Value, Error> {
		let client = WsClientBuilder::default().build(&self.url).await;
		let client = client.map_err(|source| Error::NoNode { url: self.url.clone(), source })?;
		let started = tokio::time::Instant::now();
		loop {
			match client.request(LIGHT, rpc_params![]).await {
				Ok(spec) => return Ok(spec),
				Err(ClientError::Call(error))
					if error.code() == NOTHING_FINALISED && started.elapsed() < PATIENCE =>
				{
					tokio::time::sleep(ASK_EVERY).await
				},
				Err(source) => return Err(Error::Refused { url: self.url.clone(), source }),
			}
		}
	}

	fn name_boot_nodes(&self, spec: &mut Value) -> Result<(), Error> {
		let nodes = spec
			.get_mut("bootNodes")
			.and_then(Value::as_array_mut)
			.ok_or_else(|| Error::Malformed { url: self.url.clone() })?;
		if !self.bootnodes.is_empty() {
			*nodes = self.bootnodes.iter().map(|node| json!(node.to_string())).collect();
		}
		if nodes.is_empty() {
			return Err(Error::NoAddress { url: self.url.clone() });
		}
		Ok(())
	}
}
