fn shared_load(index: u32) -> Unit {
	return workgroup_words[index];
}

fn shared_store(index: u32, value: Unit) {
	workgroup_words[index] = value;
}
