//! What the service and a runner say to each other: SCALE, each message after its length.

use assay_mailbox::Attempt;
use assay_market::{BlobHash, Capability, DeviceKind, JobSpec};
use codec::{Decode, Encode};
use std::{
	ffi::OsString,
	io::{self, Read, Write},
	os::unix::ffi::{OsStrExt, OsStringExt},
	path::{Path, PathBuf},
};

/// The most bytes of a message: 64 kernels of 32 KiB, and room.
const MAX_BYTES: u32 = 16 << 20;

/// A path as bytes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FilePath(Vec<u8>);

impl From<&Path> for FilePath {
	fn from(path: &Path) -> Self {
		Self(path.as_os_str().as_bytes().to_vec())
	}
}

impl From<FilePath> for PathBuf {
	fn from(path: FilePath) -> Self {
		OsString::from_vec(path.0).into()
	}
}

/// What the service asks for.
#[derive(Clone, Debug, Encode, Decode)]
pub enum Request {
	/// Which devices there are.
	List,
	/// Open a device, and test it: the first request of all but the one who lists.
	Open {
		/// Its number, or none for the interpreter.
		device: Option<u32>,
		/// Bytes that jobs may fill.
		memory: u64,
		/// Where verdicts are kept.
		verdicts: FilePath,
	},
	/// Run a job.
	Run(Box<Run>),
	/// End the job that is being run.
	Cancel,
}

/// A job to run.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Run {
	/// For whom.
	pub attempt: Attempt,
	/// What is computed.
	pub spec: JobSpec,
	/// Its kernels.
	pub kernels: Vec<Vec<u8>>,
	/// The file of each input.
	pub inputs: Vec<FilePath>,
	/// The file for each output of all passes.
	pub outputs: Vec<FilePath>,
}

/// What a runner answers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Reply {
	/// The devices of this machine, or why there are none.
	Devices(Result<Vec<Device>, String>),
	/// How far the self-test is.
	Testing {
		/// Vectors that are done.
		done: u32,
		/// Vectors of the whole test.
		total: u32,
	},
	/// The device is open and tested.
	Opened(Device),
	/// The device can't be used.
	NotOpened(String),
	/// How far the job is.
	Progress {
		/// Fuel of the workgroups that are done, at most.
		done: u64,
		/// Fuel of the whole job, at most.
		total: u64,
	},
	/// The job is done.
	Done {
		/// The hashes of all outputs.
		hashes: Vec<BlobHash>,
		/// Milliseconds that the device computed.
		computing: u64,
	},
	/// The job isn't done.
	Failed {
		/// What kind of failure it is.
		kind: Failure,
		/// What went wrong.
		why: String,
	},
}

/// Why a runner didn't do a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Failure {
	/// The job doesn't fit the device, or can't be run at all.
	Unfit,
	/// The device failed: it may do better when it is opened again.
	Device,
	/// The kernel has no result: it is at fault.
	Kernel,
	/// A file can't be read or written.
	Disk,
	/// It was told to end.
	Cancelled,
}

/// A device that a runner found.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Device {
	/// Its number, or none for the interpreter.
	pub index: Option<u32>,
	/// What it calls itself.
	pub name: String,
	/// `Vulkan`, or `interpreter`.
	pub backend: String,
	/// Its driver.
	pub driver: String,
	/// The driver's version.
	pub driver_version: String,
	/// What it is.
	pub kind: DeviceKind,
	/// Whether it may be trusted with kernels at all; not before it is tested.
	pub trusted: bool,
	/// What jobs may ask of it. Before it is tested, it has no floats.
	pub capability: Capability,
	/// What is wrong with it, if it can't be used.
	pub lacks: Option<String>,
}

/// Sends a message.
pub fn send(to: &mut impl Write, message: &impl Encode) -> io::Result<()> {
	let bytes = message.encode();
	let len = u32::try_from(bytes.len()).ok().filter(|len| *len <= MAX_BYTES);
	let len = len.ok_or_else(|| invalid("a message is too long"))?;
	to.write_all(&[&len.to_le_bytes()[..], &bytes].concat())?;
	to.flush()
}

/// Waits for a message; none when the other side has closed.
pub fn receive<M: Decode>(from: &mut impl Read) -> io::Result<Option<M>> {
	let mut len = [0; 4];
	match from.read_exact(&mut len) {
		Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
		other => other?,
	}
	let len = u32::from_le_bytes(len);
	if len > MAX_BYTES {
		return Err(invalid("a message is too long"));
	}
	let mut bytes = vec![0; len as usize];
	from.read_exact(&mut bytes)?;
	let message = M::decode(&mut &bytes[..]);
	message.map(Some).map_err(|_| invalid("a message can't be read"))
}

fn invalid(what: &str) -> io::Error {
	io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn messages_should_arrive_as_they_were_sent_one_after_the_other() {
		let replies = [
			Reply::Progress { done: 1, total: 2 },
			Reply::Failed { kind: Failure::Disk, why: "full".into() },
		];
		let mut pipe = Vec::new();
		for reply in &replies {
			send(&mut pipe, reply).unwrap();
		}
		let mut pipe = &pipe[..];
		for reply in &replies {
			assert_eq!(receive::<Reply>(&mut pipe).unwrap().as_ref(), Some(reply));
		}
		assert_eq!(receive::<Reply>(&mut pipe).unwrap(), None);
	}

	#[test]
	fn a_message_should_be_refused_before_memory_is_set_aside_for_it() {
		let error = receive::<Reply>(&mut &[0xff, 0xff, 0xff, 0xff][..]).unwrap_err();
		assert_eq!(error.to_string(), "a message is too long");
		let error = receive::<Reply>(&mut &[1, 0, 0, 0, 99][..]).unwrap_err();
		assert_eq!(error.to_string(), "a message can't be read");
	}

	#[test]
	fn a_path_should_keep_bytes_that_are_no_text() {
		let path = PathBuf::from(OsString::from_vec(vec![b'a', 0xff]));
		assert_eq!(PathBuf::from(FilePath::from(&*path)), path);
	}
}
