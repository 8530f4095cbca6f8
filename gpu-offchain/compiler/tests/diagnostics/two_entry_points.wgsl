@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(1)
fn rows() { out[0] = 1u; }
@compute @workgroup_size(1)
fn columns() { out[0] = 2u; }
