//! Reports of a check as text for people and as JSON for machines, one object a line.

use super::args::MessageFormat;
use crate::diagnostics::terminal::field;
use crate::epub::{Access, Claim, Standing};
use crate::layout::quality::{Fault, FaultKind, Summary};
use crate::source::{Sources, Span};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Characters of a line that are shown at either end.
const EXCERPT: usize = 24;

/// A place as `file:line:column`, and its parts.
struct Place {
    file: String,
    line: usize,
    column: usize,
}

fn place(span: Option<Span>, sources: &Sources) -> Option<Place> {
    let span = span?;
    let file = sources.get(span.source)?;
    let at = file.place(span.start as usize);
    Some(Place { file: file.path().display().to_string(), line: at.line, column: at.column })
}

impl Place {
    fn text(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }

    fn add_to(&self, object: &mut Map<String, Value>) {
        object.insert("file".into(), json!(self.file));
        object.insert("line".into(), json!(self.line));
        object.insert("column".into(), json!(self.column));
    }
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

fn json_line(object: Map<String, Value>) -> String {
    format!("{}\n", Value::Object(object))
}

/// To so many decimals; figures with more would pretend.
fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

/// The faults of a post, a line each.
pub fn faults(faults: &[Fault], sources: &Sources, format: MessageFormat) -> String {
    faults.iter().map(|fault| one_fault(fault, place(fault.span, sources).as_ref(), format)).collect()
}

fn one_fault(fault: &Fault, place: Option<&Place>, format: MessageFormat) -> String {
    match format {
        MessageFormat::Human => {
            let at = place.map(|place| format!("{}: ", place.text())).unwrap_or_default();
            let at = field(&at);
            let text =
                if fault.text.is_empty() { String::new() } else { format!(": “{}”", field(&excerpt(&fault.text))) };
            format!("{at}page {}: {}: {}{text}\n", fault.folio, fault.kind.name(), fault.message)
        }
        MessageFormat::Json => {
            let mut line = object(json!({
                "kind": "fault",
                "fault": fault.kind.name(),
                "message": fault.message,
                "page": fault.page + 1,
                "folio": fault.folio,
            }));
            if let Some(place) = place {
                place.add_to(&mut line);
            }
            if !fault.text.is_empty() {
                line.insert("text".into(), json!(fault.text));
            }
            if let Some(value) = fault.value {
                line.insert("value".into(), json!(rounded(value, 2)));
            }
            json_line(line)
        }
    }
}

/// A line's text, its middle left out where it is long.
fn excerpt(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    if chars.len() <= 2 * EXCERPT + 3 {
        return chars.into_iter().collect();
    }
    let head: String = chars.iter().take(EXCERPT).collect();
    let tail: String = chars.iter().skip(chars.len() - EXCERPT).collect();
    format!("{} … {}", head.trim_end(), tail.trim_start())
}

/// Figures, a row each.
pub fn table(rows: &[(String, Summary)], format: MessageFormat) -> String {
    match format {
        MessageFormat::Human => human_table(rows),
        MessageFormat::Json => rows.iter().map(|(name, summary)| json_summary(name, summary)).collect(),
    }
}

/// Heads of the columns of figures; those of faults follow.
const FIGURES: [&str; 7] = ["pages", "lines", "space-cv", "line-cv", "loose%", "tight%", "hyphenated%"];
/// Faults that are counted in columns: loose and tight lines are there as shares.
const COUNTED: std::ops::Range<usize> = 2..FaultKind::ALL.len();

fn counted() -> impl Iterator<Item = FaultKind> {
    FaultKind::ALL.into_iter().skip(COUNTED.start)
}

fn human_table(rows: &[(String, Summary)]) -> String {
    let heads: Vec<String> = FIGURES.into_iter().chain(counted().map(FaultKind::name)).map(str::to_owned).collect();
    let cells = |summary: &Summary| -> Vec<String> {
        let mut cells = vec![
            summary.pages.to_string(),
            summary.lines.to_string(),
            format!("{:.3}", summary.space_cv()),
            format!("{:.3}", summary.line_cv()),
            format!("{:.2}", summary.loose_percent()),
            format!("{:.2}", summary.tight_percent()),
            format!("{:.2}", summary.hyphenated_percent()),
        ];
        cells.extend(counted().map(|kind| summary.count(kind).to_string()));
        cells
    };
    let mut out = String::new();
    let mut line = |cells: &[String], name: &str| {
        for (cell, head) in cells.iter().zip(&heads) {
            let _ = write!(out, "{cell:>width$}  ", width = head.len());
        }
        let _ = writeln!(out, "{}", field(name));
    };
    line(&heads, "post");
    for (name, summary) in rows {
        line(&cells(summary), name);
    }
    out
}

fn json_summary(name: &str, summary: &Summary) -> String {
    let faults: Map<String, Value> =
        FaultKind::ALL.into_iter().map(|kind| (kind.name().to_owned(), json!(summary.count(kind)))).collect();
    json_line(object(json!({
        "kind": "typography",
        "post": name,
        "pages": summary.pages,
        "lines": summary.lines,
        "justified": summary.justified,
        "spaceCv": rounded(summary.space_cv(), 4),
        "lineCv": rounded(summary.line_cv(), 4),
        "loosePercent": rounded(summary.loose_percent(), 2),
        "tightPercent": rounded(summary.tight_percent(), 2),
        "hyphenatedPercent": rounded(summary.hyphenated_percent(), 2),
        "faults": faults,
    })))
}

/// What an EPUB claims of its accessibility.
pub fn access(name: &str, access: &Access, sources: &Sources, format: MessageFormat) -> String {
    let mut out = String::new();
    if format == MessageFormat::Human {
        let _ = writeln!(out, "{}: accessibility of the EPUB", field(name));
    }
    for claim in &access.claims {
        let why = why_not(claim, access);
        match format {
            MessageFormat::Human => {
                let sign = if why.is_none() { "claimed" } else { "not claimed" };
                let why = why.map(|why| format!(": {why}")).unwrap_or_default();
                let value = if claim.value.is_empty() { String::new() } else { format!(" {}", claim.value) };
                let _ = writeln!(out, "  {sign:<11}  {}{value}{why}", claim.property);
            }
            MessageFormat::Json => out.push_str(&json_claim(name, claim, why)),
        }
    }
    for (source, span) in &access.without_alt {
        let place = place(*span, sources);
        match format {
            MessageFormat::Human => {
                let at = place.map(|place| format!("{}: ", place.text())).unwrap_or_default();
                let _ = writeln!(out, "  {}`{}` has no alternative text", field(&at), field(source));
            }
            MessageFormat::Json => {
                let mut line = object(json!({ "kind": "without-alt", "post": name, "source": source }));
                if let Some(place) = place {
                    place.add_to(&mut line);
                }
                out.push_str(&json_line(line));
            }
        }
    }
    out
}

fn json_claim(name: &str, claim: &Claim, why: Option<String>) -> String {
    let mut line = object(json!({
        "kind": "claim",
        "post": name,
        "property": claim.property,
        "value": claim.value,
        "claimed": why.is_none(),
    }));
    if let Some(why) = why {
        line.insert("because".into(), json!(why));
    }
    json_line(line)
}

/// What prevents a claim; `None` where it is made.
fn why_not(claim: &Claim, access: &Access) -> Option<String> {
    match claim.standing {
        Standing::Made => None,
        Standing::Idle(why) => Some(why.to_owned()),
        Standing::NeedsAlt => {
            Some(format!("{} of {} pictures have no alternative text", access.without_alt.len(), access.pictures))
        }
        Standing::Needs(what) => Some(format!("it needs {what}")),
    }
}
