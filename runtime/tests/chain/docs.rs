//! What wallets show beside names: the docs of all that our pallets put into the metadata.

use super::chain;
use assay_runtime::Runtime;
use frame_metadata::{v14::PalletMetadata, RuntimeMetadata};
use scale_info::{
	form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive, Variant,
};
use std::collections::{BTreeMap, BTreeSet};

/// Our pallets.
const PALLETS: [&str; 4] = ["Stake", "Providers", "Kernels", "Jobs"];

/// Where a number's unit has to be named, and how.
const UNITS: [(&str, &[&str]); 4] = [
	("Permill", &["millionths"]),
	("Perbill", &["billionths"]),
	("PricePerGigaFuel", &["per giga-fuel"]),
	("u128", &["grains", "shares"]),
];

/// What an error's name says when a limit was passed, so that its doc has to say which.
const LIMITS: [&str; 9] = [
	"BelowMinimum",
	"TooHigh",
	"TooLong",
	"TooLarge",
	"TooMany",
	"TooSteep",
	"TooSoon",
	"OutOfRange",
	"UnbondingFull",
];

/// The limit of this one is in its doc: a part of the payment.
const LIMIT_IN_DOC: &str = "RoundingLossTooLarge";

/// A doc, and what it is of.
struct Doc {
	place: String,
	text: String,
	/// The type of the number that it is of, if it is of one.
	number: Option<&'static str>,
}

/// What wallets read.
struct Metadata {
	types: PortableRegistry,
	pallets: BTreeMap<String, PalletMetadata<PortableForm>>,
}

impl Metadata {
	fn new() -> Self {
		let RuntimeMetadata::V14(metadata) = chain("development").execute_with(Runtime::metadata).1
		else {
			panic!("the runtime's own metadata is of version 14");
		};
		let pallets =
			metadata.pallets.into_iter().map(|pallet| (pallet.name.clone(), pallet)).collect();
		Self { types: metadata.types, pallets }
	}

	fn resolve(&self, id: u32) -> &Type<PortableForm> {
		self.types.resolve(id).expect("metadata is closed")
	}

	fn variants(&self, id: u32) -> &[Variant<PortableForm>] {
		match &self.resolve(id).type_def {
			TypeDef::Variant(variants) => &variants.variants,
			other => panic!("{other:?} is no enum"),
		}
	}

	fn ours(&self) -> impl Iterator<Item = &PalletMetadata<PortableForm>> {
		PALLETS.iter().map(|name| &self.pallets[*name])
	}

	fn calls(&self, pallet: &PalletMetadata<PortableForm>) -> &[Variant<PortableForm>] {
		self.variants(pallet.calls.as_ref().expect("it has calls").ty.id)
	}

	fn errors(&self, pallet: &PalletMetadata<PortableForm>) -> &[Variant<PortableForm>] {
		self.variants(pallet.error.as_ref().expect("it has errors").ty.id)
	}

	/// The names of all parameters, as `Stake.MinOwnBond`. The SDK's macro leaves their docs out.
	fn parameters(&self) -> BTreeSet<String> {
		let storage = self.pallets["Parameters"].storage.as_ref().expect("it stores them");
		let frame_metadata::v14::StorageEntryType::Map { key, .. } = &storage.entries[0].ty else {
			panic!("parameters are a map");
		};
		let mut names = BTreeSet::new();
		for group in self.variants(key.id) {
			for variant in self.variants(group.fields[0].ty.id) {
				names.insert(format!("{}.{}", group.name, variant.name));
			}
		}
		names
	}

	/// The kind of number that a type is, through options and compact encodings.
	fn number(&self, id: u32) -> Option<&'static str> {
		let ty = self.resolve(id);
		let name = ty.path.segments.last().map(String::as_str);
		if let Some((unit, _)) = UNITS.iter().find(|(unit, _)| name == Some(unit)) {
			return Some(unit);
		}
		match &ty.type_def {
			TypeDef::Primitive(TypeDefPrimitive::U128) => Some("u128"),
			TypeDef::Compact(compact) => self.number(compact.type_param.id),
			TypeDef::Variant(option) if name == Some("Option") => {
				option.variants.iter().flat_map(|some| &some.fields).find_map(|field| {
					let id = field.ty.id;
					self.number(id)
				})
			},
			_ => None,
		}
	}

	/// The docs of fields with names.
	fn fields(&self, place: &str, fields: &[Field<PortableForm>]) -> Vec<Doc> {
		let named = fields.iter().filter_map(|field| Some((field.name.as_ref()?, field)));
		named
			.map(|(name, field)| Doc {
				place: format!("{place}.{name}"),
				text: text(&field.docs),
				number: self.number(field.ty.id),
			})
			.collect()
	}

	/// The docs of a type of ours: its own, those of its variants, and those of all fields.
	fn docs_of_type(&self, ty: &Type<PortableForm>) -> Vec<Doc> {
		let place = ty.path.segments.join(" ");
		let mut docs = vec![Doc { place: place.clone(), text: text(&ty.docs), number: None }];
		match &ty.type_def {
			TypeDef::Composite(composite) => docs.extend(self.fields(&place, &composite.fields)),
			TypeDef::Variant(variants) => {
				for variant in &variants.variants {
					let place = format!("{place}.{}", variant.name);
					docs.extend(self.fields(&place, &variant.fields));
					docs.push(Doc { place, text: text(&variant.docs), number: None });
				}
			},
			_ => {},
		}
		docs
	}

	/// What a type is made of.
	fn parts(&self, ty: &Type<PortableForm>) -> Vec<u32> {
		match &ty.type_def {
			TypeDef::Composite(composite) => {
				composite.fields.iter().map(|field| field.ty.id).collect()
			},
			TypeDef::Variant(variants) => variants
				.variants
				.iter()
				.flat_map(|variant| &variant.fields)
				.map(|field| field.ty.id)
				.collect(),
			TypeDef::Sequence(sequence) => vec![sequence.type_param.id],
			TypeDef::Array(array) => vec![array.type_param.id],
			TypeDef::Tuple(tuple) => tuple.fields.iter().map(|field| field.id).collect(),
			TypeDef::Compact(compact) => vec![compact.type_param.id],
			TypeDef::Primitive(_) | TypeDef::BitSequence(_) => vec![],
		}
	}

	/// The docs of every type of ours that is reachable from some: what calls take, what events
	/// tell, what is stored.
	fn docs_of_types(&self, from: impl IntoIterator<Item = u32>) -> Vec<Doc> {
		let mut open: Vec<u32> = from.into_iter().collect();
		let mut seen = BTreeSet::new();
		let mut docs = Vec::new();
		while let Some(id) = open.pop() {
			if !seen.insert(id) {
				continue;
			}
			let ty = self.resolve(id);
			open.extend(self.parts(ty));
			let segments = &ty.path.segments;
			let ours = segments.first().is_some_and(|krate| krate.starts_with("assay_"));
			// Keys and signatures are made by a macro of the SDK, which leaves their docs out.
			if ours && !segments.iter().any(|module| module == "app") {
				docs.extend(self.docs_of_type(ty));
			}
		}
		docs
	}

	/// Every doc of our pallets.
	fn docs(&self) -> Vec<Doc> {
		let mut docs = Vec::new();
		let mut types = Vec::new();
		for pallet in self.ours() {
			let name = &pallet.name;
			for call in self.calls(pallet) {
				types.extend(call.fields.iter().map(|field| field.ty.id));
				let place = format!("{name}.{}", call.name);
				docs.extend(self.arguments(&place, call));
				docs.push(Doc { place, text: text(&call.docs), number: None });
			}
			for variant in self.errors(pallet) {
				let place = format!("{name}.{}", variant.name);
				docs.push(Doc { place, text: text(&variant.docs), number: None });
			}
			for variant in self.variants(pallet.event.as_ref().expect("it has events").ty.id) {
				types.extend(variant.fields.iter().map(|field| field.ty.id));
				let place = format!("{name}.{}", variant.name);
				docs.extend(self.fields(&place, &variant.fields));
				docs.push(Doc { place, text: text(&variant.docs), number: None });
			}
			for constant in &pallet.constants {
				let place = format!("{name}.{}", constant.name);
				let number = self.number(constant.ty.id);
				docs.push(Doc { place, text: text(&constant.docs), number });
			}
			for entry in &pallet.storage.as_ref().expect("it stores something").entries {
				let place = format!("{name}.{}", entry.name);
				docs.push(Doc { place, text: text(&entry.docs), number: None });
				use frame_metadata::v14::StorageEntryType::{Map, Plain};
				match &entry.ty {
					Plain(value) => types.push(value.id),
					Map { key, value, .. } => types.extend([key.id, value.id]),
				}
			}
		}
		docs.extend(self.docs_of_types(types));
		docs
	}

	/// What a call's doc says about each of its arguments: metadata has no other place for it.
	fn arguments(&self, place: &str, call: &Variant<PortableForm>) -> Vec<Doc> {
		let text = call.docs.join("\n");
		let list = text.split_once("Arguments:\n").map_or("", |(_, list)| list);
		let items: BTreeMap<&str, String> = list
			.split("- `")
			.filter_map(|item| item.split_once("`: "))
			.map(|(name, about)| (name, about.split_whitespace().collect::<Vec<_>>().join(" ")))
			.collect();
		let names: BTreeSet<&str> = call
			.fields
			.iter()
			.map(|field| field.name.as_deref().expect("arguments have names"))
			.collect();
		assert_eq!(
			items.keys().copied().collect::<BTreeSet<_>>(),
			names,
			"the arguments of {place}, as listed in its doc and as they are"
		);
		call.fields
			.iter()
			.map(|field| {
				let name = field.name.as_deref().expect("arguments have names");
				Doc {
					place: format!("{place}({name})"),
					text: items[name].clone(),
					number: self.number(field.ty.id),
				}
			})
			.collect()
	}
}

/// A doc in one line.
fn text(lines: &[String]) -> String {
	lines.join(" ").trim().to_owned()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
	text.split('`').skip(1).step_by(2)
}

/// Fails with all that is wrong, so that it can be mended at once.
fn none(wrong: Vec<String>) {
	assert!(wrong.is_empty(), "{} docs:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn everything_should_have_a_doc_that_reads_well_outside_of_the_code() {
	let docs = Metadata::new().docs();
	// So many there are at least: none was overlooked.
	assert!(docs.len() > 400, "{}", docs.len());
	let mut wrong = Vec::new();
	for Doc { place, text, .. } in &docs {
		let code = [".rs", "[`", "`]", "::", "](", "lane-operation"];
		if text.is_empty() {
			wrong.push(format!("{place} has none"));
		} else if let Some(part) = code.iter().find(|part| text.contains(**part)) {
			wrong.push(format!("{place} has {part:?}: {text}"));
		} else if !text.ends_with('.') && !text.ends_with(')') {
			wrong.push(format!("{place} doesn't end: {text}"));
		}
	}
	none(wrong);
}

#[test]
fn every_amount_and_part_should_have_its_unit() {
	let docs = Metadata::new().docs();
	let wrong = docs.iter().filter_map(|Doc { place, text, number }| {
		let (_, units) = UNITS.iter().find(|(kind, _)| Some(*kind) == *number)?;
		let named = units.iter().any(|unit| text.contains(unit));
		(!named).then(|| format!("{place} doesn't say {units:?}: {text}"))
	});
	none(wrong.collect());
}

#[test]
fn errors_about_limits_should_name_the_parameter_or_the_constant_that_has_it() {
	let metadata = Metadata::new();
	let mut wrong = Vec::new();
	let mut limits = 0;
	for pallet in metadata.ours() {
		for error in metadata.errors(pallet) {
			let limit = LIMITS.iter().any(|name| error.name.contains(name));
			let text = text(&error.docs);
			if limit && error.name != LIMIT_IN_DOC {
				limits += 1;
				if !text.contains("parameter `") && !text.contains("constant `") {
					wrong.push(format!("{}.{}: {text}", pallet.name, error.name));
				}
			}
		}
	}
	assert!(limits >= 15, "{limits}");
	none(wrong);
}

#[test]
fn parameters_and_constants_that_docs_name_should_be_there() {
	let metadata = Metadata::new();
	let parameters = metadata.parameters();
	let mut wrong = Vec::new();
	let mut named = 0;
	for pallet in metadata.ours() {
		let constants: BTreeSet<&str> =
			pallet.constants.iter().map(|constant| &constant.name[..]).collect();
		for variant in metadata.calls(pallet).iter().chain(metadata.errors(pallet)) {
			let text = text(&variant.docs);
			for name in quoted(&text) {
				let parts = name.split_once('.');
				let capital = |part: &str| part.starts_with(|first: char| first.is_uppercase());
				let known = match parts {
					Some((group, item)) if capital(group) && capital(item) => {
						parameters.contains(name)
					},
					_ if name.starts_with("Max") || name.ends_with("Deposit") => {
						constants.contains(name)
					},
					_ => continue,
				};
				named += 1;
				if !known {
					wrong.push(format!("{}.{} names `{name}`", pallet.name, variant.name));
				}
			}
		}
	}
	assert!(named >= 30, "{named}");
	none(wrong);
}
