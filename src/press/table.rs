//! The printers that offprint knows, and those of files.

use super::printer::{Printer, PrinterError};
use super::sheet::rows;
use std::collections::BTreeMap;
use std::path::Path;

const TABLE: &str = include_str!("printers.yaml");

impl Printer {
    /// The printers that offprint knows, by name.
    ///
    /// # Errors
    /// If the table is wrong; a test holds that it is not.
    pub fn all() -> Result<Vec<Printer>, PrinterError> {
        read(TABLE, "the table of printers")
    }

    /// A printer by its name in the table, or by the path of a file (`.yaml` or `.yml`) that describes one.
    ///
    /// # Errors
    /// If there is none of that name, or the file cannot be read or describes none or several.
    pub fn find(name: &str) -> Result<Printer, PrinterError> {
        let path = Path::new(name);
        if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            return Printer::of_file(path);
        }
        let all = Printer::all()?;
        let known = || all.iter().map(|printer| printer.name.as_str()).collect::<Vec<_>>().join(", ");
        let found = all.iter().find(|printer| printer.name == name.to_ascii_lowercase());
        found.cloned().ok_or_else(|| PrinterError::Unknown { name: name.to_owned(), known: known() })
    }

    fn of_file(path: &Path) -> Result<Printer, PrinterError> {
        let unreadable = |error| PrinterError::Unreadable { path: path.to_owned(), error };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let place = path.display().to_string();
        let mut printers = read(&text, &place)?;
        match (printers.pop(), printers.is_empty()) {
            (Some(printer), true) => Ok(printer),
            _ => Err(PrinterError::Invalid { place, reason: "it must hold one block, `NAME:`, and no other".into() }),
        }
    }
}

/// The printers of a YAML text, in the order of their names.
fn read(text: &str, place: &str) -> Result<Vec<Printer>, PrinterError> {
    let invalid = |reason: String| PrinterError::Invalid { place: place.to_owned(), reason };
    let table: BTreeMap<String, Printer> = serde_yaml::from_str(text).map_err(|error| invalid(error.to_string()))?;
    let mut printers = Vec::new();
    for (name, printer) in table {
        let printer = Printer { name, ..printer };
        if let Some(unknown) = rows(&printer).iter().find(|row| row.source.is_none()) {
            let reason = format!("`{}` of {} names a source that is not in `sources`", unknown.field, printer.name);
            return Err(invalid(reason));
        }
        printers.push(printer);
    }
    Ok(printers)
}
