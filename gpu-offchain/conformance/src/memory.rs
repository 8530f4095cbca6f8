//! Loads and stores: every memory, every width, in bounds and out.

use crate::{
	code::{
		begin, binary, branch, builtin, constant, copy, count, end_loop, load, mad, mix, mixed,
		store, A, B, NUMBER, RESULT, T,
	},
	sheet::{bytes, Lane, Sheet},
	vector::{Needs, Vector},
};
use assay_touchstone::{
	Address, BinaryOp, Builtin, Instr, Output, Reg, Space, TileShape, When, Width,
};

const LANES: u32 = 64;

/// Elements near the ends of what is tried, and where widths wrap.
fn elements() -> Vec<u32> {
	let ends = [64, 100, 1 << 28, 1 << 29, 1 << 30, 1 << 31, 0];
	let near = |end: u32| (0..4u32).map(move |near| near.wrapping_add(end).wrapping_sub(2));
	let mut all: Vec<u32> = (0..40).chain(ends.into_iter().flat_map(near)).collect();
	all.extend([0x3fff_ffff, 0x2000_0009, 0x8000_0012, 0xdead_beef]);
	// Some are there twice, which loads and memory of one's own don't mind.
	all.resize(2 * LANES as usize, 17);
	all
}

/// The forms of an address: a register, one with an offset that may wrap, and an offset alone. Few
/// of them for memory of few words.
fn forms(words: u32) -> Vec<Address> {
	let (offsets, fixed) = match words {
		..8 => (&[0, 0x4000_0000][..], &[0][..]),
		_ => (&[0, 1, 0xffff_ffff, 0x4000_0000][..], &[0, 9, 0x4000_0000][..]),
	};
	let registers = offsets.iter().map(|by| Address::reg(A).plus(*by));
	registers.chain(fixed.iter().map(|at| Address::at(*at))).collect()
}

/// The element that an address names for a lane whose `A` is given.
fn element(address: Address, a: u32) -> u32 {
	let base = address.base.map_or(0, |_| u64::from(a));
	((base + u64::from(address.offset)) % (1 << 32)) as u32
}

/// The words of an element, when all of them are among so many.
fn within(words: usize, width: Width, element: u32) -> Option<usize> {
	let first = u64::from(width.words()) * u64::from(element);
	let end = first + u64::from(width.words());
	(end <= words as u64).then_some(first as usize)
}

fn loaded(memory: &[u32], width: Width, element: u32, word: u32) -> u32 {
	within(memory.len(), width, element).map_or(0, |first| memory[first + word as usize])
}

fn numbers(words: u32) -> Vec<u32> {
	(0..words).map(|word| word.wrapping_mul(0x9e37_79b9) | 1).collect()
}

fn describe(address: Address) -> String {
	match address.base {
		Some(_) => format!("r + {:#x}", address.offset),
		None => format!("{:#x}", address.offset),
	}
}

fn register(first: Reg, word: u32) -> Reg {
	Reg(first.0 + word as u8)
}

/// A sheet whose lanes have the elements in `A`.
fn with_elements(name: &str) -> (Sheet, Vec<u32>) {
	let elements = elements();
	let groups = elements.len() as u32 / LANES;
	let size = [LANES as u16, 1, 1];
	let mut sheet = Sheet::new(name, Needs::Integers, size, [groups, 1, 1]);
	let space = sheet.input(bytes(&elements));
	sheet.push(load(space, Width::One, A, NUMBER));
	(sheet, elements)
}

/// Loads of inputs, some of which are empty or have no whole element. Registers behind the loaded
/// ones stay as they are.
fn inputs() -> Vector {
	let (mut sheet, elements) = with_elements("loads of inputs");
	for words in [0, 1, 3, 38] {
		let memory = numbers(words);
		let space = sheet.input(bytes(&memory));
		for width in Width::ALL {
			for address in forms(words) {
				let label = format!("{width:?} of {words} at {}", describe(address));
				sheet.push(constant(register(RESULT, width.words()), 9));
				sheet.push(load(space, width, RESULT, address));
				sheet.run((1..width.words()).map(|word| mix(RESULT, register(RESULT, word))));
				sheet.row(label, RESULT, |lane| {
					let element = element(address, elements[lane.number as usize]);
					mixed((0..width.words()).map(|word| loaded(&memory, width, element, word)))
				});
			}
		}
		sheet.row(format!("untouched by {words}"), Reg(12), |_| 9);
	}
	sheet.finish()
}

/// Private and workgroup memory of so many words: guarded stores, then guarded loads.
fn own_memory(words: u16) -> Vector {
	let name = format!("{words} private words, {words} workgroup words");
	let (sheet, elements) = with_elements(&name);
	let mut sheet = sheet.announce(|header| {
		(header.private_words, header.workgroup_words) = (words, words);
	});
	let lanes: Vec<Lane> = sheet.lanes().collect();
	let mut private = vec![vec![0; words.into()]; lanes.len()];
	let mut shared = vec![vec![0; words.into()]; lanes.len() / LANES as usize];
	sheet.push(builtin(B, Builtin::LocalIndex));
	let mut salt = 0u32;
	for width in Width::ALL {
		for address in forms(words.into()) {
			let label = format!("{width:?} at {}", describe(address));
			salt += 0x0001_0003;
			for word in 0..width.words() {
				sheet.push(binary(BinaryOp::Add, register(T[0], word), B, salt << word));
			}
			// Private memory: where the address says, by a store and by a load.
			sheet.push(store(Space::Private, width, T[0], address));
			sheet.push(load(Space::Private, width, RESULT, address));
			for (lane, memory) in lanes.iter().zip(&mut private) {
				let element = element(address, elements[lane.number as usize]);
				if let Some(first) = within(memory.len(), width, element) {
					for word in 0..width.words() {
						memory[first + word as usize] = lane.local.wrapping_add(salt << word);
					}
				}
			}
			sheet.run((1..width.words()).map(|word| mix(RESULT, register(RESULT, word))));
			sheet.row(format!("private, {label}"), RESULT, |lane| {
				let lane = lane.number as usize;
				let element = element(address, elements[lane]);
				mixed((0..width.words()).map(|word| loaded(&private[lane], width, element, word)))
			});
			// Workgroup memory: each lane fills the element of its number.
			sheet.run([
				Instr::Barrier,
				store(Space::Workgroup, width, T[0], B),
				Instr::Barrier,
				load(Space::Workgroup, width, RESULT, address),
			]);
			for lane in &lanes {
				let memory = &mut shared[lane.group[0] as usize];
				if let Some(first) = within(memory.len(), width, lane.local) {
					for word in 0..width.words() {
						memory[first + word as usize] = lane.local.wrapping_add(salt << word);
					}
				}
			}
			sheet.run((1..width.words()).map(|word| mix(RESULT, register(RESULT, word))));
			sheet.row(format!("workgroup, {label}"), RESULT, |lane| {
				let memory = &shared[lane.group[0] as usize];
				let element = element(address, elements[lane.number as usize]);
				mixed((0..width.words()).map(|word| loaded(memory, width, element, word)))
			});
		}
	}
	// What is left of it all, word by word.
	sheet.run([load(Space::Private, Width::One, RESULT, B)]);
	sheet.row("private in the end", RESULT, |lane| {
		loaded(&private[lane.number as usize], Width::One, lane.local, 0)
	});
	sheet.finish()
}

/// Stores to workgroup memory out of bounds. In bounds, elements differ from lane to lane.
fn wild_workgroup_stores() -> Vector {
	const WORDS: u16 = 37;
	let name = "wild stores to workgroup memory";
	let size = [LANES as u16, 1, 1];
	let mut sheet = Sheet::new(name, Needs::Integers, size, [1, 1, 1])
		.announce(|header| header.workgroup_words = WORDS);
	// Every second element from 0 on, and wild ones.
	let elements: Vec<u32> = (0..LANES)
		.map(|lane| match lane % 2 {
			0 => lane / 2,
			_ => (lane / 8 + 1) << 28 | lane,
		})
		.collect();
	let space = sheet.input(bytes(&elements));
	sheet.push(load(space, Width::One, A, NUMBER));
	sheet.push(builtin(B, Builtin::LocalIndex));
	let mut memory = vec![0; WORDS.into()];
	for width in Width::ALL {
		for offset in [0, 3, 0xffff_ffff, 0xc000_0000] {
			let address = Address::reg(A).plus(offset);
			for word in 0..width.words() {
				let value = (offset ^ 0x100) << (word + 1);
				sheet.push(binary(BinaryOp::Xor, register(T[0], word), B, value));
			}
			sheet.run([
				store(Space::Workgroup, width, T[0], address),
				Instr::Barrier,
				load(Space::Workgroup, Width::One, RESULT, B),
				Instr::Barrier,
			]);
			for (lane, &a) in (0..).zip(&elements) {
				if let Some(first) = within(memory.len(), width, element(address, a)) {
					for word in 0..width.words() {
						memory[first + word as usize] = lane ^ (offset ^ 0x100) << (word + 1);
					}
				}
			}
			let label = format!("{width:?} at r + {offset:#x}");
			sheet.row(label, RESULT, |lane| loaded(&memory, Width::One, lane.local, 0));
		}
		// At a fixed place, by one lane.
		sheet.push(branch(When::Unless(B)));
		for place in [4, 18, 37, 0x4000_0000] {
			for word in 0..width.words() {
				sheet.push(constant(register(T[0], word), place ^ word << 16));
			}
			sheet.push(store(Space::Workgroup, width, T[0], Address::at(place)));
			if let Some(first) = within(memory.len(), width, place) {
				for word in 0..width.words() {
					memory[first + word as usize] = place ^ word << 16;
				}
			}
		}
		sheet.run([
			Instr::End,
			Instr::Barrier,
			load(Space::Workgroup, Width::One, RESULT, B),
			Instr::Barrier,
		]);
		sheet.row(format!("{width:?} at fixed places"), RESULT, |lane| {
			loaded(&memory, Width::One, lane.local, 0)
		});
	}
	sheet.finish()
}

/// All workgroup memory that there can be is zero at the start, also of later workgroups, and so
/// are private memory and registers.
fn zeroed() -> Vector {
	const PRIVATE: u16 = 64;
	const WORKGROUP: u32 = 4096;
	let size = [LANES as u16, 1, 1];
	let mut sheet =
		Sheet::new("memory starts at zero", Needs::Integers, size, [6, 1, 1]).announce(|header| {
			(header.private_words, header.workgroup_words) = (PRIVATE, WORKGROUP as u16);
		});
	sheet.push(constant(T[0], 0xffff_ffff));
	for (space, start, step, label) in [
		(Space::Workgroup, builtin(T[1], Builtin::LocalIndex), LANES, "workgroup"),
		(Space::Private, constant(T[1], 0), 1, "private"),
	] {
		let words = match space {
			Space::Private => PRIVATE.into(),
			_ => WORKGROUP,
		};
		sheet.run([
			constant(RESULT, 0),
			start,
			begin(words / step),
			load(space, Width::One, T[2], T[1]),
			binary(BinaryOp::Or, RESULT, RESULT, T[2]),
			store(space, Width::One, T[0], T[1]),
			count(T[1], step),
			end_loop(None),
		]);
		sheet.row(label, RESULT, |_| 0);
	}
	let registers: Vec<Reg> = (21..60).map(Reg).collect();
	sheet.push(constant(RESULT, 0));
	for register in registers {
		sheet.push(binary(BinaryOp::Or, RESULT, RESULT, register));
	}
	sheet.row("registers", RESULT, |_| 0);
	sheet.finish()
}

/// The owner of each word of an output: a workgroup, and the row of its tile.
fn owners(output: &Output, grid: [u32; 3]) -> Vec<Option<([u32; 3], u32)>> {
	let TileShape { rows, row_words, pitch, plane } = output.tiles;
	let mut owners = vec![None; output.words as usize];
	let [gx, gy, gz] = grid.map(u64::from);
	for (z, y, x) in
		(0..gz).flat_map(|z| (0..gy).flat_map(move |y| (0..gx).map(move |x| (z, y, x))))
	{
		for row in 0..rows {
			let line = y * u64::from(rows) + u64::from(row);
			let start = z * u64::from(plane) + line * u64::from(pitch) + x * u64::from(row_words);
			for word in start..start + u64::from(row_words) {
				if let Some(owner) = owners.get_mut(word as usize) {
					*owner = Some(([x, y, z].map(|of| of as u32), row));
				}
			}
		}
	}
	owners
}

/// Elements that lanes try on outputs: all of the first ones, and wild ones, each once.
const TRIED: u32 = 160;
const TILE_LANES: u32 = 32;

fn tried() -> Vec<u32> {
	let wild = [
		0x0fff_ffff,
		0x1000_0000,
		0x1fff_ffff,
		0x2000_0000,
		0x3fff_ffff,
		0x4000_0000,
		0x4000_0001,
		0x7fff_ffff,
		0x8000_0000,
		0x8000_0003,
		0xbfff_ffff,
		0xc000_0001,
		0xffff_fffe,
		0xffff_ffff,
	];
	(0..TRIED - wild.len() as u32).chain(wild).collect()
}

/// Three outputs of different tiles: every workgroup stores to elements all over them, and loads
/// them again. What it doesn't own stays as it is, and reads as zeros.
fn tiles(name: &str, grid: [u32; 3], tried_outputs: [Output; 3]) -> Vector {
	let size = [TILE_LANES as u16, 1, 1];
	let mut sheet = Sheet::new(name, Needs::Integers, size, grid);
	let elements = tried();
	let space = sheet.input(bytes(&elements));
	sheet.run([
		builtin(B, Builtin::LocalIndex),
		builtin(T[4], Builtin::GroupX),
		builtin(T[5], Builtin::GroupY),
		builtin(T[6], Builtin::GroupZ),
		mad(T[4], T[5], 16u32, T[4]),
		mad(T[4], T[6], 256u32, T[4]),
	]);
	for (number, output) in (1..).zip(tried_outputs) {
		let owners = owners(&output, grid);
		let mut memory = vec![0u32; output.words as usize];
		let target = Space::Output(number);
		// All widths on the first: code for tiles is long.
		let widths = match number {
			1 => &[Width::One, Width::Two, Width::Four][..],
			2 => &[Width::Four, Width::One][..],
			_ => &[Width::Two][..],
		};
		for (salt, &width) in (1u32..).zip(widths) {
			// What a lane stores as a word of an element.
			let value = |group: [u32; 3], element: u32, word: u32| {
				let group = group[0] + 16 * group[1] + 256 * group[2];
				let element = element.wrapping_mul(4).wrapping_add(word);
				group.wrapping_mul(0x0100_0193).wrapping_add(element) ^ salt << 28
			};
			let own = |group: [u32; 3], element: u32| {
				let first = within(owners.len(), width, element)?;
				let row = owners[first].filter(|owner| owner.0 == group)?;
				let all = &owners[first..first + width.words() as usize];
				all.iter().all(|owner| *owner == Some(row)).then_some(first)
			};
			sheet.run([copy(T[7], B), constant(T[5], 0), begin(TRIED / TILE_LANES)]);
			sheet.push(load(space, Width::One, A, T[7]));
			sheet.push(binary(BinaryOp::Shl, T[6], A, 2u32));
			for word in 0..width.words() {
				sheet.run([
					count(T[6], u32::from(word > 0)),
					mad(T[0], T[4], 0x0100_0193u32, T[6]),
					binary(BinaryOp::Xor, register(RESULT, word), T[0], salt << 28),
				]);
			}
			// The others are addressed with an offset.
			let address = Address::reg(A).plus(7 * u32::from(number > 1));
			sheet.run([
				binary(BinaryOp::Sub, A, A, address.offset),
				store(target, width, RESULT, address),
				load(target, width, T[0], address),
			]);
			for word in 0..width.words() {
				sheet.push(mix(T[5], register(T[0], word)));
			}
			sheet.run([count(T[7], TILE_LANES), end_loop(None), Instr::Barrier]);
			for lane in sheet.lanes().filter(|lane| lane.local == 0) {
				for &element in &elements {
					let Some(first) = own(lane.group, element) else {
						continue;
					};
					for word in 0..width.words() {
						memory[first + word as usize] = value(lane.group, element, word);
					}
				}
			}
			let label = format!("output {number}, {width:?}, loaded again");
			sheet.row(label, T[5], |lane| {
				let mine = elements.iter().skip(lane.local as usize);
				let mine = mine.step_by(TILE_LANES as usize);
				mixed(mine.flat_map(|&element| {
					let owned = own(lane.group, element).is_some();
					let word = move |word| value(lane.group, element, word) * u32::from(owned);
					(0..width.words()).map(word)
				}))
			});
			// One lane of each workgroup at fixed places of the first output, of which it owns one at
			// most, and one that nobody owns.
			let places = if number == 1 { &[5, 0x4000_0000][..] } else { &[] };
			let stored = |group: [u32; 3], place: u32, word: u32| match word {
				0 => place ^ salt << 20,
				_ => group[0] + 16 * group[1] + 256 * group[2],
			};
			for &place in places {
				sheet.run([
					constant(T[5], 0),
					branch(When::Unless(B)),
					constant(RESULT, place ^ salt << 20),
				]);
				sheet.run((1..width.words()).map(|word| copy(register(RESULT, word), T[4])));
				sheet.run([
					store(target, width, RESULT, Address::at(place)),
					load(target, width, T[0], Address::at(place)),
				]);
				for word in 0..width.words() {
					sheet.push(mix(T[5], register(T[0], word)));
				}
				sheet.push(Instr::End);
				for lane in sheet.lanes().filter(|lane| lane.local == 0) {
					if let Some(first) = own(lane.group, place) {
						for word in 0..width.words() {
							memory[first + word as usize] = stored(lane.group, place, word);
						}
					}
				}
				let label = format!("output {number}, {width:?} at {place:#x}, loaded again");
				sheet.row(label, T[5], |lane| match own(lane.group, place) {
					Some(_) if lane.local == 0 => {
						mixed((0..width.words()).map(|word| stored(lane.group, place, word)))
					},
					_ => 0,
				});
			}
			sheet.push(Instr::Barrier);
		}
		sheet.output(output, memory);
	}
	sheet.finish()
}

fn shape(words: u32, rows: u32, row_words: u32, pitch: u32, plane: u32) -> Output {
	let tiles = TileShape { rows, row_words, pitch, plane };
	Output { words, tiles }
}

pub fn vectors() -> Vec<Vector> {
	vec![
		inputs(),
		own_memory(0),
		own_memory(3),
		own_memory(38),
		wild_workgroup_stores(),
		zeroed(),
		tiles(
			"flat tiles",
			[5, 1, 1],
			[shape(40, 1, 8, 8, 8), shape(23, 1, 5, 0, 0), shape(1, 1, 8, 8, 8)],
		),
		tiles(
			"tiles with pitch and plane",
			[2, 2, 2],
			[
				shape(400, 4, 8, 16, 192),
				shape(100, 3, 6, 21, 130),
				shape(301, 2, 7, 14, 0x4000_0000),
			],
		),
		tiles(
			"one tile",
			[1, 1, 1],
			[shape(90, 4, 8, 8, 0), shape(90, 4, 8, 0x2000_0000, 0), shape(1, 1, 16, 0, 0)],
		),
	]
}
