//! The node's parts, with their type arguments filled in.

use super::{equivocation::EquivocationReporter, inherents::SlotAndTime};
use assay_runtime::RuntimeApi;
use sc_executor::WasmExecutor;

/// Blocks as the node sees them: with extrinsics it needn't decode.
pub type Block = sp_runtime::generic::Block<assay_runtime::Header, sp_runtime::OpaqueExtrinsic>;
/// What the runtime may call.
pub type HostFunctions = sp_io::SubstrateHostFunctions;
/// Runs the runtime.
pub type Executor = WasmExecutor<HostFunctions>;
/// Database access.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// Chain access.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// Transactions that wait for a block.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
/// The longest chain wins among what finality allows.
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// Imports justifications and tracks the finality voters.
pub type GrandpaImport =
	sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
/// Connects block import with the finality voter.
pub type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, FullSelectChain>;
/// Reports equivocations, verifies who made a block, then passes it on.
pub type BlockImport = EquivocationReporter<
	sc_consensus_babe::BabeBlockImport<
		Block,
		FullClient,
		GrandpaImport,
		SlotAndTime,
		FullSelectChain,
	>,
>;
