//! What is known of each attempt, on disk: what a restart goes on from.
//!
//! One file for each attempt, replaced as a whole. Inputs and outputs are in the store of blobs.

use assay_mailbox::{Answer, Attempt, Brief};
use codec::{Decode, Encode};
use std::{
	fs::{self, File},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// What a file begins with, and its version.
const MAGIC: [u8; 8] = *b"assayat1";

/// The most bytes of a file: 64 kernels and what else a job has.
const MOST_BYTES: u64 = 16 << 20;

/// What is known of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Record {
	/// Which one.
	pub attempt: Attempt,
	/// On which chain.
	pub genesis: [u8; 32],
	/// What it computes.
	pub brief: Brief,
	/// What came of it, once that is known.
	pub answer: Option<Answer>,
	/// In which block it was last on a roll.
	pub seen: u32,
	/// Samples that were opened, and chunks that were delivered.
	pub shown: Vec<Shown>,
}

/// What was written to the mailbox for an attempt besides its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Shown {
	/// The opening of a sample.
	Opening(u8),
	/// Chunks of an output from one on.
	Delivery(u8, u32),
}

/// A name that no other attempt has: of its file, and of what it pins.
pub(crate) fn name(attempt: &Attempt) -> String {
	let worker: String = attempt.worker[..16]
		.iter()
		.map(|byte| format!("{byte:02x}"))
		.collect();
	format!("{}-{}-{worker}", attempt.job, attempt.attempt)
}

/// A folder of records.
#[derive(Debug)]
pub(crate) struct Ledger {
	folder: PathBuf,
}

impl Ledger {
	/// The records of a folder, which is made if it isn't there. What isn't whole is removed.
	pub fn open(folder: &Path) -> io::Result<(Self, Vec<Record>)> {
		let folder = folder.join("attempts");
		fs::create_dir_all(&folder)?;
		let mut records = Vec::new();
		for file in fs::read_dir(&folder)? {
			let path = file?.path();
			match read(&path) {
				Some(record) => records.push(record),
				None => {
					log::warn!(target: "gpu", "{} isn't whole and is removed", path.display());
					fs::remove_file(&path)?;
				},
			}
		}
		Ok((Self { folder }, records))
	}

	/// Keeps a record, in place of what was known of the attempt.
	pub fn keep(&self, record: &Record) -> io::Result<()> {
		let path = self.folder.join(name(&record.attempt));
		let beside = path.with_extension("new");
		let mut file = File::create(&beside)?;
		let body = record.encode();
		let sum = blake3::hash(&body);
		file.write_all(&[&MAGIC[..], sum.as_bytes(), &body].concat())?;
		file.sync_all()?;
		fs::rename(&beside, &path)?;
		File::open(&self.folder)?.sync_all()
	}

	/// Forgets an attempt.
	pub fn forget(&self, attempt: &Attempt) -> io::Result<()> {
		match fs::remove_file(self.folder.join(name(attempt))) {
			Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
			other => other,
		}
	}
}

fn read(path: &Path) -> Option<Record> {
	if fs::metadata(path).ok()?.len() > MOST_BYTES {
		return None;
	}
	let bytes = fs::read(path).ok()?;
	let (sum, body) = bytes.strip_prefix(&MAGIC)?.split_first_chunk::<32>()?;
	if blake3::hash(body) != *sum {
		return None;
	}
	let record = Record::decode(&mut &*body).ok()?;
	(path.file_name()?.to_str()? == name(&record.attempt)).then_some(record)
}
