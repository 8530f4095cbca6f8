//! `assay job run`: everything from the source to a verified result.

use super::{
	draft,
	follow::{tell, Telling},
	results::Results,
	watch,
};
use crate::{
	args::{Common, OfferArgs, RunArgs, Until},
	blobs,
	connect::connect,
	kernel, keys,
};
use assay_client::{
	account::address,
	blobs::address as blob_address,
	call::Call,
	calls,
	demand::{self, Demand},
	draft::{check_words, Draft},
	events::JobSubmitted,
	format_amount, kernel as kernels, refusal, storage, transaction, Node, Signer,
};
use assay_market::{
	limits::{MAX_ALLOWED, MAX_WANTED},
	Balance, BlockRef, JobId, KernelId, Offer, PricePerGigaFuel, Quote,
};
use assay_terminal::{Console, Failure};
use serde_json::json;
use sp_runtime::{BoundedVec, Permill};

/// Does all of it, in an order in which nothing is spent before everything that can be checked is.
pub async fn run(common: &Common, args: &RunArgs, console: &Console) -> Result<(), Failure> {
	let draft = draft::draft(args)?;
	draft.inputs.iter().try_for_each(check_words)?;
	let results = Results::of_draft(&draft, args)?;

	let node = connect(common, console).await?;
	let signer = keys::signer(&args.key, &node, console)?;
	let demand = Demand {
		needs: draft.plan.needs(),
		allowed: &args.offer.providers,
		region: args.offer.region.as_ref(),
		attributes: &args.offer.attributes,
		price: args.offer.price,
		anyway: args.anyway,
	};
	let providers = demand::active(&node).await?;
	let price = demand.price_among(&providers)?;
	if demand.has_to_wait(&providers) {
		console.say("every eligible provider is at capacity: the job will wait in the queue");
	}
	let offer = offer(&args.offer, price)?;
	let call = calls::submit_job(draft.spec.clone(), offer.clone());
	transaction::ensure_known(&node, &call).await?;
	let new = kernels::unknown(&node, &draft).await?;
	ensure_rich_enough(&node, &signer, &draft, price, &new).await?;

	for input in &draft.inputs {
		blobs::put(&args.gateway.gateway, &input.path, &input.blob, console).await?;
	}
	for (bytecode, file) in new {
		let about = kernels::about_of(file, None)?;
		let put = kernel::put_on_chain(
			&node,
			&signer,
			bytecode,
			about,
			Permill::zero(),
			args.key.yes,
			console,
		);
		if let Err(failure) = put.await {
			// Somebody else may have registered it in the meantime.
			if !kernels::is_known(&node, &KernelId::of(bytecode)).await? {
				return Err(failure);
			}
		}
	}
	kernels::wait_until_known(&node, &draft).await?;
	let gateway = &args.gateway.gateway;
	let spec = draft.spec_with(|hash| blob_address(gateway, hash).into_bytes())?;
	let quote = node.quote(&spec, &offer).await?;
	let quote = quote.map_err(|told| refusal::of_question(&told))?.answer;
	let call = calls::submit_job(spec, offer);
	ask(&node, &signer, &quote, &call, price, args.key.yes, console).await?;
	let (id, block) = submit(&node, &signer, &call, console).await?;
	if args.until != Until::Submitted {
		console.say(&format!(
			"Ctrl-C leaves the job to itself; `assay job watch {id}` picks it up again"
		));
	}
	let telling = Telling::after(&node, id, block, console).await?;
	watch(&node, id, args.until, results.of(id), telling, console).await
}

fn offer(args: &OfferArgs, price: PricePerGigaFuel) -> Result<Offer, Failure> {
	let too_many = |what: &str, most: u32| {
		Failure::input(format!("{what} is given more than {most} times"))
			.advice("name fewer. Nothing was spent")
	};
	Ok(Offer {
		price,
		deadline: args.deadline,
		patience: args.patience,
		samples: args.samples,
		allowed: BoundedVec::try_from(args.providers.clone())
			.map_err(|_| too_many("--provider", MAX_ALLOWED))?,
		region: args.region.clone(),
		attributes: BoundedVec::try_from(args.attributes.clone())
			.map_err(|_| too_many("--attribute", MAX_WANTED))?,
	})
}

/// The first look, before anything is uploaded or registered: payment and kernels' deposits.
async fn ensure_rich_enough(
	node: &Node,
	signer: &Signer,
	draft: &Draft,
	price: PricePerGigaFuel,
	new: &[(&[u8], &std::path::Path)],
) -> Result<(), Failure> {
	let payment = price.cost_of(draft.plan.fuel()).ok_or_else(|| {
		Failure::input("the price times the work is more than there can be")
			.advice("give a lower --price. Nothing was spent")
	})?;
	let mut deposits: Balance = 0;
	for (bytecode, _) in new {
		deposits = deposits.saturating_add(storage::kernel_deposit(node, bytecode).await?);
	}
	let parts = [("for the provider", payment), ("kernels' deposits", deposits)];
	ensure_covers(node, signer, &parts).await
}

async fn ensure_covers(
	node: &Node,
	signer: &Signer,
	parts: &[(&str, Balance)],
) -> Result<(), Failure> {
	let needed = parts.iter().fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount));
	let has = storage::spendable(node, signer.account()).await?;
	if has >= needed {
		return Ok(());
	}
	let list: Vec<_> = parts
		.iter()
		.filter(|(_, amount)| *amount > 0)
		.map(|(name, amount)| format!("{} {name}", format_amount(*amount)))
		.collect();
	Err(Failure::refused(format!(
		"{} can spend {}, and this takes {}: {}",
		address(signer.account()),
		format_amount(has),
		format_amount(needed),
		list.join(", ")
	))
	.advice(format!(
		"send it {} more, offer a lower --price, or sign with another key. Nothing was spent \
			 on this job",
		format_amount(needed - has)
	)))
}

/// Says what the job takes, and asks whether to go on.
async fn ask(
	node: &Node,
	signer: &Signer,
	quote: &Quote,
	call: &Call,
	price: PricePerGigaFuel,
	yes: bool,
	console: &Console,
) -> Result<(), Failure> {
	let fee = transaction::fee(node, signer, call).await?;
	let escrow = &quote.escrow;
	let parts = [
		("for the provider", escrow.payment),
		("for verification", escrow.verification),
		("as a deposit", escrow.deposit),
		("as the transaction's fee", fee),
	];
	ensure_covers(node, signer, &parts).await?;
	let all = parts.iter().fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount));
	console.say(&format!(
		"the job takes {} fuel at up to {} for a giga-fuel (10^9)",
		quote.fuel,
		format_amount(price.0)
	));
	console.say(&format!(
		"on hold: {} for the provider at most, {} for verification at most, {} as a deposit",
		format_amount(escrow.payment),
		format_amount(escrow.verification),
		format_amount(escrow.deposit)
	));
	console.say(&format!(
		"the fee is {}; what isn't used comes back when the job is over",
		format_amount(fee)
	));
	let mut fields = json!(quote);
	fields["event"] = "quoted".into();
	fields["price"] = json!(price);
	fields["fee"] = json!(fee.to_string());
	console.note(&fields);
	console.confirm(&format!("Submit it for {} at most?", format_amount(all)), yes)
}

async fn submit(
	node: &Node,
	signer: &Signer,
	call: &Call,
	console: &Console,
) -> Result<(JobId, BlockRef), Failure> {
	console.say("submits it; the job's number is certain when its block is final");
	// On another branch the same number may be somebody else's job.
	let included = transaction::call_finalized(node, signer, call).await?;
	let id = included.find::<JobSubmitted>(node)?.job;
	let happened = node.job_events(id, included.block.number).await?;
	let here = happened.iter().filter(|found| found.block == included.block);
	for event in here.flat_map(|found| &found.events) {
		tell(console, id, included.block, event);
	}
	Ok((id, included.block))
}
