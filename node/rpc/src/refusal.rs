//! What the chain's reasons to refuse a job mean, and what to do about them.

/// The reasons by the names of the chain's errors.
const MEANINGS: &[(&str, &str)] = &[
	("SamplesOutOfRange", "ask for 1 to 8 samples"),
	("DeadlineZero", "give providers a deadline of at least one block"),
	("DeadlineTooLong", "the deadline is longer than the chain's `MaxDeadline`: shorten it"),
	("PatienceZero", "let the job wait for a provider for at least one block"),
	("PatienceTooLong", "the patience is longer than the chain's `MaxPatience`: shorten it"),
	("KernelUnknown", "a kernel isn't registered: register it first, or correct its id"),
	("NoPasses", "a job has at least one pass"),
	("TooManyOutputs", "the passes have more than 256 outputs together: make several jobs of them"),
	("NoOutputs", "a pass has no output, so nothing it does could be verified"),
	("EmptyGrid", "a grid has a zero in it: every dimension is at least 1"),
	(
		"InterfaceDiffers",
		"a pass has other numbers of inputs, outputs or parameters than its kernel: compare with `gpu_kernel`",
	),
	(
		"SourceUnknown",
		"a pass reads an input that the job hasn't, or an output that no earlier pass makes",
	),
	("EmptyOutput", "an output has no words"),
	(
		"TilesMalformed",
		"the tiles of an output overlap, reach beyond its end or don't fit the grid",
	),
	(
		"TilesScattered",
		"a tile lies in more chunks of the output than can be shown: make its rows longer or fewer",
	),
	(
		"RuleMalformed",
		"a tolerance is negative or no finite number, or its kernel is strict and needs `exact`",
	),
	(
		"CostUnknown",
		"a kernel's fuel can't be computed with these parameters: the bound of a loop is too large",
	),
	(
		"WorkgroupTooLong",
		"a workgroup takes more than 16,000,000 fuel: give each one less to do, and make more of them",
	),
	("JobTooLong", "the job takes more than 2^56 fuel: make several jobs of it"),
	("JobTooLarge", "inputs and outputs have more than 2^36 bytes together: make several jobs of it"),
	("Overflow", "the price is so high that the payment is beyond 128 bits: offer less"),
];

/// What a reason means.
pub fn meaning(reason: &str) -> &'static str {
	let found = MEANINGS.iter().find(|(name, _)| *name == reason);
	found.map_or("see the errors of the pallet `jobs`", |(_, meaning)| meaning)
}

/// The names of the reasons that have a meaning here.
pub fn reasons() -> impl Iterator<Item = &'static str> {
	MEANINGS.iter().map(|(name, _)| *name)
}
