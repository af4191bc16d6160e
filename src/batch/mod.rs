//! Many books in one run: what there is to do ([`plan`]), doing one unit of it ([`unit`]), what is remembered
//! ([`record`]), and the run itself. `docs/batch.md` explains it.

pub mod output;
pub mod plan;
pub mod record;
mod run;
pub mod unit;

pub use run::{Outcome, Run, State, manifest};
