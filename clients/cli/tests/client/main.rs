//! The commands as people use them: what they print and their exit codes, against a node that
//! answers as it is told to.

mod challenges;
mod connections;
mod dependencies;
mod drafts;
mod fake;
mod following;
mod keys;
mod mistakes;
mod pictures;
mod providers;
mod ran;
mod releases;
mod words;
