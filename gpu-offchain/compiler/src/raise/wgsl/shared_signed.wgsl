// Workgroup memory of a program whose atomics compare signed numbers only.

fn shared_load(index: u32) -> u32 {
	return bitcast<u32>(atomicLoad(&workgroup_words[index]));
}

fn shared_store(index: u32, value: u32) {
	atomicStore(&workgroup_words[index], bitcast<i32>(value));
}

fn atomic_add(index: u32, value: u32) {
	atomicAdd(&workgroup_words[index], bitcast<i32>(value));
}

fn atomic_min_s(index: u32, value: u32) {
	atomicMin(&workgroup_words[index], bitcast<i32>(value));
}

fn atomic_max_s(index: u32, value: u32) {
	atomicMax(&workgroup_words[index], bitcast<i32>(value));
}

fn atomic_and(index: u32, value: u32) {
	atomicAnd(&workgroup_words[index], bitcast<i32>(value));
}

fn atomic_or(index: u32, value: u32) {
	atomicOr(&workgroup_words[index], bitcast<i32>(value));
}

fn atomic_xor(index: u32, value: u32) {
	atomicXor(&workgroup_words[index], bitcast<i32>(value));
}
