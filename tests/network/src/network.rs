//! The local network: three validators that know each other.

use crate::{
	chain::Head,
	launch::{Key, Launch},
	node::Node,
	scene::Scene,
	secs,
};
use std::time::Duration;

/// From the start of a node to its connections with all others.
const TIME_TO_CONNECT: Duration = secs(60);

/// The validators that are running.
#[derive(Debug)]
pub struct Validators<'scene> {
	nodes: Vec<Node<'scene>>,
}

impl<'scene> Validators<'scene> {
	/// Starts all three with empty folders.
	#[track_caller]
	pub fn start(scene: &'scene Scene) -> Self {
		Self::start_from(Key::VALIDATORS.map(|key| scene.validator(key)).into())
	}

	/// Starts these, in this order, and waits until each is connected with all others.
	#[track_caller]
	pub fn start_from(launches: Vec<Launch<'scene>>) -> Self {
		let mut validators = Self { nodes: Vec::new() };
		for launch in launches {
			validators.join(launch);
		}
		validators
	}

	/// Starts one more and waits until it is connected with all others.
	#[track_caller]
	pub fn join(&mut self, launch: Launch<'scene>) {
		let bootnodes = self.nodes.iter().map(Node::address).collect();
		let node = launch.bootnodes(bootnodes).start();
		node.wait_for_peers(self.nodes.len() as u64, TIME_TO_CONNECT);
		self.nodes.push(node);
	}

	/// The validators that are running.
	pub fn nodes(&self) -> &[Node<'scene>] {
		&self.nodes
	}

	/// The running validator with that key.
	#[track_caller]
	pub fn node(&self, key: Key) -> &Node<'scene> {
		&self.nodes[self.position(key)]
	}

	/// Kills one with SIGKILL.
	#[track_caller]
	pub fn kill(&mut self, key: Key) -> Launch<'scene> {
		let position = self.position(key);
		self.nodes.remove(position).kill()
	}

	/// Stops all as Ctrl-C does.
	#[track_caller]
	pub fn stop_all(self) -> Vec<Launch<'scene>> {
		self.nodes.into_iter().map(Node::stop).collect()
	}

	/// Kills all with SIGKILL.
	pub fn kill_all(self) -> Vec<Launch<'scene>> {
		self.nodes.into_iter().map(Node::kill).collect()
	}

	/// Waits until every one has finalised block `number`, and returns what each then calls its
	/// last finalised block.
	#[track_caller]
	pub fn wait_for_finalised(&self, number: u64, within: Duration) -> Vec<Head> {
		self.nodes.iter().map(|node| node.wait_for_finalised(number, within)).collect()
	}

	/// The highest block that any of them has finalised.
	#[track_caller]
	pub fn finalised(&self) -> Head {
		let heads = self.nodes.iter().map(|node| node.rpc().finalised());
		match heads.collect::<Result<Vec<_>, _>>() {
			Ok(heads) => heads
				.into_iter()
				.max_by_key(|head| head.number)
				.expect("a network has at least one node"),
			Err(error) => panic!("{error}"),
		}
	}

	/// Checks that every one has `head` in its best chain.
	#[track_caller]
	pub fn assert_all_have(&self, head: &Head) {
		for node in &self.nodes {
			match node.rpc().hash_at(head.number) {
				Ok(hash) => assert_eq!(
					hash.as_ref(),
					Some(&head.hash),
					"{} has another block {}",
					node.name(),
					head.number
				),
				Err(error) => panic!("{error}"),
			}
		}
	}

	#[track_caller]
	fn position(&self, key: Key) -> usize {
		match self.nodes.iter().position(|node| node.launch().whose() == Some(key)) {
			Some(position) => position,
			None => panic!("{} is not running", key.name()),
		}
	}
}
