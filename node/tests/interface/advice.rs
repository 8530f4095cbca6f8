//! What a person is told when starting a node fails.

use assay_node::advice::explain;

#[test]
fn causes_should_be_named_once() {
	let cause = std::io::Error::other("the disk is gone");
	assert_eq!(
		explain(&sc_cli::Error::Io(cause)),
		"Error: the disk is gone"
	);
}

#[test]
fn advice_should_follow_when_the_error_is_known() {
	let explained = explain(&sc_cli::Error::Input(
		"Address already in use (os error 98)".into(),
	));
	assert!(explained.contains("Address already in use"), "{explained}");
	assert!(explained.contains("--rpc-port"), "{explained}");
}

#[test]
fn advice_should_be_absent_when_the_error_is_not_known() {
	assert!(!explain(&sc_cli::Error::Input("odd".into())).contains("What to do"));
}
