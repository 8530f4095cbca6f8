//! Workloads of the kernel library as jobs.

use assay_compiler::{compile, Options};
use assay_engine::Job;
use assay_kernel_library::{Workload, WorkloadPass};
use assay_market::{InputSource, JobBuilder, PassBuilder};
use assay_touchstone::FloatMode;
use std::rc::Rc;

/// The kernels of a workload's passes, each compiled once. With a mode of floats given, that of
/// the sources isn't kept.
pub fn kernels(workload: &Workload, floats: Option<FloatMode>) -> Vec<Rc<[u8]>> {
	let mut made: Vec<Rc<[u8]>> = Vec::new();
	for (number, pass) in workload.passes.iter().enumerate() {
		let same =
			|other: &WorkloadPass| other.source == pass.source && other.overrides == pass.overrides;
		let known = workload.passes[..number].iter().position(same);
		made.push(match known {
			Some(known) => made[known].clone(),
			None => kernel(pass, floats.or(pass.floats)),
		});
	}
	made
}

fn kernel(pass: &WorkloadPass, float_mode: Option<FloatMode>) -> Rc<[u8]> {
	let options = Options { overrides: &pass.overrides, float_mode, ..Options::default() };
	let compiled = compile(pass.source.text, pass.source.name, &options);
	compiled.unwrap_or_else(|errors| panic!("{errors}")).bytecode.into()
}

/// The whole workload as a job.
pub fn job<'a>(workload: &'a Workload, kernels: &[Rc<[u8]>]) -> Job<'a> {
	let passes = workload.passes.iter().zip(kernels);
	let passes = passes.map(|(pass, kernel)| described(pass, kernel, &pass.inputs));
	of_passes(workload.inputs.iter().map(Vec::as_slice).collect(), passes)
}

/// A job of passes of a workload on these inputs.
pub fn of_passes<'a>(
	inputs: Vec<&'a [u8]>,
	passes: impl IntoIterator<Item = PassBuilder>,
) -> Job<'a> {
	let job = inputs.iter().fold(JobBuilder::new(), |job, input| job.input(input));
	let work = job.passes(passes).finish().expect("the library has jobs that the chain takes");
	Job::new(work, inputs).expect("the job was made of these inputs")
}

/// A pass, with these inputs. What its device made is compared afterwards, whatever the rule.
pub fn described(pass: &WorkloadPass, kernel: &[u8], inputs: &[InputSource]) -> PassBuilder {
	let built = PassBuilder::new(kernel, pass.grid).params(&pass.params);
	let built = inputs.iter().fold(built, |built, input| built.read(*input));
	pass.outputs.iter().fold(built, |built, output| built.write(output.words, output.tiles))
}
