//! The market with real nodes: jobs end to end, cheats, broken runners, several providers in a node.

mod cheats;
mod kernels;
mod mistakes;
mod runners;
mod several;
mod upgrade;
