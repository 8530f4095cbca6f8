//! A disk without room: a clear error, and no harm.

use crate::{
	bed::{ask, hex, local, noise, reference, MIB},
	role::{tell, ARGUMENTS},
};
use assay_blobs::{Gateway, GatewayOptions, Store, StoreError};
use std::{env, fs, path::Path, process::Command};

/// Runs in a process for which files can't take more than 8 MiB.
pub fn confined(folder: &Path) {
	let store = Store::open(folder.join("store"), 1 << 40).unwrap();
	let small = noise(100_000);
	let kept = store.put(&small).unwrap();
	let before = store.usage();
	let large = noise(16 << 20);
	let blob = reference(&large);

	let refused = store.put(&large).unwrap_err();
	let StoreError::DiskFull { path, .. } = &refused else { panic!("{refused:?}") };
	assert_eq!(
		refused.to_string(),
		format!(
			"the disk is full: {} couldn't be written and is removed; make room, then try again",
			path.display()
		)
	);
	let mut writer = store.resume(&blob).unwrap();
	let failed = large.chunks(1 << 20).try_for_each(|piece| writer.write(piece)).unwrap_err();
	assert!(matches!(failed, StoreError::DiskFull { .. }), "{failed:?}");
	drop(writer);
	assert_eq!(store.usage(), before);
	assert_eq!(fs::read_dir(store.scratch_folder()).unwrap().count(), 0);

	let runtime = tokio::runtime::Runtime::new().unwrap();
	let gateway = Gateway::bind(store.clone(), local(GatewayOptions::default()));
	let gateway = runtime.block_on(gateway).unwrap();
	let address = gateway.local_addr();
	runtime.spawn(gateway.serve(std::future::pending()));
	for request in ["PUT /blobs".to_owned(), format!("PUT /blobs/{}", hex(&blob.hash))] {
		let heard = ask(address, &request, &large[..10 << 20]);
		let heard = match request.as_str() {
			"PUT /blobs" => heard,
			// Another length than the hash's, but the disk is full before that shows.
			_ => heard,
		};
		let message = "the disk is full; nothing was kept, try again when there is room";
		assert_eq!(
			(heard.status, heard.refusal()),
			(507, ("disk_full".to_owned(), message.to_owned()))
		);
	}
	assert_eq!(store.usage(), before);

	// What was here still is, and what fits still can come.
	assert_eq!(store.open_blob(&kept.hash).unwrap().read().unwrap(), small);
	store.put(b"gold").unwrap();
	store.pin("job-1", &[kept.hash]).unwrap();
	println!("\nconfined: all as it should be");
}

fn run(mut command: Command, what: &str) {
	let folder = tempfile::tempdir().unwrap();
	command.arg(folder.path()).arg(env::current_exe().unwrap()).args(ARGUMENTS);
	tell(&mut command, "full_disk", folder.path());
	let output = command.output().unwrap();
	let said = String::from_utf8_lossy(&output.stdout);
	if said.contains("can't be confined") {
		println!(
			"skipped: {what} isn't possible here: {}",
			String::from_utf8_lossy(&output.stderr)
		);
		return;
	}
	assert!(
		said.contains("confined: all as it should be"),
		"{said}{}",
		String::from_utf8_lossy(&output.stderr)
	);
}

#[test]
fn a_full_disk_should_harm_nothing() {
	let mut command = Command::new("unshare");
	let script = format!(
		"mount -t tmpfs -o size={} tmpfs \"$0\" || {{ echo \"can't be confined\"; exit; }}; \
		 exec \"$@\"",
		8 * MIB
	);
	if Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|s| s.success()) {
		command.args(["-rm", "sh", "-c", &script]);
		run(command, "a small disk of its own");
	} else {
		println!("skipped: a small disk of its own isn't possible here: unshare -rm fails");
	}
}

#[test]
fn a_limit_on_files_should_harm_nothing() {
	let mut command = Command::new("sh");
	// In blocks of 512 bytes. Without the signal, the write fails as on a full disk.
	command.args(["-c", "trap '' XFSZ; ulimit -f 16384; exec \"$@\""]);
	run(command, "a limit on files");
}
