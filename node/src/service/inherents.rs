//! What every block says first: its slot and the time.

use super::types::Block;
use sp_consensus_babe::{inherents::InherentDataProvider as Slot, SlotDuration};
use sp_inherents::CreateInherentDataProviders;
use sp_timestamp::InherentDataProvider as Time;

/// Makes the slot from the clock.
#[derive(Clone)]
pub struct SlotAndTime(pub SlotDuration);

#[async_trait::async_trait]
impl CreateInherentDataProviders<Block, ()> for SlotAndTime {
	type InherentDataProviders = (Slot, Time);

	async fn create_inherent_data_providers(
		&self,
		_parent: assay_runtime::Hash,
		_: (),
	) -> Result<Self::InherentDataProviders, Box<dyn std::error::Error + Send + Sync>> {
		let time = Time::from_system_time();
		Ok((Slot::from_timestamp_and_slot_duration(*time, self.0), time))
	}
}
