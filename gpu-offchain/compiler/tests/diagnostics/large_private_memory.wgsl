@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
	var board: array<u32, 4000>;
	for (var i = 0u; i < 4000u; i++) { board[(i * 7u + lane) % 4000u] = i; }
	out[lane] = board[lane];
}
