//! The GPU service of a provider's node, and the gateway for its blobs.

use super::{references, types::FullClient};
use crate::gpu_args::GpuArgs;
use assay_blobs::{Gateway, GatewayOptions, Reach, Store};
use assay_client::dev::DevProvider;
use assay_market::{ProviderDevice, Readiness};
use assay_providers::worker::KEY_TYPE;
use assay_rpc::{Device, DeviceList, Devices, ServiceState};
use assay_worker::{Bell, Config, DeviceSnapshot, Faults, Handle, Launcher, Service, Stored};
use sc_service::{error::Error, Configuration, SpawnTaskHandle};
use sp_core::offchain::OffchainStorage;
use sp_keystore::KeystorePtr;
use sp_runtime::BoundedVec;
use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

/// What the node's binary is called with to be the process that drives a device.
pub const RUNNER: &str = "gpu-runner";

/// How long a running job may go on when the node is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How often it is looked whether a device is ready.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A provider's part of a node. Dropping it ends the service, its runners included.
#[derive(Debug)]
pub struct Provider {
	handle: Handle,
	store: Store,
	/// Where blobs are served.
	pub gateway: SocketAddr,
}

impl Provider {
	/// Starts the service and the gateway.
	pub async fn start(
		config: &Configuration,
		args: &GpuArgs,
		storage: impl OffchainStorage + 'static,
		bell: Bell,
		keystore: KeystorePtr,
		faults: Arc<dyn Faults>,
		spawn: &SpawnTaskHandle,
	) -> Result<Self, Error> {
		let folder = config.base_path.config_dir(config.chain_spec.id());
		let dev = config.dev_key_seed.as_deref();
		if let Some(seed) = dev {
			keystore
				.sr25519_generate_new(KEY_TYPE, Some(&worker_of(seed)))
				.map_err(|error| Error::Other(format!("no worker key: {error}")))?;
		}
		let blobs = args.blob_folder.clone().unwrap_or_else(|| folder.join("blobs"));
		let store = Store::open(&blobs, args.quota_bytes())
			.map_err(|error| Error::Other(format!("the store of blobs: {error}")))?;
		let options = GatewayOptions {
			listen: args.gateway(),
			token: GpuArgs::token(),
			..GatewayOptions::default()
		};
		let gateway = Gateway::bind(store.clone(), options)
			.await
			.map_err(|error| Error::Other(format!("the gateway for blobs: {error}")))?;
		let address = gateway.local_addr();
		log::info!(target: "gpu", "Blobs are served at http://{address}");
		let serve = gateway.serve(futures::future::pending());
		spawn.spawn("blob-gateway", "gpu", serve);

		let reach = match args.blob_private || dev.is_some() {
			true => Reach::Private,
			false => Reach::Public,
		};
		let program = std::env::current_exe()
			.map_err(|error| Error::Other(format!("the node doesn't find itself: {error}")))?;
		let launcher = Launcher { program, arguments: vec![RUNNER.into()] };
		let mut service = Config::new(folder.join("gpu"), launcher);
		service.memory = args.memory_bytes();
		service.devices = args.devices();
		let keys = move || {
			let keys = keystore.sr25519_public_keys(KEY_TYPE);
			keys.into_iter().map(|key| key.0).collect()
		};
		let handle = Service {
			config: service,
			storage,
			bell,
			blobs: Arc::new(Stored::new(store.clone(), reach)),
			keys: Box::new(keys),
			faults,
			registry: config.prometheus_registry().cloned(),
		}
		.start()
		.map_err(|error| Error::Other(format!("the GPU service: {error}")))?;
		Ok(Self { handle, store, gateway: address })
	}

	/// Removes blobs that no job needs any more from the store, again and again.
	pub fn clear(&self, client: Arc<FullClient>) -> impl Future<Output = ()> + Send + 'static {
		references::clear(self.store.clone(), client)
	}

	/// Registers it on its development chain as soon as a device can be used.
	pub fn register(&self, seed: &str, url: String) -> impl Future<Output = ()> + Send + 'static {
		let handle = self.handle.clone();
		let mut provider = DevProvider {
			operator: seed.into(),
			worker: worker_of(seed),
			endpoint: format!("http://{}", self.gateway),
			devices: Vec::new(),
		};
		async move {
			let devices = usable(&handle).await;
			provider.devices = devices.iter().map(record).collect();
			match assay_client::dev::register(&url, &provider).await {
				Ok(()) => log::info!(
					target: "gpu",
					"This machine's devices are registered as the provider `dev`",
				),
				Err(error) => log::error!(
					target: "gpu",
					"This machine's devices can't be registered as a provider: {error}",
				),
			}
		}
	}

	/// What JSON-RPC tells of the devices.
	pub fn devices(&self) -> Arc<dyn DeviceList> {
		Arc::new(Listed(self.handle.clone()))
	}
}

impl Drop for Provider {
	fn drop(&mut self) {
		self.handle.stop(GRACE);
	}
}

/// The derivation of the worker key of a well-known development account.
pub fn worker_of(seed: &str) -> String {
	format!("{seed}//gpu")
}

/// Waits until there is a device for jobs.
async fn usable(handle: &Handle) -> Vec<DeviceSnapshot> {
	loop {
		let devices = handle.devices();
		let is = |readiness| move |device: &DeviceSnapshot| device.state.readiness() == readiness;
		if !devices.is_empty() && !devices.iter().any(is(Readiness::Unknown)) {
			return devices.into_iter().filter(is(Readiness::Ready)).collect();
		}
		tokio::time::sleep(LOOK_EVERY).await;
	}
}

/// A device as it is registered. Its speed isn't measured.
fn record(device: &DeviceSnapshot) -> ProviderDevice {
	ProviderDevice {
		name: BoundedVec::truncate_from(device.name.clone().into_bytes()),
		capability: device.capability,
		score: 0,
	}
}

struct Listed(Handle);

impl DeviceList for Listed {
	fn devices(&self) -> Devices {
		Devices {
			service: ServiceState::Running,
			devices: self.0.devices().into_iter().map(listed).collect(),
		}
	}
}

fn listed(device: DeviceSnapshot) -> Device {
	Device {
		index: device.number,
		name: device.name,
		kind: device.kind,
		backend: device.backend,
		driver: device.driver,
		driver_version: device.driver_version,
		limits: device.capability.limits,
		floats: device.capability.floats,
		score: None,
		state: device.state,
		job: device.running.map(|running| running.job),
		queue: device.queue.len() as u32,
	}
}
