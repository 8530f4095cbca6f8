//! Loads, stores and atomics, guarded.

use super::{body::Body, emit::Value, error::RaiseError, frame::names, layout::Storage};
use assay_touchstone::{Address, AtomicOp, Buffer, Reg, Space, Width};
use naga::{BinaryOperator, Block, Statement};

/// Where an element is, and whether it is there at all.
struct Place {
	/// Of the element's first word or vector; 0 out of bounds, where something can always be read.
	index: Value,
	in_bounds: Value,
}

/// A memory that is declared in the module itself.
#[derive(Clone, Copy)]
enum Local {
	Workgroup,
	Private,
}

impl Body<'_> {
	/// The words of a buffer.
	pub fn length(&mut self, dst: Reg, buffer: Buffer) -> Result<(), RaiseError> {
		let word = match buffer {
			Buffer::Input(index) => self.layout.input_words(u32::from(index)),
			Buffer::Output(index) => self.layout.output_words(u32::from(index)),
		};
		let length = self.pass_word(word)?;
		self.set(dst, length)
	}

	/// A parameter that is computed which.
	pub fn param_at(&mut self, dst: Reg, address: Address) -> Result<(), RaiseError> {
		let element = self.element(address)?;
		let zero = self.emit.u32(0);
		if self.header.params == 0 {
			return self.set(dst, zero);
		}
		let place = self.below(element, u32::from(self.header.params));
		let first = self.emit.u32(self.layout.param_words());
		let word = self.emit.binary(BinaryOperator::Add, first, place.index);
		let (two, three) = (self.emit.u32(2), self.emit.u32(3));
		let vector = self.emit.binary(BinaryOperator::ShiftRight, word, two);
		let component = self.emit.binary(BinaryOperator::And, word, three);
		let array = self.emit.global(names::PASS)?;
		let pointer = self.emit.at_value(array, vector);
		let pointer = self.emit.at_value(pointer, component);
		let value = self.emit.load(pointer);
		let value = self.emit.select(place.in_bounds, value, zero);
		self.set(dst, value)
	}

	/// Registers from `dst` on = words of memory.
	pub fn load_from(
		&mut self,
		space: Space,
		width: Width,
		dst: Reg,
		address: Address,
	) -> Result<(), RaiseError> {
		let element = self.element(address)?;
		let loaded = match space {
			Space::Input(index) => {
				let storage = self.layout.inputs.get(usize::from(index)).copied();
				let storage = storage.ok_or_else(|| RaiseError::missing("input"))?;
				let place = self.in_input(u32::from(index), &storage, width, element)?;
				self.load_storage(&names::input(storage.binding), &storage, width, place)?
			},
			Space::Output(index) => {
				let storage = self.layout.outputs.get(usize::from(index)).copied();
				let storage = storage.ok_or_else(|| RaiseError::missing("output"))?;
				let place = self.in_output(u32::from(index), &storage, width, element)?;
				self.load_storage(&names::output(u32::from(index)), &storage, width, place)?
			},
			Space::Workgroup => self.load_local(Local::Workgroup, width, element)?,
			Space::Private => self.load_local(Local::Private, width, element)?,
		};
		for (offset, value) in (0u8..).zip(loaded) {
			self.set(Reg(dst.0.wrapping_add(offset)), value)?;
		}
		Ok(())
	}

	/// Words of memory = registers from `src` on.
	pub fn store_to(
		&mut self,
		space: Space,
		width: Width,
		src: Reg,
		address: Address,
	) -> Result<(), RaiseError> {
		let element = self.element(address)?;
		let mut values = Vec::new();
		for offset in 0..width.words() as u8 {
			values.push(self.reg(Reg(src.0.wrapping_add(offset)))?);
		}
		match space {
			Space::Input(_) => Ok(()),
			Space::Output(index) => {
				let storage = self.layout.outputs.get(usize::from(index)).copied();
				let storage = storage.ok_or_else(|| RaiseError::missing("output"))?;
				let place = self.in_output(u32::from(index), &storage, width, element)?;
				self.emit.begin();
				let array = self.emit.global(&names::output(u32::from(index)))?;
				self.store_units(array, storage.unit, &values, place.index)?;
				let accept = self.emit.end();
				let condition = self.seen(place.in_bounds)?;
				self.emit.push(Statement::If { condition, accept, reject: Block::new() });
				Ok(())
			},
			Space::Workgroup => self.store_local(Local::Workgroup, width, element, &values),
			Space::Private => self.store_local(Local::Private, width, element, &values),
		}
	}

	fn store_local(
		&mut self,
		memory: Local,
		width: Width,
		element: Value,
		values: &[Value],
	) -> Result<(), RaiseError> {
		let Some(place) = self.in_local(memory, width, element) else {
			return Ok(());
		};
		self.emit.begin();
		let unit = self.local_unit(memory);
		for (offset, words) in (0u32..).zip(values.chunks(unit.words() as usize)) {
			let index = self.further(place.index, offset);
			let value = self.emit.joined(words)?;
			match memory {
				Local::Workgroup => {
					self.emit.call_for_effect("shared_store", vec![index, value])?;
				},
				Local::Private => {
					let array = self.emit.local(names::PRIVATE)?;
					let pointer = self.emit.at_value(array, index);
					self.emit.store(pointer, value);
				},
			}
		}
		let accept = self.emit.end();
		let condition = match memory {
			Local::Workgroup => self.seen(place.in_bounds)?,
			Local::Private => place.in_bounds,
		};
		self.emit.push(Statement::If { condition, accept, reject: Block::new() });
		Ok(())
	}

	/// A word of workgroup memory = `op(word, value)`.
	pub fn atomic(&mut self, op: AtomicOp, address: Address, value: Reg) -> Result<(), RaiseError> {
		let element = self.element(address)?;
		let value = self.reg(value)?;
		let Some(place) = self.in_local(Local::Workgroup, Width::One, element) else {
			return Ok(());
		};
		let function = match op {
			AtomicOp::Add => "atomic_add",
			AtomicOp::MinU => "atomic_min_u",
			AtomicOp::MaxU => "atomic_max_u",
			AtomicOp::MinS => "atomic_min_s",
			AtomicOp::MaxS => "atomic_max_s",
			AtomicOp::And => "atomic_and",
			AtomicOp::Or => "atomic_or",
			AtomicOp::Xor => "atomic_xor",
		};
		self.emit.begin();
		self.emit.call_for_effect(function, vec![place.index, value])?;
		let accept = self.emit.end();
		let condition = self.seen(place.in_bounds)?;
		self.emit.push(Statement::If { condition, accept, reject: Block::new() });
		Ok(())
	}

	/// A load between two barriers.
	pub fn uniform_load(&mut self, dst: Reg, address: Address) -> Result<(), RaiseError> {
		self.barrier();
		self.load_from(Space::Workgroup, Width::One, dst, address)?;
		self.barrier();
		Ok(())
	}

	/// Where a store that others see may happen: none of those lanes that only fill up may do it.
	fn seen(&mut self, in_bounds: Value) -> Result<Value, RaiseError> {
		if !self.lanes.are_filled_up() {
			return Ok(in_bounds);
		}
		let own = self.emit.named(names::OWN)?;
		Ok(self.emit.binary(BinaryOperator::LogicalAnd, in_bounds, own))
	}

	/// `index` where that is below a limit; not called for a limit of 0.
	fn below(&mut self, index: Value, limit: u32) -> Place {
		let (limit, zero) = (self.emit.u32(limit), self.emit.u32(0));
		let in_bounds = self.emit.binary(BinaryOperator::Less, index, limit);
		Place { index: self.emit.select(in_bounds, index, zero), in_bounds }
	}

	/// `value << count`.
	fn shifted(&mut self, value: Value, count: u32) -> Value {
		if count == 0 {
			return value;
		}
		let count = self.emit.u32(count);
		self.emit.binary(BinaryOperator::ShiftLeft, value, count)
	}

	/// `index + offset`.
	fn further(&mut self, index: Value, offset: u32) -> Value {
		if offset == 0 {
			return index;
		}
		let offset = self.emit.u32(offset);
		self.emit.binary(BinaryOperator::Add, index, offset)
	}

	/// An element of an input: its index is that of its first unit in the binding.
	fn in_input(
		&mut self,
		index: u32,
		storage: &Storage,
		width: Width,
		element: Value,
	) -> Result<Place, RaiseError> {
		let words = self.layout.input_words(index);
		let mut length = self.pass_word(words)?;
		if width != Width::One {
			let shift = self.emit.u32(shift(width));
			length = self.emit.binary(BinaryOperator::ShiftRight, length, shift);
		}
		let in_bounds = self.emit.binary(BinaryOperator::Less, element, length);
		let mut first = self.shifted(element, shift(width) - shift(storage.unit));
		if storage.shared {
			let start = self.pass_word(words + 1)?;
			first = self.emit.binary(BinaryOperator::Add, start, first);
		}
		let zero = self.emit.u32(0);
		Ok(Place { index: self.emit.select(in_bounds, first, zero), in_bounds })
	}

	/// An element of the workgroup's own tile of an output.
	fn in_output(
		&mut self,
		index: u32,
		storage: &Storage,
		width: Width,
		element: Value,
	) -> Result<Place, RaiseError> {
		let origin = self.emit.named(&names::origin(index))?;
		let width_shift = self.emit.u32(shift(width));
		let arguments = vec![element, width_shift, origin];
		let in_bounds = self.emit.call(&names::in_tile(index), arguments)?;
		let first = self.shifted(element, shift(width) - shift(storage.unit));
		let zero = self.emit.u32(0);
		Ok(Place { index: self.emit.select(in_bounds, first, zero), in_bounds })
	}

	/// An element of workgroup or private memory, unless there can be none: its index is that of its
	/// first unit.
	fn in_local(&mut self, memory: Local, width: Width, element: Value) -> Option<Place> {
		let elements = self.local_words(memory) >> shift(width);
		if elements == 0 {
			return None;
		}
		let place = self.below(element, elements);
		let index = self.shifted(place.index, shift(width) - shift(self.local_unit(memory)));
		Some(Place { index, ..place })
	}

	fn local_unit(&self, memory: Local) -> Width {
		match memory {
			Local::Workgroup => self.layout.workgroup,
			Local::Private => Width::One,
		}
	}

	fn local_words(&self, memory: Local) -> u32 {
		u32::from(match memory {
			Local::Workgroup => self.header.workgroup_words,
			Local::Private => self.header.private_words,
		})
	}

	fn load_local(
		&mut self,
		memory: Local,
		width: Width,
		element: Value,
	) -> Result<Vec<Value>, RaiseError> {
		let zero = self.emit.u32(0);
		let Some(place) = self.in_local(memory, width, element) else {
			return Ok(vec![zero; width.words() as usize]);
		};
		let unit = self.local_unit(memory);
		let mut loaded = Vec::new();
		for offset in 0..width.words() / unit.words() {
			let index = self.further(place.index, offset);
			let value = match memory {
				Local::Workgroup => self.emit.call("shared_load", vec![index])?,
				Local::Private => {
					let array = self.emit.local(names::PRIVATE)?;
					let pointer = self.emit.at_value(array, index);
					self.emit.load(pointer)
				},
			};
			self.words_of(value, unit, place.in_bounds, &mut loaded);
		}
		Ok(loaded)
	}

	fn load_storage(
		&mut self,
		name: &str,
		storage: &Storage,
		width: Width,
		place: Place,
	) -> Result<Vec<Value>, RaiseError> {
		let array = self.emit.global(name)?;
		let mut loaded = Vec::new();
		for offset in 0..width.words() / storage.unit.words() {
			let index = self.further(place.index, offset);
			let pointer = self.emit.at_value(array, index);
			let value = self.emit.load(pointer);
			self.words_of(value, storage.unit, place.in_bounds, &mut loaded);
		}
		Ok(loaded)
	}

	/// The words of a unit that was loaded, or zeros.
	fn words_of(&mut self, value: Value, unit: Width, in_bounds: Value, to: &mut Vec<Value>) {
		let zero = self.emit.u32(0);
		for component in 0..unit.words() {
			let word = match unit {
				Width::One => value,
				Width::Two | Width::Four => self.emit.at(value, component),
			};
			to.push(self.emit.select(in_bounds, word, zero));
		}
	}

	fn store_units(
		&mut self,
		array: Value,
		unit: Width,
		values: &[Value],
		first: Value,
	) -> Result<(), RaiseError> {
		for (offset, words) in (0u32..).zip(values.chunks(unit.words() as usize)) {
			let index = self.further(first, offset);
			let pointer = self.emit.at_value(array, index);
			let value = self.emit.joined(words)?;
			self.emit.store(pointer, value);
		}
		Ok(())
	}
}

/// The binary logarithm of a width.
fn shift(width: Width) -> u32 {
	width.words().trailing_zeros()
}
