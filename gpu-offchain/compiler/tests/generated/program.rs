//! Generated programs: valid WGSL inside the language, with what to run it on.

use crate::{
	choices::Choices,
	types::{Kind, Struct, Ty, F, I, U},
};

/// Something with a name that an expression may use.
#[derive(Clone, Debug)]
pub struct Variable {
	pub name: String,
	pub ty: Ty,
	pub writable: bool,
}

/// A function that may be called.
#[derive(Clone, Debug)]
pub struct Callable {
	pub name: String,
	/// Types of arguments, and whether each is a pointer.
	pub arguments: Vec<(Ty, bool)>,
	pub result: Ty,
}

/// A program while it is made.
pub struct Program {
	pub c: Choices,
	pub relaxed: bool,
	pub structs: Vec<Struct>,
	pub functions: Vec<Callable>,
	pub scopes: Vec<Vec<Variable>>,
	/// Whether lanes have to stay together in `main`.
	pub barriers: bool,
	pub lanes: usize,
	pub names: usize,
	/// What is left of the number of statements.
	pub budget: usize,
}

/// A program, and a pass to run it in.
pub struct Case {
	pub source: String,
	pub overrides: Vec<(String, f64)>,
	pub params: Vec<u32>,
	pub inputs: Vec<Vec<u32>>,
	/// Words of a lane in each output.
	pub lane_words: Vec<u32>,
	pub lanes: u32,
	pub groups: u32,
}

/// Words that each lane writes of `v_out`.
const OUT_WORDS: u32 = 3;

impl Program {
	/// The case that these choices make.
	pub fn make(c: Choices) -> (Case, Vec<u32>) {
		let mut program = Self {
			c,
			relaxed: false,
			structs: Vec::new(),
			functions: Vec::new(),
			scopes: vec![Vec::new()],
			barriers: false,
			lanes: 1,
			names: 0,
			budget: 40,
		};
		let case = program.case();
		(case, program.c.into_list())
	}

	pub fn in_scope(&self) -> impl Iterator<Item = &Variable> {
		self.scopes.iter().flatten()
	}

	pub fn declare(&mut self, name: &str, ty: Ty, writable: bool) {
		let name = name.to_string();
		let scope = self.scopes.last_mut().expect("a scope is open");
		scope.push(Variable { name, ty, writable });
	}

	pub fn fresh(&mut self) -> String {
		self.names += 1;
		format!("v_{}", self.names)
	}

	fn case(&mut self) -> Case {
		self.relaxed = self.c.one_in(4);
		self.barriers = self.c.one_in(3);
		self.lanes = [1, 2, 3, 4, 8][self.c.below(5)];
		let size = match self.lanes {
			8 => ["8", "4, 2", "2, 2, 2"][self.c.below(3)].to_string(),
			lanes => lanes.to_string(),
		};
		let mode = if self.relaxed { "relaxed" } else { "strict" };
		let mut source = format!("// assay: {mode}\n");
		for number in 0..self.c.below(3) {
			let members: Vec<Ty> =
				(0..1 + self.c.below(4)).map(|_| Ty::in_buffers(&mut self.c)).collect();
			source += &format!("struct S{number} {{");
			for (at, member) in members.iter().enumerate() {
				source += &format!(" m{at}: {},", member.name());
			}
			source += " }\n";
			self.structs.push(Struct { members });
		}
		let (text, params) = self.params();
		source += &text;
		let (text, inputs) = self.inputs();
		source += &text;
		source += "@group(0) @binding(8) var<storage, read_write> v_out: array<u32>;\n";
		let mut lane_words = vec![OUT_WORDS];
		let second = self.c.one_in(2).then(|| Ty::in_buffers(&mut self.c));
		if let Some(ty) = &second {
			source += &format!(
				"@group(0) @binding(9) var<storage, read_write> v_wide: array<{}>;\n",
				ty.name()
			);
			lane_words.push(stride(ty));
		}
		let (text, overrides) = self.overrides();
		source += &text;
		source += "var<private> v_lane: u32;\nvar<private> v_slot: u32;\nvar<private> v_gid: vec3<u32>;\n";
		for (name, ty) in [("v_lane", U), ("v_slot", U), ("v_gid", Ty::Vector(3, Kind::U))] {
			self.declare(name, ty, false);
		}
		for _ in 0..self.c.below(3) {
			let (name, ty) = (self.fresh(), Ty::any(&mut self.c, self.structs.len()));
			let init = match self.c.one_in(3) {
				true => format!(" = {}", self.literal(&ty)),
				false => String::new(),
			};
			source += &format!("var<private> {name}: {}{init};\n", ty.name());
			self.declare(&name, ty, true);
		}
		let shared = self.shared();
		source += &shared.0;
		for _ in 0..self.c.below(4) {
			source += &self.function_declaration();
		}
		source += &self.main(&size, shared.1, second);
		Case {
			source,
			overrides,
			params,
			inputs,
			lane_words,
			lanes: self.lanes as u32,
			groups: 1 + self.c.below(2) as u32,
		}
	}

	/// The uniform block and its words. `v_p.m0` is small: loops count to it.
	fn params(&mut self) -> (String, Vec<u32>) {
		let number = self.structs.len();
		let mut members = vec![U, I, F];
		for _ in 0..self.c.below(3) {
			members.push(match self.c.below(3) {
				0 => Ty::Vector(2 + self.c.below(3), Kind::in_buffers(&mut self.c)),
				1 => Ty::Matrix(2 + self.c.below(3), 2 + self.c.below(3)),
				_ => Ty::Array(
					Box::new(Ty::Vector(4, Kind::in_buffers(&mut self.c))),
					1 + self.c.below(3),
				),
			});
		}
		let mut text = format!("struct S{number} {{");
		for (at, member) in members.iter().enumerate() {
			text += &format!(" m{at}: {},", member.name());
		}
		text += &format!(" }}\n@group(0) @binding(7) var<uniform> v_p: S{number};\n");
		self.structs.push(Struct { members });
		self.declare("v_p", Ty::Struct(number), false);
		let mut words = self.words(256);
		words[0] = self.c.below(7) as u32;
		(text, words)
	}

	/// Inputs: an array sized at run time of words, and one of something larger.
	fn inputs(&mut self) -> (String, Vec<Vec<u32>>) {
		let mut text = String::from("@group(0) @binding(0) var<storage, read> v_in: array<u32>;\n");
		let words = 8 * (1 + self.c.below(8));
		let mut inputs = vec![self.words(words)];
		if self.c.one_in(2) {
			let ty = match self.c.below(2) {
				0 if self.structs.len() > 1 => Ty::Struct(0),
				_ => Ty::in_buffers(&mut self.c),
			};
			let len = 1 + self.c.below(4);
			text += &format!(
				"@group(0) @binding(1) var<storage, read> v_data: array<{}, {len}>;\n",
				ty.name()
			);
			self.declare("v_data", Ty::Array(Box::new(ty), len), false);
			// Longer than any of them.
			inputs.push(self.words(512));
		}
		(text, inputs)
	}

	/// Words that are integers or floats of a usual size, mostly.
	fn words(&mut self, count: usize) -> Vec<u32> {
		let mut data = Choices::from_seed(u64::from(self.c.word()));
		(0..count)
			.map(|_| match data.below(6) {
				0 => data.word() % 9,
				1 => data.word(),
				2 => [0, 0xffff_ffff, 0x8000_0000, 0x7f80_0000, 0x7fc0_0001, 1, 0x0080_0000]
					[data.below(7)],
				_ => ((data.word() % 4096) as f32 / 64.0 - 32.0).to_bits(),
			})
			.collect()
	}

	fn overrides(&mut self) -> (String, Vec<(String, f64)>) {
		let (mut text, mut values) = (String::new(), Vec::new());
		for number in 0..self.c.below(3) {
			let name = format!("v_o{number}");
			let kind = [Kind::U, Kind::I, Kind::F, Kind::B][self.c.below(4)];
			let value = match kind {
				Kind::B => self.c.below(2),
				_ => self.c.below(100),
			};
			let given = self.c.one_in(2);
			let init = match (given, kind) {
				(true, _) => String::new(),
				(_, Kind::B) => " = true".into(),
				(_, kind) => format!(" = {}(7)", kind.name()),
			};
			text += &format!("override {name}: {}{init};\n", kind.name());
			if given {
				values.push((name.clone(), value as f64));
			}
			// naga computes with overrides like with constants, so they are read through a variable.
			let copy = format!("v_c{number}");
			text += &format!("var<private> {copy}: {} = {name};\n", kind.name());
			self.declare(&copy, Ty::Scalar(kind), false);
		}
		(text, values)
	}

	/// Workgroup variables: their declarations, and the types of those that phases use.
	fn shared(&mut self) -> (String, Vec<Ty>) {
		let mut types = Vec::new();
		let mut text = String::new();
		if self.barriers {
			for number in 0..1 + self.c.below(2) {
				let ty = Ty::small(&mut self.c);
				text +=
					&format!("var<workgroup> v_w{number}: array<{}, {}>;\n", ty.name(), self.lanes);
				types.push(ty);
			}
			text += "var<workgroup> v_wu: u32;\nvar<workgroup> v_wa: array<atomic<u32>, 4>;\n\
				var<workgroup> v_wi: array<atomic<i32>, 2>;\n";
		}
		(text, types)
	}

	fn main(&mut self, size: &str, shared: Vec<Ty>, second: Option<Ty>) -> String {
		let lanes = self.lanes;
		let mut text = format!(
			"@compute @workgroup_size({size})\nfn main(@builtin(local_invocation_index) lane: u32, \
			 @builtin(global_invocation_id) gid: vec3<u32>,\n\t\t@builtin(workgroup_id) group: \
			 vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>, @builtin(local_invocation_id) at: \
			 vec3<u32>) {{\n\
			 \tv_lane = lane;\n\tv_gid = gid + at * grid;\n\tv_slot = group.x * {lanes}u + lane;\n"
		);
		self.scopes.push(Vec::new());
		self.declare(&format!("v_out[{OUT_WORDS}u * v_slot]"), U, true);
		self.declare(&format!("v_out[{OUT_WORDS}u * v_slot + 1u]"), U, true);
		if let Some(ty) = &second {
			self.declare("v_wide[v_slot]", ty.clone(), true);
		}
		self.budget = 40;
		let leaves = (!self.barriers).then_some(None);
		text += &self.statements(1, leaves);
		if self.barriers {
			for _ in 0..1 + self.c.below(3) {
				text += &self.phase(1, &shared);
				text += &self.statements(1, None);
			}
		}
		text += "\tvar v_hash = v_lane;\n";
		let mut leaves = Vec::new();
		for variable in self.in_scope() {
			self.scalars(&variable.name, &variable.ty, &mut leaves);
		}
		leaves.truncate(60);
		for (path, kind) in leaves {
			let bits = match kind {
				Kind::U => path,
				Kind::B => format!("u32({path})"),
				_ => format!("bitcast<u32>({path})"),
			};
			text += &format!("\tv_hash = v_hash * 31u + {bits};\n");
		}
		text += &format!("\tv_out[{OUT_WORDS}u * v_slot + 2u] = v_hash;\n}}\n");
		self.scopes.pop();
		text
	}

	/// All scalars of a variable, by their paths.
	fn scalars(&self, path: &str, ty: &Ty, found: &mut Vec<(String, Kind)>) {
		match ty {
			Ty::Scalar(kind) => found.push((path.into(), *kind)),
			Ty::Vector(n, kind) => {
				(0..*n).for_each(|at| found.push((format!("{path}[{at}]"), *kind)));
			},
			Ty::Matrix(columns, rows) => (0..*columns).for_each(|at| {
				self.scalars(&format!("{path}[{at}]"), &Ty::Vector(*rows, Kind::F), found);
			}),
			Ty::Array(element, len) => (0..*len).for_each(|at| {
				self.scalars(&format!("{path}[{at}]"), element, found);
			}),
			Ty::Struct(number) => {
				for (at, member) in self.structs[*number].members.iter().enumerate() {
					self.scalars(&format!("{path}.m{at}"), member, found);
				}
			},
		}
	}
}

/// Words from an element of an array in a buffer to the next.
fn stride(ty: &Ty) -> u32 {
	match ty {
		Ty::Vector(2, _) => 2,
		Ty::Vector(..) => 4,
		Ty::Matrix(columns, rows) => *columns as u32 * if *rows == 2 { 2 } else { 4 },
		_ => 1,
	}
}
