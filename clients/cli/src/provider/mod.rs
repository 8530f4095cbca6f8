//! Providers: worker keys, registration, how they are doing, and leaving.
//!
//! - `worker.rs`: the key that the machine signs with.
//! - `devices.rs`: this machine's devices, tested and measured.
//! - `register.rs`: bond, and registration.
//! - `leave.rs`: the way out, step by step.

mod devices;
mod leave;
mod register;
mod worker;

use crate::{
	args::{DrainArgs, ProviderArgs, ProviderCommand, StatusArgs},
	connect::connect,
	keys,
};
use assay_client::{
	account::{address, printable},
	calls, format_amount, transaction, Node,
};
use assay_market::{Pool, Provider};
use assay_terminal::{Console, Failure};
use serde_json::json;
use sp_core::crypto::AccountId32;

/// Does what was typed after `assay provider`.
pub async fn run(args: &ProviderArgs, console: &Console) -> Result<(), Failure> {
	let common = &args.common;
	match &args.command {
		ProviderCommand::Init(init) => worker::init(common, init, console).await,
		ProviderCommand::Register(register) => register::run(common, register, console).await,
		ProviderCommand::Status(of) => status(&connect(common, console).await?, of, console).await,
		ProviderCommand::Drain(drained) => {
			drain(&connect(common, console).await?, drained, console).await
		},
		ProviderCommand::Withdraw(leaving) => {
			leave::run(&connect(common, console).await?, leaving, console).await
		},
	}
}

async fn status(node: &Node, args: &StatusArgs, console: &Console) -> Result<(), Failure> {
	let operator = match &args.operator {
		Some(operator) => operator.clone(),
		None => keys::signer(&args.key, node, console)?.account().clone(),
	};
	let provider = node.provider(&operator).await?;
	let pool = node.pool(&operator).await?;
	if provider.is_none() && pool.is_none() {
		return Err(Failure::input(format!(
			"{} is no provider, and has bonded nothing",
			address(&operator)
		))
		.advice("look at the address, or register with `assay provider register`"));
	}
	console.result(
		&status_text(&operator, provider.as_ref(), pool.as_ref()),
		&json!({ "operator": address(&operator), "provider": provider, "pool": pool }),
	);
	Ok(())
}

/// Whether jobs are drawn for a provider, and else why not.
fn state(provider: &Provider) -> &'static str {
	match provider {
		Provider { active: true, .. } => "active",
		Provider { draining: true, .. } => "draining: it takes no new jobs",
		Provider { heard: None, .. } => {
			"not active: its worker was never heard. Start the node with the worker key"
		},
		_ => "not active: its worker isn't heard any more, or too little is bonded",
	}
}

fn status_text(operator: &AccountId32, provider: Option<&Provider>, pool: Option<&Pool>) -> String {
	let mut text = format!("operator {}\n", address(operator));
	let mut line = |name: &str, value: String| {
		text += &format!("  {name:<12}{value}\n");
	};
	match provider {
		None => line("provider", "not registered".into()),
		Some(provider) => {
			line("provider", printable(&provider.profile.name));
			line("state", state(provider).into());
			line("endpoint", printable(&provider.profile.endpoint));
			line("price", format!("{} for a giga-fuel", format_amount(provider.ask.price.0)));
			line(
				"jobs",
				format!(
					"{} of {} at once, until they are settled",
					provider.running, provider.ask.capacity
				),
			);
			line(
				"reliability",
				format!("{:.1} %", f64::from(provider.reliability.deconstruct()) / 10_000.0),
			);
			if let Some(heard) = provider.heard {
				line("heard", format!("in block {heard}"));
			}
			for device in &provider.devices {
				line(
					"device",
					format!(
						"{}, {} MiB, {}",
						printable(&device.name),
						device.capability.limits.memory >> 20,
						speed(device.score)
					),
				);
			}
		},
	}
	if let Some(pool) = pool {
		line("own bond", format_amount(pool.own));
		line(
			"pool",
			format!(
				"{} bonded, {} leaving",
				format_amount(pool.bonded),
				format_amount(pool.unbonding)
			),
		);
		line(
			"collateral",
			format!(
				"{} for running jobs, {} free",
				format_amount(pool.reserved),
				format_amount(pool.free)
			),
		);
	}
	text
}

/// What was measured of a device. Development chains' own providers don't measure it.
fn speed(score: u32) -> String {
	match score {
		0 => "speed not measured".into(),
		score => format!("{score} million fuel a second"),
	}
}

async fn drain(node: &Node, args: &DrainArgs, console: &Console) -> Result<(), Failure> {
	let signer = keys::signer(&args.key, node, console)?;
	let (call, done, name) = match args.resume {
		false => (calls::drain(), "no new jobs from now on; those that run go on", "drained"),
		true => (calls::resume(), "jobs again, now or from the next heartbeat on", "resumed"),
	};
	let included = transaction::call(node, &signer, &call).await?;
	let block = included.block.number;
	console.result(&format!("block {block}: {done}"), &json!({ "event": name, "block": block }));
	Ok(())
}
