//! Errors of JSON name the place.

use assay_market::{json::read, CheckOptions, JobSpec, Offer};
use serde_json::{json, Value};

fn spec() -> Value {
	let pass = json!({
		"kernel": format!("0x{}", "22".repeat(32)),
		"grid": [1, 1, 1],
		"params": [1, 2],
		"inputs": [{ "job": 0 }],
		"outputs": [{
			"words": 8,
			"tiles": { "rows": 1, "rowWords": 8, "pitch": 8, "plane": 8 },
			"rule": { "within": { "atol": 0.5, "rtol": 0.25 } },
		}],
	});
	json!({
		"inputs": [{ "blob": { "hash": format!("0x{}", "11".repeat(32)), "len": 4 }, "address": "" }],
		"passes": [pass, pass, pass],
	})
}

fn offer() -> Value {
	json!({
		"price": "2", "deadline": 20, "patience": 100, "samples": 2, "region": "eu", "attributes": ["a"],
	})
}

/// What is said of a specification after a change, and whether there is too much of something.
fn of_spec(change: impl FnOnce(&mut Value)) -> (String, bool) {
	let mut spec = spec();
	change(&mut spec);
	let bad = read::<JobSpec>(spec, "").expect_err("it is wrong");
	(bad.to_string(), bad.too_much)
}

/// The same of an offer.
fn of_offer(change: impl FnOnce(&mut Value)) -> (String, bool) {
	let mut offer = offer();
	change(&mut offer);
	let bad = read::<Offer>(offer, "the offer").expect_err("it is wrong");
	(bad.to_string(), bad.too_much)
}

#[test]
fn what_is_right_should_be_read() {
	assert!(read::<JobSpec>(spec(), "").is_ok());
	assert!(read::<Offer>(offer(), "the offer").is_ok());
}

#[test]
fn too_much_in_a_specification_should_be_told_with_its_place() {
	let too_much = |text: &str| (text.to_string(), true);
	assert_eq!(
		of_spec(|spec| spec["passes"] = vec![spec["passes"][0].clone(); 65].into()),
		too_much("passes: more than 64")
	);
	assert_eq!(
		of_spec(|spec| spec["passes"][2]["params"] = vec![0; 257].into()),
		too_much("params of pass 2: more than 256")
	);
	assert_eq!(
		of_spec(|spec| spec["inputs"][0]["blob"]["len"] = ((1u64 << 30) + 1).into()),
		too_much("length of blob of input 0: more than 1073741824 bytes")
	);
	assert_eq!(
		of_spec(|spec| spec["inputs"][0]["address"] = "a".repeat(201).into()),
		too_much("address of input 0: more than 200 bytes")
	);
}

#[test]
fn the_wrong_form_in_a_specification_should_be_told_with_its_place() {
	let wrong = |text: &str| (text.to_string(), false);
	assert_eq!(
		of_spec(|spec| spec["passes"][2]["params"][1] = json!("five")),
		wrong("param 1 of pass 2: invalid type: string \"five\", expected u32")
	);
	assert_eq!(
		of_spec(|spec| spec["passes"][1]["grid"] = json!([1, 1])),
		wrong("grid of pass 1: invalid length 2, expected an array of length 3")
	);
	assert_eq!(
		of_spec(|spec| spec["passes"][0]["kernel"] = json!("0x12")),
		wrong(
			"kernel of pass 0: invalid value: string \"0x12\", expected 64 hexadecimal digits after `0x`"
		)
	);
	assert_eq!(
		of_spec(|spec| spec["passes"][1]["outputs"][0]["tiles"]["rows"] = json!("1")),
		wrong("rows of tiles of output 0 of pass 1: invalid type: string \"1\", expected u32")
	);
	assert_eq!(
		of_spec(|spec| spec["passes"][1]["outputs"][0]["rule"] = json!("nearly")),
		wrong("rule of output 0 of pass 1: unknown variant `nearly`, expected `exact` or `within`")
	);
	assert_eq!(
		of_spec(|spec| spec["passes"][0]["colour"] = json!(1)),
		wrong(
			"colour of pass 0: unknown field `colour`, expected one of `kernel`, `grid`, `params`, \
			 `inputs`, `outputs`"
		)
	);
}

#[test]
fn what_is_wrong_with_an_offer_should_be_told_with_its_place() {
	assert_eq!(
		of_offer(|offer| offer["region"] = "a".repeat(33).into()),
		("region of the offer: more than 32 bytes".to_string(), true)
	);
	assert_eq!(
		of_offer(|offer| offer["attributes"] = vec!["a"; 9].into()),
		("attributes of the offer: more than 8".to_string(), true)
	);
	assert_eq!(
		of_offer(|offer| offer["attributes"] = json!(["a", "b", "c".repeat(40)])),
		("attribute 2 of the offer: more than 32 bytes".to_string(), true)
	);
	assert_eq!(
		of_offer(|offer| offer["price"] = json!("-1")),
		(
			"price of the offer: invalid value: string \"-1\", expected a whole number in range, as a \
			 decimal string"
				.to_string(),
			false
		)
	);
	assert_eq!(
		of_offer(|offer| offer["samples"] = Value::Null),
		("samples of the offer: invalid type: null, expected u8".to_string(), false)
	);
	let missing = json!({ "price": "2" });
	let missing = read::<Offer>(missing, "the offer").expect_err("it is wrong");
	assert_eq!(missing.to_string(), "the offer: missing field `deadline`");
}

#[test]
fn what_is_wrong_with_options_should_be_told_with_its_place() {
	let options = json!({ "overrides": { "size": "large" } });
	let bad = read::<CheckOptions>(options, "the options").expect_err("it is wrong");
	assert_eq!(
		bad.to_string(),
		"size of overrides of the options: invalid type: string \"large\", expected f64"
	);
}
