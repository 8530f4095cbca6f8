//! Statements and functions of generated programs.

use crate::{
	program::{Callable, Program},
	types::{Kind, Ty, B, I, U},
};

/// What a `return` may give back: nothing to leave, nothing, or a type.
pub type Leaves = Option<Option<Ty>>;

/// Blocks inside of each other at most.
const DEEPEST: usize = 4;

impl Program {
	/// Some statements in a scope of their own.
	fn body(&mut self, depth: usize, leaves: Leaves, leap: &[&str]) -> String {
		self.scopes.push(Vec::new());
		let mut text = self.statements(depth, leaves.clone());
		if !leap.is_empty() && self.c.one_in(3) {
			let condition = self.expression(&B, 1);
			let leap = self.c.pick(leap);
			text += &format!("{}if ({condition}) {{ {leap}; }}\n", tabs(depth));
			text += &self.statements(depth, leaves);
		}
		self.scopes.pop();
		text
	}

	/// Some statements.
	pub fn statements(&mut self, depth: usize, leaves: Leaves) -> String {
		let mut text = String::new();
		for _ in 0..self.c.below(5) {
			if self.budget == 0 {
				break;
			}
			self.budget -= 1;
			text += &self.statement(depth, &leaves);
		}
		text
	}

	fn statement(&mut self, depth: usize, leaves: &Leaves) -> String {
		let t = tabs(depth);
		match self.c.below(14) {
			0..=2 => {
				let (name, ty) = (self.fresh(), Ty::any(&mut self.c, self.structs.len()));
				let text = match self.c.below(4) {
					0 => format!("{t}var {name}: {};\n", ty.name()),
					_ => format!("{t}var {name}: {} = {};\n", ty.name(), self.expression(&ty, 3)),
				};
				self.declare(&name, ty, true);
				text
			},
			3 => {
				let (name, ty) = (self.fresh(), Ty::small(&mut self.c));
				let text = format!("{t}let {name} = {};\n", self.varied_or_var(&ty));
				self.declare(&name, ty, false);
				text
			},
			4..=6 => self.assignment(depth),
			7 if depth < DEEPEST => {
				let condition = self.expression(&B, 2);
				let accept = self.body(depth + 1, leaves.clone(), &[]);
				match self.c.below(2) {
					0 => format!("{t}if ({condition}) {{\n{accept}{t}}}\n"),
					_ => {
						let reject = self.body(depth + 1, leaves.clone(), &[]);
						format!("{t}if ({condition}) {{\n{accept}{t}}} else {{\n{reject}{t}}}\n")
					},
				}
			},
			8 | 9 if depth < DEEPEST => self.loop_statement(depth, leaves),
			10 if depth < DEEPEST => self.switch(depth, leaves),
			11 => match leaves {
				Some(None) => format!("{t}if ({}) {{ return; }}\n", self.expression(&B, 2)),
				Some(Some(ty)) => {
					let ty = ty.clone();
					let condition = self.expression(&B, 2);
					format!("{t}if ({condition}) {{ return {}; }}\n", self.expression(&ty, 2))
				},
				None => self.assignment(depth),
			},
			12 => {
				// Far beyond every end: nothing happens.
				format!("{t}v_out[v_slot + 1000000u] = {};\n", self.expression(&U, 1))
			},
			_ => self.assignment(depth),
		}
	}

	/// A value for a `let`, which naga must not take for a constant.
	fn varied_or_var(&mut self, ty: &Ty) -> String {
		let text = self.varied(ty, 3);
		match ty {
			Ty::Scalar(Kind::B) | Ty::Vector(_, Kind::B) if !text.contains("v_") => {
				format!("({text} == ({text} == {text}))").replace("true", "(v_lane != 9u)")
			},
			_ => text,
		}
	}

	fn assignment(&mut self, depth: usize) -> String {
		let t = tabs(depth);
		if self.c.one_in(8) {
			return self.through_pointer(depth);
		}
		let Some((place, ty)) = self.place(None) else {
			return format!("{t}v_out[v_slot * 3u] = {};\n", self.expression(&U, 2));
		};
		match (&ty, self.c.below(5)) {
			(Ty::Scalar(Kind::U | Kind::I), 1) => {
				format!("{t}{place}{};\n", self.c.pick(&["++", "--"]))
			},
			(Ty::Scalar(kind) | Ty::Vector(_, kind), 2) if *kind != Kind::B => {
				let op = self.c.pick(&["+=", "-=", "*="]);
				format!("{t}{place} {op} {};\n", self.varied(&ty, 2))
			},
			_ => format!("{t}{place} = {};\n", self.expression(&ty, 3)),
		}
	}

	/// A store through a pointer to a part of a variable.
	fn through_pointer(&mut self, depth: usize) -> String {
		let t = tabs(depth);
		let name = self.fresh();
		let own: Vec<_> = self
			.in_scope()
			.filter(|v| v.writable && !v.name.contains("v_out") && !v.name.starts_with('('))
			.filter(|v| matches!(v.ty, Ty::Array(..) | Ty::Struct(_) | Ty::Matrix(..)))
			.cloned()
			.collect();
		if own.is_empty() {
			return String::new();
		}
		let variable = own[self.c.below(own.len())].clone();
		let (path, ty) = match &variable.ty {
			Ty::Array(element, len) => (format!("{}[#{len}]", variable.name), (**element).clone()),
			Ty::Matrix(columns, rows) => {
				(format!("{}[#{columns}]", variable.name), Ty::Vector(*rows, Kind::F))
			},
			Ty::Struct(number) => {
				let members = &self.structs[*number].members;
				let at = self.c.below(members.len());
				(format!("{}.m{at}", variable.name), self.structs[*number].members[at].clone())
			},
			other => (variable.name.clone(), other.clone()),
		};
		let path = self.fill(&path);
		let value = self.expression(&ty, 2);
		format!("{t}{{ let {name} = &{path}; *{name} = {value}; }}\n")
	}

	fn loop_statement(&mut self, depth: usize, leaves: &Leaves) -> String {
		let t = tabs(depth);
		let k = self.fresh();
		let few = 1 + self.c.below(5);
		self.scopes.push(Vec::new());
		let form = self.c.below(10);
		self.declare(&k, if form == 3 { I } else { U }, false);
		// Where the counting stands in the body, `continue` would jump over it.
		let leap: &[&str] = match form {
			6 | 8 => &["break"],
			_ => &["break", "continue"],
		};
		let body = self.body(depth + 1, leaves.clone(), leap);
		self.scopes.pop();
		let text = match form {
			0 => format!("for (var {k} = 0u; {k} < {few}u; {k}++) {{\n{body}{t}}}"),
			1 => format!("for (var {k} = 0u; {k} < v_p.m0; {k}++) {{\n{body}{t}}}"),
			2 => format!("for (var {k} = v_p.m0; {k} > 0u; {k}--) {{\n{body}{t}}}"),
			3 => format!("for (var {k} = -2i; {k} <= {few}i; {k} += 2i) {{\n{body}{t}}}"),
			4 => format!("for (var {k} = {}u; {k} > 0u; {k} >>= 1u) {{\n{body}{t}}}", few * 9),
			5 => format!("for (var {k} = 1u; {k} < {}u; {k} *= 2u) {{\n{body}{t}}}", few * 9),
			6 => format!("var {k} = 0u;\n{t}while ({k} < {few}u) {{\n{body}{t}\t{k}++;\n{t}}}"),
			7 => format!(
				"var {k} = 0u;\n{t}loop {{\n{body}{t}\tcontinuing {{\n{t}\t\t{k}++;\n{t}\t\tbreak if {k} >= {few}u;\n{t}\t}}\n{t}}}"
			),
			8 => format!(
				"var {k} = 0u;\n{t}// bound: 8\n{t}loop {{\n{t}\tif ({k} >= {few}u) {{ break; }}\n{t}\t{k}++;\n{body}{t}}}"
			),
			_ => format!("for (var {k} = 1u; {k} <= v_p.m0 * 2u; {k} += 3u) {{\n{body}{t}}}"),
		};
		format!("{t}{{\n{t}{text}\n{t}}}\n")
	}

	fn switch(&mut self, depth: usize, leaves: &Leaves) -> String {
		let t = tabs(depth);
		let signed = self.c.one_in(3);
		let cases = match self.c.one_in(4) {
			true => 8 + self.c.below(4),
			false => 1 + self.c.below(3),
		};
		let (selector, suffix) = match signed {
			true => (format!("({} % {}i)", self.varied(&I, 2), cases + 1), "i"),
			false => (format!("({} % {}u)", self.varied(&U, 2), cases + 1), "u"),
		};
		let mut text = format!("{t}switch ({selector}) {{\n");
		let mut value = 0;
		for _ in 0..cases {
			let mut values = format!("{value}{suffix}");
			value += 1;
			if self.c.one_in(4) {
				values += &format!(", {value}{suffix}");
				value += 1;
			}
			let body = self.body(depth + 2, leaves.clone(), &["break"]);
			text += &format!("{t}\tcase {values}: {{\n{body}{t}\t}}\n");
		}
		let body = self.body(depth + 2, leaves.clone(), &["break"]);
		text + &format!("{t}\tdefault: {{\n{body}{t}\t}}\n{t}}}\n")
	}

	/// A function that later ones may call.
	pub fn function_declaration(&mut self) -> String {
		let name = format!("f{}", self.functions.len());
		let result = Ty::small(&mut self.c);
		self.scopes.push(Vec::new());
		let (mut list, mut arguments) = (Vec::new(), Vec::new());
		for _ in 0..self.c.below(4) {
			let argument = self.fresh();
			let pointer = self.c.one_in(3);
			let ty = match pointer {
				true => Ty::any(&mut self.c, self.structs.len()),
				false => Ty::small(&mut self.c),
			};
			match pointer {
				true => {
					list.push(format!("{argument}: ptr<function, {}>", ty.name()));
					self.declare(&format!("(*{argument})"), ty.clone(), true);
				},
				false => {
					list.push(format!("{argument}: {}", ty.name()));
					self.declare(&argument, ty.clone(), false);
				},
			}
			arguments.push((ty, pointer));
		}
		self.budget = 10;
		let body = self.statements(1, Some(Some(result.clone())));
		let value = self.expression(&result, 2);
		self.scopes.pop();
		let text = format!(
			"fn {name}({}) -> {} {{\n{body}\treturn {value};\n}}\n",
			list.join(", "),
			result.name()
		);
		self.functions.push(Callable { name, arguments, result });
		text
	}

	/// A call that gives a value of this type, if there is such a function.
	pub fn call(&mut self, ty: &Ty, depth: usize) -> Option<String> {
		let fitting: Vec<Callable> =
			self.functions.iter().filter(|f| f.result == *ty).cloned().collect();
		if fitting.is_empty() {
			return None;
		}
		let function = fitting[self.c.below(fitting.len())].clone();
		let mut arguments = Vec::new();
		let mut taken: Vec<String> = Vec::new();
		for (ty, pointer) in &function.arguments {
			if !pointer {
				arguments.push(self.varied(ty, depth.min(2) - 1));
				continue;
			}
			// A variable of the calling function, and each at most once.
			let own: Vec<String> = self.scopes[1..]
				.iter()
				.flatten()
				.filter(|v| v.writable && v.ty == *ty && !taken.contains(&v.name))
				.filter(|v| v.name.starts_with("v_") && !v.name.contains('['))
				.map(|v| v.name.clone())
				.collect();
			if own.is_empty() {
				return None;
			}
			let name = own[self.c.below(own.len())].clone();
			arguments.push(format!("&{name}"));
			taken.push(name);
		}
		Some(format!("{}({})", function.name, arguments.join(", ")))
	}

	/// Lanes exchange something: all of them, between barriers.
	pub fn phase(&mut self, depth: usize, shared: &[Ty]) -> String {
		let t = tabs(depth);
		let lanes = self.lanes;
		match self.c.below(5) {
			0 | 1 => {
				let number = self.c.below(shared.len());
				let (ty, name) = (shared[number].clone(), self.fresh());
				let value = self.expression(&ty, 2);
				let index = self.index_value();
				let text = format!(
					"{t}v_w{number}[v_lane] = {value};\n{t}workgroupBarrier();\n\
					 {t}var {name} = v_w{number}[{index} % {lanes}u];\n{t}workgroupBarrier();\n"
				);
				self.declare(&name, ty, true);
				text
			},
			2 => {
				let name = self.fresh();
				let op = self.c.pick(&["Add", "Min", "Max", "And", "Or", "Xor", "Sub"]);
				let (value, index) = (self.expression(&U, 2), self.index_value());
				let text = format!(
					"{t}atomic{op}(&v_wa[{index} % 4u], {value});\n{t}workgroupBarrier();\n\
					 {t}var {name} = atomicLoad(&v_wa[{}]) ^ atomicLoad(&v_wa[v_lane % 4u]);\n\
					 {t}workgroupBarrier();\n",
					self.c.below(4)
				);
				self.declare(&name, U, true);
				text
			},
			3 => {
				let name = self.fresh();
				let op = self.c.pick(&["Min", "Max", "Add"]);
				let value = self.expression(&I, 2);
				let store = self.c.below(lanes);
				let text = format!(
					"{t}if (v_lane == {store}u) {{ atomicStore(&v_wi[0], -7i); }}\n\
					 {t}workgroupBarrier();\n{t}atomic{op}(&v_wi[v_lane % 2u], {value});\n\
					 {t}workgroupBarrier();\n{t}var {name} = atomicLoad(&v_wi[0]);\n\
					 {t}workgroupBarrier();\n"
				);
				self.declare(&name, I, true);
				text
			},
			_ => {
				// The workgroup decides together how often it goes round.
				let (name, k, sum) = (self.fresh(), self.fresh(), self.fresh());
				let writer = self.c.below(lanes);
				let value = self.expression(&U, 2);
				let text = format!(
					"{t}if (v_lane == {writer}u) {{ v_wu = {value}; }}\n\
					 {t}let {name} = workgroupUniformLoad(&v_wu) % 4u;\n{t}var {sum} = 0u;\n\
					 {t}for (var {k} = 0u; {k} < {name}; {k}++) {{\n\
					 {t}\tatomicAdd(&v_wa[{k} % 4u], v_lane + {sum});\n{t}\tworkgroupBarrier();\n\
					 {t}\t{sum} += atomicLoad(&v_wa[{k} % 4u]);\n{t}\tstorageBarrier();\n{t}\tworkgroupBarrier();\n{t}}}\n"
				);
				self.declare(&name, U, false);
				self.declare(&sum, U, true);
				text
			},
		}
	}
}

fn tabs(depth: usize) -> String {
	"\t".repeat(depth)
}
