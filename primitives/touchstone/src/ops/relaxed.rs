//! Functions of relaxed kernels, by a library that computes the same on every host.

use super::float::{canonical, operand};

/// A function of the library, on words.
#[inline(always)]
pub fn of_one(function: impl Fn(f32) -> f32) -> impl Fn(u32) -> u32 {
	move |a| canonical(function(operand(a)))
}

/// A function of two numbers.
#[inline(always)]
pub fn of_two(function: impl Fn(f32, f32) -> f32) -> impl Fn(u32, u32) -> u32 {
	move |a, b| canonical(function(operand(a), operand(b)))
}
