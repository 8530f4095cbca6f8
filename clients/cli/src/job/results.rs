//! A job's outputs: fetched from who made them or from a gateway, checked against the chain's
//! hashes, written, drawn.

use super::{describe, saves_anything};
use crate::{
	args::{GatewayArgs, JobId, Pixel, ResultArgs, RunArgs, SaveArgs},
	blobs::told,
	picture::{png, Pixels},
};
use assay_client::{account::printable, blobs, draft::Draft, Node};
use assay_market::{BlobHash, Ending, Job, JobSpec, JobState};
use assay_terminal::{files, Console, Failure};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// What is wanted of a job's outputs.
#[derive(Debug)]
pub struct Results {
	id: JobId,
	/// Where each output goes, over all passes.
	out: Vec<Option<PathBuf>>,
	picture: Option<Picture>,
	gateway: String,
	/// The hashes of what was written.
	written: Option<Vec<BlobHash>>,
}

#[derive(Debug)]
struct Picture {
	file: PathBuf,
	/// `None` for the last output.
	output: Option<usize>,
	width: u32,
	pixels: Pixels,
}

impl Results {
	/// What the command line and the job file want of a job that isn't submitted yet.
	pub fn of_draft(draft: &Draft, args: &RunArgs) -> Result<Self, Failure> {
		let out = draft.outputs.iter().map(|output| output.out.clone()).collect();
		Ok(Self {
			id: 0,
			out,
			picture: picture(&args.results, Some(&shapes(&draft.spec)))?,
			gateway: args.gateway.gateway.clone(),
			written: None,
		})
	}

	/// What the command line wants of a job that is on the chain.
	pub async fn of_job(
		node: &Node,
		id: JobId,
		save: &SaveArgs,
		gateway: &GatewayArgs,
	) -> Result<Self, Failure> {
		// Gone when the job is over.
		let order = node.job(id, None).await?.and_then(|found| found.answer.order);
		let outputs = order.map(|order| shapes(&order.spec));
		Ok(Self {
			id,
			out: save.out.iter().cloned().map(Some).collect(),
			picture: picture(save, outputs.as_deref())?,
			gateway: gateway.gateway.clone(),
			written: None,
		})
	}

	/// The same, of the job that it has become.
	pub fn of(self, id: JobId) -> Self {
		Self { id, ..self }
	}

	/// Fetches and writes what is wanted, unless that was done.
	pub async fn fetch(&mut self, node: &Node, console: &Console) -> Result<(), Failure> {
		let job = node.job(self.id, None).await?.map(|found| found.answer.job);
		let Some((job, hashes)) = job.and_then(|job| {
			let hashes = job.results.clone()?;
			Some((job, hashes))
		}) else {
			return Err(Failure::ended(format!("job {} has no results", self.id))
				.advice(format!("`assay job status {}` says how it stands", self.id)));
		};
		if self.written.as_ref() == Some(&hashes) {
			return Ok(());
		}
		if self.out.len() > hashes.len() {
			return Err(Failure::input(format!(
				"--out is given {} times and job {} has {} outputs",
				self.out.len(),
				self.id,
				hashes.len()
			))
			.advice("give it once for each output, in order"));
		}
		let sources = sources(node, &job, &self.gateway).await?;
		let drawn = self.picture.as_ref();
		let drawn = drawn.map(|picture| picture.output.unwrap_or(hashes.len().saturating_sub(1)));
		let mut list = Vec::new();
		for (number, hash) in hashes.iter().enumerate() {
			let file = self.out.get(number).and_then(Option::as_deref);
			if let Some(file) = file {
				told(&blobs::get_from_any(&sources, hash, file).await?, console);
				console.say(&format!("{}  {}", hash, file.display()));
			}
			list.push(json!({
				"output": number,
				"hash": hash.to_string(),
				"file": file.map(|file| file.display().to_string()),
			}));
		}
		let picture = match (&self.picture, drawn) {
			(Some(picture), Some(number)) => {
				let Some(hash) = hashes.get(number) else {
					return Err(Failure::input(format!("job {} has no output {number}", self.id))
						.advice("give --picture the number of an output, counted from 0"));
				};
				let file = self.out.get(number).and_then(Option::as_deref);
				picture.draw(&sources, hash, file, console).await?;
				Some(picture.file.display().to_string())
			},
			_ => None,
		};
		console.note(&json!({
			"job": self.id,
			"event": "fetched",
			"outputs": list,
			"picture": picture,
		}));
		self.written = Some(hashes);
		Ok(())
	}

	/// Another provider gets the job: what was written doesn't count.
	pub fn distrust(&mut self, console: &Console) {
		if self.written.take().is_some() {
			console.say("what was written doesn't count any more; it will be fetched again");
		}
	}

	/// The job is over.
	pub async fn conclude(
		&mut self,
		node: &Node,
		id: JobId,
		ending: Ending,
		console: &Console,
	) -> Result<(), Failure> {
		if ending != Ending::Settled {
			return Err(Failure::ended(format!(
				"job {id} has no result: {}",
				describe::ending(ending)
			))
			.advice(describe::after(ending)));
		}
		self.fetch(node, console).await
	}
}

/// The words of each output of a job, and from a row of it to the next.
fn shapes(spec: &JobSpec) -> Vec<(u32, u32)> {
	spec.outputs().map(|output| (output.words, output.tiles.pitch)).collect()
}

fn picture(save: &SaveArgs, outputs: Option<&[(u32, u32)]>) -> Result<Option<Picture>, Failure> {
	let Some(file) = &save.save_as else {
		return Ok(None);
	};
	let is_png = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
	if !is_png {
		return Err(Failure::input(format!("--save-as {} is no .png", file.display())).advice(
			"pictures are written as PNG: name a file that ends in .png. Nothing was spent",
		));
	}
	if let (Some(number), Some(outputs)) = (save.picture, outputs) {
		if number >= outputs.len() {
			return Err(Failure::input(format!(
				"--picture {number}: the job has {} outputs",
				outputs.len()
			))
			.advice("give the number of one of them, counted from 0. Nothing was spent"));
		}
	}
	let of = match save.picture {
		Some(number) => outputs.and_then(|outputs| outputs.get(number)),
		None => outputs.and_then(<[_]>::last),
	};
	let Some(width) = save.width.or(of.map(|(_, pitch)| *pitch)) else {
		return Err(Failure::input(
			"--width is missing, and the chain doesn't know the job's outputs any more",
		)
		.advice("give the words from a row of the output to the next"));
	};
	// Rather now than when it was paid for.
	if let Some((words, _)) = of {
		if width == 0 || words % width != 0 {
			return Err(Failure::input(format!(
				"--width {width}: the output's {words} words aren't rows of that many"
			))
			.advice("give the words from a row of the output to the next. Nothing was spent"));
		}
	}
	Ok(Some(Picture {
		file: file.clone(),
		output: save.picture,
		width,
		pixels: match save.pixels {
			Pixel::Rgba => Pixels::Rgba,
			Pixel::Count => Pixels::Counts,
		},
	}))
}

impl Picture {
	/// Draws an output: from its file, or from one that is fetched and goes away again.
	async fn draw(
		&self,
		sources: &[String],
		hash: &BlobHash,
		file: Option<&Path>,
		console: &Console,
	) -> Result<(), Failure> {
		let words = match file {
			Some(file) => read(file)?,
			None => {
				let (words, fetched) = blobs::bytes_from_any(sources, hash).await?;
				told(&fetched, console);
				words
			},
		};
		let picture = png(&words, self.width, self.pixels)?;
		files::write(&self.file, &picture)?;
		console.say(&format!("picture: {}", self.file.display()));
		Ok(())
	}
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
	files::read(file, assay_proof::MAX_BLOB_LEN, "the output")
}

/// The gateway of who runs or ran a job.
pub async fn endpoint(node: &Node, job: &Job) -> Result<Option<String>, Failure> {
	let Some(operator) = describe::operator(job) else {
		return Ok(None);
	};
	let provider = node.provider(operator).await?;
	let endpoint = provider.map(|provider| printable(&provider.profile.endpoint));
	Ok(endpoint.filter(|url| url.starts_with("http://") || url.starts_with("https://")))
}

/// From where outputs can be had: their provider, then the caller's gateway.
async fn sources(node: &Node, job: &Job, gateway: &str) -> Result<Vec<String>, Failure> {
	let mut sources: Vec<_> = endpoint(node, job).await?.into_iter().collect();
	if !sources.iter().any(|source| source == gateway) {
		sources.push(gateway.to_string());
	}
	Ok(sources)
}

/// `assay job result`: what there is now.
pub async fn fetch_now(
	node: &Node,
	args: &ResultArgs,
	job: &Job,
	console: &Console,
) -> Result<(), Failure> {
	let id = args.id;
	match &job.state {
		JobState::Over { ending, .. } if *ending != Ending::Settled => {
			return Err(Failure::ended(format!(
				"job {id} has no result: {}",
				describe::ending(*ending)
			))
			.advice(describe::after(*ending)))
		},
		JobState::Over { .. } | JobState::Opened { .. } => {},
		JobState::Queued { .. }
		| JobState::Assigned { .. }
		| JobState::Committed { .. }
		| JobState::Sampled { .. } => {
			if job.results.is_none() || !args.unverified {
				return Err(Failure::ended(format!(
					"job {id} has no verified result yet: {}",
					describe::headline(job)
				))
				.advice(format!(
					"wait with `assay job watch {id}`; --unverified takes what is committed to"
				)));
			}
		},
	}
	if !saves_anything(&args.results) {
		let hashes: Vec<String> = job.results.iter().flatten().map(ToString::to_string).collect();
		let list: Vec<Value> = hashes.iter().map(|hash| json!({ "hash": hash })).collect();
		console
			.result(&hashes.join("\n"), &json!({ "job": id, "event": "result", "outputs": list }));
		return Ok(());
	}
	let mut results = Results::of_job(node, id, &args.results, &args.gateway).await?;
	results.fetch(node, console).await
}
