//! Tiles that are wrong.

use assay_mailbox::Attempt;
use assay_market::Work;
use std::{
	fs::{File, OpenOptions},
	hash::{DefaultHasher, Hash, Hasher},
	io,
	os::unix::fs::FileExt,
	path::PathBuf,
};

/// What a word is changed by: a float becomes another by orders of magnitude.
const CHANGE: u32 = 0x4000_0000;

/// Parts that a share is counted in.
const MILLION: u64 = 1_000_000;

/// Changes a word in so many of a million tiles, the same ones each time, and in at least one of
/// each pass. How many it were.
pub fn corrupt(share: u32, attempt: &Attempt, work: &Work, outputs: &[PathBuf]) -> io::Result<u64> {
	let mut changed = 0;
	for (number, pass) in work.spec().passes.iter().enumerate() {
		let files = outputs.iter().skip(work.spec().outputs_before(number));
		let files = files.take(pass.outputs.len());
		let files = files.map(|path| OpenOptions::new().read(true).write(true).open(path));
		let files = files.collect::<io::Result<Vec<File>>>()?;
		let groups = pass.grid.count().unwrap_or(u64::MAX);
		let always = draw((attempt, number)) % groups;
		for (index, group) in (0..).zip(pass.grid.groups()) {
			let chosen = draw((attempt, number, index)) % MILLION < u64::from(share);
			if !chosen && index != always {
				continue;
			}
			changed += 1;
			for (file, output) in files.iter().zip(&pass.outputs) {
				if let Some(run) = output.output().tile(group).runs().next() {
					flip(file, 4 * u64::from(run.in_output))?;
				}
			}
		}
	}
	Ok(changed)
}

fn flip(file: &File, at: u64) -> io::Result<()> {
	let mut word = [0; 4];
	file.read_exact_at(&mut word, at)?;
	let word = u32::from_le_bytes(word) ^ CHANGE;
	file.write_all_at(&word.to_le_bytes(), at)
}

fn draw(of: impl Hash) -> u64 {
	let mut hasher = DefaultHasher::new();
	of.hash(&mut hasher);
	hasher.finish()
}
