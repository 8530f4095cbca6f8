// Umlauts before it, tabs in it: the caret has to stand under the name.
@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(1)
fn main() {
	out[0] = /* größe 大小 */ largest;
}
