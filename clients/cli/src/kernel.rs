//! `assay kernel`: kernels checked here, and registered on the chain.

use crate::{
	args::{Common, RegisterKernel},
	connect::connect,
	keys,
};
use assay_client::{
	account::{kernel_hex, printable},
	format_amount, kernel, storage, Node, Signer,
};
use assay_market::{KernelAbout, KernelId};
use assay_terminal::{Console, Failure};
use assay_touchstone_tool::{args::Source, check, kernel::Kernel};
use serde_json::json;
use sp_runtime::Permill;

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
	let about = kernel::about_of(&args.source.file, args.name.as_deref())?;
	let node = connect(common, console).await?;
	let id = KernelId::of(&kernel.bytecode);
	if kernel::is_known(&node, &id).await? {
		return Err(Failure::refused(format!(
			"the kernel is registered already: {}",
			kernel_hex(&id)
		))
		.advice("nothing is left to do: jobs can use it. Nothing was spent"));
	}
	let signer = keys::signer(&args.key, &node, console)?;
	put_on_chain(&node, &signer, &kernel.bytecode, about, args.royalty, args.key.yes, console).await
}

/// Registers a kernel, when the caller agrees to its deposit.
pub async fn put_on_chain(
	node: &Node,
	signer: &Signer,
	bytecode: &[u8],
	about: KernelAbout,
	royalty: Permill,
	yes: bool,
	console: &Console,
) -> Result<(), Failure> {
	let id = kernel_hex(&KernelId::of(bytecode));
	let name = printable(&about.name);
	console.say(&format!("kernel {name} is new on this chain: {} bytes, id {id}", bytecode.len()));
	console.confirm(
		&format!(
			"Register it, with {} as a deposit that comes back when it is removed?",
			format_amount(storage::kernel_deposit(node, bytecode).await?)
		),
		yes,
	)?;
	let (included, held) = kernel::register(node, signer, bytecode, about, royalty).await?;
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
