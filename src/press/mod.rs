//! What a press asks of a file, and whether a file gives it: printers as data, and preflight. `docs/press.md` says what is
//! checked and how.

pub mod preflight;
mod printer;
mod sheet;
mod table;

pub use printer::{
    Bleed, BleedSides, ColorKind, CustomTrim, Figure, Gutter, Margin, PageCount, Printer, PrinterError, Source, Speaker,
};
pub use sheet::{Row, length, rows, size};
