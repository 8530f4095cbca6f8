//! Who could run a job, and for how much, before anything is spent.

use crate::{
	account::{address, printable},
	amount::format_amount,
	node::Node,
};
use assay_market::{Balance, Capability, PricePerGigaFuel, Provider, Tag};
use assay_terminal::Failure;
use sp_core::crypto::AccountId32;

/// Providers that are looked at: many times as many as the chain draws for a job.
const MAX_PROVIDERS: u32 = 256;

/// The active providers, or the first of them.
pub async fn active(node: &Node) -> Result<Vec<Provider>, Failure> {
	let found = node.providers(MAX_PROVIDERS).await?.into_iter();
	Ok(found.filter(|provider| provider.active).collect())
}

/// What a job that is drafted asks of providers.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
	/// What a device must have.
	pub needs: Capability,
	/// Who may run it; anybody if nobody is named.
	pub allowed: &'a [AccountId32],
	/// Where its provider has to be, if that matters.
	pub region: Option<&'a Tag>,
	/// What else has to be true of it.
	pub attributes: &'a [Tag],
	/// The most that is paid, if that was said.
	pub price: Option<Balance>,
	/// Submit it even if nobody could take it now.
	pub anyway: bool,
}

impl Demand<'_> {
	/// What to offer: what was said, or the median of the asks of those who could run it, so that
	/// half of them compete. An error if nobody could.
	pub fn price_among(&self, providers: &[Provider]) -> Result<PricePerGigaFuel, Failure> {
		let mut asks: Vec<Balance> = providers
			.iter()
			.filter(|provider| self.is_met_by(provider))
			.map(|provider| provider.ask.price.0)
			.collect();
		asks.sort_unstable();
		let (Some(lowest), Some(median)) = (asks.first(), asks.get(asks.len() / 2)) else {
			return match (self.anyway, self.price) {
				(true, Some(price)) => Ok(PricePerGigaFuel(price)),
				(true, None) => Err(Failure::input(
					"nobody could run this job now, so there is no ask to take the price from",
				)
				.advice("give --price ASY with --anyway. Nothing was spent")),
				(false, _) => Err(self.nobody(providers)),
			};
		};
		match self.price {
			None => Ok(PricePerGigaFuel(*median)),
			Some(price) if price < *lowest && !self.anyway => Err(Failure::refused(format!(
				"the price is too low: you offer {} for a giga-fuel, and the lowest ask of who \
					 could run this is {}",
				format_amount(price),
				format_amount(*lowest)
			))
			.advice(format!(
				"give --price {} or more, or --anyway to wait for a cheaper one. Nothing was \
					 spent",
				format_amount(*lowest).trim_end_matches(" ASY")
			))),
			Some(price) => Ok(PricePerGigaFuel(price)),
		}
	}

	/// Whether all who could run it have as many jobs as they take.
	pub fn has_to_wait(&self, providers: &[Provider]) -> bool {
		let mut able = providers.iter().filter(|provider| self.is_met_by(provider));
		able.all(|provider| provider.running >= provider.ask.capacity)
	}

	fn is_met_by(&self, provider: &Provider) -> bool {
		let named = self.allowed.is_empty() || self.allowed.contains(&provider.operator);
		let needs = &self.needs;
		named
			&& self.is_in_place(provider)
			&& provider.devices.iter().any(|device| device.capability.covers(needs))
	}

	/// Whether a provider is where it has to be, and has the attributes.
	fn is_in_place(&self, provider: &Provider) -> bool {
		let here = self.region.is_none_or(|region| provider.ask.region == *region);
		here && self.attributes.iter().all(|tag| provider.ask.attributes.contains(tag))
	}

	/// Why nobody could run it.
	fn nobody(&self, providers: &[Provider]) -> Failure {
		if providers.is_empty() {
			return Failure::refused("no provider is active on this chain").advice(
				"start one (docs/cli.md), or give --price and --anyway to let the job wait in the \
				 queue. Nothing was spent",
			);
		}
		if !self.allowed.is_empty() {
			let named: Vec<_> = self.allowed.iter().map(address).collect();
			return Failure::refused(format!(
				"no provider that you name could run this now: {}",
				named.join(", ")
			))
			.advice(
				"look at them with `assay provider status ADDRESS`, or name others. Nothing was \
				 spent",
			);
		}
		if !providers.iter().any(|provider| self.is_in_place(provider)) {
			let region = self.region.map(|region| format!("in region `{}`", printable(region)));
			let tags = self
				.attributes
				.iter()
				.map(|tag| format!("`{}`", printable(tag)))
				.collect::<Vec<_>>();
			let tags = (!tags.is_empty()).then(|| format!("with {}", tags.join(" and ")));
			let asked: Vec<_> = region.into_iter().chain(tags).collect();
			return Failure::refused(format!(
				"none of the {} active providers is {}",
				providers.len(),
				asked.join(" ")
			))
			.advice(
				"ask for less with --region and --attribute, or give --price and --anyway to let \
				 the job wait. Nothing was spent",
			);
		}
		Failure::refused(format!(
			"none of the {} active providers has a device for this job: it takes {} MiB of \
				 memory, {} MiB in one buffer, {} lanes{}{}",
			providers.len(),
			self.needs.limits.memory.div_ceil(1 << 20),
			self.needs.limits.buffer.div_ceil(1 << 20),
			self.needs.limits.lanes,
			if self.needs.floats.strict { ", strict floats" } else { "" },
			if self.needs.floats.relaxed { ", relaxed floats" } else { "" },
		))
		.advice(
			"split the job into smaller ones, or give --price and --anyway to let it wait for a \
			 larger device. Nothing was spent",
		)
	}
}
