//! What a market survives besides crashes on purpose.
