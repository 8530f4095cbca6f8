//! A kernel that is checked before anybody registers it.

use crate::{Floats, Grid, Interface, KernelId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A kernel to be checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KernelInput {
	/// Its source.
	Wgsl(String),
	/// Its bytecode.
	Bytecode(#[serde(with = "crate::json::hex")] Vec<u8>),
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
	pub grid: Option<Grid>,
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
	/// Its id.
	pub id: KernelId,
	/// Its bytecode.
	#[serde(with = "crate::json::hex")]
	pub bytecode: Vec<u8>,
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
	/// Fuel of one workgroup at most.
	#[serde(with = "crate::json::decimal")]
	pub workgroup: u64,
	/// Fuel of the grid, if one was given and that many can be counted.
	#[serde(with = "crate::json::decimal::option")]
	pub pass: Option<u64>,
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
