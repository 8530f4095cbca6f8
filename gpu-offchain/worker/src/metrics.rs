//! What Prometheus is told.

use crate::runner::protocol::Device;
use assay_market::DeviceState;
use std::time::Duration;
use substrate_prometheus_endpoint::{
	register, CounterVec, Gauge, GaugeVec, Opts, PrometheusError, Registry, F64, U64,
};

/// Counts for Prometheus, or nothing.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Option<Registered>);

#[derive(Clone)]
struct Registered {
	attempts: GaugeVec<U64>,
	jobs: CounterVec<U64>,
	failures: CounterVec<U64>,
	fuel: CounterVec<U64>,
	speed: GaugeVec<F64>,
	devices: GaugeVec<U64>,
	openings: Gauge<U64>,
}

impl Metrics {
	pub fn register(registry: Option<&Registry>) -> Self {
		let Some(registry) = registry else {
			return Self(None);
		};
		match Registered::new(registry) {
			Ok(registered) => Self(Some(registered)),
			Err(error) => {
				log::warn!(target: "gpu", "no metrics of the GPU service: {error}");
				Self(None)
			},
		}
	}

	/// How many attempts are fetching, waiting for a device, running.
	pub fn attempts(&self, counts: [(&str, usize); 3]) {
		if let Some(it) = &self.0 {
			for (state, count) in counts {
				it.attempts.with_label_values(&[state]).set(count as u64);
			}
		}
	}

	/// An attempt was answered.
	pub fn job(&self, outcome: &str) {
		if let Some(it) = &self.0 {
			it.jobs.with_label_values(&[outcome]).inc();
		}
	}

	/// Something failed, be it made good again or not.
	pub fn failure(&self, reason: &str) {
		if let Some(it) = &self.0 {
			it.failures.with_label_values(&[reason]).inc();
		}
	}

	/// A device did so much.
	pub fn computed(&self, device: usize, fuel: u64, time: Duration) {
		if let Some(it) = &self.0 {
			let device = device.to_string();
			it.fuel.with_label_values(&[&device]).inc_by(fuel);
			let seconds = time.as_secs_f64().max(0.001);
			it.speed.with_label_values(&[&device]).set(fuel as f64 / seconds);
		}
	}

	/// A device is in a state.
	pub fn device(&self, device: &Device, number: usize, now: DeviceState) {
		if let Some(it) = &self.0 {
			for state in DeviceState::ALL {
				let labels = [&*number.to_string(), &device.name, state.name()];
				it.devices.with_label_values(&labels).set((state == now).into());
			}
		}
	}

	/// So many proofs are being made.
	pub fn proving(&self, count: usize) {
		if let Some(it) = &self.0 {
			it.openings.set(count as u64);
		}
	}
}

impl Registered {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauges = |name: &str, help: &str, labels: &[&str]| {
			register(GaugeVec::new(Opts::new(name, help), labels)?, registry)
		};
		let counters = |name: &str, help: &str, label: &str| {
			register(CounterVec::new(Opts::new(name, help), &[label])?, registry)
		};
		let speeds = GaugeVec::new(
			Opts::new("assay_gpu_fuel_per_second", "Fuel per second of a device's last job"),
			&["device"],
		)?;
		let openings = Gauge::new("assay_gpu_proving", "Openings and deliveries being made")?;
		Ok(Self {
			attempts: gauges(
				"assay_gpu_attempts",
				"Attempts that are fetching inputs, waiting for a device, or running",
				&["state"],
			)?,
			jobs: counters(
				"assay_gpu_jobs_total",
				"Attempts answered, by what was answered",
				"outcome",
			)?,
			failures: counters(
				"assay_gpu_failures_total",
				"What failed, by reason, be it made good by a retry or not",
				"reason",
			)?,
			fuel: counters("assay_gpu_fuel_total", "Fuel of the jobs that a device did", "device")?,
			speed: register(speeds, registry)?,
			devices: gauges(
				"assay_gpu_device_state",
				"1 for the state that a device is in",
				&["device", "name", "state"],
			)?,
			openings: register(openings, registry)?,
		})
	}
}
