//! The devices of this machine.

use crate::{error::Error, fit::Limits};
use assay_market::DeviceKind;
use std::fmt;

/// Of a device's memory, the part that jobs may fill: the driver and others need some too.
const USABLE_MEMORY: (u64, u64) = (7, 8);

/// The flag of a Vulkan heap that lies on the device.
const DEVICE_LOCAL: u32 = 1;

/// A device of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
	/// Its number, from 0, in the order in which the drivers tell of their devices.
	pub index: usize,
	/// What it calls itself.
	pub name: String,
	/// What it is.
	pub kind: DeviceKind,
	/// Through what it is spoken to: `Vulkan`.
	pub backend: String,
	/// Its driver.
	pub driver: String,
	/// The driver's version, as the driver writes it.
	pub driver_version: String,
	/// The vendor's number: of PCI, if it is a PCI device.
	pub vendor: u32,
	/// The number that the vendor gave it.
	pub device: u32,
	/// What it has for a job: wgpu's default limits, and its memory.
	pub limits: Limits,
	/// What it has less of than a job may rely on. It can't be opened then.
	pub lacks: Option<String>,
}

impl DeviceInfo {
	pub(super) fn of(index: usize, adapter: &wgpu::Adapter) -> Self {
		let info = adapter.get_info();
		Self {
			index,
			name: info.name,
			kind: match info.device_type {
				wgpu::DeviceType::DiscreteGpu => DeviceKind::Discrete,
				wgpu::DeviceType::IntegratedGpu => DeviceKind::Integrated,
				wgpu::DeviceType::VirtualGpu => DeviceKind::Virtual,
				wgpu::DeviceType::Cpu => DeviceKind::Software,
				wgpu::DeviceType::Other => DeviceKind::Other,
			},
			backend: format!("{:?}", info.backend),
			driver: info.driver,
			driver_version: match info.driver_info.is_empty() {
				true => numbered_version(adapter),
				false => info.driver_info,
			},
			vendor: info.vendor,
			device: info.device,
			limits: limits(adapter),
			lacks: lacks(&adapter.limits()),
		}
	}
}

impl fmt::Display for DeviceInfo {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { name, backend, driver, driver_version, .. } = self;
		write!(f, "{name} ({backend}, {driver} {driver_version})")
	}
}

/// The devices of this machine. None is an error that says what to install.
pub fn devices() -> Result<Vec<DeviceInfo>, Error> {
	let adapters = adapters()?;
	let described = adapters.iter().enumerate();
	let described = described.map(|(index, adapter)| DeviceInfo::of(index, adapter));
	Ok(described.collect())
}

/// What every device is opened with.
pub(super) fn requested() -> wgpu::Limits {
	wgpu::Limits::default()
}

pub(super) fn adapters() -> Result<Vec<wgpu::Adapter>, Error> {
	let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
	descriptor.backends = wgpu::Backends::VULKAN;
	descriptor.flags = wgpu::InstanceFlags::empty();
	let instance = wgpu::Instance::new(descriptor);
	// SAFETY: only looked at: nothing of it is destroyed.
	let vulkan = unsafe { instance.as_hal::<wgpu::hal::api::Vulkan>() };
	if vulkan.is_none() {
		return Err(Error::NoVulkan { why: no_vulkan() });
	}
	let adapters = super::wait::ready(instance.enumerate_adapters(wgpu::Backends::VULKAN));
	match adapters.is_empty() {
		true => Err(Error::NoDevice),
		false => Ok(adapters),
	}
}

/// Why there is no Vulkan, which wgpu keeps to itself.
fn no_vulkan() -> String {
	let descriptor = wgpu::hal::InstanceDescriptor {
		name: "assay",
		flags: wgpu::InstanceFlags::empty(),
		memory_budget_thresholds: Default::default(),
		backend_options: Default::default(),
		telemetry: None,
		display: None,
	};
	// SAFETY: an instance that comes about all the same is dropped at once, with nothing made of it.
	let tried = unsafe { <wgpu::hal::vulkan::Instance as wgpu::hal::Instance>::init(&descriptor) };
	match tried {
		Ok(_) => "it failed once".to_string(),
		Err(error) => {
			let cause = std::error::Error::source(&error);
			let cause = cause.map_or(String::new(), |cause| format!(": {cause}"));
			format!("{error}{cause}")
		},
	}
}

fn limits(adapter: &wgpu::Adapter) -> Limits {
	let limits = requested();
	Limits {
		storage_buffers: limits.max_storage_buffers_per_shader_stage,
		storage_buffer_bytes: limits.max_storage_buffer_binding_size.min(limits.max_buffer_size),
		lanes: limits.max_compute_invocations_per_workgroup,
		workgroup_size: [
			limits.max_compute_workgroup_size_x,
			limits.max_compute_workgroup_size_y,
			limits.max_compute_workgroup_size_z,
		],
		workgroup_bytes: limits.max_compute_workgroup_storage_size,
		dispatch: limits.max_compute_workgroups_per_dimension,
		memory: memory(adapter),
	}
}

/// The driver's version as a number, for drivers that say nothing else of it.
fn numbered_version(adapter: &wgpu::Adapter) -> String {
	// SAFETY: only looked at: nothing of it is destroyed.
	let Some(vulkan) = (unsafe { adapter.as_hal::<wgpu::hal::api::Vulkan>() }) else {
		return String::new();
	};
	let instance = vulkan.shared_instance().raw_instance();
	// SAFETY: the physical device is this instance's, and both live as long as the adapter.
	let properties =
		unsafe { instance.get_physical_device_properties(vulkan.raw_physical_device()) };
	let version = properties.driver_version;
	format!("{}.{}.{}", version >> 22, version >> 12 & 0x3ff, version & 0xfff)
}

/// Bytes that jobs may fill.
fn memory(adapter: &wgpu::Adapter) -> u64 {
	// SAFETY: only looked at: nothing of it is destroyed.
	let Some(vulkan) = (unsafe { adapter.as_hal::<wgpu::hal::api::Vulkan>() }) else {
		return u64::MAX;
	};
	let instance = vulkan.shared_instance().raw_instance();
	// SAFETY: the physical device is this instance's, and both live as long as the adapter.
	let properties =
		unsafe { instance.get_physical_device_memory_properties(vulkan.raw_physical_device()) };
	let heaps = properties.memory_heaps.iter().take(properties.memory_heap_count as usize);
	let largest = heaps
		.filter(|heap| heap.flags.as_raw() & DEVICE_LOCAL != 0)
		.map(|heap| heap.size)
		.max()
		.unwrap_or(0);
	let (part, whole) = USABLE_MEMORY;
	largest / whole * part
}

/// What an adapter that has so much has less of than is requested of every device.
fn lacks(has: &wgpu::Limits) -> Option<String> {
	let mut lacks = Vec::new();
	requested().check_limits_with_fail_fn(has, false, |name, needed, has| {
		lacks.push(format!("{name} is {has} and {needed} is needed"));
	});
	(!lacks.is_empty()).then(|| lacks.join(", "))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_device_should_be_too_small_with_the_numbers() {
		assert_eq!(lacks(&requested()), None);
		let more = wgpu::Limits { max_storage_buffers_per_shader_stage: 500, ..requested() };
		assert_eq!(lacks(&more), None);
		let less = wgpu::Limits {
			max_storage_buffer_binding_size: 1 << 20,
			max_compute_invocations_per_workgroup: 64,
			..requested()
		};
		let error = Error::TooSmall {
			name: "it".into(),
			lacks: lacks(&less).expect("it lacks two things"),
		};
		assert_eq!(
			error.to_string(),
			"it is too small: max_storage_buffer_binding_size is 1048576 and 134217728 is needed, \
			 max_compute_invocations_per_workgroup is 64 and 256 is needed"
		);
	}
}
