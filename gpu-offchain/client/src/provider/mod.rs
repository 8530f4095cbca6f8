//! Providers: worker keys, registration, how they are doing, and leaving.
use crate::{args::ProviderArgs, console::Console, failure::Failure};
/// Does what was typed after `assay provider`.
pub async fn run(_args: &ProviderArgs, _console: &Console) -> Result<(), Failure> {
	Err(Failure::broke("x", "y"))
}
