//! Calls, composed against the metadata of the chain that is to execute them.

use crate::shape;
use assay_terminal::Failure;
use codec::{Compact, Encode};
use scale_info::{meta_type, MetaType, TypeInfo};
use subxt::{
	ext::{
		scale_encode::{EncodeAsFields, Error as EncodeError, FieldIter},
		scale_type_resolver::TypeResolver,
		scale_value::{scale::encode_as_type, Value},
	},
	tx::Payload,
	Metadata,
};

/// A call of a pallet, with its arguments by name.
#[derive(Clone, Debug)]
pub struct Call {
	pallet: &'static str,
	name: &'static str,
	arguments: Vec<(&'static str, Argument)>,
}

#[derive(Clone, Debug)]
enum Argument {
	/// Of a type of this program's, which the chain's has to have the shape of.
	Typed(MetaType, Vec<u8>),
	/// Read by the chain's own type, by the names in it.
	Named(Value),
	/// Another call.
	Call(Box<Call>),
	/// Other calls.
	Calls(Vec<Call>),
}

impl Call {
	/// A call without arguments yet.
	pub fn new(pallet: &'static str, name: &'static str) -> Self {
		Self { pallet, name, arguments: Vec::new() }
	}

	/// The same with a further argument.
	pub fn with<T: Encode + TypeInfo + 'static>(self, name: &'static str, value: T) -> Self {
		self.and(name, Argument::Typed(meta_type::<T>(), value.encode()))
	}

	/// The same with a further argument, by the names in it.
	pub fn with_named(self, name: &'static str, value: Value) -> Self {
		self.and(name, Argument::Named(value))
	}

	/// The same with another call as a further argument.
	pub fn with_call(self, name: &'static str, call: Call) -> Self {
		self.and(name, Argument::Call(Box::new(call)))
	}

	/// The same with other calls as a further argument.
	pub fn with_calls(self, name: &'static str, calls: Vec<Call>) -> Self {
		self.and(name, Argument::Calls(calls))
	}

	fn and(mut self, name: &'static str, argument: Argument) -> Self {
		self.arguments.push((name, argument));
		self
	}

	/// As people write it: `jobs.submit`.
	pub fn title(&self) -> String {
		format!("{}.{}", self.pallet.to_lowercase(), self.name)
	}

	/// Encodes it for a chain, which has to have the same call with the same arguments.
	pub fn compose(&self, chain: &Metadata) -> Result<Composed, Failure> {
		Ok(Composed {
			pallet: self.pallet,
			name: self.name,
			arguments: Arguments(self.encode_arguments(chain)?),
		})
	}

	fn encode_arguments(&self, chain: &Metadata) -> Result<Vec<u8>, Failure> {
		let title = self.title();
		let variant = chain
			.pallet_by_name(self.pallet)
			.and_then(|pallet| pallet.call_variant_by_name(self.name))
			.ok_or_else(|| outdated(format!("this chain has no call {title}")))?;
		let ours: Vec<_> = self.arguments.iter().map(|(name, _)| *name).collect();
		let theirs: Vec<_> =
			variant.fields.iter().map(|field| field.name.as_deref().unwrap_or("?")).collect();
		let differs = |how: String| {
			outdated(format!(
				"this chain's {title} takes other arguments than this program knows: {how}"
			))
		};
		if ours != theirs {
			return Err(differs(format!("({}), and not ({})", theirs.join(", "), ours.join(", "))));
		}
		let mut bytes = Vec::new();
		for ((name, argument), field) in self.arguments.iter().zip(&variant.fields) {
			match argument {
				Argument::Typed(ty, encoded) => {
					shape::compare(ty, chain.types(), field.ty.id, name)
						.map_err(|difference| differs(difference.to_string()))?;
					bytes.extend(encoded);
				},
				Argument::Named(value) => {
					encode_as_type(value, field.ty.id, chain.types(), &mut bytes)
						.map_err(|error| differs(format!("`{name}`: {error}")))?;
				},
				Argument::Call(call) => bytes.extend(call.encode(chain)?),
				Argument::Calls(calls) => {
					Compact(u32::try_from(calls.len()).unwrap_or(u32::MAX)).encode_to(&mut bytes);
					for call in calls {
						bytes.extend(call.encode(chain)?);
					}
				},
			}
		}
		Ok(bytes)
	}

	/// The call as an argument of another one.
	fn encode(&self, chain: &Metadata) -> Result<Vec<u8>, Failure> {
		let arguments = self.encode_arguments(chain)?;
		let pallet = chain.pallet_by_name(self.pallet);
		let indices = pallet.and_then(|pallet| {
			Some([pallet.call_index(), pallet.call_variant_by_name(self.name)?.index])
		});
		let indices =
			indices.ok_or_else(|| outdated(format!("this chain has no call {}", self.title())))?;
		Ok([&indices[..], &arguments].concat())
	}
}

fn outdated(what: String) -> Failure {
	Failure::outdated(what)
		.advice("use the release of the chain; other commands go on working. Nothing was signed")
}

/// A call in the form that a chain reads.
#[derive(Clone, Debug)]
pub struct Composed {
	pallet: &'static str,
	name: &'static str,
	arguments: Arguments,
}

/// Arguments that are encoded already.
#[derive(Clone, Debug)]
pub struct Arguments(Vec<u8>);

impl EncodeAsFields for Arguments {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), EncodeError> {
		out.extend(&self.0);
		Ok(())
	}
}

impl Payload for Composed {
	type CallData = Arguments;

	fn pallet_name(&self) -> &str {
		self.pallet
	}

	fn call_name(&self) -> &str {
		self.name
	}

	fn call_data(&self) -> &Arguments {
		&self.arguments
	}
}
