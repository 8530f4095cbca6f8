//! Tests with real nodes. One program for all, so that those which wait for blocks wait side by side.

mod documents;
mod end_to_end;
mod nodes;
mod providers;
