//! Whether the chain reads what this program would write: types compared by their shape.
//!
//! Two types have the same shape when they encode alike and every part has the same name. A wrapper
//! of one field is no part, but a number in one keeps the wrapper's name: a `Permill` isn't a
//! `Perbill`. The chain's enums may have more variants than are known here.

use scale_info::{
	form::PortableForm, Field, MetaType, PortableRegistry, Registry, Type, TypeDef, Variant,
};
use std::collections::BTreeSet;

/// Where the chain's type is another one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{place}` is {theirs} on this chain, and {ours} here")]
pub struct Difference {
	/// Which part, as in `offer.region`.
	pub place: String,
	/// What this program writes.
	pub ours: String,
	/// What the chain reads.
	pub theirs: String,
}

/// Compares a type of this program with one of the chain's.
pub fn compare(
	ours: &MetaType,
	chain: &PortableRegistry,
	theirs: u32,
	place: &str,
) -> Result<(), Difference> {
	let mut registry = Registry::new();
	let id = registry.register_type(ours).id;
	let registry = PortableRegistry::from(registry);
	Comparison { ours: &registry, theirs: chain, seen: BTreeSet::new() }.types(id, theirs, place)
}

struct Comparison<'a> {
	ours: &'a PortableRegistry,
	theirs: &'a PortableRegistry,
	/// What is compared already, or being compared: types may hold themselves.
	seen: BTreeSet<(u32, u32)>,
}

impl Comparison<'_> {
	fn types(&mut self, ours: u32, theirs: u32, place: &str) -> Result<(), Difference> {
		if !self.seen.insert((ours, theirs)) {
			return Ok(());
		}
		let (our, their) = (Peeled::of(self.ours, ours), Peeled::of(self.theirs, theirs));
		let differ = || {
			Err(Difference {
				place: place.into(),
				ours: our.describe(self.ours),
				theirs: their.describe(self.theirs),
			})
		};
		let (Some(our_type), Some(their_type)) = (our.inner, their.inner) else {
			return differ();
		};
		match (&our_type.type_def, &their_type.type_def) {
			(TypeDef::Primitive(a), TypeDef::Primitive(b))
				if a == b && our.wrappers == their.wrappers =>
			{
				Ok(())
			},
			(TypeDef::Compact(a), TypeDef::Compact(b)) => {
				self.types(a.type_param.id, b.type_param.id, place)
			},
			(TypeDef::Sequence(a), TypeDef::Sequence(b)) => {
				self.types(a.type_param.id, b.type_param.id, &format!("{place}[]"))
			},
			(TypeDef::Array(a), TypeDef::Array(b)) if a.len == b.len => {
				self.types(a.type_param.id, b.type_param.id, &format!("{place}[]"))
			},
			(TypeDef::Tuple(a), TypeDef::Tuple(b)) if a.fields.len() == b.fields.len() => {
				let pairs = a.fields.iter().zip(&b.fields).enumerate();
				for (number, (a, b)) in pairs {
					self.types(a.id, b.id, &format!("{place}.{number}"))?;
				}
				Ok(())
			},
			(TypeDef::Composite(a), TypeDef::Composite(b)) => {
				self.fields(&a.fields, &b.fields, place)
			},
			(TypeDef::Variant(a), TypeDef::Variant(b)) => {
				a.variants.iter().try_for_each(|a| self.variant(a, &b.variants, place))
			},
			(TypeDef::BitSequence(a), TypeDef::BitSequence(b)) if a == b => Ok(()),
			(
				TypeDef::Primitive(_)
				| TypeDef::Compact(_)
				| TypeDef::Sequence(_)
				| TypeDef::Array(_)
				| TypeDef::Tuple(_)
				| TypeDef::Composite(_)
				| TypeDef::Variant(_)
				| TypeDef::BitSequence(_),
				_,
			) => differ(),
		}
	}

	fn fields(
		&mut self,
		ours: &[Field<PortableForm>],
		theirs: &[Field<PortableForm>],
		place: &str,
	) -> Result<(), Difference> {
		let same = ours.len() == theirs.len()
			&& ours.iter().zip(theirs).all(|(ours, theirs)| ours.name == theirs.name);
		if !same {
			return Err(Difference {
				place: place.into(),
				ours: names(ours),
				theirs: names(theirs),
			});
		}
		for (number, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
			let name = ours.name.clone().unwrap_or_else(|| number.to_string());
			self.types(ours.ty.id, theirs.ty.id, &format!("{place}.{name}"))?;
		}
		Ok(())
	}

	fn variant(
		&mut self,
		ours: &Variant<PortableForm>,
		theirs: &[Variant<PortableForm>],
		place: &str,
	) -> Result<(), Difference> {
		let place = format!("{place}.{}", ours.name);
		let found = theirs.iter().find(|theirs| theirs.name == ours.name);
		match found {
			Some(found) if found.index == ours.index => {
				self.fields(&ours.fields, &found.fields, &place)
			},
			Some(found) => Err(Difference {
				place,
				ours: format!("number {}", ours.index),
				theirs: format!("number {}", found.index),
			}),
			None => Err(Difference { place, ours: names(&ours.fields), theirs: "nothing".into() }),
		}
	}
}

fn names(fields: &[Field<PortableForm>]) -> String {
	let names: Vec<_> =
		fields.iter().map(|field| field.name.as_deref().unwrap_or("a value").to_string()).collect();
	format!("({})", names.join(", "))
}

/// A type without what only wraps it.
struct Peeled<'a> {
	/// The names of the wrappers, outermost first.
	wrappers: Vec<&'a str>,
	/// `None` if the registry lacks it.
	inner: Option<&'a Type<PortableForm>>,
}

impl<'a> Peeled<'a> {
	fn of(registry: &'a PortableRegistry, mut id: u32) -> Self {
		let mut wrappers = Vec::new();
		loop {
			let inner = registry.resolve(id);
			let Some(found) = inner else {
				return Self { wrappers, inner };
			};
			let next = match &found.type_def {
				TypeDef::Composite(composite) => match &composite.fields[..] {
					[only] => only.ty.id,
					_ => return Self { wrappers, inner },
				},
				TypeDef::Tuple(tuple) => match &tuple.fields[..] {
					[only] => only.id,
					_ => return Self { wrappers, inner },
				},
				_ => return Self { wrappers, inner },
			};
			wrappers.extend(found.path.segments.last().map(String::as_str));
			id = next;
		}
	}

	/// For people.
	fn describe(&self, registry: &'a PortableRegistry) -> String {
		if let Some(name) = self.wrappers.first() {
			return name.to_string();
		}
		let Some(inner) = self.inner else {
			return "of no known type".into();
		};
		if let Some(name) = inner.path.segments.last() {
			return name.to_string();
		}
		match &inner.type_def {
			TypeDef::Primitive(primitive) => format!("{primitive:?}").to_lowercase(),
			TypeDef::Compact(_) => "a compact number".into(),
			TypeDef::Sequence(list) => {
				let item = Self::of(registry, list.type_param.id);
				format!("a list, each {}", item.describe(registry))
			},
			TypeDef::Array(array) => format!("an array of {}", array.len),
			TypeDef::Tuple(tuple) => format!("{} values", tuple.fields.len()),
			TypeDef::Composite(composite) => names(&composite.fields),
			TypeDef::Variant(_) => "an enum".into(),
			TypeDef::BitSequence(_) => "bits".into(),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use scale_info::{meta_type, TypeInfo};

	/// A chain's registry with one type.
	fn chain<T: TypeInfo + 'static>() -> (PortableRegistry, u32) {
		let mut registry = Registry::new();
		let id = registry.register_type(&meta_type::<T>()).id;
		(registry.into(), id)
	}

	fn compared<Ours: TypeInfo + 'static, Theirs: TypeInfo + 'static>() -> Result<(), String> {
		let (registry, id) = chain::<Theirs>();
		compare(&meta_type::<Ours>(), &registry, id, "offer").map_err(|error| error.to_string())
	}

	#[derive(TypeInfo)]
	#[allow(dead_code)]
	struct Offer {
		price: u128,
		tags: Vec<u8>,
	}

	mod later {
		use scale_info::TypeInfo;

		#[derive(TypeInfo)]
		#[allow(dead_code)]
		pub struct Bounded(pub Vec<u8>);

		#[derive(TypeInfo)]
		#[allow(dead_code)]
		pub struct Offer {
			pub price: u128,
			pub tags: Bounded,
		}

		#[derive(TypeInfo)]
		#[allow(dead_code)]
		pub struct More {
			pub price: u128,
			pub tags: Vec<u8>,
			pub region: u8,
		}

		#[derive(TypeInfo)]
		#[allow(dead_code)]
		pub enum Rule {
			Exact,
			Within { atol: u32 },
			Later,
		}
	}

	#[derive(TypeInfo)]
	#[allow(dead_code)]
	enum Rule {
		Exact,
		Within { atol: u32 },
	}

	#[test]
	fn wrappers_should_make_no_difference() {
		assert_eq!(compared::<Offer, later::Offer>(), Ok(()));
	}

	#[test]
	fn a_further_field_should_be_named() {
		assert_eq!(
			compared::<Offer, later::More>(),
			Err("`offer` is (price, tags, region) on this chain, and (price, tags) here".into())
		);
	}

	#[test]
	fn a_number_in_other_units_should_be_refused() {
		use sp_core::crypto::AccountId32;
		use sp_runtime::{Perbill, Permill};

		assert_eq!(
			compared::<Permill, Perbill>(),
			Err("`offer` is Perbill on this chain, and Permill here".into())
		);
		assert_eq!(compared::<AccountId32, [u8; 32]>(), Ok(()));
		assert_eq!(
			compared::<u64, u128>(),
			Err("`offer` is u128 on this chain, and u64 here".into())
		);
	}

	#[test]
	fn a_further_variant_should_do_and_a_missing_one_should_not() {
		assert_eq!(compared::<Rule, later::Rule>(), Ok(()));
		assert_eq!(
			compared::<later::Rule, Rule>(),
			Err("`offer.Later` is nothing on this chain, and () here".into())
		);
	}
}
