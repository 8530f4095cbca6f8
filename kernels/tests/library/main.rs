//! The kernels of the collection, compiled and interpreted.

mod agreement;
mod interpret;
mod limits;
mod witnesses;
