//! The frame of a raised module, as WGSL: declarations, functions, and what a lane does first.
//!
//! naga parses it, and the program's own instructions are appended to `main` as naga's IR.

use super::{
	lanes::Lanes,
	layout::{element, Layout, Storage, DISPATCH_BINDING, PASS_BINDING, UNIFORM_VECTOR},
};
use assay_touchstone::{AtomicOp, Control, FloatMode, Header, Instr};
use core::fmt::{self, Write};
use naga::ScalarKind;

/// Names that the body looks up in the frame.
pub(super) mod names {
	/// The entry point.
	pub const ENTRY: &str = "main";
	/// The lane's number in its workgroup.
	pub const LANE: &str = "lane";
	/// The lane's place in its workgroup.
	pub const LOCAL: &str = "place";
	/// Whether the lane is the program's own, and not there to fill up the workgroup.
	pub const OWN: &str = "is_own";
	/// The workgroup's place in the whole grid.
	pub const GROUP: &str = "group";
	/// The pass's hidden words.
	pub const PASS: &str = "hidden_pass";
	/// The memory of a lane.
	pub const PRIVATE: &str = "private_words";

	pub fn register(index: u8) -> String {
		format!("r{index}")
	}

	pub fn counter(depth: usize) -> String {
		format!("count_{depth}")
	}

	pub fn input(index: u32) -> String {
		format!("input_{index}")
	}

	pub fn output(index: u32) -> String {
		format!("output_{index}")
	}

	pub fn origin(output: u32) -> String {
		format!("origin_{output}")
	}

	pub fn in_tile(output: u32) -> String {
		format!("in_tile_{output}")
	}
}

/// How workgroup memory is declared.
#[derive(Clone, Copy)]
enum Shared {
	Plain,
	Unsigned,
	Signed,
}

impl Shared {
	fn of(code: &[Instr]) -> Self {
		let ops = || {
			code.iter().filter_map(|instr| match instr {
				Instr::Atomic { op, .. } => Some(*op),
				_ => None,
			})
		};
		let signs = || ops().filter_map(compared_as);
		let any = |kind: ScalarKind| signs().any(|sign| sign == kind);
		match (ops().next(), any(ScalarKind::Sint) && !any(ScalarKind::Uint)) {
			(None, _) => Self::Plain,
			(Some(_), true) => Self::Signed,
			(Some(_), false) => Self::Unsigned,
		}
	}

	fn element(self) -> &'static str {
		match self {
			Self::Plain => "Unit",
			Self::Unsigned => "atomic<u32>",
			Self::Signed => "atomic<i32>",
		}
	}

	fn functions(self) -> &'static str {
		match self {
			Self::Plain => include_str!("wgsl/shared_plain.wgsl"),
			Self::Unsigned => include_str!("wgsl/shared_unsigned.wgsl"),
			Self::Signed => include_str!("wgsl/shared_signed.wgsl"),
		}
	}
}

/// What an atomic compares words as, if it compares them.
fn compared_as(op: AtomicOp) -> Option<ScalarKind> {
	match op {
		AtomicOp::MinU | AtomicOp::MaxU => Some(ScalarKind::Uint),
		AtomicOp::MinS | AtomicOp::MaxS => Some(ScalarKind::Sint),
		AtomicOp::Add | AtomicOp::And | AtomicOp::Or | AtomicOp::Xor => None,
	}
}

/// The frame of a program.
pub(super) struct Frame<'a> {
	pub header: &'a Header,
	pub code: &'a [Instr],
	pub lanes: Lanes,
	pub layout: &'a Layout,
}

impl Frame<'_> {
	/// The WGSL.
	pub fn source(&self) -> Result<String, fmt::Error> {
		let mut out = String::new();
		self.declare(&mut out)?;
		out.push_str(include_str!("wgsl/bits.wgsl"));
		out.push_str(include_str!("wgsl/half.wgsl"));
		out.push_str(match self.header.float_mode {
			FloatMode::Strict => include_str!("wgsl/strict.wgsl"),
			FloatMode::Relaxed => include_str!("wgsl/relaxed.wgsl"),
		});
		for output in 0..self.layout.outputs.len() as u32 {
			self.tile_functions(&mut out, output)?;
		}
		self.entry(&mut out)?;
		Ok(out)
	}

	fn declare(&self, out: &mut String) -> fmt::Result {
		writeln!(
			out,
			"@group(0) @binding({DISPATCH_BINDING}) var<uniform> hidden_dispatch: vec4<u32>;"
		)?;
		writeln!(
			out,
			"@group(0) @binding({PASS_BINDING}) var<uniform> {}: array<vec4<u32>, {}>;",
			names::PASS,
			self.layout.pass_vectors(),
		)?;
		for (index, output) in self.layout.outputs.iter().enumerate() {
			declare_storage(out, "read_write", &names::output(index as u32), output)?;
		}
		for (index, input) in self.layout.inputs.iter().enumerate() {
			let before = self.layout.inputs[..index].iter();
			if !before.into_iter().any(|other| other.binding == input.binding) {
				declare_storage(out, "read", &names::input(input.binding), input)?;
			}
		}
		let units = self.workgroup_units();
		if units > 0 {
			let (shared, unit) = (Shared::of(self.code), element(self.layout.workgroup));
			writeln!(
				out,
				"alias Unit = {unit};
var<workgroup> workgroup_words: array<{}, {units}>;",
				shared.element()
			)?;
			out.push_str(shared.functions());
		}
		Ok(())
	}

	/// Where a workgroup's tile starts, and whether words are in one row of it.
	fn tile_functions(&self, out: &mut String, output: u32) -> fmt::Result {
		let first = self.layout.output_words(output);
		let word = |offset: u32| pass_word(first + offset);
		write!(
			out,
			"fn tile_{output}(group: vec3<u32>) -> u32 {{
	let below = product_or_max(group.y, product_or_max({rows}, {pitch}));
	let planes = product_or_max(group.z, {plane});
	return sum_or_max(sum_or_max(planes, below), product_or_max(group.x, {row_words}));
}}

fn {in_tile}(element: u32, shift: u32, origin: u32) -> bool {{
	let word = element << shift;
	let inside = (({length} >> shift) > element) & (word >= origin);
	let distance = word - origin;
	let row = select(quotient(distance, {pitch}), 0u, ({rows} == 1u) | (distance < {pitch}));
	return inside & (row < {rows}) & (distance - row * {pitch} + (1u << shift) <= {row_words});
}}

",
			in_tile = names::in_tile(output),
			length = word(0),
			rows = word(1),
			row_words = word(2),
			pitch = word(3),
			plane = word(4),
		)
	}

	/// Elements of workgroup memory. The last one may have words that nothing reaches.
	fn workgroup_units(&self) -> u32 {
		u32::from(self.header.workgroup_words).div_ceil(self.layout.workgroup.words())
	}

	/// Where a lane is in the program's workgroup.
	fn lane_place(&self) -> String {
		if !self.lanes.are_filled_up() {
			return "lane_place + vec3<u32>(0u)".into();
		}
		let [x, y, _] = self.header.workgroup_size;
		format!("vec3<u32>(lane_index % {x}u, lane_index / {x}u % {y}u, lane_index / {x}u / {y}u)")
	}

	fn entry(&self, out: &mut String) -> fmt::Result {
		let [x, y, z] = self.lanes.size;
		let place = self.lane_place();
		writeln!(
			out,
			"@compute @workgroup_size({x}, {y}, {z})
fn {}(
	@builtin(local_invocation_index) lane_index: u32,
	@builtin(local_invocation_id) lane_place: vec3<u32>,
	@builtin(workgroup_id) dispatched: vec3<u32>,
) {{
	let {} = lane_index + 0u;
	let {} = {place};
	let {} = lane_index < {}u;
	let {} = dispatched + hidden_dispatch.xyz;",
			names::ENTRY,
			names::LANE,
			names::LOCAL,
			names::OWN,
			self.lanes.own,
			names::GROUP,
		)?;
		for output in 0..self.layout.outputs.len() as u32 {
			writeln!(out, "\tlet {} = tile_{output}(group);", names::origin(output))?;
		}
		for index in used_registers(self.code) {
			writeln!(out, "\tvar {}: u32 = 0u;", names::register(index))?;
		}
		for depth in 0..loop_depth(self.code) {
			writeln!(out, "\tvar {}: u32 = 0u;", names::counter(depth))?;
		}
		let private = self.header.private_words;
		if private > 0 {
			let array = format!("array<u32, {private}>");
			writeln!(out, "\tvar {}: {array} = {array}();", names::PRIVATE)?;
		}
		let units = self.workgroup_units();
		if units > 0 {
			let lanes = self.lanes.all;
			writeln!(
				out,
				"\tfor (var i = lane_index; i < {units}u; i = i + {lanes}u) {{
		shared_store(i, Unit());
	}}
	workgroupBarrier();"
			)?;
		}
		out.push_str("}\n");
		Ok(())
	}
}

fn declare_storage(out: &mut String, access: &str, name: &str, storage: &Storage) -> fmt::Result {
	let binding = storage.binding;
	let element = element(storage.unit);
	writeln!(out, "@group(0) @binding({binding}) var<storage, {access}> {name}: array<{element}>;")
}

fn pass_word(word: u32) -> String {
	format!("{}[{}][{}]", names::PASS, word / UNIFORM_VECTOR, word % UNIFORM_VECTOR)
}

fn used_registers(code: &[Instr]) -> Vec<u8> {
	let mut used = [false; 256];
	for instr in code {
		instr.registers(|first, count| {
			used.iter_mut()
				.skip(usize::from(first.0))
				.take(usize::from(count))
				.for_each(|register| *register = true);
		});
	}
	(0..=u8::MAX).filter(|&index| used[usize::from(index)]).collect()
}

fn loop_depth(code: &[Instr]) -> usize {
	let (mut open, mut deepest) = (0usize, 0);
	for instr in code {
		match instr.control() {
			Some(Control::Loop { .. }) => open += 1,
			Some(Control::EndLoop { .. }) => open = open.saturating_sub(1),
			Some(
				Control::If { .. }
				| Control::Else
				| Control::End
				| Control::Continuing
				| Control::Break { .. }
				| Control::Continue { .. }
				| Control::Exit { .. },
			)
			| None => {},
		}
		deepest = deepest.max(open);
	}
	deepest
}
