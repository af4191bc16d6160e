//! What a run says: for people on standard error, with the paths written on standard output; for machines everything on
//! standard output, one JSON object a line.

use super::args::MessageFormat;
use super::told::Told;
use crate::diagnostics::{self, Diagnostics, Severity};
use crate::report::Report;
use crate::source::Sources;
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// Says things in the format asked for.
#[derive(Clone, Copy, Debug)]
pub struct Messenger {
    format: MessageFormat,
    quiet: bool,
    strict: bool,
}

impl Messenger {
    /// A messenger; a quiet one passes on nothing but what fails.
    pub fn new(format: MessageFormat, quiet: bool) -> Self {
        Messenger { format, quiet, strict: false }
    }

    /// The same for a run in which warnings fail.
    #[must_use]
    pub fn strict(self, strict: bool) -> Self {
        Messenger { strict, ..self }
    }

    /// The least severity that is shown.
    fn least(self) -> Severity {
        match (self.quiet, self.strict) {
            (false, _) => Severity::Note,
            (true, true) => Severity::Warning,
            (true, false) => Severity::Error,
        }
    }

    /// How a run remembers what was said. Machines are given each place.
    pub fn told(self) -> Told {
        match self.format {
            MessageFormat::Human => Told::once(),
            MessageFormat::Json => Told::everywhere(),
        }
    }

    /// Says how often faults were met again.
    pub fn repeated(self, told: &Told) {
        told.repeated(self.least()).iter().for_each(|line| err(line));
    }

    /// What the stages had to say, without what was said before.
    pub fn diagnostics(self, said: &Diagnostics, sources: &Sources, told: &mut Told) {
        let mut shown = told.news(said, sources);
        shown.retain(|diagnostic| diagnostic.severity >= self.least());
        if shown.is_empty() {
            return;
        }
        match self.format {
            MessageFormat::Human => err(&diagnostics::render(&shown, sources)),
            MessageFormat::Json => out(&diagnostics::render_json(&shown, sources)),
        }
    }

    /// Prints a report; a quiet run prints it too, since it was asked for.
    pub fn print(self, report: &str) {
        if !report.is_empty() {
            out(report);
        }
    }

    /// A file was written.
    pub fn written(self, path: &Path) {
        match (self.quiet, self.format) {
            (true, _) => {}
            (false, MessageFormat::Human) => out(&path.display().to_string()),
            (false, MessageFormat::Json) => json_line(&json!({ "kind": "written", "path": path })),
        }
    }

    /// Something worth knowing.
    pub fn note(self, text: &str) {
        match (self.quiet, self.format) {
            (true, _) => {}
            (false, MessageFormat::Human) => err(text),
            (false, MessageFormat::Json) => json_line(&json!({ "kind": "note", "message": text })),
        }
    }

    /// Something failed as a whole.
    pub fn failure(self, file: Option<&Path>, message: &str, hint: Option<&str>) {
        match self.format {
            MessageFormat::Human => {
                let place = file.map(|file| format!("{}: ", file.display())).unwrap_or_default();
                let hint = hint.map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
                err(&format!("{place}error: {message}{hint}"));
            }
            MessageFormat::Json => {
                json_line(&json!({ "kind": "error", "file": file, "message": message, "hint": hint }));
            }
        }
    }

    /// Where the time went.
    pub fn timings(self, name: &str, report: &Report) {
        let total: f64 = report.times().map(|(_, time)| time.as_secs_f64()).sum();
        let milliseconds = |seconds: f64| (seconds * 10_000.0).round() / 10.0;
        match self.format {
            MessageFormat::Human => {
                let stages = report.times().map(|(s, t)| format!("{} {}", s.name(), milliseconds(t.as_secs_f64())));
                let stages = stages.collect::<Vec<_>>().join(", ");
                err(&format!("{name}: {} ms ({stages})", milliseconds(total)));
            }
            MessageFormat::Json => {
                let entry = |(s, t): (crate::Stage, std::time::Duration)| {
                    (s.name().to_owned(), json!(milliseconds(t.as_secs_f64())))
                };
                let stages: serde_json::Map<_, _> = report.times().map(entry).collect();
                let total = milliseconds(total);
                json_line(&json!({ "kind": "timings", "post": name, "milliseconds": total, "stages": stages }));
            }
        }
    }
}

/// Prints a text as it is. A reader that went away is no reason to fail.
pub fn out(text: &str) {
    let _ = write_line(&mut std::io::stdout().lock(), text);
}

fn err(text: &str) {
    let _ = write_line(&mut std::io::stderr().lock(), text);
}

fn json_line(value: &serde_json::Value) {
    out(&value.to_string());
}

fn write_line(to: &mut dyn Write, text: &str) -> std::io::Result<()> {
    to.write_all(text.trim_end_matches('\n').as_bytes())?;
    to.write_all(b"\n")
}
