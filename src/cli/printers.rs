//! `offprint printers`: what printers ask for.

use super::args::{MessageFormat, PrintersArgs};
use super::exit::Exit;
use super::messages::{Messenger, json_line, out};
use crate::diagnostics::terminal::field;
use crate::press::{Printer, PrinterError, Row, Source, Speaker, rows};
use serde_json::{Value, json};

/// Prints the printers there are, or one with its figures.
pub fn run(args: &PrintersArgs) -> Exit {
    let printed = match &args.name {
        Some(name) => Printer::find(name).map(|printer| one(&printer, args.report)),
        None => Printer::all().map(|all| list(&all, args.report)),
    };
    printed.map_or_else(|error| unknown(&error, Messenger::new(args.report, false)), |()| Exit::Done)
}

/// Says why there is no printer.
pub fn unknown(error: &PrinterError, messenger: Messenger) -> Exit {
    messenger.failure(None, &error.to_string(), None);
    Exit::Usage
}

fn list(all: &[Printer], format: MessageFormat) {
    match format {
        MessageFormat::Human => {
            let width = all.iter().map(|printer| printer.name.len()).max().unwrap_or_default();
            all.iter().for_each(|printer| out(&format!("{:<width$}  {}", printer.name, printer.title)));
            out("\n`offprint printers NAME` prints the figures of one and where they come from.");
        }
        MessageFormat::Json => all.iter().for_each(|printer| json_line(&record(printer))),
    }
}

fn one(printer: &Printer, format: MessageFormat) {
    match format {
        MessageFormat::Human => out(&sheet(printer)),
        MessageFormat::Json => json_line(&record(printer)),
    }
}

/// A printer for people: each figure, then the sources by number.
fn sheet(printer: &Printer) -> String {
    let rows = rows(printer);
    let mut sources: Vec<&Source> = Vec::new();
    let mut lines = vec![format!("{}: {}", field(&printer.name), field(&printer.title)), String::new()];
    for row in &rows {
        let number = row.source.map(|source| number(source, &mut sources)).unwrap_or_default();
        lines.push(format!("{:<14}{} [{number}]", row.field, field(&row.text)));
    }
    lines.push(String::new());
    for (at, source) in sources.iter().enumerate() {
        let whose = match source.by {
            Speaker::Printer => "the printer's page",
            Speaker::Other => "reported by another page, ask the printer",
            Speaker::Offprint => "a choice of offprint's, not a printer's figure",
        };
        let address = source.at.as_deref().map(|at| format!(": {}", field(at))).unwrap_or_default();
        lines.push(format!("[{}] {}, {whose}{address}", at + 1, field(&source.looked_up)));
    }
    lines.join("\n")
}

/// The number of a source among those that are listed.
fn number<'a>(source: &'a Source, listed: &mut Vec<&'a Source>) -> usize {
    let known = listed.iter().position(|other| *other == source);
    known.unwrap_or_else(|| {
        listed.push(source);
        listed.len() - 1
    }) + 1
}

fn record(printer: &Printer) -> Value {
    let figures: serde_json::Map<String, Value> = rows(printer).iter().map(figure).collect();
    json!({ "kind": "printer", "name": printer.name, "title": printer.title, "figures": figures })
}

fn figure(row: &Row<'_>) -> (String, Value) {
    let source = row.source.map(|source| {
        let by = match source.by {
            Speaker::Printer => "printer",
            Speaker::Other => "other",
            Speaker::Offprint => "offprint",
        };
        json!({ "at": source.at, "by": by, "looked_up": source.looked_up })
    });
    (row.field.to_owned(), json!({ "value": row.value, "note": row.note, "source": source }))
}
