//! What a run says: for people on standard error, with the paths written on standard output; for machines everything on
//! standard output, one JSON object a line.

use super::args::MessageFormat;
use super::exit::Exit;
use super::found::Found;
use super::reported::Reported;
use crate::diagnostics::terminal::{self, field};
use crate::diagnostics::{self, Diagnostics, Severity};
use crate::report::Report;
use crate::source::Sources;
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

/// Why standard output could not be written, the first time.
static UNWRITTEN: OnceLock<std::io::Error> = OnceLock::new();

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

    /// Whether messages of a severity are shown.
    pub fn shows(self, severity: Severity) -> bool {
        severity >= self.least()
    }

    /// How a run remembers what was said. Machines are given each place.
    pub fn reported(self) -> Reported {
        match self.format {
            MessageFormat::Human => Reported::once(),
            MessageFormat::Json => Reported::everywhere(),
        }
    }

    /// Says how often faults were met again.
    pub fn repeated(self, reported: &Reported) {
        reported.repeated(self.least()).iter().for_each(|line| err(line));
    }

    /// What the stages had to say, without what was said before.
    pub fn diagnostics(self, said: &Diagnostics, sources: &Sources, reported: &mut Reported) {
        let mut shown = reported.news(said, sources);
        shown.retain(|diagnostic| diagnostic.severity >= self.least());
        if shown.is_empty() {
            return;
        }
        match self.format {
            MessageFormat::Human => err(&diagnostics::render(&shown, sources)),
            // Rendered as JSON it is escaped as JSON.
            MessageFormat::Json => print(&diagnostics::render_json(&shown, sources)),
        }
    }

    /// Prints a report; a quiet run prints it too, since it was asked for.
    pub fn print(self, report: &str) {
        match self.format {
            _ if report.is_empty() => {}
            MessageFormat::Human => out(report),
            MessageFormat::Json => print(&terminal::json(report)),
        }
    }

    /// A file was written.
    pub fn written(self, path: &Path) {
        match (self.quiet, self.format) {
            (true, _) => {}
            (false, MessageFormat::Human) => out(&field(&path.display().to_string())),
            (false, MessageFormat::Json) => {
                json_line(&json!({ "kind": "written", "path": path.display().to_string() }))
            }
        }
    }

    /// Something worth knowing.
    pub fn note(self, text: &str) {
        match (self.quiet, self.format) {
            (true, _) => {}
            (false, MessageFormat::Human) => err(&field(text)),
            (false, MessageFormat::Json) => json_line(&json!({ "kind": "note", "message": text })),
        }
    }

    /// What was found of a site.
    pub fn site(self, found: &Found<'_>) {
        match (self.quiet, self.format) {
            (true, _) => {}
            (false, MessageFormat::Human) => err(&field(&found.line())),
            (false, MessageFormat::Json) => json_line(&json!({ "kind": "site", "site": found.json() })),
        }
    }

    /// Something failed as a whole.
    pub fn failure(self, file: Option<&Path>, message: &str, hint: Option<&str>) {
        match self.format {
            MessageFormat::Human => {
                let place = file.map(|file| format!("{}: ", file.display())).unwrap_or_default();
                let hint = hint.map(|hint| format!("\n  hint: {}", field(hint))).unwrap_or_default();
                err(&format!("{}error: {}{hint}", field(&place), field(message)));
            }
            MessageFormat::Json => {
                let file = file.map(|file| file.display().to_string());
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
                err(&format!("{}: {} ms ({stages})", field(name), milliseconds(total)));
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

/// Prints lines. Every line of the program goes through here or through [`json_line`], so none holds what a terminal obeys.
pub fn out(text: &str) {
    print(&terminal::lines(text));
}

/// Prints a JSON value on a line.
pub fn json_line(value: &serde_json::Value) {
    print(&terminal::json(&value.to_string()));
}

/// Whether all that was printed on standard output arrived. What did not is a failure of the run: whoever reads the output
/// would take half of it for the whole. A reader that went away knows that it did, and gets no message.
pub fn arrived() -> Exit {
    match UNWRITTEN.get() {
        None => Exit::Done,
        Some(error) => {
            if error.kind() != std::io::ErrorKind::BrokenPipe {
                err(&format!("error: cannot write to standard output: {error}"));
            }
            Exit::Failed
        }
    }
}

/// Tells of a panic: it is a fault of the program, and what it says may hold pieces of a text.
pub fn fault(fault: &std::panic::PanicHookInfo<'_>) {
    let payload = fault.payload();
    let said = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = fault.location().map(|place| format!(" at {place}")).unwrap_or_default();
    err(&format!("fault of the program{place}: {}", field(said.unwrap_or("unknown"))));
}

fn print(text: &str) {
    write_line(&mut std::io::stdout().lock(), text).err().into_iter().for_each(unwritten);
}

/// Remembers that standard output could not be written; the first reason is reported at the end.
pub fn unwritten(error: std::io::Error) {
    let _ = UNWRITTEN.set(error);
}

/// There is nowhere to say that standard error cannot be written.
fn err(text: &str) {
    let _ = write_line(&mut std::io::stderr().lock(), &terminal::lines(text));
}

fn write_line(to: &mut dyn Write, text: &str) -> std::io::Result<()> {
    to.write_all(text.trim_end_matches('\n').as_bytes())?;
    to.write_all(b"\n")?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device without room.
    struct Full;

    impl Write for Full {
        fn write(&mut self, _bytes: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_device_is_an_error_and_lines_end_once() {
        assert_eq!(write_line(&mut Full, "a").expect_err("full").kind(), std::io::ErrorKind::StorageFull);
        let mut written = Vec::new();
        write_line(&mut written, "a\n").expect("room");
        assert_eq!(written, b"a\n");
    }
}
