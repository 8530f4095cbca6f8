//! `touchstone selftest`: which kernels a device may be trusted with.

use crate::{args::Selftest, execute, failure::of_engine, report::Report};
use assay_engine::selftest::{selftest, Cache, Needs, Watch as Watched};
use assay_terminal::{Failure, ProgressBar};
use serde_json::json;

pub fn run(args: &Selftest) -> Result<Report, Failure> {
	let watch = ProgressBar::start("testing");
	let device = execute::open(args.device)?;
	let cache = Cache::of_user();
	let cache = match args.again {
		true => cache.map(Cache::anew),
		false => cache,
	};
	let progress = |done: usize, total: usize| watch.tell(done as u64, total as u64);
	let watched = Watched { cancel: Some(watch.cancel()), progress: Some(&progress) };
	let tested = selftest(&device, cache.as_ref(), &watched).map_err(of_engine)?;
	drop(watch);

	let verdict = &tested.verdict;
	let offers = verdict.offers();
	let mut text = format!("{}\n", device.info());
	let mut modes = Vec::new();
	for needs in Needs::ALL {
		let (ran, failed) = verdict.counts(needs);
		let offered = offers.contains(&needs);
		let answer = match (offered, failed) {
			(true, _) => format!("yes, {ran} of {ran}"),
			(false, 0) => "no, since integers fail".to_string(),
			(false, _) => format!("no, {failed} of {ran} fail"),
		};
		text += &format!("  {:9} {answer}\n", needs.name());
		modes.push(json!({
			"mode": needs.name(),
			"offered": offered,
			"vectors": ran,
			"failed": failed,
		}));
	}
	for failure in &verdict.failures {
		text += &format!("{failure}\n");
	}
	text += &match tested.took {
		Some(took) => format!("tested in {:.1} s\n", took.as_secs_f64()),
		None => "known from before: --again tests again\n".to_string(),
	};
	if let Some(why) = &tested.not_kept {
		text += &format!("the result can't be kept: {why}\n");
	}
	let failures = verdict.failures.iter().map(|failure| {
		json!({
			"mode": failure.needs.name(),
			"vector": failure.vector,
			"what": failure.what,
		})
	});
	let json = json!({
		"device": device.info().to_string(),
		"modes": modes,
		"failures": failures.collect::<Vec<_>>(),
		"seconds": tested.took.map(|took| took.as_secs_f64()),
		"not_kept": tested.not_kept,
	});
	Ok(Report { text, json, agrees: offers.len() == Needs::ALL.len() })
}
