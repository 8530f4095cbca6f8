//! The JSON of what is the node's own, exactly, and back. The market's words have their tests beside
//! them.

use assay_rpc::{DeviceKind, DeviceState, ServiceState};
use serde::Serialize;

fn word(value: impl Serialize) -> String {
	let value = serde_json::to_value(value).expect("it is JSON");
	value.as_str().expect("it is a word").to_string()
}

#[test]
fn words_should_be_those_of_the_manual() {
	let states = [
		DeviceState::Starting,
		DeviceState::Idle,
		DeviceState::Running,
		DeviceState::Lost,
		DeviceState::Unusable,
	];
	assert_eq!(states.map(word), ["starting", "idle", "running", "lost", "unusable"]);
	let kinds = [
		DeviceKind::Discrete,
		DeviceKind::Integrated,
		DeviceKind::Virtual,
		DeviceKind::Software,
		DeviceKind::Other,
	];
	assert_eq!(kinds.map(word), ["discrete", "integrated", "virtual", "software", "other"]);
	let services = [ServiceState::None, ServiceState::Running, ServiceState::Draining];
	assert_eq!(services.map(word), ["none", "running", "draining"]);
}
