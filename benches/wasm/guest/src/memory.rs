//! An allocator that only ever goes on, until everything is dropped at once.

use core::{
	alloc::{GlobalAlloc, Layout},
	arch::wasm32,
	cell::UnsafeCell,
};

const PAGE: usize = 64 * 1024;

struct Bump {
	next: UnsafeCell<usize>,
}

// SAFETY: a WebAssembly module without threads has one.
unsafe impl Sync for Bump {}

// SAFETY: each allocation begins behind the last one, and the memory is grown to hold it.
unsafe impl GlobalAlloc for Bump {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		let next = self.next.get();
		if *next == 0 {
			*next = wasm32::memory_size(0) * PAGE;
		}
		let start = next.read().next_multiple_of(layout.align());
		*next = start + layout.size();
		let have = wasm32::memory_size(0) * PAGE;
		if *next > have && wasm32::memory_grow(0, (*next - have).div_ceil(PAGE)) == usize::MAX {
			return core::ptr::null_mut();
		}
		start as *mut u8
	}

	unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump { next: UnsafeCell::new(0) };

/// Where the next allocation begins.
#[no_mangle]
pub extern "C" fn mark() -> usize {
	// SAFETY: there is one thread.
	unsafe { *ALLOCATOR.next.get() }
}

/// Drops everything that was allocated since a mark.
#[no_mangle]
pub extern "C" fn reset(mark: usize) {
	// SAFETY: there is one thread, and nothing of what is dropped is used again.
	unsafe { *ALLOCATOR.next.get() = mark }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
	wasm32::unreachable()
}
