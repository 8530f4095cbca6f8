//! A slow, obvious reading of naga's IR: what the author of a kernel means.
//!
//! Each lane is a thread of its own that walks the tree of statements, and barriers are barriers of
//! threads. Nothing of the compiler is used: only naga's parser and what it says about types.

mod expression;
mod float;
mod math;
mod memory;
mod statement;
pub mod value;

use memory::Root;
use naga::{AddressSpace, BuiltIn, Function, Handle, Module, StorageAccess};
use std::{
	collections::{BTreeSet, HashMap},
	sync::{Barrier, Mutex},
};
use value::{zeros, Value};

/// Statements and expressions after which a lane is stuck in a loop.
const MAX_STEPS: u64 = 2_000_000;

/// A pass with everything that one workgroup of it sees.
pub struct Pass<'a> {
	pub module: &'a Module,
	/// Values of overrides by name.
	pub overrides: &'a [(String, f64)],
	pub params: &'a [u32],
	pub grid: [u32; 3],
	/// The words of each input, in the order of the bindings' numbers.
	pub inputs: &'a [Vec<u32>],
	/// Words of each output, and of a tile of it: tiles follow each other in x.
	pub outputs: &'a [(u32, u32)],
}

/// What a workgroup did.
pub struct Made {
	/// Its tile of each output.
	pub tiles: Vec<Vec<u32>>,
	/// The kinds of statements, expressions and functions that were met.
	pub met: BTreeSet<String>,
}

/// What lanes share.
struct Shared<'a> {
	pass: &'a Pass<'a>,
	group: [u32; 3],
	size: [u32; 3],
	buffers: HashMap<usize, memory::Buffer>,
	workgroup: Mutex<HashMap<usize, Value>>,
	tiles: Mutex<Vec<Vec<u32>>>,
	barrier: Barrier,
}

/// One lane.
struct Lane<'a> {
	shared: &'a Shared<'a>,
	local: [u32; 3],
	private: HashMap<usize, Value>,
	/// The calls that are under way, the last one innermost.
	calls: Vec<Call<'a>>,
	steps: u64,
	met: BTreeSet<String>,
}

/// A call of a function.
struct Call<'a> {
	function: &'a Function,
	arguments: Vec<Argument>,
	locals: Vec<Value>,
	/// Values of expressions that were emitted, by their numbers.
	values: HashMap<usize, Argument>,
}

/// A value or a pointer.
#[derive(Clone, Debug)]
enum Argument {
	Value(Value),
	Pointer(memory::Pointer),
}

/// Runs one workgroup of the module's only compute shader.
pub fn run(pass: &Pass<'_>, group: [u32; 3]) -> Made {
	let point = &pass.module.entry_points[0];
	let size = point.workgroup_size;
	let [x, y, z] = size;
	let lanes = x * y * z;
	let shared = Shared {
		pass,
		group,
		size,
		buffers: buffers(pass.module),
		workgroup: Mutex::new(variables(pass.module, AddressSpace::WorkGroup)),
		tiles: Mutex::new(pass.outputs.iter().map(|(_, tile)| vec![0; *tile as usize]).collect()),
		barrier: Barrier::new(lanes as usize),
	};
	let met = std::thread::scope(|scope| {
		let run = |lane: u32| {
			let local = [lane % x, lane / x % y, lane / x / y];
			let mut lane = Lane::new(&shared, local);
			lane.run(&point.function);
			lane.met
		};
		let threads: Vec<_> = (0..lanes).map(|lane| scope.spawn(move || run(lane))).collect();
		let met = threads.into_iter().map(|thread| thread.join().expect("the lane ends"));
		met.reduce(|mut all, one| {
			all.extend(one);
			all
		})
	});
	Made {
		tiles: shared.tiles.into_inner().expect("no lane panicked"),
		met: met.unwrap_or_default(),
	}
}

/// Which buffer each global variable with a binding is.
fn buffers(module: &Module) -> HashMap<usize, memory::Buffer> {
	let mut bound: Vec<_> = module
		.global_variables
		.iter()
		.filter_map(|(handle, global)| Some((global.binding?.binding, handle, global)))
		.collect();
	bound.sort_by_key(|(number, ..)| *number);
	let (mut inputs, mut outputs) = (0, 0);
	let numbered = bound.into_iter().map(|(_, handle, global)| {
		let buffer = match global.space {
			AddressSpace::Uniform => memory::Buffer::Params,
			AddressSpace::Storage { access } if access.contains(StorageAccess::STORE) => {
				outputs += 1;
				memory::Buffer::Output(outputs - 1)
			},
			_ => {
				inputs += 1;
				memory::Buffer::Input(inputs - 1)
			},
		};
		(handle.index(), buffer)
	});
	numbered.collect()
}

/// The variables of a space, all zeros.
fn variables(module: &Module, space: AddressSpace) -> HashMap<usize, Value> {
	let globals = module.global_variables.iter();
	let own = globals.filter(|(_, global)| global.space == space);
	own.map(|(handle, global)| (handle.index(), zeros(module, global.ty))).collect()
}

impl<'a> Lane<'a> {
	fn new(shared: &'a Shared<'a>, local: [u32; 3]) -> Self {
		let module = shared.pass.module;
		let mut lane = Self {
			shared,
			local,
			private: variables(module, AddressSpace::Private),
			calls: Vec::new(),
			steps: 0,
			met: BTreeSet::new(),
		};
		for (handle, global) in module.global_variables.iter() {
			if let (AddressSpace::Private, Some(init)) = (global.space, global.init) {
				let value = lane.global_expression(init);
				lane.private.insert(handle.index(), value);
			}
		}
		lane
	}

	fn run(&mut self, function: &'a Function) {
		let arguments = function.arguments.iter().map(|argument| {
			let Some(naga::Binding::BuiltIn(builtin)) = argument.binding else {
				panic!("the entry point has arguments that are no builtin values");
			};
			Argument::Value(self.builtin(builtin))
		});
		let arguments = arguments.collect();
		self.call(function, arguments);
	}

	fn builtin(&self, builtin: BuiltIn) -> Value {
		let Shared { pass, group, size, .. } = self.shared;
		let three = |words: [u32; 3]| Value::All(words.map(Value::u).into());
		let [x, y, z] = self.local;
		match builtin {
			BuiltIn::LocalInvocationId => three(self.local),
			BuiltIn::WorkGroupId => three(*group),
			BuiltIn::NumWorkGroups => three(pass.grid),
			BuiltIn::GlobalInvocationId => {
				three(std::array::from_fn(|n| group[n] * size[n] + self.local[n]))
			},
			BuiltIn::LocalInvocationIndex => Value::u((z * size[1] + y) * size[0] + x),
			other => panic!("no kernel has {other:?}"),
		}
	}

	/// Counts a step and remembers what was met.
	fn meet(&mut self, what: &str) {
		self.steps += 1;
		assert!(self.steps < MAX_STEPS, "the lane doesn't end");
		if !self.met.contains(what) {
			self.met.insert(what.to_string());
		}
	}

	fn top(&self) -> &Call<'a> {
		self.calls.last().expect("a call is under way")
	}

	/// The variable that a root names, for those that other lanes don't see.
	fn own_variable(&mut self, root: Root) -> &mut Value {
		match root {
			Root::Local { depth, number } => &mut self.calls[depth].locals[number],
			Root::Private(global) => self.private.get_mut(&global).expect("it was declared"),
			Root::Shared(_) => panic!("it is the workgroup's"),
		}
	}

	fn module(&self) -> &'a Module {
		self.shared.pass.module
	}

	fn constant_of(&self, handle: Handle<naga::Constant>) -> Value {
		self.global_expression(self.module().constants[handle].init)
	}
}
