//! Expressions of generated programs.

use crate::{
	program::{Program, Variable},
	types::{Kind, Ty, B, F, I, U},
};

/// Numbers of the kind that finds mistakes.
const EDGES: [u32; 14] = [
	0,
	1,
	2,
	3,
	7,
	31,
	32,
	255,
	0x7fff_ffff,
	0x8000_0000,
	0xffff_ffff,
	0x00ff_00ff,
	65_536,
	12_345,
];

impl Program {
	/// An expression of a type, of at most so many levels.
	pub fn expression(&mut self, ty: &Ty, depth: usize) -> String {
		if depth == 0 || self.c.one_in(5) {
			return self.leaf(ty);
		}
		if self.c.one_in(8) {
			if let Some(call) = self.call(ty, depth) {
				return call;
			}
		}
		match ty {
			Ty::Scalar(Kind::B) => self.condition(depth),
			Ty::Scalar(kind) | Ty::Vector(_, kind) if *kind != Kind::B => {
				self.numbers(ty, *kind, depth)
			},
			Ty::Vector(n, _) => self.bool_vector(*n, depth),
			Ty::Matrix(columns, rows) => self.matrix(*columns, *rows, depth),
			Ty::Array(..) | Ty::Struct(_) => self.whole(ty, depth),
			Ty::Scalar(_) => self.leaf(ty),
		}
	}

	/// An expression that naga can't compute while it reads the source: it refuses constants that
	/// overflow.
	pub fn varied(&mut self, ty: &Ty, depth: usize) -> String {
		let text = self.expression(ty, depth);
		if text.contains("v_") {
			return text;
		}
		match ty {
			Ty::Scalar(Kind::B) | Ty::Vector(_, Kind::B) | Ty::Array(..) | Ty::Struct(_) => text,
			Ty::Scalar(kind) => format!("({text} + {}(v_lane))", kind.name()),
			Ty::Vector(_, kind) => format!("({text} + {}(v_lane))", kind.name()),
			Ty::Matrix(..) => format!("({text} * f32(v_lane))"),
		}
	}

	/// A variable, parameter, constant or literal.
	fn leaf(&mut self, ty: &Ty) -> String {
		if !self.c.one_in(4) {
			if let Some(read) = self.read(ty) {
				return read;
			}
		}
		self.literal(ty)
	}

	/// A value written out.
	pub fn literal(&mut self, ty: &Ty) -> String {
		match ty {
			Ty::Scalar(Kind::U) => format!("{}u", EDGES[self.c.below(EDGES.len())]),
			Ty::Scalar(Kind::I) => match EDGES[self.c.below(EDGES.len())] as i32 {
				i32::MIN => "(-2147483647i - 1i)".into(),
				negative if negative < 0 => format!("(-{}i)", -negative),
				value => format!("{value}i"),
			},
			Ty::Scalar(Kind::F) => self
				.c
				.pick(&[
					"0.0",
					"1.0",
					"0.5",
					"2.5",
					"3.0",
					"(-1.0)",
					"(-0.75)",
					"100.25",
					"1e-3",
					"8388609.0",
				])
				.to_string(),
			Ty::Scalar(Kind::B) => self.c.pick(&["false", "true"]).to_string(),
			Ty::Vector(n, kind) => {
				let parts: Vec<_> = (0..*n).map(|_| self.literal(&Ty::Scalar(*kind))).collect();
				format!("{}({})", ty.name(), parts.join(", "))
			},
			_ => format!("{}()", ty.name()),
		}
	}

	/// A part of something in scope that has this type.
	fn read(&mut self, ty: &Ty) -> Option<String> {
		let mut found = Vec::new();
		for variable in self.in_scope() {
			self.paths(&variable.name, &variable.ty, ty, 0, &mut found);
		}
		if found.is_empty() {
			return None;
		}
		let at = self.c.below(found.len());
		Some(self.fill(&found[at]))
	}

	/// All ways from a variable to parts of a type; `#n` stands for an index below n.
	fn paths(&self, path: &str, from: &Ty, to: &Ty, depth: usize, found: &mut Vec<String>) {
		if from == to {
			found.push(path.to_string());
		}
		if depth == 3 {
			return;
		}
		let mut go = |part: String, ty: &Ty| self.paths(&part, ty, to, depth + 1, found);
		match from {
			Ty::Scalar(_) => {},
			Ty::Vector(n, kind) => {
				go(format!("{path}[#{n}]"), &Ty::Scalar(*kind));
				go(format!("{path}.{}", ["x", "y", "z", "w"][n - 1]), &Ty::Scalar(*kind));
			},
			Ty::Matrix(columns, rows) => {
				go(format!("{path}[#{columns}]"), &Ty::Vector(*rows, Kind::F))
			},
			Ty::Array(element, len) => go(format!("{path}[#{len}]"), element),
			Ty::Struct(number) => {
				for (member, ty) in self.structs[*number].members.iter().enumerate() {
					go(format!("{path}.m{member}"), ty);
				}
			},
		}
	}

	/// Puts indices into a path: constants, or values that are kept below the end.
	pub fn fill(&mut self, path: &str) -> String {
		let mut out = String::new();
		for (n, piece) in path.split('#').enumerate() {
			if n == 0 {
				out += piece;
				continue;
			}
			let end = piece.find(']').expect("an index ends");
			let len: usize = piece[..end].parse().expect("a length is a number");
			out += &match self.c.below(3) {
				0 => self.c.below(len).to_string(),
				1 => format!("{}i", self.c.below(len)),
				_ => {
					let index = self.index_value();
					format!("{index} % {len}u")
				},
			};
			out += &piece[end..];
		}
		out
	}

	/// A u32 without much in it, to index with.
	pub fn index_value(&mut self) -> String {
		let scalars: Vec<String> =
			self.in_scope().filter(|v| v.ty == U).map(|v| v.name.clone()).collect();
		match self.c.below(3) {
			0 => "v_lane".into(),
			1 if !scalars.is_empty() => scalars[self.c.below(scalars.len())].clone(),
			_ => {
				let word = EDGES[self.c.below(EDGES.len())];
				format!("(v_gid.x + {word}u)")
			},
		}
	}

	/// A place that may be written: its text and type.
	pub fn place(&mut self, wanted: Option<&Ty>) -> Option<(String, Ty)> {
		let all: Vec<Variable> = self.in_scope().filter(|v| v.writable).cloned().collect();
		let mut found: Vec<(String, Ty)> = Vec::new();
		for variable in &all {
			for ty in self.part_types(&variable.ty) {
				if wanted.is_some_and(|wanted| *wanted != ty) {
					continue;
				}
				let mut paths = Vec::new();
				self.paths(&variable.name, &variable.ty, &ty, 0, &mut paths);
				found.extend(paths.into_iter().map(|path| (path, ty.clone())));
			}
		}
		if found.is_empty() {
			return None;
		}
		let (path, ty) = found[self.c.below(found.len())].clone();
		Some((self.fill(&path), ty))
	}

	/// The types of a variable's parts, each once.
	fn part_types(&self, ty: &Ty) -> Vec<Ty> {
		let mut found = vec![ty.clone()];
		let mut at = 0;
		while at < found.len() {
			let parts = match &found[at] {
				Ty::Scalar(_) => vec![],
				Ty::Vector(_, kind) => vec![Ty::Scalar(*kind)],
				Ty::Matrix(_, rows) => vec![Ty::Vector(*rows, Kind::F)],
				Ty::Array(element, _) => vec![(**element).clone()],
				Ty::Struct(number) => self.structs[*number].members.clone(),
			};
			for part in parts {
				if !found.contains(&part) {
					found.push(part);
				}
			}
			at += 1;
		}
		found
	}

	fn condition(&mut self, depth: usize) -> String {
		let d = depth - 1;
		match self.c.below(7) {
			0..=2 => {
				let kind = [U, I, F][self.c.below(3)].clone();
				let op = self.c.pick(&["<", "==", "!=", "<=", ">", ">="]);
				format!("({} {op} {})", self.expression(&kind, d), self.expression(&kind, d))
			},
			3 => format!("(!{})", self.expression(&B, d)),
			4 => {
				let op = self.c.pick(&["&&", "||", "&", "|", "==", "!="]);
				format!("({} {op} {})", self.expression(&B, d), self.expression(&B, d))
			},
			5 => {
				let ty = Ty::Vector(2 + self.c.below(3), Kind::B);
				format!("{}({})", self.c.pick(&["any", "all"]), self.expression(&ty, d))
			},
			_ => format!("bool({})", self.varied(&[U, I, F][d % 3].clone(), d)),
		}
	}

	fn bool_vector(&mut self, n: usize, depth: usize) -> String {
		let d = depth - 1;
		let b = Ty::Vector(n, Kind::B);
		match self.c.below(4) {
			0 | 1 => {
				let kind = Ty::Vector(n, Kind::in_buffers(&mut self.c));
				let op = self.c.pick(&["<", "==", "!=", "<=", ">", ">="]);
				format!("({} {op} {})", self.expression(&kind, d), self.expression(&kind, d))
			},
			2 => format!("(!{})", self.expression(&b, d)),
			_ => {
				let op = self.c.pick(&["&", "|"]);
				format!("({} {op} {})", self.expression(&b, d), self.expression(&b, d))
			},
		}
	}

	/// Scalars and vectors of numbers.
	fn numbers(&mut self, ty: &Ty, kind: Kind, depth: usize) -> String {
		let d = depth - 1;
		let is_scalar = matches!(ty, Ty::Scalar(_));
		match self.c.below(12) {
			0..=3 => self.arithmetic(ty, kind, d),
			4 | 5 => self.function(ty, kind, d),
			6 => {
				let (a, b) = (self.expression(ty, d), self.expression(ty, d));
				let per_part = !is_scalar && self.c.one_in(2);
				let condition = match ty {
					Ty::Vector(n, _) if per_part => self.expression(&Ty::Vector(*n, Kind::B), d),
					_ => self.expression(&B, d),
				};
				format!("select({a}, {b}, {condition})")
			},
			7 => {
				let kind = Kind::any(&mut self.c);
				let from = self.like(ty, kind);
				format!("{}({})", ty.name(), self.varied(&from, d))
			},
			8 if kind != Kind::F || self.c.one_in(3) => {
				let kind = Kind::in_buffers(&mut self.c);
				let from = self.like(ty, kind);
				format!("bitcast<{}>({})", ty.name(), self.varied(&from, d))
			},
			9 => match kind {
				Kind::U => format!("(~{})", self.varied(ty, d)),
				_ => format!("(-{})", self.varied(ty, d)),
			},
			10 if is_scalar => self.made_scalar(kind, d),
			10 | 11 if !is_scalar => self.made_vector(ty, kind, d),
			_ => self.arithmetic(ty, kind, d),
		}
	}

	/// The same shape with another kind.
	fn like(&self, ty: &Ty, kind: Kind) -> Ty {
		match ty {
			Ty::Vector(n, _) => Ty::Vector(*n, kind),
			_ => Ty::Scalar(kind),
		}
	}

	fn arithmetic(&mut self, ty: &Ty, kind: Kind, d: usize) -> String {
		let a = self.varied(ty, d);
		let shift = kind != Kind::F && self.c.one_in(5);
		if shift {
			let count = self.like(ty, Kind::U);
			let amount = match self.c.below(2) {
				// What is a constant has to be below 32, and what isn't is taken modulo 32.
				0 => match &count {
					Ty::Scalar(_) => format!("{}u", self.c.below(32)),
					_ => format!("{}({}u)", count.name(), self.c.below(32)),
				},
				_ => self.read(&count).unwrap_or_else(|| format!("{}({}u)", count.name(), 3)),
			};
			return format!("({a} {} {amount})", self.c.pick(&["<<", ">>"]));
		}
		let op = match kind {
			Kind::F => self.c.pick(&["+", "-", "*", "/", "%"]),
			_ => self.c.pick(&["+", "-", "*", "/", "%", "&", "|", "^"]),
		};
		// Dividing by a constant zero is refused by naga, so constants don't divide.
		let b = match op {
			"/" | "%" => match self.read(ty) {
				Some(read) => read,
				None => return format!("({a} + {})", self.expression(ty, d)),
			},
			_ if matches!(ty, Ty::Vector(..))
				&& self.c.one_in(4)
				&& op != "&" && op != "|"
				&& op != "^" =>
			{
				self.expression(&Ty::Scalar(kind), d)
			},
			_ => self.expression(ty, d),
		};
		format!("({a} {op} {b})")
	}

	fn function(&mut self, ty: &Ty, kind: Kind, d: usize) -> String {
		let a = self.varied(ty, d);
		if kind == Kind::F {
			return self.float_function(ty, a, d);
		}
		match self.c.below(5) {
			0 | 1 => {
				let name = self.c.pick(&["min", "max"]);
				format!("{name}({a}, {})", self.expression(ty, d))
			},
			2 => {
				let name = self.c.pick(&[
					"abs",
					"countOneBits",
					"countLeadingZeros",
					"countTrailingZeros",
					"reverseBits",
					"firstLeadingBit",
					"firstTrailingBit",
				]);
				format!("{name}({a})")
			},
			3 => {
				let (offset, count) = self.field(d);
				match self.c.below(2) {
					0 => format!("extractBits({a}, {offset}, {count})"),
					_ => format!("insertBits({a}, {}, {offset}, {count})", self.expression(ty, d)),
				}
			},
			_ if kind == Kind::I && self.c.one_in(2) => format!("sign({a})"),
			_ => format!("clamp({a}, {}, {})", self.varied(ty, d), self.expression(ty, d)),
		}
	}

	/// A bit field: constants that fit, or anything.
	fn field(&mut self, d: usize) -> (String, String) {
		match self.c.below(2) {
			0 => {
				let offset = self.c.below(33);
				(format!("{offset}u"), format!("{}u", self.c.below(33 - offset)))
			},
			_ => {
				let offset = self.read(&U).unwrap_or_else(|| "v_lane".into());
				(offset, format!("({} % 40u)", self.expression(&U, d)))
			},
		}
	}

	fn float_function(&mut self, ty: &Ty, a: String, d: usize) -> String {
		let vector = matches!(ty, Ty::Vector(..));
		match self.c.below(8) {
			0 => {
				let name = self.c.pick(&[
					"abs",
					"floor",
					"ceil",
					"trunc",
					"round",
					"fract",
					"sqrt",
					"sign",
					"saturate",
					"degrees",
					"radians",
					"quantizeToF16",
				]);
				format!("{name}({a})")
			},
			1 => {
				let name = self.c.pick(&["min", "max", "step"]);
				format!("{name}({a}, {})", self.expression(ty, d))
			},
			2 => {
				let name = self.c.pick(&["clamp", "fma", "mix", "smoothstep"]);
				format!("{name}({a}, {}, {})", self.varied(ty, d), self.expression(ty, d))
			},
			3 if vector => {
				format!("mix({a}, {}, {})", self.expression(ty, d), self.expression(&F, d))
			},
			4 if vector => format!("normalize({a})"),
			5 if vector => {
				format!("reflect({a}, {})", self.expression(ty, d))
			},
			6 if *ty == Ty::Vector(3, Kind::F) => format!("cross({a}, {})", self.expression(ty, d)),
			7 if vector => {
				format!("faceForward({a}, {}, {})", self.expression(ty, d), self.expression(ty, d))
			},
			_ if self.relaxed => {
				let name = self.c.pick(&[
					"sin",
					"cos",
					"tan",
					"asin",
					"acos",
					"atan",
					"sinh",
					"cosh",
					"tanh",
					"asinh",
					"acosh",
					"atanh",
					"exp",
					"exp2",
					"log",
					"log2",
					"inverseSqrt",
					"pow",
					"atan2",
				]);
				match name {
					"pow" | "atan2" => format!("{name}({a}, {})", self.expression(ty, d)),
					_ => format!("{name}({a})"),
				}
			},
			_ => format!("({a} * {})", self.expression(ty, d)),
		}
	}

	/// A scalar made of vectors or bytes.
	fn made_scalar(&mut self, kind: Kind, d: usize) -> String {
		let vector = Ty::Vector(2 + self.c.below(3), kind);
		match (self.c.below(4), kind) {
			(0, _) => format!("dot({}, {})", self.varied(&vector, d), self.varied(&vector, d)),
			(1, Kind::F) => format!("length({})", self.varied(&vector, d)),
			(2, Kind::F) => {
				format!("distance({}, {})", self.varied(&vector, d), self.varied(&vector, d))
			},
			(1, Kind::I) => {
				format!("dot4I8Packed({}, {})", self.varied(&U, d), self.varied(&U, d))
			},
			(1, _) => format!("dot4U8Packed({}, {})", self.varied(&U, d), self.varied(&U, d)),
			(2, Kind::U) => {
				let (name, kind) = [
					("pack4xU8", Kind::U),
					("pack4xI8", Kind::I),
					("pack4xU8Clamp", Kind::U),
					("pack4xI8Clamp", Kind::I),
				][self.c.below(4)];
				format!("{name}({})", self.varied(&Ty::Vector(4, kind), d))
			},
			(3, Kind::U) => format!("pack2x16float({})", self.varied(&Ty::Vector(2, Kind::F), d)),
			_ => {
				// A component of a vector that is no variable.
				let part = self.c.pick(&["x", "y"]);
				format!("({}).{part}", self.varied(&vector, d))
			},
		}
	}

	fn made_vector(&mut self, ty: &Ty, kind: Kind, d: usize) -> String {
		let Ty::Vector(n, _) = *ty else {
			return self.literal(ty);
		};
		match self.c.below(6) {
			0 => format!("{}({})", ty.name(), self.varied(&Ty::Scalar(kind), d)),
			1 => {
				let parts: Vec<_> = (0..n).map(|_| self.varied(&Ty::Scalar(kind), d)).collect();
				format!("{}({})", ty.name(), parts.join(", "))
			},
			2 => {
				let from = 2 + self.c.below(3);
				let pattern: String =
					(0..n).map(|_| ["x", "y", "z", "w"][self.c.below(from)]).collect();
				format!("({}).{pattern}", self.varied(&Ty::Vector(from, kind), d))
			},
			3 if n == 4 && kind == Kind::U => format!("unpack4xU8({})", self.varied(&U, d)),
			3 if n == 4 && kind == Kind::I => format!("unpack4xI8({})", self.varied(&U, d)),
			3 if n == 2 && kind == Kind::F => format!("unpack2x16float({})", self.varied(&U, d)),
			4 if kind == Kind::F => {
				let columns = 2 + self.c.below(3);
				let matrix = self.varied(&Ty::Matrix(columns, n), d);
				format!("({matrix} * {})", self.varied(&Ty::Vector(columns, Kind::F), d))
			},
			5 if kind == Kind::F => {
				let rows = 2 + self.c.below(3);
				let vector = self.varied(&Ty::Vector(rows, Kind::F), d);
				format!("({vector} * {})", self.varied(&Ty::Matrix(n, rows), d))
			},
			_ if n > 2 => {
				let first = self.varied(&Ty::Vector(n - 1, kind), d);
				format!("{}({first}, {})", ty.name(), self.varied(&Ty::Scalar(kind), d))
			},
			_ => self.literal(ty),
		}
	}

	fn matrix(&mut self, columns: usize, rows: usize, depth: usize) -> String {
		let d = depth - 1;
		let ty = Ty::Matrix(columns, rows);
		match self.c.below(5) {
			0 => {
				let column = Ty::Vector(rows, Kind::F);
				let parts: Vec<_> = (0..columns).map(|_| self.varied(&column, d)).collect();
				format!("{}({})", ty.name(), parts.join(", "))
			},
			1 => format!(
				"({} {} {})",
				self.varied(&ty, d),
				self.c.pick(&["+", "-"]),
				self.varied(&ty, d)
			),
			2 => format!("({} * {})", self.varied(&ty, d), self.varied(&F, d)),
			3 => format!("transpose({})", self.varied(&Ty::Matrix(rows, columns), d)),
			_ => {
				let inner = 2 + self.c.below(3);
				let left = self.varied(&Ty::Matrix(inner, rows), d);
				format!("({left} * {})", self.varied(&Ty::Matrix(columns, inner), d))
			},
		}
	}

	/// An array or struct as a whole.
	fn whole(&mut self, ty: &Ty, depth: usize) -> String {
		let d = depth - 1;
		let parts: Vec<Ty> = match ty {
			Ty::Array(element, len) => vec![(**element).clone(); *len],
			Ty::Struct(number) => self.structs[*number].members.clone(),
			_ => return self.leaf(ty),
		};
		let parts: Vec<_> = parts.iter().map(|part| self.expression(part, d.min(1))).collect();
		format!("{}({})", ty.name(), parts.join(", "))
	}
}
