//! 1 GiB through HTTP against a plain file server: for docs/measurements/blobs.md.

use crate::{
	bed::hex,
	role::{fetched, Process, PATIENCE},
};
use assay_market::{BlobHash, BlobRef};
use assay_proof::{BlobLen, Outboard};
use std::{
	fs::{self, File},
	io::{BufWriter, Write},
	net::{SocketAddr, TcpListener, TcpStream},
	path::Path,
	process::{Child, Command, Stdio},
	time::Instant,
};

/// Runs of each kind; the median counts.
const ROUNDS: usize = 5;

/// nginx that serves a folder.
struct Nginx {
	child: Child,
	address: SocketAddr,
}

impl Nginx {
	fn start(folder: &Path) -> Option<Self> {
		let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
		let shown = folder.display();
		let config = format!(
			"daemon off; worker_processes 1; pid {shown}/pid; error_log stderr;\n\
			 user root;\nevents {{}}\nhttp {{ access_log off; sendfile on;\n\
			 client_body_temp_path {shown}/t1; proxy_temp_path {shown}/t2;\n\
			 fastcgi_temp_path {shown}/t3; uwsgi_temp_path {shown}/t4; scgi_temp_path {shown}/t5;\n\
			 server {{ listen {address}; root {shown}/files; }} }}\n"
		);
		let path = folder.join("nginx.conf");
		fs::write(&path, config).unwrap();
		let mut command = Command::new("nginx");
		command.arg("-c").arg(&path).arg("-e").arg("stderr").stderr(Stdio::null());
		let child = command.spawn().ok()?;
		let start = Instant::now();
		while TcpStream::connect(address).is_err() {
			assert!(start.elapsed() < PATIENCE, "nginx doesn't listen");
			std::thread::yield_now();
		}
		Some(Nginx { child, address })
	}
}

impl Drop for Nginx {
	fn drop(&mut self) {
		// The workers end with their master when it is asked to.
		let id = self.child.id().to_string();
		let _ = Command::new("kill").args(["-TERM", &id]).status();
		let _ = self.child.wait();
	}
}

fn curl(arguments: &[&str]) -> f64 {
	let start = Instant::now();
	let status = Command::new("curl")
		.args(["--silent", "--show-error", "--fail", "--noproxy", "*"])
		.args(arguments)
		.stdout(Stdio::null())
		.status()
		.unwrap();
	assert!(status.success(), "curl {arguments:?}");
	start.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
	seconds.sort_by(f64::total_cmp);
	seconds[seconds.len() / 2]
}

#[test]
#[ignore = "takes a minute and 4 GiB of disk; `make soak` runs it"]
fn throughput() {
	let len: u64 = 1 << 30;
	let folder = tempfile::tempdir().unwrap();
	fs::create_dir(folder.path().join("files")).unwrap();
	let file = folder.path().join("files/blob");
	let piece = crate::bed::noise(1 << 20);
	let mut writer = BufWriter::new(File::create(&file).unwrap());
	for number in 0..len >> 20 {
		writer.write_all(&number.to_le_bytes()).unwrap();
		writer.write_all(&piece[8..]).unwrap();
	}
	writer.into_inner().unwrap().sync_all().unwrap();
	let root = Outboard::read_from(File::open(&file).unwrap()).unwrap().root();
	let blob = BlobRef { hash: BlobHash(root.0), len: BlobLen::new(len).unwrap() };
	let Some(nginx) = Nginx::start(folder.path()) else {
		println!("skipped: there is no nginx here; install nginx-light");
		return;
	};
	let file = file.to_str().unwrap();

	// Each upload goes to a new store, so that nothing is there already.
	let (mut uploads, mut fetches, mut peaks, mut copies) = (vec![], vec![], vec![], vec![]);
	let mut gateway = None;
	for round in 0..ROUNDS {
		drop(gateway.take());
		let store = folder.path().join("store");
		let _ = fs::remove_dir_all(&store);
		let process = Process::serve(&store);
		let url = format!("http://{}/blobs/{}", process.address, hex(&blob.hash));
		uploads.push(curl(&["-T", file, &url]));
		peaks.push(process.peak_kib());
		gateway = Some((process, url));
		let copy = folder.path().join("copy");
		let start = Instant::now();
		let status = Command::new("sh")
			.args(["-c", "cat \"$0\" > \"$1\" && sync \"$1\"", file])
			.arg(&copy)
			.status();
		assert!(status.unwrap().success());
		copies.push(start.elapsed().as_secs_f64());
		fs::remove_file(copy).unwrap();
		let other = folder.path().join(format!("other-{round}"));
		let source = format!("{len} {} http://{}/blob", hex(&blob.hash), nginx.address);
		let (seconds, peak) = fetched(&other, &source);
		fetches.push(seconds);
		peaks.push(peak);
		fs::remove_dir_all(other).unwrap();
	}
	let (process, url) = gateway.unwrap();
	let plain = format!("http://{}/blob", nginx.address);
	let (mut ours, mut theirs) = (vec![], vec![]);
	for _ in 0..ROUNDS {
		ours.push(curl(&["-o", "/dev/null", &url]));
		theirs.push(curl(&["-o", "/dev/null", &plain]));
	}
	peaks.push(process.peak_kib());
	let (ours, theirs) = (median(ours), median(theirs));
	let (uploads, fetches, copies) = (median(uploads), median(fetches), median(copies));
	let rate = |seconds: f64| len as f64 / seconds / 1e6;
	println!("1 GiB, the median of {ROUNDS} runs, alternating");
	println!("curl from nginx                 {theirs:.2} s  {:5.0} MB/s", rate(theirs));
	println!(
		"curl from the gateway           {ours:.2} s  {:5.0} MB/s  {:.2} of nginx's rate",
		rate(ours),
		theirs / ours
	);
	println!("cat to a file, and sync         {copies:.2} s  {:5.0} MB/s", rate(copies));
	println!(
		"curl -T to the gateway          {uploads:.2} s  {:5.0} MB/s  {:.2} of cat's rate",
		rate(uploads),
		copies / uploads
	);
	println!(
		"fetch from nginx into a store   {fetches:.2} s  {:5.0} MB/s  {:.2} of cat's rate",
		rate(fetches),
		copies / fetches
	);
	let peak = peaks.into_iter().max().unwrap_or(0) / 1024;
	println!("peak memory of a process of ours: {peak} MiB");
	assert!(peak < 64, "memory isn't flat");
}
