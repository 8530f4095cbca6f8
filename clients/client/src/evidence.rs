//! What a job read and made, fetched here, and judged as the chain would.

use crate::{
	blobs::{self, BlobSource, Fetched},
	node::Node,
};
use assay_blobs::Store;
use assay_market::{BlobHash, BlobRef, JobSpec, Place, Work};
use assay_results::{NotShown, Results};
use assay_terminal::Failure;
use assay_witness::{Verdict, Witness};
use std::{
	num::NonZero,
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		Mutex, PoisonError,
	},
	thread,
};
use tempfile::TempDir;

/// Disk space for what is fetched: what the largest job has, and the trees of its blobs.
const MAX_BYTES: u64 = 80 << 30;

/// A job with its inputs and outputs in a folder of its own, which goes away with it.
pub struct Evidence {
	work: Work,
	made: Vec<BlobRef>,
	store: Store,
	_folder: TempDir,
}

/// What came of looking for a wrong tile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
	/// How many tiles were executed.
	pub tiles: u64,
	/// The first one that is wrong.
	pub wrong: Option<Place>,
	/// The first one that is only outside of its tolerance.
	pub inaccurate: Option<Place>,
	/// The first one where the kernel itself is at fault.
	pub void: Option<Place>,
}

impl Evidence {
	/// Fetches everything, each blob from the first of its places that has it, and tells of each.
	pub async fn gather(
		node: &Node,
		spec: JobSpec,
		hashes: &[BlobHash],
		places: &Places,
		tell: &(dyn Fn(&Fetched) + Sync),
	) -> Result<Self, Failure> {
		let work = Work::new(spec.clone(), kernels(node, &spec).await?)
			.map_err(|bad| odd(&bad.to_string()))?;
		let made = work
			.outputs(hashes)
			.ok_or_else(|| odd("the commitment has other outputs than the job"))?;
		let folder = tempfile::tempdir().map_err(|error| disk(&error.to_string()))?;
		let store =
			Store::open(folder.path(), MAX_BYTES).map_err(|error| disk(&error.to_string()))?;
		for input in &spec.inputs {
			let address = String::from_utf8_lossy(&input.address);
			let places = places.of_input(&address, &input.blob);
			tell(&blobs::into_store(&store, &input.blob, &places).await?);
		}
		for blob in &made {
			tell(&blobs::into_store(&store, blob, &places.of_output(blob)).await?);
		}
		Ok(Self { work, made, store, _folder: folder })
	}

	/// The job.
	pub fn work(&self) -> &Work {
		&self.work
	}

	/// What the chain will say to a tile.
	pub fn judge(&self, place: &Place) -> Result<Verdict, Failure> {
		self.results().judge(place).map_err(|why| cannot(place, &why))
	}

	/// What proves it, and the fuel that the workgroup takes at most.
	pub fn witness(&self, place: &Place) -> Result<(u64, Witness), Failure> {
		let fuel = self.work.workgroup_fuel(place.pass.into());
		let fuel = fuel.ok_or_else(|| cannot(place, &NotShown::Unknown))?;
		let recorded = self.results().record(place);
		let recorded = recorded.map_err(|why| cannot(place, &why))?;
		Ok((fuel.0, recorded.witness))
	}

	/// Executes tiles on all cores until one is wrong: those of a pass, or of all.
	pub fn search(
		&self,
		pass: Option<u8>,
		tell: &(dyn Fn(u64) + Sync),
	) -> Result<Searched, Failure> {
		let mut searched = Searched::default();
		for number in 0..self.work.spec().passes.len() {
			let number = number as u8;
			if pass.is_none_or(|only| only == number) && searched.wrong.is_none() {
				self.search_pass(number, &mut searched, tell)?;
			}
		}
		Ok(searched)
	}

	fn search_pass(
		&self,
		pass: u8,
		searched: &mut Searched,
		tell: &(dyn Fn(u64) + Sync),
	) -> Result<(), Failure> {
		let grid = self.work.spec().passes[usize::from(pass)].grid;
		let (next, found) = (AtomicU64::new(0), AtomicBool::new(false));
		let judged = Mutex::new((searched.clone(), None::<Failure>));
		let look = || {
			while !found.load(Ordering::Relaxed) {
				let Some(group) = grid.group(next.fetch_add(1, Ordering::Relaxed)) else {
					return;
				};
				let place = Place { pass, group };
				let verdict = self.judge(&place);
				let mut judged = judged.lock().unwrap_or_else(PoisonError::into_inner);
				let (searched, failed) = &mut *judged;
				searched.tiles += 1;
				match verdict {
					Ok(Verdict::Match) => {},
					Ok(Verdict::Inaccurate) => first(&mut searched.inaccurate, place),
					Ok(Verdict::Void(_)) => first(&mut searched.void, place),
					Ok(Verdict::Mismatch) => {
						first(&mut searched.wrong, place);
						found.store(true, Ordering::Relaxed);
					},
					Err(failure) => {
						*failed = Some(failure);
						found.store(true, Ordering::Relaxed);
					},
				}
				tell(searched.tiles);
			}
		};
		let threads = thread::available_parallelism().map_or(1, NonZero::get);
		thread::scope(|scope| {
			(0..threads).for_each(|_| {
				scope.spawn(look);
			});
		});
		let (done, failed) = judged.into_inner().unwrap_or_else(PoisonError::into_inner);
		*searched = done;
		failed.map_or(Ok(()), Err)
	}

	fn results(&self) -> Results<'_> {
		Results::new(&self.work, &self.store, self.made.clone())
	}
}

/// The one that comes first in the order of workgroups: threads find them in any.
fn first(known: &mut Option<Place>, place: Place) {
	if known.as_ref().is_none_or(|known| place.order() < known.order()) {
		*known = Some(place);
	}
}

/// Where a job's blobs may be.
#[derive(Clone, Debug)]
pub struct Places {
	/// The gateway of the provider who made the outputs.
	pub provider: Option<String>,
	/// The caller's gateway.
	pub gateway: String,
	/// Whether strangers may send the caller to its own network.
	pub private: bool,
}

impl Places {
	/// An input's: where its requester put it, then with those who have used it.
	fn of_input(&self, address: &str, blob: &BlobRef) -> Vec<BlobSource> {
		let strange = |url: String| BlobSource { url, private: self.private };
		let named = (!address.is_empty()).then(|| strange(address.to_string()));
		named.into_iter().chain(self.of_output(blob)).collect()
	}

	/// An output's.
	fn of_output(&self, blob: &BlobRef) -> Vec<BlobSource> {
		let provider = self.provider.iter().map(|gateway| BlobSource {
			url: blobs::address(gateway, &blob.hash),
			private: self.private,
		});
		let own = BlobSource { url: blobs::address(&self.gateway, &blob.hash), private: true };
		provider.chain([own]).collect()
	}
}

/// The kernels of a job, each once, from the chain.
async fn kernels(node: &Node, spec: &JobSpec) -> Result<Vec<Vec<u8>>, Failure> {
	let mut ids: Vec<_> = spec.passes.iter().map(|pass| pass.kernel).collect();
	ids.sort_unstable_by_key(|id| id.0);
	ids.dedup();
	let mut kernels = Vec::new();
	for id in ids {
		let kernel = node.kernel(&id).await?;
		let kernel = kernel.ok_or_else(|| odd("the chain has lost one of its kernels"))?;
		kernels.push(kernel.bytecode);
	}
	Ok(kernels)
}

fn odd(why: &str) -> Failure {
	Failure::node(format!("the job can't be executed here: {why}"))
		.advice("use the `assay` of the chain's release")
}

fn disk(why: &str) -> Failure {
	Failure::broke(format!("there is no room for the job's blobs: {why}")).advice(
		"make room, or name another folder with the environment's TMPDIR. Nothing was spent",
	)
}

/// A workgroup, for people.
pub fn title(place: &Place) -> String {
	let [x, y, z] = place.group;
	format!("workgroup {x},{y},{z} of pass {}", place.pass)
}

fn cannot(place: &Place, why: &NotShown) -> Failure {
	Failure::input(format!("{} can't be judged: {why}", title(place))).advice(
		"give --pass and --workgroup within the job's grid, counted from 0. Nothing was spent",
	)
}
