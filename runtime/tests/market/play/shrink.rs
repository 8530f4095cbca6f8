//! Makes a failing list of actions shorter, as long as it still fails.

/// A part of `actions` that still fails, and from which nothing more can be left out at once.
pub fn shrink(mut actions: Vec<u64>, fails: impl Fn(&[u64]) -> bool) -> Vec<u64> {
	let mut size = actions.len() / 2;
	while size > 0 {
		let mut at = 0;
		let mut shorter = false;
		while at < actions.len() {
			let mut without = actions.clone();
			without.drain(at..(at + size).min(actions.len()));
			if fails(&without) {
				actions = without;
				shorter = true;
			} else {
				at += size;
			}
		}
		if !shorter || size > 1 {
			size /= 2;
		}
	}
	actions
}

#[test]
fn list_should_shrink_to_what_is_to_blame() {
	let fails = |list: &[u64]| list.contains(&7) && list.contains(&77);
	assert_eq!(shrink((0..1_000).collect(), fails), [7, 77]);
}
