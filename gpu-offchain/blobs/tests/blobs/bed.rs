//! A store in a folder of its own, a gateway before it, and plain HTTP to talk to it.

use crate::role::PATIENCE;
use assay_blobs::{ClientOptions, Gateway, GatewayOptions, Reach, Store, StoreError, StoreOptions};
use assay_market::{BlobHash, BlobRef};
use assay_proof::{BlobLen, RootHash};
use std::{
	fs,
	future::Future,
	io::{self, Read, Write},
	net::{Ipv4Addr, SocketAddr, TcpStream},
	path::{Path, PathBuf},
	thread,
	time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{runtime::Runtime, sync::oneshot};

pub const MIB: u64 = 1 << 20;

/// Bytes without a pattern that a hash or a range could miss.
pub fn noise(len: usize) -> Vec<u8> {
	let mut state = 0x9e37_79b9_7f4a_7c15u64;
	let words = std::iter::repeat_with(|| {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		state.to_le_bytes()
	});
	words.flatten().take(len).collect()
}

pub fn reference(bytes: &[u8]) -> BlobRef {
	BlobRef {
		hash: BlobHash(RootHash::of(bytes).0),
		len: BlobLen::new(bytes.len() as u64).unwrap(),
	}
}

pub fn hex(hash: &BlobHash) -> String {
	RootHash(hash.0).to_string()
}

/// A folder in memory where there is one: syncing then costs nothing, and tests need no disk.
pub fn folder() -> TempDir {
	tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A store.
pub struct Bed {
	pub folder: TempDir,
	pub store: Store,
}

impl Bed {
	pub fn new() -> Self {
		Self::with(StoreOptions::new(256 * MIB))
	}

	pub fn with(options: StoreOptions) -> Self {
		let folder = folder();
		let store = Store::open_with(folder.path(), options).unwrap();
		Bed { folder, store }
	}

	/// The store opened anew, as after a restart.
	pub fn reopen(self) -> Self {
		let Bed { folder, store } = self;
		let options = store.options().clone();
		drop(store);
		let store = open_again(folder.path(), options).unwrap();
		Bed { folder, store }
	}

	pub fn file(&self, kind: &str, hash: &BlobHash) -> PathBuf {
		let name = hex(hash);
		self.folder.path().join(kind).join(&name[..2]).join(name)
	}

	/// Changes one bit of a file of the store.
	pub fn flip(&self, kind: &str, hash: &BlobHash, place: usize) {
		let path = self.file(kind, hash);
		let mut bytes = fs::read(&path).unwrap();
		bytes[place] ^= 0x10;
		// Blobs are read-only, but the folder isn't.
		fs::remove_file(&path).unwrap();
		fs::write(&path, bytes).unwrap();
	}

	/// Names of everything in one of the store's folders.
	pub fn names(&self, folder: &str) -> Vec<String> {
		let mut names: Vec<String> = fs::read_dir(self.folder.path().join(folder))
			.unwrap()
			.map(|entry| entry.unwrap().file_name().into_string().unwrap())
			.collect();
		names.sort();
		names
	}
}

/// Opens a store that was open in this process before.
///
/// Another test that starts a process copies all descriptors for the moment between fork and exec,
/// and with them the lock of a store that was just closed here.
pub fn open_again(folder: &Path, options: StoreOptions) -> Result<Store, StoreError> {
	let start = Instant::now();
	loop {
		match Store::open_with(folder, options.clone()) {
			Err(StoreError::InUse { .. }) if start.elapsed() < PATIENCE => thread::yield_now(),
			opened => return opened,
		}
	}
}

/// A gateway that runs until it is dropped.
pub struct Serving {
	pub address: SocketAddr,
	pub runtime: Runtime,
	stop: Option<oneshot::Sender<()>>,
	done: Option<std::thread::JoinHandle<()>>,
}

pub fn local(options: GatewayOptions) -> GatewayOptions {
	GatewayOptions { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), ..options }
}

impl Serving {
	pub fn new(store: &Store) -> Self {
		Self::with(store, GatewayOptions::default())
	}

	pub fn with(store: &Store, options: GatewayOptions) -> Self {
		let runtime = Runtime::new().unwrap();
		let gateway = runtime.block_on(Gateway::bind(store.clone(), local(options))).unwrap();
		let address = gateway.local_addr();
		let (stop, stopped) = oneshot::channel();
		let handle = runtime.handle().clone();
		let done = std::thread::spawn(move || {
			handle.block_on(gateway.serve(async {
				let _ = stopped.await;
			}));
		});
		Serving { address, runtime, stop: Some(stop), done: Some(done) }
	}

	pub fn url(&self) -> String {
		format!("http://{}", self.address)
	}

	/// Asks it to end, and waits for that.
	pub fn shut_down(&mut self) {
		drop(self.stop.take());
		if let Some(done) = self.done.take() {
			done.join().unwrap();
		}
	}

	pub fn connect(&self) -> TcpStream {
		connect(self.address)
	}

	/// One request on a connection of its own.
	pub fn ask(&self, head: &str, body: &[u8]) -> Heard {
		ask(self.address, head, body)
	}

	pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
		self.runtime.block_on(work)
	}
}

impl Drop for Serving {
	fn drop(&mut self) {
		self.shut_down();
	}
}

pub fn connect(address: SocketAddr) -> TcpStream {
	try_connect(address).unwrap()
}

fn try_connect(address: SocketAddr) -> io::Result<TcpStream> {
	let stream = TcpStream::connect(address)?;
	// A test that waits for ever says nothing.
	stream.set_read_timeout(Some(PATIENCE))?;
	Ok(stream)
}

/// Sends a head, `Host` and what else HTTP wants added, and a body, to a server that lives.
pub fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
	try_send(stream, head, body).unwrap();
}

/// As [`send`], to a server that may be gone.
pub fn try_send(stream: &mut TcpStream, head: &str, body: &[u8]) -> io::Result<()> {
	let (line, rest) = head.split_once('\n').unwrap_or((head, ""));
	let rest: String = rest.lines().map(|line| format!("{line}\r\n")).collect();
	let length = match rest.to_lowercase().contains("content-length") {
		false if line.starts_with("PUT") => format!("Content-Length: {}\r\n", body.len()),
		_ => String::new(),
	};
	let head = format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{length}{rest}\r\n");
	stream.write_all(head.as_bytes())?;
	// The gateway may refuse before it has read all.
	let _ = stream.write_all(body);
	Ok(())
}

pub fn ask(address: SocketAddr, head: &str, body: &[u8]) -> Heard {
	try_ask(address, head, body).unwrap()
}

/// As [`ask`], of a server that may be gone.
pub fn try_ask(address: SocketAddr, head: &str, body: &[u8]) -> io::Result<Heard> {
	let mut stream = try_connect(address)?;
	try_send(&mut stream, head, body)?;
	Ok(hear(&mut stream))
}

/// What a server answered.
#[derive(Debug, PartialEq, Eq)]
pub struct Heard {
	/// Zero when the connection ended before it was told.
	pub status: u16,
	headers: String,
	pub body: Vec<u8>,
}

/// Reads to the end of the connection.
pub fn hear(stream: &mut TcpStream) -> Heard {
	let mut bytes = Vec::new();
	// A broken connection ends what is heard.
	let _ = stream.read_to_end(&mut bytes);
	let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
	let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
	let line = head.split_once("\r\n").map_or("", |(line, _)| line);
	let status = line.split(' ').nth(1).map_or(0, |status| status.parse().unwrap());
	Heard { status, headers: head.to_lowercase(), body: bytes[end..].to_vec() }
}

impl Heard {
	pub fn header(&self, name: &str) -> Option<&str> {
		self.headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
	}

	pub fn text(&self) -> &str {
		std::str::from_utf8(&self.body).unwrap()
	}

	/// The code and the message of a refusal.
	pub fn refusal(&self) -> (String, String) {
		let said: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
		let part = |name: &str| said["error"][name].as_str().unwrap().to_owned();
		(part("code"), part("message"))
	}
}

/// Options for clients that talk to this machine and don't wait long.
pub fn near() -> ClientOptions {
	ClientOptions {
		reach: Reach::Private,
		pause: Duration::from_millis(1),
		..ClientOptions::default()
	}
}
