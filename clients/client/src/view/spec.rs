//! What is to be computed, and what is offered for it.
//!
//! The same shape as polkadot.js takes for `jobs.submit`, but for tolerances, which are floats here
//! and their bits there.

use super::Amount;
use assay_market as types;
use assay_proof::BlobLen;
use serde::{Deserialize, Serialize};
use sp_core::crypto::AccountId32;
use sp_core::H256;
use sp_runtime::{traits::Get, BoundedVec};
use std::fmt;

/// What is to be computed: passes over blobs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spec {
	/// The blobs that passes may read.
	pub inputs: Vec<Input>,
	/// The passes, in the order in which they run.
	pub passes: Vec<Pass>,
}

/// A blob that a job reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
	/// Which blob.
	pub blob: Blob,
	/// From where it can be fetched over HTTP; empty if providers are to find it by its hash.
	#[serde(default)]
	pub address: String,
}

/// A blob that is known by its hash and its length.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Blob {
	/// Its BLAKE3 hash.
	pub hash: H256,
	/// Its bytes.
	pub len: u64,
}

/// One kernel over one grid of workgroups.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pass {
	/// The kernel's id.
	pub kernel: H256,
	/// Workgroups in x, y and z.
	pub grid: [u32; 3],
	/// The words of the kernel's parameters.
	#[serde(default)]
	pub params: Vec<u32>,
	/// What it reads.
	#[serde(default)]
	pub inputs: Vec<Source>,
	/// What it writes.
	pub outputs: Vec<Output>,
}

/// Where an input of a pass comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Source {
	/// An input of the job.
	Job(u8),
	/// An output of an earlier pass.
	Pass {
		/// Which pass.
		pass: u8,
		/// Which of its outputs.
		output: u8,
	},
}

/// An output of a pass.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Output {
	/// Its words.
	pub words: u32,
	/// How it is divided among workgroups.
	pub tiles: Tiles,
	/// How its words are compared.
	pub rule: Rule,
}

/// The tiles of an output: row `r` of the tile of workgroup (x, y, z) is the `rowWords` words from
/// `z * plane + (y * rows + r) * pitch + x * rowWords` on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tiles {
	/// Rows of a tile.
	pub rows: u32,
	/// Words of a row.
	pub row_words: u32,
	/// Words from a row to the next.
	pub pitch: u32,
	/// Words from a workgroup to the next in z.
	pub plane: u32,
}

/// How words of an output are compared.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Rule {
	/// All bits equal.
	Exact,
	/// Floats within `atol + rtol * |reference|`.
	Within {
		/// The absolute part.
		atol: f32,
		/// The relative part.
		rtol: f32,
	},
}

/// What a requester offers and asks of providers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offer {
	/// The most it pays per giga-fuel.
	pub price: Amount,
	/// Blocks in which a provider has to commit.
	pub deadline: u32,
	/// Blocks after which the job isn't given to anybody any more.
	pub patience: u32,
	/// How many tiles the chain executes again.
	pub samples: u8,
	/// Who may run it; anybody if nobody is named.
	#[serde(default)]
	pub allowed: Vec<AccountId32>,
	/// Where the provider has to be, if that matters.
	#[serde(default)]
	pub region: Option<String>,
	/// What else has to be true of it.
	#[serde(default)]
	pub attributes: Vec<String>,
}

/// More of something than a job may have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TooMuch {
	/// Of what, and where: `params of pass 2`.
	pub what: String,
	/// How much there may be.
	pub most: u64,
}

impl fmt::Display for TooMuch {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { what, most } = self;
		write!(f, "the {what} are more than {most}")
	}
}

impl std::error::Error for TooMuch {}

fn bounded<T, Most: Get<u32>>(
	list: Vec<T>,
	what: impl FnOnce() -> String,
) -> Result<BoundedVec<T, Most>, TooMuch> {
	BoundedVec::try_from(list).map_err(|_| TooMuch { what: what(), most: u64::from(Most::get()) })
}

impl TryFrom<Spec> for types::JobSpec {
	type Error = TooMuch;

	fn try_from(spec: Spec) -> Result<Self, TooMuch> {
		let inputs = spec.inputs.into_iter().enumerate();
		let inputs = inputs
			.map(|(number, input)| {
				Ok(types::JobInput {
					blob: types::BlobRef {
						hash: types::BlobHash(input.blob.hash.0),
						len: BlobLen::new(input.blob.len).map_err(|_| TooMuch {
							what: format!("bytes of input {number}"),
							most: BlobLen::MAX.get(),
						})?,
					},
					address: bounded(input.address.into_bytes(), || {
						format!("bytes of the address of input {number}")
					})?,
				})
			})
			.collect::<Result<_, _>>()?;
		let passes = spec.passes.into_iter().enumerate();
		let passes =
			passes.map(|(number, pass)| pass.into_chain(number)).collect::<Result<_, _>>()?;
		Ok(Self {
			inputs: bounded(inputs, || "inputs".into())?,
			passes: bounded(passes, || "passes".into())?,
		})
	}
}

impl Pass {
	fn into_chain(self, number: usize) -> Result<types::PassSpec, TooMuch> {
		let inputs = self.inputs.into_iter().map(Into::into).collect();
		let outputs = self.outputs.into_iter().map(Into::into).collect();
		Ok(types::PassSpec {
			kernel: types::KernelId(self.kernel.0),
			grid: self.grid,
			params: bounded(self.params, || format!("params of pass {number}"))?,
			inputs: bounded(inputs, || format!("inputs of pass {number}"))?,
			outputs: bounded(outputs, || format!("outputs of pass {number}"))?,
		})
	}
}

impl From<types::JobSpec> for Spec {
	fn from(spec: types::JobSpec) -> Self {
		Self {
			inputs: spec.inputs.into_iter().map(Into::into).collect(),
			passes: spec.passes.into_iter().map(Into::into).collect(),
		}
	}
}

impl From<types::JobInput> for Input {
	fn from(input: types::JobInput) -> Self {
		Self {
			blob: Blob { hash: H256(input.blob.hash.0), len: input.blob.len.get() },
			// The chain takes any bytes for an address.
			address: String::from_utf8_lossy(&input.address).into_owned(),
		}
	}
}

impl From<types::PassSpec> for Pass {
	fn from(pass: types::PassSpec) -> Self {
		Self {
			kernel: H256(pass.kernel.0),
			grid: pass.grid,
			params: pass.params.into_inner(),
			inputs: pass.inputs.into_iter().map(Into::into).collect(),
			outputs: pass.outputs.into_iter().map(Into::into).collect(),
		}
	}
}

impl From<Source> for types::InputSource {
	fn from(source: Source) -> Self {
		match source {
			Source::Job(input) => Self::Job(input),
			Source::Pass { pass, output } => Self::Pass { pass, output },
		}
	}
}

impl From<types::InputSource> for Source {
	fn from(source: types::InputSource) -> Self {
		match source {
			types::InputSource::Job(input) => Self::Job(input),
			types::InputSource::Pass { pass, output } => Self::Pass { pass, output },
		}
	}
}

impl From<Output> for types::OutputSpec {
	fn from(output: Output) -> Self {
		Self {
			words: output.words,
			tiles: types::Shape {
				rows: output.tiles.rows,
				row_words: output.tiles.row_words,
				pitch: output.tiles.pitch,
				plane: output.tiles.plane,
			},
			rule: match output.rule {
				Rule::Exact => types::CompareRule::Exact,
				Rule::Within { atol, rtol } => {
					types::CompareRule::Within { atol: atol.to_bits(), rtol: rtol.to_bits() }
				},
			},
		}
	}
}

impl From<types::OutputSpec> for Output {
	fn from(output: types::OutputSpec) -> Self {
		Self {
			words: output.words,
			tiles: Tiles {
				rows: output.tiles.rows,
				row_words: output.tiles.row_words,
				pitch: output.tiles.pitch,
				plane: output.tiles.plane,
			},
			rule: match output.rule {
				types::CompareRule::Exact => Rule::Exact,
				types::CompareRule::Within { atol, rtol } => {
					Rule::Within { atol: f32::from_bits(atol), rtol: f32::from_bits(rtol) }
				},
			},
		}
	}
}
