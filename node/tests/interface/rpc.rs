//! The addresses that the node prints.

use assay_node::rpc::url;

#[test]
fn url_should_be_what_a_client_takes() {
	let url_of = |text: &str| url(&text.parse().expect("the address is well formed"));
	assert_eq!(url_of("/ip4/127.0.0.1/tcp/9944"), "ws://127.0.0.1:9944");
	assert_eq!(url_of("/ip6/::1/tcp/9944"), "ws://[::1]:9944");
}
