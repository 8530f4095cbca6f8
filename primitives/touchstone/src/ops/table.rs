//! How operations are declared: one row says everything that the chain has to agree on about one.

/// Declares an enum whose variants have numbers in the encoding.
macro_rules! numbered {
	(
		$(#[$outer:meta])*
		$name:ident { $( $(#[$inner:meta])* $variant:ident = $code:literal; )* }
	) => {
		$(#[$outer])*
		#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
		#[repr(u8)]
		pub enum $name {
			$( $(#[$inner])* $variant = $code, )*
		}

		impl $name {
			/// The one with this number.
			pub const fn from_code(code: u8) -> Option<Self> {
				match code {
					$( $code => Some(Self::$variant), )*
					_ => None,
				}
			}

			/// Its number in the encoding.
			pub const fn code(self) -> u8 {
				self as u8
			}
		}
	};
}

/// Declares an enum whose variants have numbers in the encoding and names in listings.
macro_rules! named {
	(
		$(#[$outer:meta])*
		$name:ident { $( $(#[$inner:meta])* $variant:ident = $code:literal, $mnemonic:literal; )* }
	) => {
		numbered! {
			$(#[$outer])*
			$name { $( $(#[$inner])* $variant = $code; )* }
		}

		impl $name {
			/// Every one of them, in the order of their numbers.
			pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

			/// Its name in a listing.
			pub const fn mnemonic(self) -> &'static str {
				match self {
					$( Self::$variant => $mnemonic, )*
				}
			}
		}
	};
}

/// Declares operations: each row has the number, the name in listings, the cost in fuel and the
/// function, and stands below its domain.
macro_rules! operations {
	(
		$(#[$outer:meta])*
		$name:ident, computed by $computation:ident {
			$( $domain:ident {
				$(
					$(#[$inner:meta])*
					$variant:ident = $code:literal, $mnemonic:literal, $cost:literal, $function:expr;
				)*
			} )*
		}
	) => {
		named! {
			$(#[$outer])*
			$name { $( $( $(#[$inner])* $variant = $code, $mnemonic; )* )* }
		}

		impl $name {
			/// What its operands are taken for.
			pub const fn domain(self) -> $crate::ops::Domain {
				match self {
					$( $( Self::$variant )|* => $crate::ops::Domain::$domain, )*
				}
			}

			/// The fuel that it takes in each lane.
			pub const fn cost(self) -> u8 {
				match self {
					$( $( Self::$variant => $cost, )* )*
				}
			}

			/// Whether the rules for NaN and subnormals apply.
			pub const fn is_float(self) -> bool {
				self.domain().is_float()
			}

			/// Whether a strict kernel may not use it, because no GPU has to compute it exactly.
			pub const fn relaxed_only(self) -> bool {
				self.domain().relaxed_only()
			}

			/// Has the operation's function used. What uses it is compiled once for each operation,
			/// so that a loop around the function has the function inside.
			#[inline(always)]
			pub(crate) fn compute<C: $crate::ops::$computation>(self, computation: C) -> C::Result {
				match self {
					$( $( Self::$variant => computation.with($function), )* )*
				}
			}
		}
	};
}
