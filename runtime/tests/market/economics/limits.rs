//! Kernels at every limit: whoever runs them honestly doesn't lose, and blocks have room for them.

use super::scenario::{Provider, Requester, Scenario, Watcher};
use crate::{
	kernels::{at_most_fuel, far_reads, triple, wide_tiles, LANES},
	work::{noise, Step, Work},
};
use assay_market::{CompareRule, InputSource};

fn step(kernel: Vec<u8>, groups: u32, tile: u32, inputs: &[InputSource]) -> Step {
	Step { kernel, groups, params: vec![], inputs: inputs.to_vec(), tile, rule: CompareRule::Exact }
}

/// Jobs at a limit, by name.
fn jobs() -> Vec<(&'static str, Work)> {
	let input = InputSource::Job(0);
	let mut passes = vec![step(triple(), 4, LANES, &[input])];
	for pass in 0..63 {
		let before = InputSource::Pass { pass, output: 0 };
		passes.push(step(triple(), 4, LANES, &[before]));
	}
	vec![
		("tiles of 64 KiB", { Work::new(vec![], &[step(wide_tiles(), 6, 16_384, &[])]) }),
		("witnesses of 1 MiB", {
			let steps = [step(far_reads(), 6, 1_024, &[input])];
			Work::new(vec![noise(1 << 18)], &steps)
		}),
		("16 M lane-operations", { Work::new(vec![], &[step(at_most_fuel(), 3, LANES, &[])]) }),
		("64 passes", Work::new(vec![noise(4 * LANES)], &passes)),
	]
}

pub fn kernels_at_every_limit_should_be_run_at_no_loss(seed: u64) {
	println!("| Kernel | Jobs | A job pays | Provider | Requester | Of its fee for an attempt |");
	println!("|---|--:|--:|--:|--:|--:|");
	for (name, work) in jobs() {
		let scenario = Scenario {
			provider: Provider::Honest,
			requester: Requester::Honest,
			watcher: Watcher::Absent,
			work,
			jobs: 2,
			seed,
		};
		let outcome = scenario.play();
		println!(
			"| {name} | {} | {:.2} | {:+.2} | {:+.2} | {:.0}% |",
			outcome.jobs,
			outcome.payment,
			outcome.provider,
			outcome.requester,
			100.0 * outcome.verified,
		);
		assert!(outcome.provider > 0.0, "{name}: the provider loses");
		assert!(outcome.verified <= 1.0, "{name}: the fee was too low");
	}
}
