//! What a person is told when starting a node fails.

use assay_node::advice::{Failure, Place};
use std::{io, path::PathBuf};

fn failure(error: sc_cli::Error) -> Failure {
	let place = Place { folder: PathBuf::from("my-chain"), rpc: vec!["127.0.0.1:9944".into()] };
	Failure { error, place: Some(place) }
}

#[test]
fn causes_should_be_named_once() {
	let error = sc_cli::Error::Io(io::Error::other("the disk is gone"));
	assert_eq!(Failure::from(error).to_string(), "Error: the disk is gone");
}

#[test]
fn ports_should_be_named_when_one_is_taken() {
	let text = failure(io::Error::from_raw_os_error(98).into()).to_string();
	assert!(text.starts_with("Error: Address already in use"), "{text}");
	assert!(text.contains("Where: RPC at 127.0.0.1:9944"), "{text}");
	assert!(text.contains("--rpc-port"), "{text}");
}

#[test]
fn folder_should_be_named_when_it_cannot_be_written() {
	let text = failure(io::Error::from(io::ErrorKind::PermissionDenied).into()).to_string();
	assert!(text.contains("Where: my-chain"), "{text}");
	assert!(text.contains("What to do: choose a folder that you may write to"), "{text}");
}

#[test]
fn advice_should_be_absent_when_the_error_is_not_known() {
	let text = failure(sc_cli::Error::Input("odd".into())).to_string();
	assert!(!text.contains("What to do"), "{text}");
}
