@fragment
fn main(@builtin(position) place: vec4<f32>) -> @location(0) vec4<f32> {
	return place;
}
