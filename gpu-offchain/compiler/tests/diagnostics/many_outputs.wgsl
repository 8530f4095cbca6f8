@group(0) @binding(0) var<storage, read_write> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> c: array<u32>;
@group(0) @binding(3) var<storage, read_write> d: array<u32>;
@group(0) @binding(4) var<storage, read_write> e: array<u32>;
@compute @workgroup_size(1)
fn main() {
	a[0] = 1u; b[0] = 2u; c[0] = 3u; d[0] = 4u; e[0] = 5u;
}
