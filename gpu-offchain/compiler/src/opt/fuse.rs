//! Multiply-and-add in one instruction, where the product is used once.

use crate::ir::{Block, Node, Op, Program, Val};
use assay_touchstone::{BinaryOp, MulAddOp};
use std::collections::HashMap;

struct Product {
	float: bool,
	a: Val,
	b: Val,
}

/// Fuses products into sums.
pub(super) fn fuse(program: &mut Program) {
	let mut body = std::mem::take(&mut program.body);
	let mut uses: HashMap<Val, u32> = HashMap::new();
	let mut products = HashMap::new();
	let mut constants: HashMap<Val, u32> = HashMap::new();
	let mut by_value: HashMap<u32, Val> = HashMap::new();
	for inst in &program.entry {
		if let Op::Const(value) = inst.op {
			constants.insert(inst.results[0], value);
			by_value.insert(value, inst.results[0]);
		}
	}
	collect(program, &body, &mut uses, &mut products);
	// A shift to the left is a product with a power of two.
	let mut powers = Vec::new();
	let mut power = |program: &mut Program, by: u32| {
		*by_value.entry(1 << by).or_insert_with(|| {
			let val = program.fresh();
			powers.push((val, 1u32 << by));
			val
		})
	};
	let mut shifts: Vec<(Val, Val, u32)> = Vec::new();
	for (val, (shifted, by)) in collect_shifts(program, &body, &constants) {
		shifts.push((val, shifted, by));
	}
	for (val, a, by) in shifts {
		let b = power(program, by);
		products.insert(val, Product { float: false, a, b });
	}
	rewrite(program, &mut body, &uses, &products, &constants, 0);
	for (val, value) in powers {
		program.entry.push(crate::ir::Inst {
			op: Op::Const(value),
			args: Vec::new(),
			results: vec![val],
		});
	}
	program.body = body;
}

fn collect(
	program: &Program,
	block: &Block,
	uses: &mut HashMap<Val, u32>,
	products: &mut HashMap<Val, Product>,
) {
	let mut used = |vals: &[Val]| {
		for val in vals {
			*uses.entry(program.resolve(*val)).or_default() += 1;
		}
	};
	let mut inner: Vec<&Block> = Vec::new();
	for node in &block.nodes {
		match node {
			Node::Inst(inst) => {
				used(&inst.args);
				let float = match inst.op {
					Op::Binary(BinaryOp::Mul) => false,
					Op::Binary(BinaryOp::MulF) => true,
					_ => continue,
				};
				let product = Product { float, a: inst.args[0], b: inst.args[1] };
				products.insert(inst.results[0], product);
			},
			Node::If(node) => {
				used(&[node.cond]);
				inner.extend([&node.accept, &node.reject]);
			},
			Node::Loop(node) => {
				used(&node.inits);
				used(node.leave.as_slice());
				inner.extend([&node.body, &node.continuing]);
			},
			Node::Break(values) | Node::Continue(values) => used(values),
			Node::Exit => {},
		}
	}
	if let Some(yields) = &block.yields {
		used(yields);
	}
	for block in inner {
		collect(program, block, uses, products);
	}
}

fn collect_shifts(
	program: &Program,
	block: &Block,
	constants: &HashMap<Val, u32>,
) -> HashMap<Val, (Val, u32)> {
	let mut shifts = HashMap::new();
	for node in &block.nodes {
		match node {
			Node::Inst(inst) if inst.op == Op::Binary(BinaryOp::Shl) => {
				if let Some(by) = constants.get(&program.resolve(inst.args[1])) {
					shifts.insert(inst.results[0], (inst.args[0], by % 32));
				}
			},
			Node::If(node) => {
				shifts.extend(collect_shifts(program, &node.accept, constants));
				shifts.extend(collect_shifts(program, &node.reject, constants));
			},
			Node::Loop(node) => {
				shifts.extend(collect_shifts(program, &node.body, constants));
				shifts.extend(collect_shifts(program, &node.continuing, constants));
			},
			Node::Inst(_) | Node::Break(_) | Node::Continue(_) | Node::Exit => {},
		}
	}
	shifts
}

fn rewrite(
	program: &Program,
	block: &mut Block,
	uses: &HashMap<Val, u32>,
	products: &HashMap<Val, Product>,
	constants: &HashMap<Val, u32>,
	loops: u32,
) {
	for node in &mut block.nodes {
		match node {
			Node::Inst(inst) => {
				let float = match inst.op {
					Op::Binary(BinaryOp::Add) => false,
					Op::Binary(BinaryOp::AddF) => true,
					_ => continue,
				};
				let args = [program.resolve(inst.args[0]), program.resolve(inst.args[1])];
				for (product, summand) in [(args[0], args[1]), (args[1], args[0])] {
					// Where a number is added, a register has to hold it: worth it in loops.
					if constants.contains_key(&summand) && loops == 0 {
						continue;
					}
					let Some(found) = products.get(&product).filter(|found| found.float == float)
					else {
						continue;
					};
					if uses.get(&product) != Some(&1) {
						continue;
					}
					inst.op = Op::MulAdd(match float {
						true => MulAddOp::Float,
						false => MulAddOp::Int,
					});
					inst.args = vec![found.a, found.b, summand];
					break;
				}
			},
			Node::If(node) => {
				rewrite(program, &mut node.accept, uses, products, constants, loops);
				rewrite(program, &mut node.reject, uses, products, constants, loops);
			},
			Node::Loop(node) => {
				rewrite(program, &mut node.body, uses, products, constants, loops + 1);
				rewrite(program, &mut node.continuing, uses, products, constants, loops + 1);
			},
			Node::Break(_) | Node::Continue(_) | Node::Exit => {},
		}
	}
}
