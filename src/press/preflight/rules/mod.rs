//! What is wrong with a file: its facts against a printer's figures.

mod color;
mod document;
mod geometry;
mod pages;

use super::facts::FileFacts;
use super::fault::Fault;
use crate::press::Printer;

/// All faults of a file, those of the whole file first. Without a printer only those that no printer takes.
pub fn judge(facts: &FileFacts, printer: Option<&Printer>) -> Vec<Fault> {
    let mut faults = document::of_any(facts);
    if facts.pages.is_empty() {
        return faults;
    }
    if let Some(printer) = printer {
        faults.extend(document::of_printer(facts, printer));
        faults.extend(geometry::judge(facts, printer));
        faults.extend(color::of_printer(facts, printer));
    }
    faults.extend(color::of_any(facts, printer));
    faults
}
