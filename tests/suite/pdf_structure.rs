//! What PDF/UA-1 (ISO 14289-1) and PDF/A-2a ask of a file's structure, held for books with every kind of node. A stand-in
//! for validators where they are not at hand, not instead of them.

use crate::epub_support::{TIMESTAMP, sink};
use offprint::document::Book;
use offprint::layout::fonts::FontBook;
use offprint::layout::{LayoutOptions, lay_out};
use offprint::pdf::{self, PdfOptions};
use offprint::resolve::Assets;

fn dump(book: &Book, assets: &Assets) -> String {
    let theme = offprint::theme::built_in().expect("theme");
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let (pages, _) = lay_out(book, assets, &theme, &fonts, &LayoutOptions::default());
    let (bytes, _) = pdf::write(&mut pages.clone(), &fonts, assets, &PdfOptions { timestamp: TIMESTAMP }).expect("PDF");
    pdf::dump(&bytes)
}

fn dumps() -> Vec<(&'static str, String)> {
    let (book, assets) = sink::kitchen_sink();
    let (volume, volume_assets) = sink::volume();
    vec![
        ("sink", dump(&book, &assets)),
        ("long", dump(&sink::long_post(), &Assets::default())),
        ("bare", dump(&sink::bare_post(), &Assets::default())),
        ("volume", dump(&volume, &volume_assets)),
    ]
}

/// A line of the structure: an element or a leaf.
struct Line<'a> {
    /// Type of an element; `None` for a leaf (text or a link's annotation).
    kind: Option<&'a str>,
    /// Type of the element it is in.
    parent: &'a str,
    /// The whole line.
    text: &'a str,
}

/// The structure of a dump, in reading order.
fn lines(dump: &str) -> Vec<Line<'_>> {
    let (_, structure) = dump.split_once("\nstructure:\n").expect("structure");
    let mut open: Vec<&str> = vec!["root"];
    let mut found = Vec::new();
    for line in structure.lines() {
        let text = line.trim_start();
        // Leaves begin with their page: "p12".
        let kind = (!text.starts_with('p')).then(|| text.split(' ').next().unwrap_or(text));
        open.truncate((line.len() - text.len()) / 2);
        found.push(Line { kind, parent: open.last().expect("parent"), text });
        open.push(kind.unwrap_or("leaf"));
    }
    found
}

#[test]
fn all_content_is_in_the_structure_or_an_artifact() {
    for (name, dump) in dumps() {
        for fault in ["UNMARKED", "missing sequence", "NOT EMBEDDED", "\u{FFFD}"] {
            assert!(!dump.contains(fault), "{name}: {fault} in {dump}");
        }
    }
}

#[test]
fn elements_stand_where_they_may() {
    for (name, dump) in dumps() {
        for line in lines(&dump) {
            let Some(kind) = line.kind else { continue };
            let allowed = match line.parent {
                "root" => kind == "Document",
                "TOC" => matches!(kind, "TOC" | "TOCI" | "Caption"),
                "L" => matches!(kind, "L" | "LI" | "Caption"),
                "LI" => matches!(kind, "Lbl" | "LBody"),
                "Table" => matches!(kind, "THead" | "TBody" | "TR" | "Caption"),
                "THead" | "TBody" => kind == "TR",
                "TR" => matches!(kind, "TH" | "TD"),
                "TOCI" => matches!(kind, "Reference" | "TOC"),
                _ => !matches!(kind, "TOCI" | "LI" | "LBody" | "THead" | "TBody" | "TR" | "TH" | "TD"),
            };
            assert!(allowed, "{name}: {kind} in {}\n{dump}", line.parent);
        }
    }
}

#[test]
fn headings_begin_at_one_and_skip_none() {
    for (name, dump) in dumps() {
        let mut above = 0;
        for kind in lines(&dump).iter().filter_map(|line| line.kind) {
            if let Some(level) = kind.strip_prefix('H').and_then(|level| level.parse::<u32>().ok()) {
                assert!(level <= above + 1, "{name}: H{level} after H{above}");
                above = level;
            }
        }
    }
}

#[test]
fn figures_notes_heads_and_lists_say_what_they_must() {
    for (name, dump) in dumps() {
        let mut notes = Vec::new();
        for Line { kind, text, .. } in lines(&dump) {
            let wanted: &[&str] = match kind {
                Some("Figure") => &["Alt=\"", "BBox ["],
                Some("TH") => &["Scope /Column"],
                Some("L") => &["ListNumbering"],
                Some("Note") => &["ID=\""],
                _ => &[],
            };
            assert!(wanted.iter().all(|part| text.contains(part)), "{name}: {wanted:?} in {text}");
            notes.extend((kind == Some("Note")).then_some(text));
        }
        let count = notes.len();
        notes.sort_unstable();
        notes.dedup();
        assert_eq!(notes.len(), count, "{name}: identifiers of notes");
    }
}

#[test]
fn every_annotation_stands_in_a_link_and_leads_somewhere() {
    for (name, dump) in dumps() {
        for line in lines(&dump).iter().filter(|line| line.kind.is_none() && line.text.contains(" link Rect=")) {
            assert_eq!(line.parent, "Link", "{name}: {}", line.text);
            assert!(line.text.contains(" Contents=\""), "{name}: {}", line.text);
            assert!(line.text.contains(" A=<") || line.text.contains(" Dest="), "{name}: {}", line.text);
        }
    }
}
