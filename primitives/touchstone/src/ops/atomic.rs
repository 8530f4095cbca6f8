//! Operations on words of memory that lanes may do at once.

operations! {
	/// What an atomic does to a word of workgroup memory. Nothing comes back.
	AtomicOp, computed by Binary {
		Integer {
			/// Wrapping sum.
			Add = 0, "add", 4, |word, value| word.wrapping_add(value);
			/// Smaller unsigned number.
			MinU = 1, "min.u", 4, |word, value| word.min(value);
			/// Larger unsigned number.
			MaxU = 2, "max.u", 4, |word, value| word.max(value);
			/// Smaller signed number.
			MinS = 3, "min.s", 4, |word, value| (word as i32).min(value as i32) as u32;
			/// Larger signed number.
			MaxS = 4, "max.s", 4, |word, value| (word as i32).max(value as i32) as u32;
			/// Bitwise and.
			And = 5, "and", 4, |word, value| word & value;
			/// Bitwise or.
			Or = 6, "or", 4, |word, value| word | value;
			/// Bitwise exclusive or.
			Xor = 7, "xor", 4, |word, value| word ^ value;
		}
	}
}
