//! Refusals by their errors alone: what a failed call is charged for is tested with the runtime.

use frame_support::dispatch::DispatchErrorWithPostInfo;
use sp_runtime::DispatchError;

/// Asserts that a call is refused with an error and changes nothing.
macro_rules! assert_noop {
	($call:expr, $error:expr $(,)?) => {
		frame_support::assert_noop!($crate::noop::uncharged($call), $error)
	};
}

/// A result without what a failed call is charged for.
pub fn uncharged<R, E: Into<DispatchErrorWithPostInfo>>(
	result: Result<R, E>,
) -> Result<R, DispatchError> {
	result.map_err(|error| error.into().error)
}
