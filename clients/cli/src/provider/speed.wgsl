// How fast a device is: a generator of numbers that has to run step by step.

@group(0) @binding(0) var<storage, read_write> numbers: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	var number = id.x;
	for (var step = 0u; step < 4096u; step++) {
		number = number * 1664525u + 1013904223u;
	}
	numbers[id.x] = number;
}
