// Workgroup memory of a program with atomics: all of it is atomic, since any word may be.

fn shared_load(index: u32) -> u32 {
	return atomicLoad(&workgroup_words[index]);
}

fn shared_store(index: u32, value: u32) {
	atomicStore(&workgroup_words[index], value);
}

fn atomic_add(index: u32, value: u32) {
	atomicAdd(&workgroup_words[index], value);
}

fn atomic_min_u(index: u32, value: u32) {
	atomicMin(&workgroup_words[index], value);
}

fn atomic_max_u(index: u32, value: u32) {
	atomicMax(&workgroup_words[index], value);
}

fn atomic_and(index: u32, value: u32) {
	atomicAnd(&workgroup_words[index], value);
}

fn atomic_or(index: u32, value: u32) {
	atomicOr(&workgroup_words[index], value);
}

fn atomic_xor(index: u32, value: u32) {
	atomicXor(&workgroup_words[index], value);
}

// A program that compares words as signed and as unsigned numbers: each failed exchange means that
// another lane has brought the word closer to its end, so the loops end.

fn atomic_min_s(index: u32, value: u32) {
	var old = atomicLoad(&workgroup_words[index]);
	while bitcast<i32>(value) < bitcast<i32>(old) {
		let tried = atomicCompareExchangeWeak(&workgroup_words[index], old, value);
		if tried.exchanged {
			break;
		}
		old = tried.old_value;
	}
}

fn atomic_max_s(index: u32, value: u32) {
	var old = atomicLoad(&workgroup_words[index]);
	while bitcast<i32>(value) > bitcast<i32>(old) {
		let tried = atomicCompareExchangeWeak(&workgroup_words[index], old, value);
		if tried.exchanged {
			break;
		}
		old = tried.old_value;
	}
}
