//! The market's words: what they compute, and their JSON.

mod capability;
mod draw;
mod evidence;
mod grid;
mod json;
mod places;
