//! Preflight: whether a PDF file, of any program, is what a printer asks for. `docs/press.md` lists what is checked.

mod color;
mod content;
mod error;
mod facts;
mod fault;
mod file;
mod font;
mod geometry;
mod reader;
mod rules;
mod state;

#[cfg(test)]
mod tests;

use super::Printer;
use crate::diagnostics::isolate;

pub use error::PreflightError;
pub use facts::{BlackText, FileFacts, PageFacts};
pub use fault::{Fault, FaultKind};
pub use geometry::Area;

/// What a preflight found.
#[derive(Clone, Debug)]
pub struct Preflight {
    /// What the file is like.
    pub facts: FileFacts,
    /// What is wrong with it, by kind.
    pub faults: Vec<Fault>,
}

/// Looks a PDF file through. Without a printer only faults are found that no printer takes.
///
/// # Errors
/// If it is no PDF, or too damaged.
pub fn preflight(bytes: &[u8], printer: Option<&Printer>) -> Result<Preflight, PreflightError> {
    let facts = isolate(|| file::read(bytes))??;
    let faults = rules::judge(&facts, printer);
    Ok(Preflight { facts, faults })
}
