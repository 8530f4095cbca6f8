//! `assay job run`: everything from the source to a verified result.

use super::{
	draft::{check_words, Draft},
	follow::{self, Follower},
	results::Results,
	watch,
};
use crate::{
	account::address,
	amount::format_amount,
	args::{OfferArgs, RunArgs, Until},
	blobs, extrinsic, kernel,
	keys::{self, Signer},
	market::{self, Demand},
	node::{BlockRef, Node},
	refusal,
};
use assay_jobs::{JobId, Offer, Quote};
use assay_market::{JobSpec, KernelId, PricePerGigaFuel, Refused};
use assay_runtime::{
	currency::EXISTENTIAL_DEPOSIT, AccountId, Balance, BlockNumber, Runtime, RuntimeCall,
	RuntimeEvent,
};
use assay_terminal::{Console, Failure};
use serde_json::json;
use sp_runtime::{BoundedVec, Permill};

/// Does all of it, in an order in which nothing is spent before everything that can be checked is.
pub async fn run(url: &str, args: &RunArgs, console: &Console) -> Result<(), Failure> {
	let draft = Draft::of_args(args)?;
	draft.inputs.iter().try_for_each(check_words)?;
	let results = Results::of_draft(&draft, args)?;

	let node = Node::connect(url).await?;
	let signer = keys::signer(&args.key, &node, console)?;
	let demand = Demand {
		needs: draft.plan.needs(),
		allowed: &args.offer.providers,
		price: args.offer.price,
		anyway: args.anyway,
	};
	let providers = market::active(&node).await?;
	let price = demand.price_among(&providers)?;
	if demand.has_to_wait(&providers) {
		console.say("who could run this has no room now: the job will wait in the queue");
	}
	let new = kernel::unknown(&node, &draft).await?;
	ensure_rich_enough(&node, &signer, &draft, price, &new).await?;

	for input in &draft.inputs {
		blobs::put(&args.gateway.gateway, &input.path, &input.blob, console).await?;
	}
	for (bytecode, file) in new {
		let name = kernel::name_of(file, None)?;
		let put = kernel::put_on_chain(
			&node,
			&signer,
			bytecode,
			&name,
			Permill::zero(),
			args.key.yes,
			console,
		);
		if let Err(failure) = put.await {
			// Somebody else may have registered it in the meantime.
			if !kernel::is_known(&node, &KernelId::of(bytecode)).await? {
				return Err(failure);
			}
		}
	}
	kernel::wait_until_known(&node, &draft).await?;
	let spec = draft.spec_with(|hash| blobs::address(&args.gateway.gateway, hash).into_bytes())?;
	let quote = quote(&node, &spec, &args.offer, price).await?;
	let call = RuntimeCall::from(assay_jobs::Call::<Runtime>::submit {
		spec: Box::new(spec),
		offer: Box::new(offer(&args.offer, price)?),
	});
	ask(&node, &signer, &quote, call.clone(), price, args.key.yes, console).await?;
	let (id, block) = submit(&node, &signer, call, console).await?;
	if args.until != Until::Submitted {
		console.say(&format!(
			"Ctrl-C leaves the job to itself; `assay job watch {id}` picks it up again"
		));
	}
	let follower = Follower::after(&node, id, block, console).await?;
	watch(&node, id, args.until, results.of(id), follower, console).await
}

fn offer(
	args: &OfferArgs,
	price: PricePerGigaFuel,
) -> Result<Offer<AccountId, BlockNumber>, Failure> {
	Ok(Offer {
		price,
		deadline: args.deadline,
		patience: args.patience,
		samples: args.samples,
		allowed: BoundedVec::try_from(args.providers.clone()).map_err(|_| {
			Failure::input("more providers are named than an offer can have")
				.advice("name fewer with --provider. Nothing was spent")
		})?,
		region: None,
		attributes: BoundedVec::new(),
	})
}

async fn quote(
	node: &Node,
	spec: &JobSpec,
	args: &OfferArgs,
	price: PricePerGigaFuel,
) -> Result<Quote, Failure> {
	let offer = offer(args, price)?;
	let quote: Result<Quote, Refused> = node.ask("MarketApi_quote", (spec, offer), None).await?;
	quote.map_err(refusal::of_question)
}

/// What an account can spend.
async fn free(node: &Node, account: &AccountId) -> Result<Balance, Failure> {
	type Info =
		frame_system::AccountInfo<assay_runtime::Nonce, pallet_balances::AccountData<Balance>>;
	let key = frame_system::Account::<Runtime>::hashed_key_for(account);
	let info: Option<Info> = node.storage(key, None).await?;
	let data = info.map(|info| info.data).unwrap_or_default();
	Ok(data.free.saturating_sub(data.frozen.max(EXISTENTIAL_DEPOSIT)))
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
	let deposits =
		new.iter().map(|(bytecode, _)| kernel::deposit(bytecode)).fold(0, Balance::saturating_add);
	let parts = [("for the provider", payment), ("kernels' deposits", deposits)];
	ensure_covers(node, signer, &parts).await
}

async fn ensure_covers(
	node: &Node,
	signer: &Signer,
	parts: &[(&str, Balance)],
) -> Result<(), Failure> {
	let needed = parts.iter().fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount));
	let has = free(node, &signer.account).await?;
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
		address(&signer.account),
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
	call: RuntimeCall,
	price: PricePerGigaFuel,
	yes: bool,
	console: &Console,
) -> Result<(), Failure> {
	let fee = extrinsic::fee(node, signer, call).await?;
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
		"the job takes {} lane-operations at up to {} for 10^9 of them",
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
	console.note(&json!({
		"event": "quoted",
		"fuel": quote.fuel.to_string(),
		"price": price.0.to_string(),
		"payment": escrow.payment.to_string(),
		"verification": escrow.verification.to_string(),
		"deposit": escrow.deposit.to_string(),
		"fee": fee.to_string(),
		"royaltiesPpm": quote.royalties.deconstruct(),
	}));
	console.confirm(&format!("Submit it for {} at most?", format_amount(all)), yes)
}

async fn submit(
	node: &Node,
	signer: &Signer,
	call: RuntimeCall,
	console: &Console,
) -> Result<(JobId, BlockRef), Failure> {
	console.say("submits it; the job's number is certain when its block is final");
	// On another branch the same number may be somebody else's job.
	let included = extrinsic::call_finalized(node, signer, call).await?;
	let (id, event) = extrinsic::find(&included, |event| match event {
		RuntimeEvent::Jobs(assay_jobs::Event::Submitted { job, requester, fuel, escrow }) => {
			Some((
				*job,
				follow::Event::Submitted {
					requester: requester.clone(),
					fuel: *fuel,
					escrow: *escrow,
				},
			))
		},
		_ => None,
	})?;
	follow::tell(console, id, included.block.number, &event);
	Ok((id, included.block))
}
