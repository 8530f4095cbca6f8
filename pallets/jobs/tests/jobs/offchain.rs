//! What a provider's node does by itself: orders into the mailbox, reports out of it.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	offchain::{NotSent, Unsent},
	Call, Ending, JobId,
};
use assay_mailbox::{keys, Answer, Attempt, Brief, DeclineReason, Opening, Order, Roll, Task};
use assay_providers::worker::KEY_TYPE;
use codec::{Decode, Encode};
use frame_support::{assert_ok, traits::Hooks};
use sp_core::{
	crypto::Pair,
	hexdisplay::HexDisplay,
	offchain::{
		testing::TestOffchainExt, OffchainDbExt, OffchainWorkerExt, TransactionPool,
		TransactionPoolExt,
	},
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use sp_runtime::offchain::storage::StorageValueRef;

/// A transaction pool that may be full.
#[derive(Default)]
struct Pool {
	full: bool,
	taken: Vec<RuntimeCall>,
}

#[derive(Clone, Default)]
struct Shared(std::sync::Arc<std::sync::Mutex<Pool>>);

impl TransactionPool for Shared {
	fn submit_transaction(&mut self, extrinsic: Vec<u8>) -> Result<(), ()> {
		let mut pool = self.0.lock().expect("nobody panicked");
		if pool.full {
			return Err(());
		}
		let extrinsic = Extrinsic::decode(&mut &extrinsic[..]).expect("it is a transaction");
		pool.taken.push(extrinsic.function);
		Ok(())
	}
}

impl Shared {
	fn fill(&self, full: bool) {
		self.0.lock().expect("nobody panicked").full = full;
	}

	fn take(&self) -> Vec<RuntimeCall> {
		std::mem::take(&mut self.0.lock().expect("nobody panicked").taken)
	}
}

/// Runs a test on the node of some operators.
fn node(operators: &[AccountId], test: impl FnOnce(&Shared)) {
	let mut state = fresh();
	let keystore = MemoryKeystore::new();
	for operator in operators {
		let seed = sp_io::hashing::blake2_256(&operator.to_le_bytes());
		let uri = format!("0x{}", HexDisplay::from(&seed));
		let key = keystore.sr25519_generate_new(KEY_TYPE, Some(&uri));
		assert_eq!(key.expect("memory takes it").0, worker(*operator));
	}
	let pool = Shared::default();
	let (offchain, _) = TestOffchainExt::new();
	state.register_extension(OffchainDbExt::new(offchain.clone()));
	state.register_extension(OffchainWorkerExt::new(offchain));
	state.register_extension(TransactionPoolExt::new(pool.clone()));
	state.register_extension(KeystoreExt::new(keystore));
	state.execute_with(|| {
		test(&pool);
		check();
	});
}

fn worker(operator: AccountId) -> [u8; 32] {
	let key = pair(operator).public();
	let bytes: &[u8] = key.as_ref();
	bytes.try_into().expect("a key has 32 bytes")
}

fn read<Value: Decode>(key: Vec<u8>) -> Option<Value> {
	StorageValueRef::persistent(&key).get().expect("it decodes")
}

fn write(key: Vec<u8>, value: impl Encode) {
	StorageValueRef::persistent(&key).set(&value);
}

fn roll(operator: AccountId) -> Roll {
	read(keys::roll(&worker(operator))).expect("it was written")
}

fn serve() -> Vec<Unsent> {
	Jobs::serve_workers(System::block_number())
}

fn attempt(job: JobId) -> Attempt {
	Attempt {
		worker: worker(run(job).operator),
		job,
		attempt: crate::scene::job(job).attempt,
		work: work_hash(job),
	}
}

/// What tells apart what is computed.
fn work_hash(job: JobId) -> [u8; 32] {
	let spec = assay_jobs::Specs::<Test>::get(job).expect("the job is on");
	spec.using_encoded(sp_io::hashing::blake2_256)
}

fn hashes(work: &Work) -> Answer {
	Answer::Commit(work.commitment().into_inner())
}

/// A job that somebody among the first two providers has.
fn given(work: &Work) -> (JobId, Attempt) {
	let id = submit(work);
	assign(id);
	(id, attempt(id))
}

/// When the reports in a pool were sent.
fn sent_at(calls: &[RuntimeCall]) -> Vec<u64> {
	let block = |call: &RuntimeCall| match call {
		RuntimeCall::JobsPallet(
			Call::commit { report, .. }
			| Call::decline { report, .. }
			| Call::open { report, .. }
			| Call::deliver { report, .. },
		) => report.sent_at,
		other => panic!("{other:?} is no report"),
	};
	calls.iter().map(block).collect()
}

#[test]
fn a_job_should_be_settled_by_nodes_alone() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let work = Work::two_passes(8);
		let id = submit(&work);
		let mut tasks = Vec::new();
		let mut until = 0;
		while ending(id).is_none() {
			pass_blocks(1);
			Jobs::offchain_worker(System::block_number());
			for operator in [1, 2] {
				let roll = roll(operator);
				assert_eq!(roll.at, System::block_number() as u32);
				assert_eq!(roll.operator, operator.encode());
				assert_eq!(roll.genesis, System::block_hash(0).0);
				for order in roll.orders {
					let attempt = Attempt {
						worker: worker(operator),
						job: order.job,
						attempt: order.attempt,
						work: order.work,
					};
					assert_eq!(order.work, work_hash(id));
					assert_eq!((order.job, order.attempt), (id, 1));
					until = until.max(order.until);
					do_the_work(&work, &attempt, &order.task);
					if tasks.last() != Some(&order.task) {
						tasks.push(order.task);
					}
				}
			}
			for call in pool.take() {
				assert_ok!(validate(&call));
				assert_ok!(send(call));
			}
		}
		assert_eq!(ending(id), Some(Ending::Settled));
		assert!(
			matches!(
				&tasks[..],
				[Task::Run, Task::AwaitSamples, Task::Open(samples), Task::Keep]
					if samples.len() == 2
			),
			"{tasks:?}"
		);
		Jobs::offchain_worker(System::block_number());
		assert_eq!((roll(1).orders, roll(2).orders), (vec![], vec![]));
	});
}

/// What the GPU service writes.
fn do_the_work(work: &Work, attempt: &Attempt, task: &Task) {
	match task {
		Task::Run => {
			let brief: Brief = read(keys::brief(attempt)).expect("it comes with the order");
			assert_eq!(brief.spec, work.spec);
			let mut kernels = work.kernels.clone();
			kernels.sort_by_key(|bytecode| assay_market::KernelId::of(bytecode));
			assert_eq!(brief.kernels, kernels);
			write(keys::answer(attempt), hashes(work));
		},
		Task::Open(samples) => {
			for (sample, place) in samples {
				let opening =
					Opening { fuel: work.fuel(place.pass), witness: work.witness(*place) };
				write(keys::opening(attempt, *sample), opening);
			}
		},
		Task::Deliver(output, first, count) => {
			let proof = work.proof(*output, *first, *count);
			write(keys::delivery(attempt, *output, *first), proof);
		},
		Task::AwaitSamples | Task::Keep => {},
	}
}

#[test]
fn a_refusal_should_give_the_job_back() {
	for reason in
		[DeclineReason::InputUnavailable, DeclineReason::NotReproducible, DeclineReason::Unable]
	{
		node(&[1, 2], |pool| {
			providers([1, 2]);
			let (id, attempt) = given(&Work::triples(4));
			write(keys::answer(&attempt), Answer::Decline(reason));
			assert_eq!(serve(), []);
			let [RuntimeCall::JobsPallet(Call::decline { reason: sent, .. })] = pool.take()[..]
			else {
				panic!("one refusal should be sent");
			};
			assert_eq!(sent, reason);
			assert_ok!(send(decline_call(report(id), reason)));
		});
	}
}

#[test]
fn chunks_that_are_demanded_should_be_delivered() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let work = Work::two_passes(32);
		let id = submit(&work);
		run_to_window(id, &work);
		assert_ok!(demand(id, 1, 2, 3));
		assert_eq!(serve(), []);
		let attempt = attempt(id);
		let order = roll(run(id).operator).orders[0].clone();
		assert_eq!(order.task, Task::Deliver(1, 2, 3));
		do_the_work(&work, &attempt, &order.task);
		assert_eq!(serve(), []);
		for call in pool.take() {
			assert_ok!(validate(&call));
			assert_ok!(send(call));
		}
		assert_eq!(opened(id).demand, None);
	});
}

#[test]
fn what_does_not_arrive_should_be_sent_again_with_another_hash() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let work = Work::triples(4);
		let (id, attempt) = given(&work);
		write(keys::answer(&attempt), hashes(&work));
		let first = System::block_number();
		for block in first..first + 7 {
			System::set_block_number(block);
			let late = [first, first + 5].contains(&block);
			let expected = if late { vec![] } else { vec![(id, NotSent::OnItsWay)] };
			assert_eq!(serve(), expected, "after block {block}");
		}
		assert_eq!(sent_at(&pool.take()), [first, first + 5]);
		// The best chain is another now, and a shorter one.
		System::set_block_number(first + 1);
		assert_eq!(serve(), []);
		assert_eq!(sent_at(&pool.take()), [first + 1]);
		System::set_block_number(first + 6);
	});
}

#[test]
fn a_full_pool_should_be_tried_again() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let work = Work::triples(4);
		let (id, attempt) = given(&work);
		write(keys::answer(&attempt), hashes(&work));
		let first = System::block_number();
		pool.fill(true);
		assert_eq!(serve(), [(id, NotSent::NotTaken)]);
		pool.fill(false);
		System::set_block_number(first + 1);
		assert_eq!(serve(), [(id, NotSent::OnItsWay)]);
		System::set_block_number(first + 2);
		assert_eq!(serve(), []);
		assert_eq!(sent_at(&pool.take()), [first + 2]);
	});
}

#[test]
fn a_restart_should_find_everything_again() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let work = Work::triples(4);
		let (id, attempt) = given(&work);
		assert_eq!(serve(), []);
		let before = roll(run(id).operator);
		// Somebody lost the mailbox.
		for key in [keys::brief(&attempt), keys::roll(&attempt.worker)] {
			StorageValueRef::persistent(&key).clear();
		}
		assert_eq!(serve(), []);
		assert_eq!(roll(run(id).operator), before);
		assert!(read::<Brief>(keys::brief(&attempt)).is_some());
		assert_eq!(pool.take(), []);
	});
}

#[test]
fn nothing_should_be_done_for_a_key_that_nobody_registered() {
	node(&[1, 9], |pool| {
		providers([1, 2]);
		let work = Work::triples(4);
		submit(&work);
		pass_blocks(1);
		assert_eq!(serve(), []);
		let nobody = roll(9);
		assert_eq!((nobody.operator, nobody.orders), (vec![], vec![]));
		assert_eq!(pool.take(), []);
	});
}

#[test]
fn what_a_node_has_no_key_for_should_be_left_to_others() {
	node(&[1], |pool| {
		providers([2]);
		let work = Work::triples(4);
		let (_, attempt) = given(&work);
		write(keys::answer(&attempt), hashes(&work));
		assert_eq!(serve(), []);
		assert_eq!(pool.take(), []);
	});
}

#[test]
fn only_so_much_should_be_sent_after_one_block() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let work = Work::triples(4);
		let ids: Vec<JobId> = (0..12).map(|_| submit(&work)).collect();
		for id in &ids {
			assign(*id);
			write(keys::answer(&attempt(*id)), hashes(&work));
		}
		let late = serve();
		assert_eq!(late.len(), 4);
		assert!(late.iter().all(|(_, reason)| *reason == NotSent::Enough));
		assert_eq!(pool.take().len(), 8);
		pass_blocks(1);
		let rest: Vec<Unsent> = serve();
		assert_eq!(rest.len(), 8);
		assert!(rest.iter().all(|(_, reason)| *reason == NotSent::OnItsWay));
		assert_eq!(pool.take().len(), 4);
	});
}

#[test]
fn a_commitment_that_is_too_long_should_not_be_sent() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let (id, attempt) = given(&Work::triples(4));
		let most = assay_market::limits::MAX_JOB_OUTPUTS as usize;
		let hashes = vec![assay_market::BlobHash([1; 32]); most + 1];
		write(keys::answer(&attempt), Answer::Commit(hashes));
		assert_eq!(serve(), [(id, NotSent::TooLong)]);
		// Nor what doesn't decode at all.
		pass_blocks(2);
		StorageValueRef::persistent(&keys::answer(&attempt)).set(&[0xffu8; 3]);
		assert_eq!(serve(), []);
		assert_eq!(pool.take(), []);
	});
}

#[test]
fn an_order_should_say_until_when() {
	node(&[1, 2], |_| {
		providers([1, 2]);
		let (id, _) = given(&Work::triples(4));
		assert_eq!(serve(), []);
		let expected = Order {
			job: id,
			attempt: 1,
			work: work_hash(id),
			task: Task::Run,
			until: assigned(id).until as u32,
		};
		assert_eq!(roll(run(id).operator).orders, [expected]);
	});
}

/// Prints how long a block of a busy node takes: twelve jobs, all of which have something to open.
#[test]
#[ignore = "measures: run with --ignored --nocapture, alone"]
fn serving_should_take_little_time() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let work = Work::triples(4);
		let ids: Vec<JobId> = (0..12).map(|_| submit(&work)).collect();
		for id in &ids {
			assign(*id);
		}
		let begin = std::time::Instant::now();
		serve();
		let briefs = begin.elapsed();
		for id in &ids {
			commit(*id, &work);
		}
		pass_blocks(3);
		for id in &ids {
			do_the_work(&work, &attempt(*id), &stage(*id).task().expect("it is to be opened"));
		}
		let mut times = Vec::new();
		for _ in 0..3 {
			let begin = std::time::Instant::now();
			serve();
			times.push(begin.elapsed());
			System::set_block_number(System::block_number() + 1);
		}
		println!("12 briefs: {briefs:.1?}; 8 openings sent, then 8 more, and so on: {times:.1?}");
		assert_eq!(pool.take().len(), 24);
	});
}

/// Two jobs that were submitted in another order on another fork have each other's numbers there.
#[test]
fn what_was_made_for_another_fork_should_not_be_reported() {
	node(&[1, 2], |pool| {
		providers([1, 2]);
		let (id, here) = given(&Work::triples(4));
		write(keys::answer(&here), hashes(&Work::triples(4)));
		let other = Work::triples(6);
		assay_jobs::Specs::<Test>::insert(id, &other.spec);
		assert_eq!(serve(), []);
		assert_eq!(pool.take(), []);
		let order = roll(run(id).operator).orders[0].clone();
		let there = Attempt { work: order.work, ..here };
		assert_ne!(there, here);
		let brief: Brief = read(keys::brief(&there)).expect("it comes with the order");
		assert_eq!(brief.spec, other.spec);
		assay_jobs::Specs::<Test>::insert(id, &Work::triples(4).spec);
		assert_eq!(serve(), []);
		assert_eq!(pool.take().len(), 1);
	});
}
