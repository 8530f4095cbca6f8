//! Drops what nothing depends on: values, results of branches, variables of loops.

use crate::ir::{for_each_leave, Block, IfNode, LoopNode, Node, Program, Val};

struct Uses {
	/// What each value is made of.
	needs: Vec<Vec<Val>>,
	live: Vec<bool>,
}

/// Drops dead code.
pub(super) fn remove(program: &mut Program) {
	let mut body = std::mem::take(&mut program.body);
	let mut uses = Uses {
		needs: vec![Vec::new(); program.values as usize],
		live: vec![false; program.values as usize],
	};
	let mut roots = Vec::new();
	uses.block(program, &mut body, &mut roots);
	for inst in &program.entry {
		debug_assert!(inst.args.is_empty());
	}
	while let Some(val) = roots.pop() {
		let val = program.resolve(val);
		let at = val.0 as usize;
		if !uses.live[at] {
			uses.live[at] = true;
			roots.extend(uses.needs[at].iter().copied());
		}
	}
	uses.sweep(program, &mut body);
	let live = &uses.live;
	program.entry.retain(|inst| live[inst.results[0].0 as usize]);
	program.body = body;
}

/// Whether a block does anything that can be seen from outside of the loop it is in.
fn acts(block: &Block) -> bool {
	block.nodes.iter().any(|node| match node {
		Node::Inst(inst) => inst.op.has_effect(),
		Node::If(node) => acts(&node.accept) || acts(&node.reject),
		Node::Loop(node) => acts(&node.body) || acts(&node.continuing),
		Node::Exit => true,
		Node::Break(_) | Node::Continue(_) => false,
	})
}

/// Whether a block leaves a loop or the program.
fn leaves(block: &Block) -> bool {
	block.nodes.iter().any(|node| match node {
		Node::If(node) => leaves(&node.accept) || leaves(&node.reject),
		Node::Loop(node) => acts(&node.body) || acts(&node.continuing),
		Node::Inst(_) => false,
		Node::Break(_) | Node::Continue(_) | Node::Exit => true,
	})
}

/// Conditions that decide how often a loop's body runs.
fn conditions(block: &Block, out: &mut Vec<Val>) {
	for node in &block.nodes {
		if let Node::If(node) = node {
			if leaves(&node.accept) || leaves(&node.reject) {
				out.push(node.cond);
				conditions(&node.accept, out);
				conditions(&node.reject, out);
			}
		}
	}
}

impl Uses {
	fn need(&mut self, program: &Program, val: Val, of: Val) {
		let (val, of) = (program.resolve(val), program.resolve(of));
		if val != of {
			self.needs[val.0 as usize].push(of);
		}
	}

	fn block(&mut self, program: &Program, block: &mut Block, roots: &mut Vec<Val>) {
		for node in &mut block.nodes {
			match node {
				Node::Inst(inst) => {
					if inst.op.has_effect() {
						roots.extend(&inst.args);
					}
					for result in inst.results.clone() {
						for arg in inst.args.clone() {
							self.need(program, result, arg);
						}
					}
				},
				Node::If(node) => {
					self.block(program, &mut node.accept, roots);
					self.block(program, &mut node.reject, roots);
					if acts(&node.accept) || acts(&node.reject) {
						roots.push(node.cond);
					}
					for (i, result) in node.results.iter().enumerate() {
						self.need(program, *result, node.cond);
						for yields in [&node.accept.yields, &node.reject.yields] {
							if let Some(val) = yields.as_ref().and_then(|yields| yields.get(i)) {
								self.need(program, *result, *val);
							}
						}
					}
				},
				Node::Loop(node) => self.repeat(program, node, roots),
				Node::Break(_) | Node::Continue(_) | Node::Exit => {},
			}
		}
	}

	fn repeat(&mut self, program: &Program, node: &mut LoopNode, roots: &mut Vec<Val>) {
		self.block(program, &mut node.body, roots);
		self.block(program, &mut node.continuing, roots);
		let mut control: Vec<Val> = node.leave.into_iter().collect();
		conditions(&node.body, &mut control);
		conditions(&node.continuing, &mut control);
		if acts(&node.body) || acts(&node.continuing) {
			roots.extend(&control);
		}
		for i in 0..node.params.len() {
			let param = node.params[i];
			let mut sources = vec![node.inits[i]];
			sources.extend(node.cont_params.get(i));
			for yields in [&node.body.yields, &node.continuing.yields] {
				sources.extend(yields.as_ref().and_then(|yields| yields.get(i)));
			}
			for_each_leave(&mut node.body, &mut |values, _| sources.push(values[i]));
			sources.extend(&control);
			for source in sources {
				self.need(program, param, source);
			}
			self.need(program, node.results[i], param);
			if let Some(cont) = node.cont_params.get(i) {
				// One that is another value has nothing to do with the parameter.
				if program.resolve(*cont) == *cont {
					self.need(program, *cont, param);
				}
			}
		}
	}

	fn is_live(&self, program: &Program, val: Val) -> bool {
		self.live[program.resolve(val).0 as usize]
	}

	fn sweep(&self, program: &Program, block: &mut Block) {
		block.nodes.retain_mut(|node| match node {
			Node::Inst(inst) => {
				inst.op.has_effect() || inst.results.iter().any(|val| self.is_live(program, *val))
			},
			Node::If(node) => self.sweep_if(program, node),
			Node::Loop(node) => self.sweep_loop(program, node),
			Node::Break(_) | Node::Continue(_) | Node::Exit => true,
		});
	}

	fn sweep_if(&self, program: &Program, node: &mut IfNode) -> bool {
		self.sweep(program, &mut node.accept);
		self.sweep(program, &mut node.reject);
		let kept: Vec<bool> = node.results.iter().map(|val| self.is_live(program, *val)).collect();
		filter(&mut node.results, &kept);
		for block in [&mut node.accept, &mut node.reject] {
			if let Some(yields) = &mut block.yields {
				filter(yields, &kept);
			}
		}
		!node.results.is_empty() || !node.accept.nodes.is_empty() || !node.reject.nodes.is_empty()
	}

	fn sweep_loop(&self, program: &Program, node: &mut LoopNode) -> bool {
		let acting = acts(&node.body) || acts(&node.continuing);
		let wanted = node.params.iter().chain(&node.results).any(|val| self.is_live(program, *val));
		if !acting && !wanted {
			return false;
		}
		self.sweep(program, &mut node.body);
		self.sweep(program, &mut node.continuing);
		let kept: Vec<bool> = node
			.params
			.iter()
			.enumerate()
			.map(|(i, val)| self.is_live(program, *val) || self.is_live(program, node.results[i]))
			.collect();
		for list in [&mut node.params, &mut node.inits, &mut node.results, &mut node.cont_params] {
			filter(list, &kept);
		}
		for_each_leave(&mut node.body, &mut |values, _| filter(values, &kept));
		for block in [&mut node.body, &mut node.continuing] {
			if let Some(yields) = &mut block.yields {
				filter(yields, &kept);
			}
		}
		true
	}
}

fn filter(values: &mut Vec<Val>, kept: &[bool]) {
	let mut i = 0;
	values.retain(|_| {
		i += 1;
		kept.get(i - 1).copied().unwrap_or(true)
	});
}
