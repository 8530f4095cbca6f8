//! What was run honestly is judged as such, from the witness alone.

use crate::scene::{look_up, noise, Scene};
use assay_touchstone::*;
use assay_witness::{Cause, Verdict, Witness};
use codec::{Decode, Encode};
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn every_tile_should_match_whatever_it_reads(
		width in 1u32..60,
		height in 1u32..20,
		scale in any::<u32>(),
		spread in 1u32..40_000,
		index in 0usize..5_000,
		table in 0usize..120_000,
		seed in any::<u64>(),
	) {
		let inputs = [noise(index, seed), noise(table, !seed)];
		let scene = look_up([width, height], scale, spread, inputs);
		for group in scene.groups() {
			let recorded = scene.record(group);
			prop_assert_eq!(recorded.outcome.unwrap(), scene.execute(group));
			let encoded = recorded.witness.encode();
			prop_assert_eq!(&Witness::decode(&mut &encoded[..]).unwrap(), &recorded.witness);
			prop_assert_eq!(scene.judge(group, recorded.witness), Ok(Verdict::Match));
		}
	}

	#[test]
	fn wrong_word_should_be_seen_in_its_tile_and_in_no_other(
		width in 1u32..40,
		height in 1u32..30,
		place in any::<proptest::sample::Index>(),
		flip in 1u32..,
	) {
		let mut scene = look_up([width, height], 3, 900, [noise(4_000, 1), noise(3_600, 2)]);
		let pitch = width.next_multiple_of(8);
		let word = place.index(scene.outputs[0].0.words as usize);
		let bytes = &mut scene.outputs[0].2[4 * word..][..4];
		let wrong = u32::from_le_bytes(bytes.try_into().unwrap()) ^ flip;
		bytes.copy_from_slice(&wrong.to_le_bytes());

		let (x, y) = (word as u32 % pitch, word as u32 / pitch);
		for group in scene.groups() {
			let its_own = group == [x / 8, y / 8, 0];
			let expected = if its_own { Verdict::Mismatch } else { Verdict::Match };
			prop_assert_eq!(scene.verdict(group), Ok(expected));
		}
	}
}

/// One lane that writes its parameter.
fn constant(word: f32, rule: Rule, committed: f32) -> Scene {
	let mut header = Header::new(FloatMode::Relaxed);
	(header.registers, header.outputs, header.params) = (2, 1, 1);
	let bytecode =
		Builder::new(header).param(Reg(0), 0).store(Space::Output(0), Reg(1), Reg(0)).finish();
	let output = Output { words: 1, tiles: TileShape::flat(1) };
	Scene {
		program: Program::parse(&bytecode).unwrap(),
		params: vec![word.to_bits()],
		grid: [1, 1, 1],
		inputs: vec![],
		outputs: vec![(output, rule, committed.to_le_bytes().to_vec())],
	}
}

#[test]
fn verdict_should_follow_the_outputs_rule() {
	let rule = Rule::Within(Tolerance::new(0.5, 0.0).unwrap());
	for (committed, verdict) in
		[(1.5, Verdict::Match), (2.0, Verdict::Inaccurate), (9.5, Verdict::Mismatch)]
	{
		let scene = constant(1.0, rule, committed);
		assert_eq!(scene.verdict([0; 3]), Ok(verdict), "{committed}");
	}
	assert_eq!(constant(1.0, Rule::Exact, 1.0000001).verdict([0; 3]), Ok(Verdict::Mismatch));
}

#[test]
fn kernel_with_a_race_should_be_void_whatever_was_committed_to() {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.registers) = ([2, 1, 1], 2);
	(header.outputs, header.workgroup_words) = (1, 1);
	let bytecode = Builder::new(header)
		.builtin(Reg(1), Builtin::LocalX)
		.store(Space::Workgroup, Reg(0), Reg(1))
		.finish();
	let output = Output { words: 2, tiles: TileShape::flat(2) };
	let scene = Scene {
		program: Program::parse(&bytecode).unwrap(),
		params: vec![],
		grid: [1, 1, 1],
		inputs: vec![],
		outputs: vec![(output, Rule::Exact, vec![9; 8])],
	};
	assert_eq!(scene.record([0; 3]).outcome, Err(Cause::Race));
	assert_eq!(scene.verdict([0; 3]), Ok(Verdict::Void(Cause::Race)));
}

#[test]
fn tile_beyond_the_output_should_need_no_proof_and_match() {
	let mut scene = look_up([8, 8], 1, 10, [noise(256, 1), noise(40, 2)]);
	scene.grid = [1, 2, 1];
	let recorded = scene.record([0, 1, 0]);
	assert_eq!(recorded.witness.outputs, [None]);
	assert_eq!(scene.judge([0, 1, 0], recorded.witness), Ok(Verdict::Match));
}
