//! The guest module, run with the settings of the node's executor.

use rustix::time::{clock_gettime, ClockId};
use std::fs;
use wasmtime::{Config, Engine, Instance, Module, OptLevel, Store, WasmParams, WasmResults};

/// A module that is ready to be called.
pub struct Guest {
	store: Store<()>,
	instance: Instance,
}

impl Guest {
	pub fn load(path: &str) -> Self {
		let mut config = Config::new();
		config
			.cranelift_opt_level(OptLevel::SpeedAndSize)
			.cranelift_nan_canonicalization(true)
			.wasm_simd(false)
			.wasm_relaxed_simd(false)
			.wasm_tail_call(false);
		let engine = Engine::new(&config).expect("the settings fit together");
		let wasm = fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
		let module = Module::new(&engine, &wasm).expect("the guest is a valid module");
		let mut store = Store::new(&engine, ());
		let instance = Instance::new(&mut store, &module, &[]).expect("the guest needs nothing");
		Self { store, instance }
	}

	/// Calls a function of the guest.
	pub fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, params: P) -> R {
		let function = self.instance.get_typed_func::<P, R>(&mut self.store, name);
		let function = function.unwrap_or_else(|error| panic!("{name}: {error}"));
		function.call(&mut self.store, params).unwrap_or_else(|error| panic!("{name}: {error}"))
	}

	/// Puts bytes into the guest's memory, and says where.
	pub fn give(&mut self, bytes: &[u8]) -> u32 {
		let at: u32 = self.call("buffer", bytes.len() as u32);
		let memory = self.instance.get_memory(&mut self.store, "memory").expect("it has one");
		memory.write(&mut self.store, at as usize, bytes).expect("the guest made room");
		at
	}
}

/// The processor time of this thread in seconds: others on the machine don't count.
pub fn seconds() -> f64 {
	let time = clock_gettime(ClockId::ThreadCPUTime);
	time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The least time that `f` took in some tries.
pub fn least(mut f: impl FnMut()) -> f64 {
	let tries = (0..7).map(|_| {
		let start = seconds();
		f();
		seconds() - start
	});
	tries.fold(f64::MAX, f64::min)
}
