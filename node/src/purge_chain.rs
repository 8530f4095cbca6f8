//! `assay purge-chain`: removes what a node keeps of a chain, but not its keys.

use crate::database;
use sc_cli::{CliConfiguration, DatabaseParams, SharedParams};
use sc_service::Configuration;
use std::{
	collections::BTreeSet,
	ffi::OsString,
	fmt, fs,
	io::{self, BufRead, Write},
	path::{Path, PathBuf},
};

/// The command.
#[derive(Clone, Debug, clap::Parser)]
pub struct PurgeChain {
	/// Don't ask
	#[arg(short = 'y', long)]
	pub yes: bool,

	/// Keep blobs and what the GPU service knows of its jobs
	///
	/// For a provider that fetches the same chain anew and has jobs that aren't settled: it needs
	/// their results to open samples.
	#[arg(long)]
	pub keep_work: bool,

	/// Remove the keystore and the node's identity on the network, too
	///
	/// Keys that exist nowhere else are lost: a validator's, a provider's.
	#[arg(long)]
	pub keys: bool,

	/// Which chain, and where
	#[command(flatten)]
	pub shared: SharedParams,

	/// Which database
	#[command(flatten)]
	pub database: DatabaseParams,
}

impl CliConfiguration for PurgeChain {
	fn shared_params(&self) -> &SharedParams {
		&self.shared
	}

	fn database_params(&self) -> Option<&DatabaseParams> {
		Some(&self.database)
	}
}

/// Why nothing, or not all, was removed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The database is used, or can't be found.
	#[error(transparent)]
	Database(#[from] database::Error),
	/// The person didn't say yes.
	#[error("nothing was removed: 'y' was expected. To be asked nothing, use -y")]
	NotConfirmed,
	/// The file system refused.
	#[error("{} can't be {what}", path.display())]
	Files {
		/// What was tried.
		what: &'static str,
		/// With what.
		path: PathBuf,
		/// Why it failed.
		source: io::Error,
	},
}

/// A part of a chain's folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
	Database,
	Blobs,
	Gpu,
	Keystore,
	Network,
	/// Not the node's.
	Other,
}

impl Part {
	/// The part that an entry of the chain's folder is. `database` is the name of the database's.
	fn of(name: &OsString, database: Option<&std::ffi::OsStr>) -> Self {
		if database == Some(name) {
			return Part::Database;
		}
		match name.to_str() {
			Some("blobs") => Part::Blobs,
			Some("gpu") => Part::Gpu,
			Some("keystore") => Part::Keystore,
			Some("network") => Part::Network,
			_ => Part::Other,
		}
	}

	fn is_removed(self, keep_work: bool, keys: bool) -> bool {
		match self {
			Part::Database => true,
			Part::Blobs | Part::Gpu => !keep_work,
			Part::Keystore | Part::Network => keys,
			Part::Other => false,
		}
	}

	fn meaning(self) -> &'static str {
		match self {
			Part::Database => "the chain's blocks and state",
			Part::Blobs => "inputs and results of jobs",
			Part::Gpu => "what the GPU service knows of its jobs and devices",
			Part::Keystore => "keys",
			Part::Network => "the node's identity on the network",
			Part::Other => "not the node's",
		}
	}
}

/// What would be removed, and what stays.
#[derive(PartialEq, Eq, Debug)]
pub struct Plan {
	folder: PathBuf,
	removed: Vec<(OsString, &'static str)>,
	kept: Vec<(OsString, &'static str)>,
}

impl fmt::Display for Plan {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let names = self.removed.iter().chain(&self.kept);
		let width = names.map(|(name, _)| name.len()).max().unwrap_or(0);
		let mut list = |title: &str, entries: &[(OsString, &str)]| {
			if entries.is_empty() {
				return Ok(());
			}
			writeln!(f, "{title}:")?;
			entries.iter().try_for_each(|(name, meaning)| {
				writeln!(f, "  {:width$}  {meaning}", name.to_string_lossy())
			})
		};
		list(&format!("Removes from {}", self.folder.display()), &self.removed)?;
		list("Keeps", &self.kept)
	}
}

impl PurgeChain {
	/// Says what it is about to do, asks, and does it.
	pub fn run(&self, config: &Configuration) -> Result<(), Error> {
		let database = database::folder(config)?;
		let folder = config.base_path.config_dir(config.chain_spec.id());
		// Held until the end, so that no node starts meanwhile.
		let _lock = database::lock(database)?;
		let plan = self.plan(&folder, database)?;
		if plan.removed.is_empty() {
			println!("There is nothing to remove in {}", folder.display());
			return Ok(());
		}
		print!("{plan}");
		if !self.yes {
			confirm(&mut io::stdin().lock())?;
		}
		for (name, _) in &plan.removed {
			let path = folder.join(name);
			fs::remove_dir_all(&path).map_err(|source| Error::Files {
				what: "removed",
				path,
				source,
			})?;
		}
		println!("Removed.");
		Ok(())
	}

	/// What of a chain's folder goes and what stays.
	fn plan(&self, folder: &Path, database: &Path) -> Result<Plan, Error> {
		let files = |source| Error::Files { what: "read", path: folder.into(), source };
		let names: BTreeSet<OsString> = match fs::read_dir(folder) {
			Ok(entries) => entries
				.map(|entry| entry.map(|entry| entry.file_name()))
				.collect::<Result<_, _>>()
				.map_err(files)?,
			Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeSet::new(),
			Err(error) => return Err(files(error)),
		};
		// The database is a folder in the one that is removed: paritydb/full.
		let database = database.strip_prefix(folder).ok().and_then(|path| path.iter().next());
		let mut plan = Plan { folder: folder.into(), removed: Vec::new(), kept: Vec::new() };
		for name in names {
			let part = Part::of(&name, database);
			let entry = (name, part.meaning());
			match part.is_removed(self.keep_work, self.keys) {
				true => plan.removed.push(entry),
				false => plan.kept.push(entry),
			}
		}
		Ok(plan)
	}
}

/// Waits for a yes.
fn confirm(answers: &mut impl BufRead) -> Result<(), Error> {
	print!("Go on? [y/N] ");
	let asked = io::stdout().flush();
	let mut answer = String::new();
	let read = asked
		.and_then(|()| answers.read_line(&mut answer))
		.map_err(|source| Error::Files { what: "asked", path: "the terminal".into(), source })?;
	if read == 0 {
		// Nobody is there, so nobody has ended the line.
		println!();
	}
	match answer.trim() {
		"y" | "Y" | "yes" => Ok(()),
		_ => Err(Error::NotConfirmed),
	}
}
