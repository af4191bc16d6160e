//! Many books in one run: what there is to do ([`plan`]), doing one unit of it ([`unit`](mod@unit)), what is remembered
//! ([`record`]), what a site can read of it ([`manifest`]), and the run itself. `docs/batch.md` explains it.

pub mod book;
pub mod feeds;
pub mod graph;
pub mod key;
pub mod lock;
pub mod manifest;
pub mod merge;
pub mod output;
mod pictures;
pub mod plan;
pub mod record;
mod run;
pub mod scope;
pub mod select;
pub mod unit;

pub use manifest::Manifest;
pub use pictures::Pictures;
pub use run::{Event, Outcome, Run, State};
