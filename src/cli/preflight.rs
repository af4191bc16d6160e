//! `offprint preflight`: whether PDF files are what a printer asks for.

use super::args::{MessageFormat, PreflightArgs};
use super::exit::Exit;
use super::messages::{Messenger, json_line, out};
use super::printers::unknown;
use crate::diagnostics::Severity;
use crate::diagnostics::terminal::field;
use crate::press::preflight::{Area, Fault, FileFacts, PageFacts, Preflight, preflight};
use crate::press::{ColorKind, Printer, size};
use serde_json::{Value, json};
use std::path::Path;

/// Checks the files one after another; ends as the worst of them.
pub fn run(args: &PreflightArgs) -> Exit {
    let messenger = Messenger::new(args.report, args.quiet).strict(args.strict);
    let printer = match args.printer.as_deref().map(Printer::find).transpose() {
        Ok(printer) => printer,
        Err(error) => return unknown(&error, messenger),
    };
    let ends = args.files.iter().map(|path| file(path, printer.as_ref(), args, messenger));
    ends.max().unwrap_or_default()
}

fn file(path: &Path, printer: Option<&Printer>, args: &PreflightArgs, messenger: Messenger) -> Exit {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            messenger.failure(Some(path), &format!("cannot read the file: {error}"), None);
            return Exit::Failed;
        }
    };
    let checked = match preflight(&bytes, printer) {
        Ok(checked) => checked,
        Err(error) => {
            messenger.failure(Some(path), &error.to_string(), None);
            return Exit::Failed;
        }
    };
    let name = path.display().to_string();
    match args.report {
        MessageFormat::Human => human(&name, &checked, messenger, args.quiet),
        MessageFormat::Json => json(&name, &checked, printer, messenger, args.quiet),
    }
    ended(&checked.faults, args.strict)
}

/// How a file with these faults ends the run.
fn ended(faults: &[Fault], strict: bool) -> Exit {
    match faults.iter().map(|fault| fault.severity).max() {
        Some(Severity::Error) => Exit::Limits,
        Some(Severity::Warning) if strict => Exit::Warnings,
        _ => Exit::Done,
    }
}

fn human(name: &str, checked: &Preflight, messenger: Messenger, quiet: bool) {
    let name = field(name);
    if !quiet {
        out(&summary(&name, &checked.facts));
    }
    for fault in checked.faults.iter().filter(|fault| messenger.shows(fault.severity)) {
        let pages = if fault.pages.is_empty() { String::new() } else { format!(" ({})", page_list(&fault.pages)) };
        let (word, message) = (fault.severity.word(), field(&fault.message));
        out(&format!("{name}: {word}: {message}{pages} [{}]\n  = help: {}", fault.kind.name(), field(&fault.hint)));
    }
    if checked.faults.is_empty() && !quiet {
        out(&format!("{name}: no faults"));
    }
}

/// What the file is like, in a few lines.
fn summary(name: &str, facts: &FileFacts) -> String {
    let (pages, version) = (facts.pages.len(), &facts.version);
    let sheet = facts.pages.first().map(|page| format!(", {}", size(page.trim.unwrap_or(page.media).size())));
    let standard = facts.standard.as_deref().map_or_else(|| "no PDF/X".into(), field);
    let word = if pages == 1 { "page" } else { "pages" };
    let mut lines =
        vec![format!("{name}: {pages} {word}{}, PDF {}, {standard}", sheet.unwrap_or_default(), field(version))];
    for kind in [ColorKind::Gray, ColorKind::Cmyk, ColorKind::Rgb, ColorKind::Spot] {
        let with: Vec<usize> =
            (1..).zip(&facts.pages).filter(|(_, page)| page.colors.contains(&kind)).map(|(number, _)| number).collect();
        if !with.is_empty() {
            lines.push(format!("  {} on {}", kind.name(), page_list(&with)));
        }
    }
    let most = |measure: fn(&PageFacts) -> f64| facts.pages.iter().map(measure).fold(0.0, f64::max);
    lines.push(format!("  at most {:.0} % ink on a place, as far as it is not RGB", most(|page| page.ink)));
    let embedded = facts.fonts.values().filter(|embedded| **embedded).count();
    lines.push(format!("  {} fonts, {embedded} of them embedded", facts.fonts.len()));
    let images: usize = facts.pages.iter().map(|page| page.images).sum();
    let coarsest = facts.pages.iter().filter_map(|page| page.resolution).reduce(f64::min);
    let coarsest = coarsest.map(|least| format!(", at least {least:.0} pixels an inch")).unwrap_or_default();
    lines.push(format!("  {images} images{coarsest}"));
    lines.join("\n")
}

/// Numbers of pages, runs of them joined: `page 3`, `pages 1-4, 9`.
fn page_list(pages: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => runs.push((*page, *page)),
        }
    }
    let shown = runs.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    let word = if pages.len() == 1 { "page" } else { "pages" };
    format!("{word} {}", shown.collect::<Vec<_>>().join(", "))
}

fn json(name: &str, checked: &Preflight, printer: Option<&Printer>, messenger: Messenger, quiet: bool) {
    for fault in checked.faults.iter().filter(|fault| messenger.shows(fault.severity)) {
        json_line(&json!({
            "kind": "fault", "file": name, "fault": fault.kind.name(), "severity": fault.severity.word(),
            "message": fault.message, "hint": fault.hint, "pages": fault.pages,
        }));
    }
    if !quiet {
        json_line(&record(name, &checked.facts, printer));
    }
}

/// What the file is like. Boxes are left, lower, right and upper edge in points.
fn record(name: &str, facts: &FileFacts, printer: Option<&Printer>) -> Value {
    let intent = facts.output_intent.as_ref();
    json!({
        "kind": "preflight", "file": name, "printer": printer.map(|printer| &printer.name), "version": facts.version,
        "bytes": facts.bytes, "encrypted": facts.encrypted, "javascript": facts.javascript, "outline": facts.outline,
        "standard": facts.standard, "output_intent": intent.map(|(condition, _)| condition),
        "output_profile": intent.map(|(_, embedded)| embedded), "fonts": facts.fonts,
        "pages": facts.pages.iter().map(page_record).collect::<Vec<_>>(),
    })
}

fn page_record(page: &PageFacts) -> Value {
    let edges =
        |area: Area| [area.left, area.bottom, area.right, area.top].map(|edge| (edge * 1000.0).round() / 1000.0);
    let colors: Vec<&str> = page.colors.iter().copied().map(ColorKind::name).collect();
    json!({
        "media": edges(page.media), "trim": page.trim.map(edges), "bleed": page.bleed.map(edges), "colors": colors,
        "spots": page.spots, "ink": page.ink, "images": page.images, "resolution": page.resolution,
        "thinnest_line": page.thinnest, "transparent": page.transparent, "annotations": page.annotations,
        "text": page.text.map(edges), "blank": page.is_blank(), "unread": page.unread,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_pages_are_joined() {
        assert_eq!(page_list(&[3]), "page 3");
        assert_eq!(page_list(&[1, 2, 3, 4, 9, 11, 12]), "pages 1-4, 9, 11-12");
    }
}
