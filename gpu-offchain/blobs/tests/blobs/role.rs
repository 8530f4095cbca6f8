//! Processes to be killed or confined: this test binary, run again in another role.

use crate::bed::{open_again, reference, MIB};
use assay_blobs::{fetch, ClientOptions, Gateway, GatewayOptions, Reach, Store, StoreOptions};
use std::{
	env,
	io::{BufRead, BufReader},
	net::{Ipv4Addr, SocketAddr},
	path::Path,
	process::{Child, Command, Output, Stdio},
	time::{Duration, Instant},
};

const ROLE: &str = "ASSAY_BLOBS_ROLE";
const FOLDER: &str = "ASSAY_BLOBS_FOLDER";
const SOURCE: &str = "ASSAY_BLOBS_SOURCE";

/// Bytes that the stores of roles may take.
const QUOTA: u64 = 4096 * MIB;

/// What `role` is told to be; `None` in an ordinary run.
fn told() -> Option<(String, String)> {
	Some((env::var(ROLE).ok()?, env::var(FOLDER).ok()?))
}

/// Arguments that make this binary run one role and nothing else.
pub const ARGUMENTS: [&str; 4] = ["--exact", "role::role", "--ignored", "--nocapture"];

/// Sets what the role is.
pub fn tell(command: &mut Command, role: &str, folder: &Path) {
	command.env(ROLE, role).env(FOLDER, folder).stdout(Stdio::piped());
}

#[test]
#[ignore = "what other tests start as a process of its own"]
fn role() {
	let Some((role, folder)) = told() else {
		println!("skipped: no role is set, so no other test has started this");
		return;
	};
	match role.as_str() {
		"serve" => serve(Path::new(&folder)),
		"fetch" => fetch_one(Path::new(&folder)),
		"full_disk" => crate::full_disk::confined(Path::new(&folder)),
		other => panic!("no role {other}"),
	}
}

/// Serves a store until it is killed.
fn serve(folder: &Path) {
	let runtime = tokio::runtime::Runtime::new().unwrap();
	runtime.block_on(async {
		let store = open_again(folder, StoreOptions::new(QUOTA)).unwrap();
		let listen = SocketAddr::from((own_loopback(), 0));
		let options = GatewayOptions { listen, ..GatewayOptions::default() };
		let gateway = Gateway::bind(store, options).await.unwrap();
		println!("\nserving {}", gateway.local_addr());
		gateway.serve(std::future::pending()).await;
	});
}

/// A loopback address of this process alone: when it is killed, nobody else is given its port, and
/// who calls there is refused.
fn own_loopback() -> Ipv4Addr {
	match cfg!(target_os = "linux") {
		true => {
			let [_, high, middle, low] = std::process::id().to_be_bytes();
			Ipv4Addr::new(127, 64 | high & 63, middle, low)
		},
		// Only Linux has all of 127.0.0.0/8.
		false => Ipv4Addr::LOCALHOST,
	}
}

/// Fetches `LEN HASH URL` and says how long it took.
fn fetch_one(folder: &Path) {
	let source = env::var(SOURCE).unwrap();
	let mut words = source.split(' ');
	let mut word = || words.next().unwrap();
	let mut blob = reference(b"");
	blob.len = assay_proof::BlobLen::new(word().parse().unwrap()).unwrap();
	blob.hash.0 = word().parse::<assay_proof::RootHash>().unwrap().0;
	let url = word();
	let store = Store::open(folder, QUOTA).unwrap();
	let options = ClientOptions { reach: Reach::Private, ..ClientOptions::default() };
	let start = Instant::now();
	let runtime = tokio::runtime::Runtime::new().unwrap();
	runtime.block_on(fetch(url, &blob, &store, &options, |_| {})).unwrap();
	println!("\nfetched {} {}", start.elapsed().as_secs_f64(), peak_kib("self"));
}

/// Runs a fetch in a process: what it says.
pub fn fetching(folder: &Path, source: &str, certificates: Option<&Path>) -> Output {
	let mut command = Command::new(env::current_exe().unwrap());
	tell(command.args(ARGUMENTS).env(SOURCE, source), "fetch", folder);
	if let Some(file) = certificates {
		command.env("SSL_CERT_FILE", file);
	}
	command.stderr(Stdio::piped()).output().unwrap()
}

/// Runs a fetch in a process: seconds, and its peak of memory in KiB.
pub fn fetched(folder: &Path, source: &str) -> (f64, u64) {
	let said = String::from_utf8(fetching(folder, source, None).stdout).unwrap();
	let line = said.lines().find_map(|line| line.strip_prefix("fetched "));
	let (seconds, peak) = line.unwrap_or_else(|| panic!("{said}")).split_once(' ').unwrap();
	(seconds.parse().unwrap(), peak.parse().unwrap())
}

/// The most memory that a process has had, in KiB.
pub fn peak_kib(process: &str) -> u64 {
	let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
	let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
	line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A gateway in a process of its own.
pub struct Process {
	child: Child,
	pub address: SocketAddr,
}

impl Process {
	pub fn serve(folder: &Path) -> Self {
		let mut command = Command::new(env::current_exe().unwrap());
		tell(command.args(ARGUMENTS), "serve", folder);
		let mut child = command.spawn().unwrap();
		let lines = BufReader::new(child.stdout.take().unwrap()).lines();
		let address = lines
			.map_while(Result::ok)
			.find_map(|line| line.strip_prefix("serving ").map(|said| said.parse().unwrap()));
		Process { address: address.expect("it says where it listens"), child }
	}

	pub fn peak_kib(&self) -> u64 {
		peak_kib(&self.child.id().to_string())
	}

	/// SIGKILL, at whatever it is doing.
	pub fn kill(&mut self) {
		self.child.kill().unwrap();
		self.child.wait().unwrap();
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		// It may have been killed before.
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// Long enough for what takes a moment, short enough to fail in.
pub const PATIENCE: Duration = Duration::from_secs(60);
