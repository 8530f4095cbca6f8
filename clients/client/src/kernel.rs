//! Kernels on the chain: which ones it knows, and registering one.

use crate::{
	calls,
	draft::Draft,
	events::KernelRegistered,
	node::Node,
	signer::Signer,
	transaction::{self, Included},
};
use assay_market::{Balance, KernelAbout, KernelId};
use assay_terminal::Failure;
use sp_runtime::Permill;
use std::path::Path;

/// Blocks in which a registration that was undone comes again, at most.
const MAX_BLOCKS: usize = 20;

/// Registers a kernel. Tells what is on hold for it.
pub async fn register(
	node: &Node,
	signer: &Signer,
	bytecode: &[u8],
	about: KernelAbout,
	royalty: Permill,
) -> Result<(Included, Balance), Failure> {
	let call = calls::register_kernel(bytecode, about, royalty);
	let included = transaction::call(node, signer, &call).await?;
	let held = included.find::<KernelRegistered>(node)?.deposit;
	Ok((included, held))
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

/// Waits until the best block knows all kernels of a draft: one that was just registered is unknown
/// again for some blocks if the chain took another branch meanwhile.
pub async fn wait_until_known(node: &Node, draft: &Draft) -> Result<(), Failure> {
	let mut heads = node.heads().await?;
	for _ in 0..MAX_BLOCKS {
		if unknown(node, draft).await?.is_empty() {
			return Ok(());
		}
		heads.next().await?;
	}
	Err(Failure::refused("the chain took another branch, on which a kernel isn't registered")
		.advice("submit the job again: the kernel is registered then. Nothing was spent but a fee"))
}

/// Whether the chain has a kernel.
pub async fn is_known(node: &Node, id: &KernelId) -> Result<bool, Failure> {
	Ok(node.kernel(id).await?.is_some())
}

/// The name that was given, or that of the file, in the letters that the chain takes.
pub fn about_of(file: &Path, given: Option<&str>) -> Result<KernelAbout, Failure> {
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
	let is_plain = !name.is_empty() && name.chars().all(plain);
	match (is_plain, name.clone().into_bytes().try_into()) {
		(true, Ok(name)) => Ok(KernelAbout { name, source: None }),
		(false, _) | (_, Err(_)) => Err(Failure::input(format!(
			"`{name}` can't be a kernel's name"
		))
		.advice("give --name with 1 to 64 lower-case letters, digits and -._/. Nothing was spent")),
	}
}
