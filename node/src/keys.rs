//! `assay key`: the SDK's commands, and an error where its `inspect` prints one and ends well.

use clap::{ArgMatches, FromArgMatches, Parser, Subcommand};
use sc_cli::{utils::read_uri, InspectKeyCmd, KeySubcommand, SubstrateCli};
use sp_core::crypto::{ExposeSecret, SecretString, Ss58Codec};

/// Makes, inspects and inserts keys.
#[derive(Debug)]
pub struct KeyCommand {
	sdk: KeySubcommand,
	/// What `inspect` is to look at. The SDK keeps it to itself.
	inspected: Option<Inspected>,
}

#[derive(Debug)]
struct Inspected {
	/// Asked for when left out.
	uri: Option<String>,
	/// Whether it is a public key in hexadecimal.
	public: bool,
}

impl Subcommand for KeyCommand {
	fn augment_subcommands(command: clap::Command) -> clap::Command {
		KeySubcommand::augment_subcommands(command)
	}

	fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
		KeySubcommand::augment_subcommands_for_update(command)
	}

	fn has_subcommand(name: &str) -> bool {
		KeySubcommand::has_subcommand(name)
	}
}

impl FromArgMatches for KeyCommand {
	fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
		let inspected = matches.subcommand_matches("inspect").map(|inspect| Inspected {
			uri: inspect.get_one::<String>("uri").cloned(),
			public: inspect.get_flag("public"),
		});
		Ok(Self { sdk: KeySubcommand::from_arg_matches(matches)?, inspected })
	}

	fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
		*self = Self::from_arg_matches(matches)?;
		Ok(())
	}
}

impl KeyCommand {
	/// Does it.
	pub fn run<C: SubstrateCli>(&self, cli: &C) -> sc_cli::Result<()> {
		match (&self.sdk, &self.inspected) {
			(KeySubcommand::Inspect(sdk), Some(inspected)) if !inspected.public => {
				inspect(sdk, inspected.uri.as_ref())
			},
			(sdk, _) => sdk.run(cli),
		}
	}
}

/// What was given stands for no key.
#[derive(Debug, thiserror::Error)]
#[error(
	"this is neither a secret phrase, a secret seed, a secret URI such as //Alice, nor an address. \
	 Public keys in hexadecimal need --public, and other schemes than sr25519 need --scheme"
)]
pub struct NoKey;

/// The SDK's command, once it is certain that there is a key.
fn inspect(given: &InspectKeyCmd, uri: Option<&String>) -> sc_cli::Result<()> {
	let uri = read_uri(uri)?;
	let password = given.keystore_params.read_password()?;
	sc_cli::with_crypto_scheme!(given.crypto_scheme.scheme, check(&uri, password.as_ref()))
		.map_err(|error| sc_cli::Error::Application(error.into()))?;
	// What was read is handed over: a person isn't asked twice.
	let mut sdk = InspectKeyCmd::parse_from(["inspect", "--", &uri]);
	sdk.keystore_params = given.keystore_params.clone();
	sdk.network_scheme = given.network_scheme.clone();
	sdk.output_scheme = given.output_scheme.clone();
	sdk.crypto_scheme = given.crypto_scheme.clone();
	sdk.expect_public.clone_from(&given.expect_public);
	sdk.run()
}

/// Whether the SDK's command will find a key.
fn check<Pair: sp_core::Pair>(uri: &str, password: Option<&SecretString>) -> Result<(), NoKey> {
	let password = password.map(|password| password.expose_secret().as_str());
	let is_secret = Pair::from_string_with_seed(uri, password).is_ok();
	if is_secret || Pair::Public::from_string_with_version(uri).is_ok() {
		Ok(())
	} else {
		Err(NoKey)
	}
}
