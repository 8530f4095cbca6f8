//! Bindings: which buffer is which input or output, where the parameters lie.

use super::{place::Area, place::Place, Lowered};
use crate::{
	diagnostic::Diagnostic,
	types::{Ty, Types},
	Binding, ParamField,
};
use assay_touchstone::{limits, Space};
use naga::{
	valid::FunctionInfo, AddressSpace, Expression, GlobalVariable, Handle, Literal, Module, Span,
	StorageAccess,
};
use std::{collections::HashMap, rc::Rc};

/// The memory of a kernel outside of its lanes.
pub(super) struct Layout {
	pub places: HashMap<Handle<GlobalVariable>, Place>,
	pub inputs: Vec<Binding>,
	pub outputs: Vec<Binding>,
	pub params: Vec<ParamField>,
	pub params_name: Option<String>,
	pub param_words: u32,
	pub workgroup_words: u32,
}

fn limit(span: Span, message: String, help: &str) -> Diagnostic {
	Diagnostic::error("too-many-bindings", message).at(span).help(help)
}

/// Numbers the bindings that the entry point uses, in the order of their binding numbers.
pub(super) fn layout(module: &Module, info: &FunctionInfo, types: &Types) -> Lowered<Layout> {
	let mut layout = Layout {
		places: HashMap::new(),
		inputs: Vec::new(),
		outputs: Vec::new(),
		params: Vec::new(),
		params_name: None,
		param_words: 0,
		workgroup_words: 0,
	};
	let mut used: Vec<_> =
		module.global_variables.iter().filter(|(handle, _)| !info[*handle].is_empty()).collect();
	used.sort_by_key(|(handle, variable)| {
		(variable.binding.map_or(u32::MAX, |at| at.binding), *handle)
	});
	for (handle, variable) in used {
		let span = module.global_variables.get_span(handle);
		let place = layout
			.place(variable, types, span, module)
			.map_err(|diagnostic| diagnostic.at(span))?;
		if let Some(place) = place {
			layout.places.insert(handle, place);
		}
	}
	Ok(layout)
}

impl Layout {
	fn place(
		&mut self,
		variable: &GlobalVariable,
		types: &Types,
		span: Span,
		module: &Module,
	) -> Lowered<Option<Place>> {
		let ty = types.get(variable.ty)?;
		let name = variable.name.clone().unwrap_or_default();
		if let Some(binding) = variable.binding {
			if binding.group != 0 {
				return Err(Diagnostic::error(
					"binding-group",
					format!("`{name}` is bound in group {}", binding.group),
				)
				.help(format!("write `@group(0) @binding({})`", binding.binding)));
			}
		}
		let number = variable.binding.map_or(0, |binding| binding.binding);
		let area = match variable.space {
			AddressSpace::Storage { access } => {
				if ty.has_atomics() {
					return Err(Diagnostic::error(
						"storage-atomic",
						format!("`{name}` has atomics in storage memory"),
					)
					.help(
						"collect in a `var<workgroup>` atomic, and let one lane store the result \
						 in this workgroup's tile",
					));
				}
				let binding = Binding { name, number };
				let writes = access.contains(StorageAccess::STORE);
				let (list, most, what) = match writes {
					true => (&mut self.outputs, limits::MAX_OUTPUTS, "read_write outputs"),
					false => (&mut self.inputs, limits::MAX_INPUTS, "read inputs"),
				};
				if list.len() as u32 >= most {
					return Err(limit(
						span,
						format!("a kernel has at most {most} {what}"),
						"put several arrays in one buffer, or split the kernel into passes",
					));
				}
				list.push(binding);
				let index = (list.len() - 1) as u8;
				Area::Space(match writes {
					true => Space::Output(index),
					false => Space::Input(index),
				})
			},
			AddressSpace::Uniform => {
				if self.params_name.is_some() {
					return Err(Diagnostic::error(
						"two-uniforms",
						"a kernel has one uniform block, and this is the second",
					)
					.help("put all parameters in one struct"));
				}
				if ty.words() > limits::MAX_PARAM_WORDS {
					return Err(Diagnostic::error(
						"uniform-size",
						format!(
							"the parameters take {} words; {} is the most",
							ty.words(),
							limits::MAX_PARAM_WORDS
						),
					)
					.help("bind large tables as `var<storage, read>`"));
				}
				self.param_words = ty.words();
				self.fields(module, variable.ty, &ty, String::new(), 0);
				self.params_name = Some(name);
				Area::Param
			},
			AddressSpace::WorkGroup => {
				let start = self.workgroup_words.next_multiple_of(ty.align().max(1));
				self.workgroup_words = start.saturating_add(ty.words());
				if self.workgroup_words > limits::MAX_WORKGROUP_WORDS {
					return Err(Diagnostic::error(
						"too-much-memory",
						format!(
							"the workgroup's variables take more than {} words (16 KiB)",
							limits::MAX_WORKGROUP_WORDS
						),
					)
					.help("work on smaller tiles at a time"));
				}
				return Ok(Some(Place::memory(Area::Space(Space::Workgroup), start, ty)));
			},
			AddressSpace::Private => return Ok(None),
			_ => {
				return Err(Diagnostic::error(
					"address-space",
					format!("`{name}` is in a kind of memory that kernels don't have"),
				)
				.help("use storage, uniform, workgroup, private or function variables"))
			},
		};
		Ok(Some(Place::memory(area, 0, ty)))
	}

	/// Lists the scalars of the uniform block by name.
	fn fields(
		&mut self,
		module: &Module,
		handle: Handle<naga::Type>,
		ty: &Rc<Ty>,
		path: String,
		offset: u32,
	) {
		match (&module.types[handle].inner, &**ty) {
			(naga::TypeInner::Struct { members, .. }, Ty::Struct { members: parts, .. }) => {
				for (member, (part, at)) in members.iter().zip(parts) {
					let name = member.name.as_deref().unwrap_or("_");
					let dot = if path.is_empty() { "" } else { "." };
					let path = format!("{path}{dot}{name}");
					self.fields(module, member.ty, part, path, offset + at);
				}
			},
			(
				naga::TypeInner::Array { base, .. },
				Ty::Array { element, len: Some(len), stride },
			) => {
				for i in 0..*len {
					let path = format!("{path}[{i}]");
					self.fields(module, *base, element, path, offset + i * stride);
				}
			},
			(_, ty) => {
				let mut words = Vec::new();
				ty.leaves(offset, &mut |at, n| words.extend((0..n as u32).map(|i| at + i)));
				for (i, word) in words.iter().enumerate() {
					let name = match ty {
						Ty::Scalar(_) => path.clone(),
						Ty::Vector(..) => format!("{path}.{}", ["x", "y", "z", "w"][i % 4]),
						_ => format!("{path}[{i}]"),
					};
					self.params.push(ParamField {
						name: name.trim_start_matches('.').to_string(),
						word: *word,
					});
				}
			},
		}
	}
}

/// Constants that are whole numbers, for the bounds of loops.
pub(super) fn named_constants(module: &Module) -> HashMap<String, u32> {
	let mut constants = HashMap::new();
	for (_, constant) in module.constants.iter() {
		let value = match module.global_expressions[constant.init] {
			Expression::Literal(Literal::U32(value)) => Some(value),
			Expression::Literal(Literal::I32(value)) => u32::try_from(value).ok(),
			Expression::Literal(Literal::AbstractInt(value)) => u32::try_from(value).ok(),
			_ => None,
		};
		if let (Some(name), Some(value)) = (&constant.name, value) {
			constants.insert(name.clone(), value);
		}
	}
	constants
}
