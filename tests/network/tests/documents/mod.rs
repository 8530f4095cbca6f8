//! What README tells people to type, typed.

mod demo;
mod readme;
