//! The methods, asked of a chain that says what a test tells it to.

mod answers;
mod chain;
mod checks;
mod manual;
mod refusals;
mod scene;
mod shapes;
mod watches;
