//! What Assay's command lines share.
//!
//! - [`Failure`]: why a command failed, what to do next, and the exit code that says so.
//! - [`Console`]: results on standard output, everything for people on standard error.
//! - [`files`]: files, read within bounds and written whole or not at all.
//! - [`ProgressBar`] and [`interrupt`]: long work, and Ctrl-C.
//!
//! ```
//! use assay_terminal::{Failure, Kind};
//!
//! let failure = Failure::input("there is no kernel").advice("name one");
//! assert_eq!(failure.to_string(), "error: there is no kernel\n  what to do: name one");
//! assert_eq!((failure.kind(), failure.code()), (Kind::Input, 2));
//! ```

mod console;
mod failure;
pub mod files;
pub mod interrupt;
mod progress;

pub use console::Console;
pub use failure::{Failure, Kind, CANCELLED};
pub use progress::ProgressBar;
