fn shared_load(index: u32) -> u32 {
	return workgroup_words[index];
}

fn shared_store(index: u32, value: u32) {
	workgroup_words[index] = value;
}
