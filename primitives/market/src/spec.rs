//! What a requester asks to be computed.

use crate::{
	grid::Grid,
	kernel::KernelId,
	limits::{MAX_ADDRESS, MAX_INPUTS, MAX_JOB_INPUTS, MAX_OUTPUTS, MAX_PARAMS, MAX_PASSES},
};
use assay_proof::BlobRef;
use assay_touchstone::{BadTolerance, Output, Rule, TileShape, Tolerance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use sp_runtime::{traits::ConstU32, BoundedVec};

/// What is to be computed: passes over blobs.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(deny_unknown_fields)
)]
#[scale_info(capture_docs = "always")]
pub struct JobSpec {
	/// The blobs that passes may read.
	#[cfg_attr(feature = "std", serde(with = "crate::json::list"))]
	pub inputs: BoundedVec<JobInput, ConstU32<MAX_JOB_INPUTS>>,
	/// The passes, in the order in which they run.
	#[cfg_attr(feature = "std", serde(with = "crate::json::list"))]
	pub passes: BoundedVec<PassSpec, ConstU32<MAX_PASSES>>,
}

/// A blob that a job reads.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(deny_unknown_fields)
)]
#[scale_info(capture_docs = "always")]
pub struct JobInput {
	/// Its hash and its length.
	pub blob: BlobRef,
	/// From where it can be fetched over HTTP; empty if providers are to find it by its hash. The
	/// chain only keeps it.
	#[cfg_attr(feature = "std", serde(default, with = "crate::json::text"))]
	pub address: BoundedVec<u8, ConstU32<MAX_ADDRESS>>,
}

/// One kernel over one grid of workgroups.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(deny_unknown_fields)
)]
#[scale_info(capture_docs = "always")]
pub struct PassSpec {
	/// The id of the kernel that every workgroup runs.
	pub kernel: KernelId,
	/// Workgroups in x, y and z.
	pub grid: Grid,
	/// Words of the kernel's parameters.
	#[cfg_attr(feature = "std", serde(default, with = "crate::json::list"))]
	pub params: BoundedVec<u32, ConstU32<MAX_PARAMS>>,
	/// What it reads.
	#[cfg_attr(feature = "std", serde(default, with = "crate::json::list"))]
	pub inputs: BoundedVec<InputSource, ConstU32<MAX_INPUTS>>,
	/// What it writes.
	#[cfg_attr(feature = "std", serde(with = "crate::json::list"))]
	pub outputs: BoundedVec<OutputSpec, ConstU32<MAX_OUTPUTS>>,
}

/// Where an input of a pass comes from.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase", deny_unknown_fields)
)]
#[scale_info(capture_docs = "always")]
pub enum InputSource {
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
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(deny_unknown_fields)
)]
#[scale_info(capture_docs = "always")]
pub struct OutputSpec {
	/// Its words.
	pub words: u32,
	/// How it is divided among workgroups.
	pub tiles: Shape,
	/// How its words are compared.
	pub rule: CompareRule,
}

/// The tiles of an output: row `r` of the tile of workgroup (x, y, z) is the `row_words` words from
/// `z * plane + (y * rows + r) * pitch + x * row_words` on.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase", deny_unknown_fields)
)]
#[scale_info(capture_docs = "always")]
pub struct Shape {
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
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase", deny_unknown_fields)
)]
#[scale_info(capture_docs = "always")]
pub enum CompareRule {
	/// All bits equal.
	Exact,
	/// Floats within `atol + rtol * |ref|`.
	Within {
		/// The absolute part: the bits of a 32-bit float here, the float itself in JSON.
		#[cfg_attr(feature = "std", serde(with = "crate::json::float_bits"))]
		atol: u32,
		/// The relative part, likewise.
		#[cfg_attr(feature = "std", serde(with = "crate::json::float_bits"))]
		rtol: u32,
	},
}

impl fmt::Display for InputSource {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Job(input) => write!(f, "job input {input}"),
			Self::Pass { pass, output } => write!(f, "output {output} of pass {pass}"),
		}
	}
}

impl Shape {
	/// Tiles that follow each other, one workgroup in x after the other.
	pub const fn flat(words: u32) -> Self {
		Self { rows: 1, row_words: words, pitch: words, plane: words }
	}
}

impl From<Shape> for TileShape {
	fn from(shape: Shape) -> Self {
		Self {
			rows: shape.rows,
			row_words: shape.row_words,
			pitch: shape.pitch,
			plane: shape.plane,
		}
	}
}

impl From<TileShape> for Shape {
	fn from(shape: TileShape) -> Self {
		Self {
			rows: shape.rows,
			row_words: shape.row_words,
			pitch: shape.pitch,
			plane: shape.plane,
		}
	}
}

impl OutputSpec {
	/// The output as the interpreter knows it.
	pub fn output(&self) -> Output {
		Output { words: self.words, tiles: self.tiles.into() }
	}
}

impl TryFrom<CompareRule> for Rule {
	type Error = BadTolerance;

	fn try_from(rule: CompareRule) -> Result<Self, BadTolerance> {
		match rule {
			CompareRule::Exact => Ok(Self::Exact),
			CompareRule::Within { atol, rtol } => {
				Tolerance::from_bits(atol, rtol).map(Self::Within)
			},
		}
	}
}

impl From<Rule> for CompareRule {
	fn from(rule: Rule) -> Self {
		match rule {
			Rule::Exact => Self::Exact,
			Rule::Within(tolerance) => {
				let (atol, rtol) = tolerance.to_bits();
				Self::Within { atol, rtol }
			},
		}
	}
}

impl JobSpec {
	/// How many outputs the passes before `pass` have: where in a commitment its own begin.
	pub fn outputs_before(&self, pass: usize) -> usize {
		let before = self.passes.iter().take(pass);
		before.fold(0, |sum, pass| sum.saturating_add(pass.outputs.len()))
	}

	/// The number, counted over all passes, of an output that this names. `None` if it names an input
	/// of the job, or there is no such output.
	pub fn output_number(&self, source: InputSource) -> Option<usize> {
		let InputSource::Pass { pass, output } = source else { return None };
		let (pass, output) = (usize::from(pass), usize::from(output));
		self.passes.get(pass)?.outputs.get(output)?;
		self.outputs_before(pass).checked_add(output)
	}

	/// Which output of which pass has this number, counted over all passes.
	pub fn output_at(&self, number: usize) -> Option<InputSource> {
		let mut left = number;
		for (pass, spec) in (0u8..).zip(&self.passes) {
			match left.checked_sub(spec.outputs.len()) {
				Some(beyond) => left = beyond,
				None => {
					return Some(InputSource::Pass { pass, output: u8::try_from(left).ok()? });
				},
			}
		}
		None
	}

	/// The outputs of all passes.
	pub fn outputs(&self) -> impl Iterator<Item = &OutputSpec> {
		self.passes.iter().flat_map(|pass| pass.outputs.iter())
	}
}
