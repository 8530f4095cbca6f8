//! The binary `assay-set-code`: prints the transaction by which Alice, who is root on development
//! chains, replaces a chain's runtime.
//!
//! `assay-set-code GENESIS NONCE CODE.wasm` takes the chain's genesis hash, Alice's next nonce, and
//! the new runtime. The transaction is for a chain that runs this program's own release.

use assay_runtime::{
	Address, Hash, Nonce, Runtime, RuntimeCall, Signature, SignedPayload, TxExtension,
	UncheckedExtrinsic, VERSION,
};
use codec::Encode;
use frame_support::weights::Weight;
use sp_core::bytes::to_hex;
use sp_keyring::Sr25519Keyring;
use sp_maybe_compressed_blob::{compress_weakly, CODE_BLOB_BOMB_LIMIT};
use sp_runtime::generic::Era;
use std::{env, error::Error, fs, process::ExitCode};

fn main() -> ExitCode {
	let arguments: Vec<String> = env::args().skip(1).collect();
	match transaction(&arguments) {
		Ok(transaction) => {
			println!("{}", to_hex(&transaction.encode(), false));
			ExitCode::SUCCESS
		},
		Err(error) => {
			eprintln!("Error: {error}\n  what to do: assay-set-code GENESIS NONCE CODE.wasm");
			ExitCode::from(2)
		},
	}
}

fn transaction(arguments: &[String]) -> Result<UncheckedExtrinsic, Box<dyn Error>> {
	let [genesis, nonce, code] = arguments else {
		return Err("three arguments are needed".into());
	};
	let genesis: Hash = genesis.parse()?;
	let nonce: Nonce = nonce.parse()?;
	let code = fs::read(code).map_err(|error| format!("{code}: {error}"))?;
	// As it is, it would be too long for a block.
	let code = compress_weakly(&code, CODE_BLOB_BOMB_LIMIT).ok_or("the code is too long")?;
	let set_code = frame_system::Call::<Runtime>::set_code { code };
	let call = RuntimeCall::from(pallet_sudo::Call::<Runtime>::sudo_unchecked_weight {
		call: Box::new(set_code.into()),
		weight: Weight::zero(),
	});
	let extension: TxExtension = (
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let (spec, transactions) = (VERSION.spec_version, VERSION.transaction_version);
	let implicit = ((), spec, transactions, genesis, genesis, (), (), (), None, ());
	let payload = SignedPayload::from_raw(call, extension, implicit);
	let alice = Sr25519Keyring::Alice;
	let signature = payload.using_encoded(|message| alice.sign(message));
	let (call, extension, _) = payload.deconstruct();
	let address = Address::Id(alice.to_account_id());
	Ok(UncheckedExtrinsic::new_signed(call, address, Signature::Sr25519(signature), extension))
}
