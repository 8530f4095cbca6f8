//! Where a raised program finds its buffers and its hidden words.

use super::error::RaiseError;
use assay_touchstone::{Bound, Header, Instr, Space, Width};

/// The binding of the words that change from dispatch to dispatch. A uniform buffer of 16 bytes.
pub const DISPATCH_BINDING: u32 = 0;

/// The binding of the words that are the same for a whole pass. A uniform buffer.
pub const PASS_BINDING: u32 = 1;

/// Where the storage bindings begin: outputs, then inputs.
const FIRST_STORAGE_BINDING: u32 = 2;

/// The grid and the second opaque zero, at the start of the pass's words.
const GRID_WORDS: u32 = 4;

/// What the module must know of one output: length, rows, row words, pitch, plane.
const WORDS_PER_OUTPUT: u32 = 5;

/// What the module must know of one input: length, place in a shared binding.
const WORDS_PER_INPUT: u32 = 2;

/// Words of one element of a uniform array, whose stride WGSL fixes.
pub(super) const UNIFORM_VECTOR: u32 = 4;

/// What a binding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingKind {
	/// `var<uniform>`.
	Uniform,
	/// `var<storage, read>`.
	Input,
	/// `var<storage, read_write>`.
	Output,
}

/// Which words an input or output is made of, as the module declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Storage {
	pub binding: u32,
	/// Words of one array element: as wide as all accesses to the buffer allow.
	pub unit: Width,
	/// Whether other inputs are in the same binding, so that a hidden word tells where this starts.
	pub shared: bool,
}

/// The bindings of a raised program and the meaning of its hidden words.
///
/// All bindings are in group 0:
///
/// - 0, uniform, 16 bytes: what [`dispatch_words`](Self::dispatch_words) gives. It changes with
///   each dispatch of a split grid.
/// - 1, uniform: what [`pass_words`](Self::pass_words) gives, once per pass.
/// - from 2 on, storage: the outputs, one binding each, then the inputs, one binding each as long
///   as the device has enough of them. Those that are left over share the last binding: their words
///   are put behind each other, in order, and [`input_binding`](Self::input_binding) tells where.
///
/// A storage buffer is at least 16 bytes long and a multiple of 16 bytes; what lies behind the
/// blob's end is never used. An output is all zeros before the pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
	pub(super) inputs: Vec<Storage>,
	pub(super) outputs: Vec<Storage>,
	/// The loop bounds that depend on parameters, each once.
	pub(super) bounds: Vec<Bound>,
	/// The element that workgroup memory is declared as.
	pub(super) workgroup: Width,
	params: u32,
}

impl Layout {
	pub(super) fn new(
		header: &Header,
		code: &[Instr],
		max_storage_buffers: u32,
	) -> Result<Self, RaiseError> {
		let (inputs, outputs) = (u32::from(header.inputs), u32::from(header.outputs));
		let needed = outputs + inputs.min(1);
		let Some(slots) =
			max_storage_buffers.checked_sub(outputs).filter(|_| needed <= max_storage_buffers)
		else {
			return Err(RaiseError::TooFewStorageBuffers {
				needed,
				available: max_storage_buffers,
			});
		};
		let first_input = FIRST_STORAGE_BINDING + outputs;
		let alone = if inputs <= slots { inputs } else { slots - 1 };
		let mut bounds = Vec::new();
		for instr in code {
			if let Instr::Loop { bound: bound @ Bound::Param { .. } } = instr {
				if !bounds.contains(bound) {
					bounds.push(*bound);
				}
			}
		}
		let input = |index: u32| Storage {
			binding: first_input + index.min(alone),
			unit: if index < alone { unit(code, Space::Input(index as u8)) } else { Width::One },
			shared: index >= alone,
		};
		let output = |index: u32| Storage {
			binding: FIRST_STORAGE_BINDING + index,
			unit: unit(code, Space::Output(index as u8)),
			shared: false,
		};
		Ok(Self {
			inputs: (0..inputs).map(input).collect(),
			outputs: (0..outputs).map(output).collect(),
			bounds,
			workgroup: unit(code, Space::Workgroup),
			params: u32::from(header.params),
		})
	}

	/// All bindings, in order of their numbers.
	pub fn bindings(&self) -> Vec<(u32, BindingKind)> {
		let mut all =
			vec![(DISPATCH_BINDING, BindingKind::Uniform), (PASS_BINDING, BindingKind::Uniform)];
		all.extend(self.outputs.iter().map(|output| (output.binding, BindingKind::Output)));
		all.extend(self.inputs.iter().map(|input| (input.binding, BindingKind::Input)));
		all.dedup();
		all
	}

	/// The binding of an output, each of which has its own.
	pub fn output_binding(&self, output: usize) -> Option<u32> {
		self.outputs.get(output).map(|storage| storage.binding)
	}

	/// The binding of an input, and the word of it at which the input starts, given the lengths of
	/// all inputs in words.
	pub fn input_binding(&self, input: usize, lengths: &[u32]) -> Option<(u32, u32)> {
		let storage = self.inputs.get(input)?;
		let before = self.inputs[..input].iter().zip(lengths);
		let offset = before
			.filter(|(other, _)| other.binding == storage.binding)
			.fold(0u32, |sum, (_, &length)| sum.saturating_add(length));
		Some((storage.binding, offset))
	}

	/// Where the hidden words of an output start.
	pub(super) fn output_words(&self, output: u32) -> u32 {
		GRID_WORDS + WORDS_PER_OUTPUT * output
	}

	/// Where the hidden words of an input start.
	pub(super) fn input_words(&self, input: u32) -> u32 {
		self.output_words(self.outputs.len() as u32) + WORDS_PER_INPUT * input
	}

	/// Where a loop's bound is, if it depends on parameters.
	pub(super) fn bound_word(&self, bound: &Bound) -> Option<u32> {
		let index = self.bounds.iter().position(|other| other == bound)?;
		Some(self.input_words(self.inputs.len() as u32) + index as u32)
	}

	/// Where the parameters start.
	pub(super) fn param_words(&self) -> u32 {
		self.input_words(self.inputs.len() as u32) + self.bounds.len() as u32
	}

	/// How many parameters there are.
	pub(super) fn param_count(&self) -> usize {
		self.params as usize
	}

	/// The vectors of the pass's uniform array.
	pub(super) fn pass_vectors(&self) -> u32 {
		(self.param_words() + self.params).div_ceil(UNIFORM_VECTOR)
	}
}

/// The widest element that all accesses to a buffer or memory can share.
fn unit(code: &[Instr], memory: Space) -> Width {
	let accesses = code.iter().filter_map(Instr::access);
	let widths = accesses.filter(|(space, _)| *space == memory).map(|(_, width)| width);
	widths.min_by_key(|width| width.words()).unwrap_or(Width::One)
}

/// A unit as WGSL names it.
pub(super) fn element(unit: Width) -> &'static str {
	match unit {
		Width::One => "u32",
		Width::Two => "vec2<u32>",
		Width::Four => "vec4<u32>",
	}
}
