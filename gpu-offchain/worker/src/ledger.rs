//! What is known of each attempt, on disk: what a restart goes on from.
//!
//! One file for each attempt, replaced as a whole. Inputs and outputs are in the store of blobs.

use assay_mailbox::{Answer, Attempt, Brief};
use assay_proof::RootHash;
use codec::{Decode, Encode};
use std::{
	fs::{self, File},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// What a file begins with, and its version.
const MAGIC: [u8; 8] = *b"assayat1";

/// The most bytes of a file: 64 kernels and what else a job has.
const MAX_BYTES: u64 = 16 << 20;

/// What is known of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Record {
	/// Unique on its chain.
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
	// The first 12 bytes.
	let short = |bytes: [u8; 32]| RootHash(bytes).to_string()[..24].to_string();
	let (worker, work) = (short(attempt.worker), short(attempt.work));
	format!("{}-{}-{worker}-{work}", attempt.job, attempt.attempt)
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
	if fs::metadata(path).ok()?.len() > MAX_BYTES {
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

#[cfg(test)]
mod tests {
	use super::*;
	use assay_market::{BlobHash, JobSpec};

	fn record(job: u64) -> Record {
		Record {
			attempt: Attempt { worker: [7; 32], job, attempt: 2, work: [3; 32] },
			genesis: [1; 32],
			brief: Brief {
				spec: JobSpec { inputs: Default::default(), passes: Default::default() },
				kernels: vec![vec![1, 2, 3]],
			},
			answer: Some(Answer::Commit(vec![BlobHash([9; 32])])),
			seen: 5,
			shown: vec![Shown::Opening(1), Shown::Delivery(2, 3)],
		}
	}

	/// A folder of this test's own.
	fn folder(test: &str) -> PathBuf {
		let folder =
			std::env::temp_dir().join(format!("assay-ledger-{test}-{}", std::process::id()));
		fs::create_dir_all(&folder).unwrap();
		folder
	}

	#[test]
	fn records_should_be_read_as_they_were_kept_last() {
		let folder = folder("kept");
		let (ledger, records) = Ledger::open(&folder).unwrap();
		assert_eq!(records, []);
		ledger.keep(&Record { answer: None, ..record(1) }).unwrap();
		ledger.keep(&record(1)).unwrap();
		ledger.keep(&record(2)).unwrap();
		ledger.forget(&record(2).attempt).unwrap();
		ledger.forget(&record(3).attempt).unwrap();
		assert_eq!(Ledger::open(&folder).unwrap().1, [record(1)]);
		fs::remove_dir_all(folder).unwrap();
	}

	#[test]
	fn what_is_not_whole_should_be_removed_and_the_rest_kept() {
		let folder = folder("whole");
		let (ledger, _) = Ledger::open(&folder).unwrap();
		ledger.keep(&record(1)).unwrap();
		ledger.keep(&record(2)).unwrap();
		let path = |job: u64| folder.join("attempts").join(name(&record(job).attempt));
		let whole = fs::read(path(1)).unwrap();
		for len in 0..whole.len() {
			fs::write(path(1), &whole[..len]).unwrap();
			assert_eq!(Ledger::open(&folder).unwrap().1, [record(2)], "{len} bytes");
			assert!(!path(1).exists());
		}
		// One attempt's record under the name of another.
		fs::write(path(3), &whole).unwrap();
		assert_eq!(Ledger::open(&folder).unwrap().1, [record(2)]);
		fs::remove_dir_all(folder).unwrap();
	}
}
