//! A small path tracer.

use crate::{
	layout::{bytes_of, bytes_of_floats, floats_of, input, planar},
	random::Random,
	strict::Strict,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};
use std::ops::{Add, Mul, Neg, Sub};

/// Rows and columns of a tile.
const TILE: u32 = 8;

/// Words of a sphere.
const SPHERE: usize = 12;

const FIELD: f32 = 0.6;
const EYE: [f32; 3] = [0.0, 1.5, 5.0];
const SKY: [f32; 3] = [0.25, 0.3, 0.4];

pub(crate) const KERNEL: Kernel = Kernel { name: "path-tracer", sources: &[TRACE], make };

const TRACE: SourceFile =
	SourceFile { name: "path-tracer.wgsl", text: include_str!("../path-tracer/path-tracer.wgsl") };

/// An image, and how good it is.
#[derive(Clone, Copy)]
struct Image {
	width: u32,
	height: u32,
	samples: u32,
	bounces: u32,
	seed: u32,
}

fn make(size: Size, seed: u64) -> Workload {
	let (width, height, samples, bounces) = match size {
		Size::Odd => (45, 27, 3, 3),
		Size::Small => (32, 32, 4, 4),
		Size::Medium => (120, 80, 8, 5),
		Size::Large => (1920, 1080, 16, 6),
	};
	let mut random = Random::new(seed);
	let image = Image { width, height, samples, bounces, seed: random.word() };
	let spheres = scene(&mut random);
	let pitch = width.next_multiple_of(TILE);
	let grid = [width.div_ceil(TILE), height.div_ceil(TILE), 1];
	let mut params = vec![
		width,
		height,
		pitch,
		samples,
		bounces,
		(spheres.len() / SPHERE) as u32,
		image.seed,
		FIELD.to_bits(),
	];
	params.extend(EYE.iter().chain(&SKY).map(|x| x.to_bits()));
	Workload {
		inputs: vec![bytes_of_floats(spheres)],
		passes: vec![WorkloadPass {
			source: TRACE,
			overrides: Vec::new(),
			floats: None,
			grid,
			params,
			inputs: vec![input(0)],
			outputs: vec![planar(height, pitch, [TILE, TILE], grid)],
		}],
		check: Box::new(move |inputs| {
			let words = floats_of(&inputs[0]);
			let spheres: Vec<Sphere> = words.chunks_exact(SPHERE).map(Sphere::new).collect();
			let mut pixels = vec![0; (pitch * height) as usize];
			for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
				pixels[(y * pitch + x) as usize] = image.pixel(&spheres, x, y);
			}
			vec![bytes_of(pixels)]
		}),
	}
}

/// A floor, a lamp, a mirror, and some balls.
fn scene(random: &mut Random) -> Vec<f32> {
	let mut spheres = Vec::new();
	let mut add = |place: [f32; 3], radius, colour: [f32; 3], mirror, light: [f32; 3]| {
		spheres.extend(place);
		spheres.push(radius);
		spheres.extend(colour);
		spheres.push(mirror);
		spheres.extend(light);
		spheres.push(0.0);
	};
	add([0.0, -1000.0, 0.0], 1000.0, [0.7, 0.7, 0.7], 0.0, [0.0; 3]);
	add([2.0, 5.0, 2.0], 1.0, [0.0; 3], 0.0, [6.0, 5.5, 5.0]);
	add([-0.5, 1.0, -1.5], 1.0, [0.9, 0.9, 0.9], 1.0, [0.0; 3]);
	for _ in 0..5 {
		let radius = random.float(0.2, 0.5);
		let place = [random.float(-2.0, 2.0), radius, random.float(-1.0, 1.5)];
		let colour = [random.float(0.2, 0.9), random.float(0.2, 0.9), random.float(0.2, 0.9)];
		add(place, radius, colour, 0.0, [0.0; 3]);
	}
	spheres
}

fn number(x: f32) -> Strict {
	Strict::new(x)
}

#[derive(Clone, Copy)]
struct Vector([Strict; 3]);

impl Vector {
	fn of(x: &[f32]) -> Self {
		Self([x[0], x[1], x[2]].map(number))
	}

	fn zip(self, other: Self, f: impl Fn(Strict, Strict) -> Strict) -> Self {
		Self(std::array::from_fn(|axis| f(self.0[axis], other.0[axis])))
	}

	fn along(self, other: Self) -> Strict {
		let [x, y, z] = self.zip(other, Strict::mul).0;
		x + y + z
	}

	fn unit(self) -> Self {
		(Strict::ONE / self.along(self).sqrt()) * self
	}
}

impl Add for Vector {
	type Output = Self;
	fn add(self, other: Self) -> Self {
		self.zip(other, Strict::add)
	}
}

impl Sub for Vector {
	type Output = Self;
	fn sub(self, other: Self) -> Self {
		self.zip(other, Strict::sub)
	}
}

impl Mul<Vector> for Strict {
	type Output = Vector;
	fn mul(self, vector: Vector) -> Vector {
		Vector(vector.0.map(|x| self * x))
	}
}

impl Neg for Vector {
	type Output = Self;
	fn neg(self) -> Self {
		Self(self.0.map(Strict::neg))
	}
}

struct Sphere {
	centre: Vector,
	radius: Strict,
	colour: Vector,
	mirror: bool,
	light: Vector,
}

impl Sphere {
	fn new(words: &[f32]) -> Self {
		Self {
			centre: Vector::of(&words[0..3]),
			radius: number(words[3]),
			colour: Vector::of(&words[4..7]),
			mirror: words[7] != 0.0,
			light: Vector::of(&words[8..11]),
		}
	}

	/// Where a ray meets it first, not nearer than a thousandth.
	fn distance(&self, point: Vector, direction: Vector) -> Option<Strict> {
		let way = point - self.centre;
		let b = way.along(direction);
		let c = way.along(way) - self.radius * self.radius;
		let square = b * b - c;
		if square > Strict::ZERO {
			let root = square.sqrt();
			let met = [-b - root, root - b];
			met.into_iter().find(|distance| *distance >= number(0.001))
		} else {
			None
		}
	}
}

/// The generator PCG RXS-M-XS of 32 bits.
struct Pcg(u32);

impl Pcg {
	fn next(&mut self) -> u32 {
		let old = self.0;
		self.0 = old.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
		let word = ((old >> ((old >> 28) + 4)) ^ old).wrapping_mul(277_803_737);
		(word >> 22) ^ word
	}

	/// From 0 on and below 1, in 24 bits.
	fn part(&mut self) -> Strict {
		number((self.next() >> 8) as f32 / 16_777_216.0)
	}
}

impl Image {
	fn pixel(&self, spheres: &[Sphere], x: u32, y: u32) -> u32 {
		let half = number(self.width as f32 / 2.0);
		let step = number(FIELD) / half;
		let mut sum = Vector::of(&[0.0; 3]);
		for sample in 0..self.samples {
			let path = (y * self.width + x) * self.samples + sample;
			let mut random = Pcg(path.wrapping_add(self.seed.wrapping_mul(2_654_435_769)));
			random.next();
			let across = number(x as f32) + random.part() - half;
			let down = number(y as f32) + random.part();
			let up = number(self.height as f32 / 2.0) - down;
			let towards = Vector([step * across, step * up, number(-1.0)]);
			sum = sum + self.light(spheres, Vector::of(&EYE), towards, &mut random);
		}
		let light = (Strict::ONE / number(self.samples as f32)) * sum;
		let bytes = light.0.map(|light| {
			let bright = light.max(Strict::ZERO).min(Strict::ONE).sqrt();
			(bright * number(255.0) + number(0.5)).get() as u8
		});
		u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 255])
	}

	fn light(
		&self,
		spheres: &[Sphere],
		mut point: Vector,
		mut towards: Vector,
		random: &mut Pcg,
	) -> Vector {
		let mut part = Vector::of(&[1.0; 3]);
		let mut light = Vector::of(&[0.0; 3]);
		for _ in 0..self.bounces {
			let direction = towards.unit();
			let mut nearest: Option<(Strict, &Sphere)> = None;
			for sphere in spheres {
				if let Some(distance) = sphere.distance(point, direction) {
					if nearest.is_none_or(|(nearest, _)| distance < nearest) {
						nearest = Some((distance, sphere));
					}
				}
			}
			let Some((distance, sphere)) = nearest else {
				return light + part.zip(Vector::of(&SKY), Strict::mul);
			};
			point = point + distance * direction;
			let outwards = (Strict::ONE / sphere.radius) * (point - sphere.centre);
			let normal = match outwards.along(direction) > Strict::ZERO {
				true => -outwards,
				false => outwards,
			};
			light = light + part.zip(sphere.light, Strict::mul);
			part = part.zip(sphere.colour, Strict::mul);
			towards = match sphere.mirror {
				true => {
					let twice = number(2.0) * direction.along(normal);
					direction - twice * normal
				},
				false => diffuse(normal, random),
			};
		}
		light
	}
}

/// A direction above a surface with the cosine's density.
fn diffuse(normal: Vector, random: &mut Pcg) -> Vector {
	let one = Strict::ONE;
	let mut signed = || number(2.0) * random.part() - one;
	let (u, v) = (signed(), signed());
	// A square around the middle becomes a circle, its longer coordinate the radius.
	let wide = u.abs() > v.abs();
	let (radius, other) = if wide { (u, v) } else { (v, u) };
	let slope = match radius == Strict::ZERO {
		true => other,
		false => other / radius,
	};
	let angle = number(std::f32::consts::FRAC_PI_4) * slope;
	// Both series as far as the power of seven.
	let square = angle * angle;
	let series = |divisors: [f32; 3]| {
		let terms = divisors.into_iter().rev();
		terms.fold(one, |sum, divisor| one - square * number(1.0 / divisor) * sum)
	};
	let sine = angle * series([6.0, 20.0, 42.0]);
	let cosine = series([2.0, 12.0, 30.0]);
	let (x, y) = match wide {
		true => (radius * cosine, radius * sine),
		false => (radius * sine, radius * cosine),
	};
	let z = (one - (x * x + y * y)).max(Strict::ZERO).sqrt();

	let [nx, ny, nz] = normal.0;
	let side = if nz >= Strict::ZERO { one } else { -one };
	let a = -one / (side + nz);
	let b = nx * ny * a;
	let first = Vector([one + side * nx * nx * a, side * b, -side * nx]);
	let second = Vector([b, side + ny * ny * a, -ny]);
	x * first + y * second + z * normal
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Directions are of length 1, above the surface, and their mean is 2/3 along the normal.
	#[test]
	fn diffuse_should_have_the_cosines_density() {
		let mut random = Pcg(5);
		for normal in [[0.0, 0.0, 1.0], [0.6, 0.0, -0.8], [0.0, -1.0, 0.0]] {
			let normal = Vector::of(&normal);
			let mut sum = 0.0;
			for _ in 0..20_000 {
				let direction = diffuse(normal, &mut random);
				let length = direction.along(direction).get();
				assert!((length - 1.0).abs() < 1e-5, "{length}");
				let along = direction.along(normal).get();
				assert!(along > -1e-5, "{along}");
				sum += along / 20_000.0;
			}
			assert!((sum - 2.0 / 3.0).abs() < 0.01, "{sum}");
		}
	}

	/// Images are averaged over seeds that lie close together.
	#[test]
	fn seeds_next_to_each_other_should_give_other_paths() {
		let words = scene(&mut Random::new(1));
		let spheres: Vec<Sphere> = words.chunks_exact(SPHERE).map(Sphere::new).collect();
		let image = |seed| {
			let image = Image { width: 16, height: 16, samples: 8, bounces: 3, seed };
			(0..256).map(|at| image.pixel(&spheres, at % 16, at / 16)).collect::<Vec<_>>()
		};
		let differing = image(1).iter().zip(&image(2)).filter(|(one, two)| one != two).count();
		// About half of the image is sky, which all seeds show alike.
		assert!(differing > 64, "{differing} of 256 pixels");
	}
}
