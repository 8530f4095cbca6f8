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
	account::{address, printable},
	amount::format_amount,
	args::{DrainArgs, ProviderArgs, ProviderCommand, StatusArgs},
	extrinsic, keys,
	market::{self, Provider},
	node::Node,
};
use assay_market::Pool;
use assay_providers::Call;
use assay_runtime::{AccountId, Runtime};
use assay_terminal::{Console, Failure};
use serde_json::{json, Value};

/// Does what was typed after `assay provider`.
pub async fn run(args: &ProviderArgs, console: &Console) -> Result<(), Failure> {
	let url = &args.common.url;
	match &args.command {
		ProviderCommand::Init(init) => worker::init(url, init, console).await,
		ProviderCommand::Register(register) => register::run(url, register, console).await,
		ProviderCommand::Status(of) => status(url, of, console).await,
		ProviderCommand::Drain(drained) => drain(url, drained, console).await,
		ProviderCommand::Withdraw(leaving) => leave::run(url, leaving, console).await,
	}
}

/// An operator's pool, if it has one.
async fn pool(node: &Node, operator: &AccountId) -> Result<Option<Pool>, Failure> {
	node.ask("MarketApi_pool", operator, None).await
}

async fn status(url: &str, args: &StatusArgs, console: &Console) -> Result<(), Failure> {
	let node = Node::connect(url).await?;
	let operator = match &args.operator {
		Some(operator) => operator.clone(),
		None => keys::signer(&args.key, &node, console)?.account,
	};
	let provider = market::provider(&node, &operator).await?;
	let pool = pool(&node, &operator).await?;
	if provider.is_none() && pool.is_none() {
		return Err(Failure::input(format!(
			"{} is no provider, and has bonded nothing",
			address(&operator)
		))
		.advice("look at the address, or register with `assay provider register`"));
	}
	console.result(
		&status_text(&operator, provider.as_ref(), pool.as_ref()),
		&status_json(&operator, provider.as_ref(), pool.as_ref()),
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

fn status_text(operator: &AccountId, provider: Option<&Provider>, pool: Option<&Pool>) -> String {
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
			line(
				"price",
				format!("{} for 10^9 lane-operations", format_amount(provider.ask.price.0)),
			);
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

fn status_json(operator: &AccountId, provider: Option<&Provider>, pool: Option<&Pool>) -> Value {
	let provider = provider.map(|provider| {
		let devices: Vec<_> = provider
			.devices
			.iter()
			.map(|device| {
				json!({
					"name": printable(&device.name),
					"memory": device.capability.limits.memory.to_string(),
					"buffer": device.capability.limits.buffer.to_string(),
					"lanes": device.capability.limits.lanes,
					"workgroupMemory": device.capability.limits.workgroup_memory,
					"strict": device.capability.floats.strict,
					"relaxed": device.capability.floats.relaxed,
					"score": device.score,
				})
			})
			.collect();
		json!({
			"name": printable(&provider.profile.name),
			"endpoint": printable(&provider.profile.endpoint),
			"price": provider.ask.price.0.to_string(),
			"capacity": provider.ask.capacity,
			"running": provider.running,
			"reliabilityPpm": provider.reliability.deconstruct(),
			"active": provider.active,
			"draining": provider.draining,
			"heard": provider.heard,
			"devices": devices,
		})
	});
	let pool = pool.map(|pool| {
		json!({
			"own": pool.own.to_string(),
			"bonded": pool.bonded.to_string(),
			"unbonding": pool.unbonding.to_string(),
			"reserved": pool.reserved.to_string(),
			"free": pool.free.to_string(),
			"members": pool.members,
		})
	});
	json!({ "operator": address(operator), "provider": provider, "pool": pool })
}

/// What was measured of a device. Development chains' own providers don't measure it.
fn speed(score: u32) -> String {
	match score {
		0 => "speed not measured".into(),
		score => format!("{score} million lane-operations a second"),
	}
}

async fn drain(url: &str, args: &DrainArgs, console: &Console) -> Result<(), Failure> {
	let node = Node::connect(url).await?;
	let signer = keys::signer(&args.key, &node, console)?;
	let (call, done, name) = match args.resume {
		false => {
			(Call::<Runtime>::drain {}, "no new jobs from now on; those that run go on", "drained")
		},
		true => {
			(Call::<Runtime>::resume {}, "jobs again, now or from the next heartbeat on", "resumed")
		},
	};
	let included = extrinsic::call(&node, &signer, call).await?;
	let block = included.block.number;
	console.result(&format!("block {block}: {done}"), &json!({ "event": name, "block": block }));
	Ok(())
}
