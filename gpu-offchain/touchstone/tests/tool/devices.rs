//! Devices: what is on them is what the interpreter makes, and what isn't there is said.

use crate::bench::{b3sum, bytes, Bench};
use serde_json::json;

const IMAGE: &str = "--grid 2,2,1 --params 0300000008000000 --input pixels.bin --output 32,4x2@8";

/// A folder of drivers in which there is none.
const NO_DRIVERS: [(&str, &str); 2] =
	[("VK_DRIVER_FILES", "/nowhere/none.json"), ("VK_ICD_FILENAMES", "/nowhere/none.json")];

/// Sines, which no two machines compute alike.
const SINES: &str = "// assay: relaxed
@group(0) @binding(0) var<storage, read_write> sines: array<f32>;
@compute @workgroup_size(8, 2)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	sines[id.y * 32u + id.x] = sin(f32(id.y * 32u + id.x) * 0.1);
}
";

#[test]
fn devices_should_be_listed_with_their_numbers() {
	let bench = Bench::new();
	if !bench.has_device() {
		return;
	}
	let told = bench.json("devices");
	let devices = told["devices"].as_array().unwrap();
	let text = bench.good("devices");
	for (index, device) in devices.iter().enumerate() {
		assert_eq!(device["index"], index);
		let line = text.lines().nth(index).unwrap();
		let begin = format!("{index:2} {}", device["name"].as_str().unwrap());
		assert!(line.starts_with(&begin), "{line}");
		assert!(device["memory"].as_str().unwrap().parse::<u64>().unwrap() > 0);
	}
}

#[test]
fn run_should_make_the_same_on_a_device() {
	let bench = Bench::with_image();
	if !bench.has_device() {
		return;
	}
	let expected = bytes((0..32).map(|n| 3 * n));
	for device in ["", "--device 0"] {
		let run = format!("run scale.wgsl {IMAGE} --backend gpu {device} --out image.bin");
		assert_eq!(bench.good(&run), format!("{}  image.bin\n", b3sum(&expected)));
		assert_eq!(bench.read("image.bin"), expected);
	}
	let told = bench.json(&format!("run scale.wgsl {IMAGE} --backend gpu"));
	assert_eq!(told["outputs"][0]["hash"], b3sum(&expected));
	assert_eq!(told["fuel"], json!(null));
	assert!(told["device"].as_str().unwrap().contains("Vulkan"));
	assert_eq!(bench.files(), ["image.bin", "pixels.bin", "scale.wgsl"]);
}

#[test]
fn diff_should_say_that_all_tiles_match() {
	let bench = Bench::with_image();
	if !bench.has_device() {
		return;
	}
	assert_eq!(bench.good(&format!("diff scale.wgsl {IMAGE}")), "match: 4 tiles\n");
	let told = bench.json(&format!("diff scale.wgsl {IMAGE} --device 0"));
	assert_eq!(told["verdict"], "match");
	assert_eq!((&told["tiles"], &told["words_differ"]), (&json!("4"), &json!("0")));
	assert_eq!(told["differences"], json!([]));
}

#[test]
fn diff_should_show_where_words_differ() {
	let bench = Bench::new();
	if !bench.has_device() {
		return;
	}
	bench.write("sines.wgsl", SINES.as_bytes());
	let diff = "diff sines.wgsl --grid 4,2,1 --output 128,8x2@32";
	assert_eq!(bench.good(&format!("{diff} --tolerance 1e-3,0")), "match: 8 tiles\n");
	let ran = bench.run(diff);
	assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{}", ran.out);
	assert!(ran.out.starts_with("mismatch: "), "{}", ran.out);
	assert!(ran.out.contains(" of 8 tiles differ on "), "{}", ran.out);
	let ran = bench.run(&format!("{diff} --json"));
	assert_eq!(ran.code, 1);
	let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
	let differences = told["differences"].as_array().unwrap();
	assert!(!differences.is_empty() && differences.len() <= 10);
	for it in differences {
		let number = |value: &serde_json::Value| value.as_u64().unwrap();
		let (x, y) = (number(&it["tile"][0]), number(&it["tile"][1]));
		let (row, column) = (number(&it["row"]), number(&it["column"]));
		assert_eq!(number(&it["word"]), (y * 2 + row) * 32 + x * 8 + column);
		assert_ne!(it["device"], it["interpreter"]);
		assert_eq!(it["output"], "sines");
	}
	// Next to nothing is allowed, and that is less than a sixteenth of what they are off.
	let ran = bench.run(&format!("{diff} --tolerance 1e-30,0"));
	assert_eq!(ran.code, 1);
	assert!(ran.out.starts_with("mismatch: "), "{}", ran.out);
}

#[test]
fn diff_should_refuse_tolerances_that_mean_nothing() {
	let bench = Bench::with_image();
	let said = bench.refused(2, &format!("diff scale.wgsl {IMAGE} --tolerance 1e-3,0"));
	assert!(said.contains("the kernel is strict"), "{said}");
	let two = "--tolerance exact --tolerance exact";
	let said = bench.refused(2, &format!("diff scale.wgsl {IMAGE} {two}"));
	assert!(said.contains("--tolerance is given 2 times and the kernel has 1"), "{said}");
}

#[test]
fn bench_should_measure_each_kernel_on_both() {
	let bench = Bench::with_image();
	if !bench.has_device() {
		return;
	}
	bench.good("compile scale.wgsl -o scale.tsb");
	let told = bench.json(&format!("bench scale.wgsl scale.tsb {IMAGE}"));
	let kernels = told["kernels"].as_array().unwrap();
	let names: Vec<_> = kernels.iter().map(|kernel| kernel["kernel"].as_str().unwrap()).collect();
	assert_eq!(names, ["scale.wgsl", "scale.tsb"]);
	for kernel in kernels {
		assert_eq!(kernel["fuel_at_most"], kernels[0]["fuel_at_most"]);
		for time in ["device_seconds", "device_first_seconds", "interpreter_seconds", "ratio"] {
			assert!(kernel[time].as_f64().unwrap() > 0.0, "{time}");
		}
	}
	let text = bench.good(&format!("bench scale.wgsl {IMAGE}"));
	for word in ["scale.wgsl: ", "  device ", "  interpreter ", "  ratio "] {
		assert!(text.contains(word), "{text}");
	}
}

#[test]
fn selftest_should_say_what_the_device_offers_and_remember_it() {
	let bench = Bench::new();
	if !bench.has_device() {
		return;
	}
	let first = bench.json("selftest");
	for (mode, name) in
		first["modes"].as_array().unwrap().iter().zip(["integers", "strict", "relaxed"])
	{
		assert_eq!((&mode["mode"], &mode["offered"]), (&json!(name), &json!(true)));
		assert!(mode["vectors"].as_u64().unwrap() > 0);
	}
	assert!(first["seconds"].as_f64().unwrap() > 0.0);
	assert_eq!((&first["failures"], &first["not_kept"]), (&json!([]), &json!(null)));
	let second = bench.json("selftest --device 0");
	assert_eq!((&second["seconds"], &second["modes"]), (&json!(null), &first["modes"]));
	let text = bench.good("selftest");
	assert!(text.ends_with("known from before: --again tests again\n"), "{text}");
}

#[test]
fn a_machine_without_drivers_should_be_said_with_a_code_of_its_own() {
	let bench = Bench::with_image();
	for args in [
		"devices".to_string(),
		"selftest".to_string(),
		format!("run scale.wgsl {IMAGE} --backend gpu --out image.bin"),
		format!("diff scale.wgsl {IMAGE}"),
		format!("bench scale.wgsl {IMAGE}"),
	] {
		let ran = bench.command(&args).envs(NO_DRIVERS).output().unwrap();
		let said = String::from_utf8(ran.stderr).unwrap();
		assert_eq!(ran.status.code(), Some(3), "{args}: {said}");
		assert!(said.contains("mesa-vulkan-drivers"), "{args}: {said}");
		assert!(ran.stdout.is_empty());
	}
	assert_eq!(bench.files(), ["pixels.bin", "scale.wgsl"]);
	let run = format!("run scale.wgsl {IMAGE} --backend gpu --json");
	let ran = bench.command(&run).envs(NO_DRIVERS).output().unwrap();
	let told: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
	let error = told["error"].as_str().unwrap();
	assert!(error.ends_with("--backend interpreter needs no device"), "{error}");
}

/// What is found in place of the loader is none.
#[test]
fn a_machine_without_a_loader_should_be_said_with_a_code_of_its_own() {
	let (bench, libraries) = (Bench::with_image(), Bench::new());
	libraries.write("libvulkan.so.1", b"");
	for args in
		["devices".to_string(), format!("run scale.wgsl {IMAGE} --backend gpu --out image.bin")]
	{
		let mut command = bench.command(&args);
		let ran = command.env("LD_LIBRARY_PATH", libraries.path());
		let ran = ran.output().unwrap();
		let said = String::from_utf8(ran.stderr).unwrap();
		assert_eq!(ran.status.code(), Some(3), "{args}: {said}");
		assert!(said.contains("libvulkan.so.1"), "{args}: {said}");
		assert!(ran.stdout.is_empty());
	}
	assert_eq!(bench.files(), ["pixels.bin", "scale.wgsl"]);
}

#[test]
fn a_device_that_is_not_there_should_be_said() {
	let bench = Bench::with_image();
	if !bench.has_device() {
		return;
	}
	for args in [
		"selftest --device 93".to_string(),
		format!("run scale.wgsl {IMAGE} --backend gpu --device 93"),
		format!("diff scale.wgsl {IMAGE} --device 93"),
		format!("bench scale.wgsl {IMAGE} --device 93"),
	] {
		let said = bench.refused(3, &args);
		assert!(said.contains("there is no device 93: devices are numbered from 0"), "{said}");
	}
	let said = bench.refused(2, &format!("run scale.wgsl {IMAGE} --device 0"));
	assert!(said.contains("--device goes with --backend gpu"), "{said}");
}

/// wgpu's default limits have 128 MiB for a buffer.
#[test]
fn a_job_that_is_too_large_for_the_device_should_be_refused_with_the_numbers() {
	let bench = Bench::with_image();
	if !bench.has_device() {
		return;
	}
	let pass = "--grid 2,2,1 --params 0300000008000000 --input pixels.bin --output 33554436,4x2@8";
	let said = bench.refused(3, &format!("run scale.wgsl {pass} --backend gpu --out image.bin"));
	assert!(said.contains("134217744 bytes don't fit a storage buffer"), "{said}");
	assert!(said.contains("134217728 at most"), "{said}");
	assert_eq!(bench.files(), ["pixels.bin", "scale.wgsl"]);
}
