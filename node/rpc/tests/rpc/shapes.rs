//! The JSON of what is the node's own, exactly, and back. The market's words have their tests beside
//! them.

use assay_market::{DeviceKind, DeviceState};
use assay_rpc::ServiceState;
use serde::Serialize;

fn word(value: impl Serialize) -> String {
	let value = serde_json::to_value(value).expect("it is JSON");
	value.as_str().expect("it is a word").to_string()
}

#[test]
fn words_should_be_those_of_the_manual() {
	assert_eq!(
		DeviceState::ALL.map(word),
		["starting", "testing", "idle", "running", "failed", "stopped"]
	);
	assert_eq!(DeviceState::ALL.map(word), DeviceState::ALL.map(|state| state.name().to_string()));
	let kinds = [
		DeviceKind::Discrete,
		DeviceKind::Integrated,
		DeviceKind::Virtual,
		DeviceKind::Software,
		DeviceKind::Interpreter,
		DeviceKind::Other,
	];
	assert_eq!(
		kinds.map(word),
		["discrete", "integrated", "virtual", "software", "interpreter", "other"]
	);
	assert_eq!([ServiceState::None, ServiceState::Running].map(word), ["none", "running"]);
}
