//! Verdicts, kept in files.
//!
//! One file for each identity, named for its hash: lines of text, the last of which is the hash of
//! the others. A file that isn't as it was written is as good as none.

use super::{
	identity::Identity,
	verdict::{place, Failure, Verdict},
};
use assay_conformance::Needs;
use std::{
	env,
	fs::{self, File},
	io::{self, Read, Write},
	path::{Path, PathBuf},
	process,
	sync::atomic::{AtomicU64, Ordering},
};

/// The first line, which changes when the rest means something else.
const MAGIC: &str = "assay selftest 1";

/// The most bytes of a file that are read: several times what is written.
const MAX_BYTES: u64 = 1 << 20;

/// A folder of verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
	folder: PathBuf,
	/// Whether what is there counts.
	reads: bool,
}

impl Cache {
	/// Verdicts in this folder, which is made when the first one is kept.
	pub fn at(folder: impl Into<PathBuf>) -> Self {
		Self { folder: folder.into(), reads: true }
	}

	/// The same, for tests that are to run even where the verdict is known: it is replaced.
	pub fn anew(self) -> Self {
		Self { reads: false, ..self }
	}

	/// Verdicts in the user's cache folder: `$XDG_CACHE_HOME/assay/selftest`, or else
	/// `~/.cache/assay/selftest`. `None` where neither is known.
	pub fn of_user() -> Option<Self> {
		// Only whole paths count, as the XDG specification has it.
		let folder = |name, below: &str| {
			let path = PathBuf::from(env::var_os(name)?).join(below);
			path.is_absolute().then_some(path)
		};
		let cache = folder("XDG_CACHE_HOME", "").or_else(|| folder("HOME", ".cache"))?;
		Some(Self::at(cache.join("assay").join("selftest")))
	}

	/// Where it keeps its files.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	fn path(&self, identity: &Identity) -> PathBuf {
		self.folder.join(identity.hash()).with_extension("txt")
	}

	/// The verdict that was kept for an identity.
	pub(super) fn read(&self, identity: &Identity) -> Option<Verdict> {
		if !self.reads {
			return None;
		}
		let file = File::open(self.path(identity)).ok()?;
		let mut text = String::new();
		file.take(MAX_BYTES).read_to_string(&mut text).ok()?;
		parse(&text, identity)
	}

	/// Keeps a verdict. Whoever reads meanwhile sees the whole of it, or what was there before.
	pub(super) fn write(&self, identity: &Identity, verdict: &Verdict) -> io::Result<()> {
		static WRITTEN: AtomicU64 = AtomicU64::new(0);
		fs::create_dir_all(&self.folder)?;
		let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
		let name = format!(".{}.{}.{number}", identity.hash(), process::id());
		let beside = self.folder.join(name);
		let written = File::create(&beside)
			.and_then(|mut file| file.write_all(text(identity, verdict).as_bytes()))
			.and_then(|()| fs::rename(&beside, self.path(identity)));
		if written.is_err() {
			// What couldn't be written needn't be there; the error says enough.
			let _ = fs::remove_file(&beside);
		}
		written
	}
}

/// The lines of a verdict.
fn text(identity: &Identity, verdict: &Verdict) -> String {
	let mut lines = vec![MAGIC.to_string()];
	lines.extend(identity.lines.iter().cloned());
	for needs in Needs::ALL {
		let (ran, failed) = (verdict.ran[place(needs)], verdict.failed[place(needs)]);
		lines.push(format!("{needs} {ran} {failed}"));
	}
	for Failure { needs, vector, what } in &verdict.failures {
		let what = what.replace(|c: char| c.is_control(), " ");
		lines.push(format!("failure {needs}\t{vector}\t{what}"));
	}
	let text = lines.join("\n") + "\n";
	let hash = blake3::hash(text.as_bytes()).to_hex();
	format!("{text}end {hash}\n")
}

/// The verdict that text holds, if the text is whole and for this identity.
fn parse(text: &str, identity: &Identity) -> Option<Verdict> {
	let (body, end) = text.strip_suffix('\n')?.rsplit_once('\n')?;
	let body = format!("{body}\n");
	let hash = blake3::hash(body.as_bytes()).to_hex();
	if end.strip_prefix("end ")? != hash.as_str() {
		return None;
	}
	let mut lines = body.lines();
	if lines.next()? != MAGIC {
		return None;
	}
	for line in &identity.lines {
		if lines.next()? != line {
			return None;
		}
	}
	let mut verdict = Verdict::default();
	for needs in Needs::ALL {
		let counts = lines.next()?.strip_prefix(needs.name())?;
		let (ran, failed) = counts.trim_start().split_once(' ')?;
		verdict.ran[place(needs)] = ran.parse().ok()?;
		verdict.failed[place(needs)] = failed.parse().ok()?;
	}
	for line in lines {
		let mut parts = line.strip_prefix("failure ")?.splitn(3, '\t');
		let (name, vector, what) = (parts.next()?, parts.next()?, parts.next()?);
		verdict.failures.push(Failure {
			needs: Needs::ALL.into_iter().find(|needs| needs.name() == name)?,
			vector: vector.into(),
			what: what.into(),
		});
	}
	Some(verdict)
}
