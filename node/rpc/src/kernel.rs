//! What is told of kernels: registered ones, and ones that are to be.

use crate::{Amount, Count};
use serde::{Deserialize, Serialize};
use sp_core::{Bytes, H256};
use sp_runtime::AccountId32;
use std::collections::BTreeMap;

/// A registered kernel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kernel {
	/// Its id: the BLAKE3 hash of its bytecode.
	pub id: H256,
	/// Who registered it first.
	pub author: AccountId32,
	/// Its name. Several kernels may have the same.
	pub name: String,
	/// The hash of the blob with its WGSL source, as its author says.
	pub source: Option<H256>,
	/// The author's part of what providers are paid for running it, in millionths.
	pub royalty: u32,
	/// What is on hold in the author's account for it.
	pub deposit: Amount,
	/// Jobs that need it.
	pub uses: u32,
	/// What it takes and makes.
	pub interface: Interface,
	/// Its bytecode.
	pub bytecode: Bytes,
}

/// What a kernel takes and makes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Interface {
	/// How floats are meant.
	pub floats: Floats,
	/// Lanes of a workgroup in x, y and z.
	pub workgroup_size: [u32; 3],
	/// Registers of a lane.
	pub registers: u32,
	/// Words of private memory of a lane.
	pub private_words: u32,
	/// Words of workgroup memory.
	pub workgroup_words: u32,
	/// How many inputs it reads.
	pub inputs: u32,
	/// How many outputs it writes.
	pub outputs: u32,
	/// Words of its parameters.
	pub param_words: u32,
}

/// How floats are meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Floats {
	/// One result everywhere, bit by bit.
	Strict,
	/// Results within a tolerance.
	Relaxed,
}

/// A kernel to be checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KernelInput {
	/// Its source.
	Wgsl(String),
	/// Its bytecode.
	Bytecode(Bytes),
}

/// How to check a kernel.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CheckOptions {
	/// Which entry point, where a source has several.
	pub entry_point: Option<String>,
	/// Values of a source's overrides, by name or by id.
	pub overrides: BTreeMap<String, f64>,
	/// How floats are meant, whatever the source says.
	pub floats: Option<Floats>,
	/// The words of the parameters, for the fuel.
	pub params: Option<Vec<u32>>,
	/// Workgroups in x, y and z, for the fuel of a pass.
	pub grid: Option<[u32; 3]>,
}

/// What came of checking a kernel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KernelCheck {
	/// The kernel; `null` if there is an error among the diagnostics.
	pub kernel: Option<CheckedKernel>,
	/// What is wrong, or worth a look.
	pub diagnostics: Vec<Diagnostic>,
}

/// A kernel that the chain would take.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedKernel {
	/// Its id: the BLAKE3 hash of its bytecode.
	pub id: H256,
	/// Its bytecode.
	pub bytecode: Bytes,
	/// What it takes and makes.
	pub interface: Interface,
	/// Its buffers and parameters by name; `null` for bytecode, which has no names.
	pub names: Option<Names>,
	/// What it takes; `null` if that depends on parameters and none were given.
	pub fuel: Option<KernelFuel>,
}

/// The names that a source gives to what its kernel takes and makes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Names {
	/// The entry point.
	pub entry_point: String,
	/// Its inputs, in order.
	pub inputs: Vec<Binding>,
	/// Its outputs, in order.
	pub outputs: Vec<Binding>,
	/// Words of its parameters.
	pub params: Vec<Param>,
}

/// A buffer of a kernel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Binding {
	/// The name of its variable.
	pub name: String,
	/// The number in `@binding`.
	pub binding: u32,
}

/// A word of a kernel's parameters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Param {
	/// The path to it in the uniform block: `n`, `size.x`, `steps[2]`.
	pub name: String,
	/// Which word it is.
	pub word: u32,
}

/// What a kernel takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KernelFuel {
	/// Lane-operations of one workgroup at most.
	pub workgroup: Count,
	/// Lane-operations of the grid, if one was given and that many can be counted.
	pub pass: Option<Count>,
	/// Whether a workgroup takes no more than the chain executes.
	pub within_limit: bool,
}

/// A message of the compiler's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
	/// How bad it is.
	pub severity: Severity,
	/// A short, stable name of the kind of problem.
	pub code: String,
	/// What is wrong.
	pub message: String,
	/// What is wrong at the place itself.
	pub label: String,
	/// The line, from 1, if it is anywhere.
	pub line: Option<u32>,
	/// The column, from 1.
	pub column: Option<u32>,
	/// What to write instead.
	pub help: Option<String>,
	/// All of it as a compiler prints it, with the line of the source.
	pub text: String,
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
	/// There is no bytecode.
	Error,
	/// There is, but look at this.
	Warning,
}
