//! Jobs as they are typed, checked without a node.

use crate::ran::{library_kernel, parse, Folder, DOUBLE};
use assay_cli::{
	args::{JobCommand, RunArgs},
	job, Command, Failure,
};
use assay_client::draft::Draft;
use assay_market::{BlobHash, CompareRule, InputSource, Shape};

fn run_args(arguments: &[&str]) -> Box<RunArgs> {
	let Command::Job(job) = parse(&[&["job", "run"], arguments].concat()) else {
		panic!("it is a job")
	};
	let JobCommand::Run(args) = job.command else { panic!("it is a run") };
	args
}

fn draft(arguments: &[&str]) -> Result<Draft, Failure> {
	job::draft(&run_args(arguments))
}

#[test]
fn one_pass_should_be_a_specification() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let bytes: Vec<u8> = (0..128u32).flat_map(u32::to_le_bytes).collect();
	let numbers = folder.file("numbers.bin", &bytes);
	let drafted = draft(&[
		&kernel, "--grid", "2,1,1", "--input", &numbers, "--output", "128", "--out", "a.bin",
	])
	.unwrap();
	assert_eq!(drafted.kernels.len(), 1);
	assert_eq!(drafted.outputs[0].name, "doubled");
	assert_eq!(drafted.outputs[0].out.as_deref(), Some("a.bin".as_ref()));
	let hash = BlobHash(*blake3::hash(&bytes).as_bytes());
	assert_eq!(drafted.inputs[0].blob.hash, hash);
	assert_eq!(drafted.inputs[0].blob.len.get(), 512);

	let pass = &drafted.spec.passes[0];
	assert_eq!(pass.grid.0, [2, 1, 1]);
	assert_eq!(pass.inputs.to_vec(), [InputSource::Job(0)]);
	assert_eq!(pass.outputs[0].words, 128);
	assert_eq!(pass.outputs[0].rule, CompareRule::Exact);
	assert_eq!(pass.outputs[0].tiles, Shape { rows: 1, row_words: 64, pitch: 128, plane: 128 });
	assert_eq!(drafted.plan.workgroups(), 2);

	let spec = drafted.spec_with(|_| b"http://here".to_vec()).unwrap();
	assert_eq!(spec.inputs[0].address.to_vec(), b"http://here");
}

#[test]
fn a_job_file_should_chain_passes() {
	let folder = Folder::new();
	folder.file("double.wgsl", DOUBLE);
	folder.file("numbers.bin", [0; 512]);
	let job = folder.file(
		"job.toml",
		r#"
		[[pass]]
		kernel = "double.wgsl"
		grid = [2, 1, 1]
		inputs = ["numbers.bin"]
		outputs = [{ words = 128 }]

		[[pass]]
		kernel = "double.wgsl"
		grid = [2, 1, 1]
		inputs = [{ pass = 0, output = 0 }]
		outputs = [{ words = 128, tile = "64x1@128", out = "four.bin" }]
		"#,
	);
	let drafted = draft(&[&job]).unwrap();
	assert_eq!(drafted.kernels.len(), 1);
	assert_eq!(drafted.inputs.len(), 1);
	let second = &drafted.spec.passes[1];
	assert_eq!(second.inputs.to_vec(), [InputSource::Pass { pass: 0, output: 0 }]);
	assert_eq!(drafted.outputs[0].out, None);
	assert_eq!(drafted.outputs[1].out, Some(folder.path("four.bin")));
}

#[test]
fn a_job_file_should_say_by_itself_what_passes_are() {
	let folder = Folder::new();
	let job = folder.file("job.toml", "pass = []");
	let error = draft(&[&job, "--grid", "1,1,1"]).unwrap_err();
	assert_eq!(error.code(), 2);
	assert!(error.to_string().contains("write them into the file"));
	let error = draft(&[&job]).unwrap_err();
	assert!(error.to_string().starts_with("error: the job has no pass\n"));
}

#[test]
fn what_a_job_file_has_wrong_should_be_shown_with_its_place() {
	let folder = Folder::new();
	let job =
		folder.file("job.toml", "[[pass]]\nkernel = \"a.wgsl\"\ngird = [1, 1, 1]\noutputs = []\n");
	let error = draft(&[&job]).unwrap_err().to_string();
	assert_eq!(
		folder.plain(&error),
		"error: job.toml: TOML parse error at line 3, column 1\n  |\n3 | gird = [1, 1, 1]\n  | \
		 ^^^^\nunknown field `gird`, expected one of `kernel`, `grid`, `params`, `overrides`, \
		 `entry`, `floats`, `inputs`, `outputs`\n  what to do: docs/cli.md has an example of a job \
		 file"
	);
}

#[test]
fn a_pass_should_not_read_what_comes_later() {
	let folder = Folder::new();
	folder.file("double.wgsl", DOUBLE);
	let job = folder.file(
		"job.toml",
		r#"
		[[pass]]
		kernel = "double.wgsl"
		grid = [2, 1, 1]
		inputs = [{ pass = 0, output = 0 }]
		outputs = [{ words = 128 }]
		"#,
	);
	assert_eq!(
		draft(&[&job]).unwrap_err().to_string(),
		"error: input 0 of pass 0 comes from pass 0, which isn't earlier\n  what \
		 to do: in a job file a pass reads files and earlier passes' outputs only. Nothing was \
		 spent"
	);
}

#[test]
fn a_relaxed_kernel_should_need_a_tolerance() {
	let folder = Folder::new();
	let kernel = folder.file("n-body.wgsl", library_kernel("mandelbrot", "mandelbrot.wgsl"));
	// Integers alone: relaxed by decree.
	let common = [
		kernel.as_str(),
		"--floats",
		"relaxed",
		"--grid",
		"1,1,1",
		"--output",
		"64,8x8@8",
		"--params",
		"08000000080000000800000010000000000000000000000000000001",
	];
	let error = draft(&common).unwrap_err().to_string();
	assert!(error.contains("nothing says how far `counts` may be off"), "{error}");
	let with = [&common[..], &["--tolerance", "1e-5,1e-4"]].concat();
	let drafted = draft(&with).unwrap();
	assert_eq!(
		drafted.spec.passes[0].outputs[0].rule,
		CompareRule::Within { atol: 1e-5f32.to_bits(), rtol: 1e-4f32.to_bits() }
	);
}
