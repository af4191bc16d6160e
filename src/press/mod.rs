//! What a press asks of a file: printers as data (`docs/press.md`).

mod printer;
mod sheet;
mod table;

pub use printer::{
    Bleed, BleedSides, ColorKind, CustomTrim, Figure, Gutter, Margin, PageCount, Printer, PrinterError, Source, Speaker,
};
pub use sheet::{Row, length, rows, size};
