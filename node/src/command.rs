//! Runs what was typed.

use crate::{
	advice::{Failure, Place},
	chain_spec,
	cli::{Cli, Subcommand},
	database,
	gpu_args::GpuArgs,
	network_args::NetworkArgs,
	service::{full, gpu, partial, ports, types::Block},
};
use assay_cli::Console;
use assay_worker::Faults;
use sc_cli::{Result, SubstrateCli};
use sc_network::{config::NetworkBackendType, Litep2pNetworkBackend};
use sc_service::{Configuration, PartialComponents, TaskManager};
use std::{error::Error as StdError, process::ExitCode, sync::Arc};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Assay".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn sc_cli::ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id).map_err(|error| error.to_string())?))
	}
}

/// Reads the arguments and does what they say.
///
/// `faults` says what goes wrong on purpose in a provider: nothing, in what is released.
pub fn run(faults: Arc<dyn Faults>) -> std::result::Result<ExitCode, Failure> {
	if std::env::args_os().nth(1).is_some_and(|first| first == gpu::RUNNER) {
		return Ok(assay_worker::runner::main(&*faults));
	}
	let cli = Cli::from_args_with_defaults();
	let Some(subcommand) = &cli.subcommand else {
		return run_node(&cli, faults).map(|()| ExitCode::SUCCESS);
	};
	run_subcommand(&cli, subcommand).map_err(Failure::from)
}

fn run_subcommand(cli: &Cli, subcommand: &Subcommand) -> Result<ExitCode> {
	match subcommand {
		// These say by themselves what is wrong, and have exit codes of their own.
		Subcommand::Client(command) => {
			return Ok(assay_cli::run(command, &Console::of_process(command.json())).into())
		},
		Subcommand::Key(cmd) => cmd.run(cli),
		Subcommand::Sign(cmd) => cmd.run(),
		Subcommand::Verify(cmd) => cmd.run(),
		Subcommand::Vanity(cmd) => cmd.run(),
		Subcommand::ExportChainSpec(cmd) => cmd.run(cli.load_spec(&cmd.chain)?),
		Subcommand::ExportLightSpec(cmd) => cmd.run().map_err(own),
		Subcommand::BuildSpec(cmd) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.chain_spec, config.network))
		},
		Subcommand::ChainInfo(cmd) => {
			let runner = cli.create_runner(cmd)?;
			database::check_exists(runner.config()).map_err(own)?;
			runner.sync_run(|config| cmd.run::<Block>(&config))
		},
		Subcommand::PurgeChain(cmd) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(&config).map_err(own))
		},
		Subcommand::CheckBlock(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			database::check_exists(&config).map_err(own)?;
			let PartialComponents { client, task_manager, import_queue, .. } =
				partial::new(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Subcommand::ExportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			database::check_exists(&config).map_err(own)?;
			let PartialComponents { client, task_manager, .. } = partial::new(&config)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Subcommand::ExportState(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			database::check_exists(&config).map_err(own)?;
			let PartialComponents { client, task_manager, .. } = partial::new(&config)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Subcommand::ImportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, import_queue, .. } =
				partial::new(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Subcommand::Revert(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			database::check_exists(&config).map_err(own)?;
			let PartialComponents { client, task_manager, backend, .. } = partial::new(&config)?;
			let revert_consensus = Box::new(|client: Arc<_>, backend, blocks| {
				sc_consensus_babe::revert(Arc::clone(&client), backend, blocks)?;
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((cmd.run(client, backend, Some(revert_consensus)), task_manager))
		}),
	}
	.map(|()| ExitCode::SUCCESS)
}

/// An error of this crate among the SDK's.
fn own(error: impl StdError + Send + Sync + 'static) -> sc_cli::Error {
	sc_cli::Error::Application(Box::new(error))
}

fn run_node(cli: &Cli, faults: Arc<dyn Faults>) -> std::result::Result<(), Failure> {
	let typed = cli.run.shared_params.base_path.clone();
	let runner = cli.create_runner(&cli.run).map_err(|error| Failure {
		error,
		place: typed.map(|folder| Place { folder, rpc: Vec::new() }),
	})?;
	let place = place(runner.config());
	let (gpu, network) = (cli.gpu.clone(), cli.network.clone());
	let chose_addresses = !cli.run.network_params.listen_addr.is_empty();
	runner
		.run_node_until_exit(|config| start(config, gpu, network, chose_addresses, faults))
		.map_err(|error| Failure { error, place: Some(place) })
}

async fn start(
	mut config: Configuration,
	gpu: GpuArgs,
	network: NetworkArgs,
	chose_addresses: bool,
	faults: Arc<dyn Faults>,
) -> Result<TaskManager> {
	if matches!(config.network.network_backend, NetworkBackendType::Libp2p) {
		return Err(sc_cli::Error::Input("the only network backend is litep2p".into()));
	}
	refuse_other_ports(&mut config);
	let dev = config.chain_spec.id() == "dev" && config.role.is_authority();
	let for_light_clients = network.addresses(dev && !chose_addresses);
	ports::check(&config, &for_light_clients).map_err(own)?;
	config.network.listen_addresses.extend(for_light_clients);
	let gpu = gpu.wanted(dev).then_some((gpu, faults));
	full::new::<Litep2pNetworkBackend>(config, gpu).await.map_err(sc_cli::Error::Service)
}

fn place(config: &Configuration) -> Place {
	let endpoints = config.rpc.addr.iter().flatten();
	Place {
		folder: config.base_path.path().into(),
		rpc: endpoints.map(|endpoint| endpoint.listen_addr.to_string()).collect(),
	}
}

/// A taken RPC port is an error: on another port nobody would find the node.
fn refuse_other_ports(config: &mut Configuration) {
	for endpoint in config.rpc.addr.iter_mut().flatten() {
		endpoint.retry_random_port = false;
	}
}
