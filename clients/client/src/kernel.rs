//! Kernels: checked here, registered there.

use crate::{
	amount::format_amount,
	args::{Common, RegisterKernel},
	extrinsic,
	job::draft::Draft,
	keys::{self, Signer},
	node::Node,
};
use assay_market::{KernelAbout, KernelId};
use assay_proof::RootHash;
use assay_runtime::{
	configs::market::{KernelByteDeposit, KernelDeposit},
	AccountId, Balance, Runtime, RuntimeEvent,
};
use assay_terminal::{Console, Failure};
use assay_touchstone_tool::{args::Source, check, kernel::Kernel};
use serde_json::json;
use sp_runtime::{BoundedVec, Permill};
use std::path::Path;

/// `assay kernel check`: the same as the tool's.
pub fn check(source: &Source, console: &Console) -> Result<(), Failure> {
	let report = check::run(source)?;
	console.result(&report.text, &report.json);
	Ok(())
}

/// `assay kernel register`.
pub async fn register(
	common: &Common,
	args: &RegisterKernel,
	console: &Console,
) -> Result<(), Failure> {
	let kernel = Kernel::load(&args.source)?;
	let name = name_of(&args.source.file, args.name.as_deref())?;
	let node = Node::connect(&common.url).await?;
	let id = KernelId::of(&kernel.bytecode);
	if is_known(&node, &id).await? {
		return Err(Failure::refused(format!("the kernel is registered already: {}", hex(&id)))
			.advice("nothing is left to do: jobs can use it. Nothing was spent"));
	}
	let signer = keys::signer(&args.key, &node, console)?;
	put_on_chain(&node, &signer, &kernel.bytecode, &name, args.royalty, args.key.yes, console).await
}

/// The deposit for a kernel.
pub fn deposit(bytecode: &[u8]) -> Balance {
	let bytes = Balance::try_from(bytecode.len()).unwrap_or(Balance::MAX);
	KernelByteDeposit::get().saturating_mul(bytes).saturating_add(KernelDeposit::get())
}

/// Registers a kernel, when the caller agrees to its deposit.
pub async fn put_on_chain(
	node: &Node,
	signer: &Signer,
	bytecode: &[u8],
	name: &str,
	royalty: Permill,
	yes: bool,
	console: &Console,
) -> Result<(), Failure> {
	let id = hex(&KernelId::of(bytecode));
	console.say(&format!("kernel {name} is new on this chain: {} bytes, id {id}", bytecode.len()));
	console.confirm(
		&format!(
			"Register it, with {} as a deposit that comes back when it is removed?",
			format_amount(deposit(bytecode))
		),
		yes,
	)?;
	let too_long = |what: &str| {
		Failure::input(format!("the kernel's {what} is too long for the chain"))
			.advice("shorten it. Nothing was spent")
	};
	let call = assay_kernels::Call::<Runtime>::register {
		bytecode: BoundedVec::try_from(bytecode.to_vec()).map_err(|_| too_long("bytecode"))?,
		about: KernelAbout {
			name: BoundedVec::try_from(name.as_bytes().to_vec()).map_err(|_| too_long("name"))?,
			source: None,
		},
		royalty,
	};
	let included = extrinsic::call(node, signer, call).await?;
	let held = extrinsic::find(&included, |event| match event {
		RuntimeEvent::Kernels(assay_kernels::Event::Registered { deposit, .. }) => Some(*deposit),
		_ => None,
	})?;
	let block = included.block.number;
	console.say(&format!(
		"block {block}: kernel {name} is registered; {} are on hold",
		format_amount(held)
	));
	console.note(&json!({
		"event": "kernelRegistered",
		"block": block,
		"kernel": id,
		"name": name,
		"deposit": held.to_string(),
	}));
	Ok(())
}

/// The kernels of a draft that the chain doesn't know, with their files.
pub async fn unknown<'a>(
	node: &Node,
	draft: &'a Draft,
) -> Result<Vec<(&'a [u8], &'a Path)>, Failure> {
	let mut new = Vec::new();
	for (id, kernel, file) in &draft.kernels {
		if !is_known(node, id).await? {
			new.push((&kernel.bytecode[..], file.as_path()));
		}
	}
	Ok(new)
}

/// Blocks in which a registration that was undone comes again, at most.
const MAX_BLOCKS: usize = 20;

/// Waits until the best block knows all kernels of a draft: one that was just registered is unknown
/// again for some blocks if the chain took another branch meanwhile.
pub async fn wait_until_known(node: &Node, draft: &Draft) -> Result<(), Failure> {
	let mut heads = node.heads().await?;
	for _ in 0..MAX_BLOCKS {
		if unknown(node, draft).await?.is_empty() {
			return Ok(());
		}
		match heads.next().await {
			Some(Ok(_)) => {},
			Some(Err(error)) => return Err(node.lost(&error.to_string())),
			None => return Err(node.lost("the node closed it")),
		}
	}
	Err(Failure::refused("the chain took another branch, on which a kernel isn't registered")
		.advice("submit the job again: the kernel is registered then. Nothing was spent but a fee"))
}

/// Whether the chain has a kernel.
pub async fn is_known(node: &Node, id: &KernelId) -> Result<bool, Failure> {
	let kernel: Option<assay_market::Kernel<AccountId>> =
		node.ask("MarketApi_kernel", id, None).await?;
	Ok(kernel.is_some())
}

/// The name that was given, or that of the file, in the letters that the chain takes.
pub fn name_of(file: &Path, given: Option<&str>) -> Result<String, Failure> {
	let stem = file.file_stem().map(|stem| stem.to_string_lossy());
	let name = match given {
		Some(name) => name.to_string(),
		None => stem
			.unwrap_or_default()
			.to_lowercase()
			.chars()
			.map(|c| match c {
				'a'..='z' | '0'..='9' | '-' | '.' | '_' => c,
				_ => '-',
			})
			.collect(),
	};
	let plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '/');
	match !name.is_empty() && name.len() <= MAX_NAME && name.chars().all(plain) {
		true => Ok(name),
		false => Err(Failure::input(format!("`{name}` can't be a kernel's name")).advice(
			"give --name with 1 to 64 lower-case letters, digits and -._/. Nothing was spent",
		)),
	}
}

/// Bytes of a name at most.
const MAX_NAME: usize = 64;

fn hex(id: &KernelId) -> String {
	RootHash(id.0).to_string()
}
