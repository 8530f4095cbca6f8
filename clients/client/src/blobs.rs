//! Blobs over HTTP: put to a gateway, got from one, always checked against their hash.

use assay_blobs::{
	download, fetch, upload, ClientError, ClientOptions, Reach, Store, UploadSource,
};
use assay_market::{BlobHash, BlobRef};
use assay_terminal::{files::Pending, Failure};
use std::{
	io::{self, Write},
	path::Path,
	sync::{Arc, Mutex, PoisonError},
	time::Duration,
};

/// The environment variable with the token of a gateway that wants one.
const TOKEN: &str = "ASSAY_BLOB_TOKEN";

/// How often a transfer that brings nothing is begun again. Somebody waits for an answer.
const ATTEMPTS: u32 = 3;

/// How long a transfer may take: a gibibyte over a slow line.
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

fn options() -> ClientOptions {
	ClientOptions { attempts: ATTEMPTS, total_time: LONGEST, ..Default::default() }
}

/// A blob's hash, as `b3sum` prints it.
pub fn hex(hash: &BlobHash) -> String {
	hash.to_string()
}

/// The address of a blob at a gateway.
pub fn address(gateway: &str, hash: &BlobHash) -> String {
	format!("{}/blobs/{}", gateway.trim_end_matches('/'), hex(hash))
}

/// Puts a file to a gateway, unless it has it.
pub async fn put(gateway: &str, file: &Path, blob: &BlobRef) -> Result<(), Failure> {
	let token = std::env::var(TOKEN).ok();
	let source = UploadSource::Path(file.to_path_buf());
	let sent = upload(gateway, source, token.as_deref(), &options(), |_| {}).await;
	let sent = sent.map_err(|error| put_failed(gateway, file, &error))?;
	if sent.hash != blob.hash {
		return Err(Failure::input(format!("{} changed while it was read", file.display()))
			.advice("wait until nobody writes it any more, and try again. Nothing was spent"));
	}
	Ok(())
}

fn put_failed(gateway: &str, file: &Path, error: &ClientError) -> Failure {
	let what = format!("{} can't be uploaded to {gateway}: {error}", file.display());
	match error {
		ClientError::Url { .. } => Failure::input(what)
			.advice("write the gateway as http://HOST:PORT or https://HOST. Nothing was spent"),
		ClientError::Status { .. } => Failure::broke(what).advice(format!(
			"a gateway that wants a token gets it from the environment's {TOKEN}; one that is \
				 full needs room. Nothing was spent"
		)),
		_ => Failure::broke(what).advice(
			"start a node, whose gateway it is, or name another with --gateway. Nothing was spent",
		),
	}
}

/// Writes that go on while somebody else may take the writer back.
struct Shared<W>(Arc<Mutex<Option<W>>>);

// A derived one would demand that the writer can be cloned.
impl<W> Clone for Shared<W> {
	fn clone(&self) -> Self {
		Self(self.0.clone())
	}
}

impl<W> Shared<W> {
	fn new(writer: W) -> Self {
		Self(Arc::new(Mutex::new(Some(writer))))
	}

	/// The same writer.
	fn again(&self) -> Self {
		Self(Arc::clone(&self.0))
	}

	fn take(&self) -> Option<W> {
		self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
	}
}

impl<W: Write> Write for Shared<W> {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		match writer.as_mut() {
			Some(writer) => writer.write(bytes),
			None => Err(io::ErrorKind::BrokenPipe.into()),
		}
	}

	fn flush(&mut self) -> io::Result<()> {
		let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		writer.as_mut().map_or(Ok(()), |writer| writer.flush())
	}
}

/// A place where a blob may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobSource {
	/// The blob's address there.
	pub url: String,
	/// Whether that may be on the caller's own network.
	pub private: bool,
}

/// Where a blob was in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
	/// Its hash.
	pub hash: BlobHash,
	/// Its bytes.
	pub bytes: u64,
	/// The address that had it.
	pub from: String,
}

/// Brings a blob into a store, from the first place that has it.
pub async fn into_store(
	store: &Store,
	blob: &BlobRef,
	places: &[BlobSource],
) -> Result<Fetched, Failure> {
	let mut reasons = Vec::new();
	for BlobSource { url, private } in places {
		let options = ClientOptions {
			reach: match private {
				true => Reach::Private,
				false => Reach::Public,
			},
			..options()
		};
		match fetch(url, blob, store, &options, |_| {}).await {
			Ok(()) => {
				return Ok(Fetched { hash: blob.hash, bytes: blob.len.get(), from: url.clone() })
			},
			Err(error) => reasons.push(format!("{url}: {error}")),
		}
	}
	Err(not_found(&blob.hash, &reasons))
}

/// Gets a blob from the first of several gateways that has it. The file is whole or isn't there.
pub async fn get_from_any(
	gateways: &[String],
	hash: &BlobHash,
	file: &Path,
) -> Result<Fetched, Failure> {
	let (pending, fetched) = from_any(gateways, hash, || Pending::new(file)).await?;
	pending.keep()?;
	Ok(fetched)
}

/// The same, kept in memory.
pub async fn bytes_from_any(
	gateways: &[String],
	hash: &BlobHash,
) -> Result<(Vec<u8>, Fetched), Failure> {
	from_any(gateways, hash, || Ok(Vec::new())).await
}

/// The writer with the whole blob in it.
async fn from_any<W: Write + Send + 'static>(
	gateways: &[String],
	hash: &BlobHash,
	begin: impl Fn() -> Result<W, Failure>,
) -> Result<(W, Fetched), Failure> {
	let mut reasons = Vec::new();
	for gateway in gateways {
		let shared = Shared::new(begin()?);
		let got = download(gateway, hash, None, shared.again(), &options(), |_| {}).await;
		match (got, shared.take()) {
			(Ok(len), Some(writer)) => {
				let from = gateway.clone();
				return Ok((writer, Fetched { hash: *hash, bytes: len.get(), from }));
			},
			(Ok(_), None) => reasons.push(format!("{gateway}: it was taken away")),
			(Err(error), _) => reasons.push(format!("{gateway}: {error}")),
		}
	}
	Err(not_found(hash, &reasons))
}

fn not_found(hash: &BlobHash, reasons: &[String]) -> Failure {
	Failure::broke(
		format!("the blob {} is not available: {}", hex(hash), reasons.join("; "))).advice(
		"look whether the gateway runs and has it, or name another with --gateway. A provider keeps \
		 a job's outputs until it is settled, and has to deliver what you demand on chain until \
		 then (docs/cli.md)")
}
