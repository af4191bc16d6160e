//! What a run did, book by book.

use super::args::MessageFormat;
use super::found::Found;
use super::messages::{json_line, out};
use crate::batch::book::Record;
use crate::batch::{Outcome, State};
use crate::diagnostics::terminal::field;
use serde_json::{Value, json};
use std::time::Duration;

/// Longest name that the table makes room for.
const LONGEST_NAME: usize = 60;

/// What is kept of an outcome when its messages were shown.
pub struct Row {
    name: String,
    state: State,
    pages: Option<usize>,
    words: Option<usize>,
    epub: Option<usize>,
    pdf: Option<usize>,
    warnings: usize,
    time: Duration,
    /// The book, for the manifest.
    pub record: Option<Record>,
}

impl Row {
    /// A row of the table.
    pub fn new(outcome: Outcome) -> Row {
        let record = outcome.record;
        let size = |ending: &str| record.as_ref()?.files.iter().find(|f| f.format == ending).map(|f| f.size);
        Row {
            name: outcome.unit.name(),
            state: outcome.state,
            pages: record.as_ref().and_then(|record| record.pages),
            words: record.as_ref().map(|record| record.words),
            epub: size("epub"),
            pdf: size("pdf"),
            warnings: outcome.warnings,
            time: outcome.time,
            record,
        }
    }

    /// Whether its files were right already.
    pub fn is_cached(&self) -> bool {
        self.state == State::Cached
    }

    fn human(&self, width: usize) -> String {
        let Row { name, pages, words, epub, pdf, warnings, time, state, .. } = self;
        let name = field(name);
        let (pages, words, time) = (cell(*pages), cell(*words), time.as_secs_f64());
        let (epub, pdf, state) = (size(*epub), size(*pdf), state.name());
        format!("{name:<width$} {pages:>5} {words:>8} {epub:>9} {pdf:>9} {warnings:>4} {time:>7.2}  {state}")
    }

    fn json(&self) -> Value {
        let Row { name, pages, words, epub, pdf, warnings, time, state, .. } = self;
        let (time, state) = (milliseconds(*time), state.name());
        json!({
            "kind": "unit", "post": name, "pages": pages, "words": words, "epub": epub, "pdf": pdf,
            "warnings": warnings, "milliseconds": time, "state": state,
        })
    }
}

/// Prints the rows that are `listed`, and what all of them come to.
pub fn print(format: MessageFormat, rows: &[Row], listed: impl Fn(&Row) -> bool, total: Duration, found: &Found<'_>) {
    let shown: Vec<&Row> = rows.iter().filter(|row| listed(row)).collect();
    let width = shown.iter().map(|row| row.name.chars().count()).max().unwrap_or_default().clamp(4, LONGEST_NAME);
    let count = |wanted: fn(&State) -> bool| rows.iter().filter(|row| wanted(&row.state)).count();
    let written = count(|state| *state == State::Written);
    let cached = count(|state| *state == State::Cached);
    let due = count(|state| *state == State::Due);
    let failed = count(|state| matches!(state, State::Failed(_)));
    match format {
        MessageFormat::Human => {
            let (a, b, c, d, e, f, g) = ("post", "pages", "words", "epub", "pdf", "warn", "seconds");
            out(&format!("{a:<width$} {b:>5} {c:>8} {d:>9} {e:>9} {f:>4} {g:>7}"));
            shown.iter().for_each(|row| out(&row.human(width)));
            let seconds = total.as_secs_f64();
            let due = if due == 0 { String::new() } else { format!("{due} to write, ") };
            out(&format!("{due}{written} written, {cached} cached, {failed} failed in {seconds:.1} s"));
        }
        MessageFormat::Json => {
            shown.iter().for_each(|row| json_line(&row.json()));
            let summary = json!({
                "kind": "summary", "to_write": due, "written": written, "cached": cached, "failed": failed,
                "milliseconds": milliseconds(total), "site": found.json(),
            });
            json_line(&summary);
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn cell(value: Option<usize>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// A file's size for people.
fn size(bytes: Option<usize>) -> String {
    match bytes {
        None => "-".to_owned(),
        Some(bytes) if bytes < 10_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        Some(bytes) => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up_and_what_is_not_there_is_a_dash() {
        assert_eq!((size(None), size(Some(1)), size(Some(9_999_999))), ("-".into(), "1 kB".into(), "10000 kB".into()));
        assert_eq!(size(Some(10_000_001)), "11 MB");
        assert_eq!((cell(None), cell(Some(3))), ("-".into(), "3".into()));
    }
}
