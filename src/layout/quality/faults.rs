//! What a compositor would mark.

use super::super::page::{LineQuality, LineRole, Pages, is_low};
use super::line::{ends_in_hyphen, factor};
use crate::source::Span;
use std::collections::BTreeMap;

/// Word spaces more than so many times as wide as the book's usual ones make a line loose.
pub const LOOSE: f64 = 1.5;
/// Word spaces less than so many times as wide make it tight.
pub const TIGHT: f64 = 0.75;
/// So many lines in succession that end in a hyphen are a ladder.
pub const LADDER: usize = 3;
/// A last line of one word with fewer characters than this is a runt.
pub const SHORT_WORD: usize = 5;
/// A page that lacks so many lines is short; fewer are hardly seen.
pub const SHORT_LINES: u32 = 3;

/// The kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// Word spaces too wide.
    Loose,
    /// Word spaces too narrow.
    Tight,
    /// Lines in succession that end in hyphens.
    Ladder,
    /// A last line of one short word.
    Runt,
    /// A paragraph's last line alone at the head of a page.
    Widow,
    /// A paragraph's first line alone at the foot of a page.
    Orphan,
    /// A page that ends early.
    ShortPage,
    /// A note that goes on on the next page.
    SplitNote,
    /// A character that no font has.
    MissingGlyph,
    /// A line wider than its measure, or a word broken by force.
    Overfull,
    /// An image of too few pixels.
    LowResolution,
}

impl FaultKind {
    /// All kinds, in the order of the tables.
    pub const ALL: [FaultKind; 11] = [
        FaultKind::Loose,
        FaultKind::Tight,
        FaultKind::Ladder,
        FaultKind::Runt,
        FaultKind::Widow,
        FaultKind::Orphan,
        FaultKind::ShortPage,
        FaultKind::SplitNote,
        FaultKind::MissingGlyph,
        FaultKind::Overfull,
        FaultKind::LowResolution,
    ];

    /// The name in reports and gates.
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::Loose => "loose",
            FaultKind::Tight => "tight",
            FaultKind::Ladder => "ladders",
            FaultKind::Runt => "runts",
            FaultKind::Widow => "widows",
            FaultKind::Orphan => "orphans",
            FaultKind::ShortPage => "short-pages",
            FaultKind::SplitNote => "split-notes",
            FaultKind::MissingGlyph => "missing-glyphs",
            FaultKind::Overfull => "overfull",
            FaultKind::LowResolution => "low-resolution",
        }
    }
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Index of the page.
    pub page: usize,
    /// Its folio.
    pub folio: String,
    /// Where it comes from in the source; `None` for what is of the page as a whole.
    pub span: Option<Span>,
    /// What is wrong, in words.
    pub message: String,
    /// The line's text; empty for what is no line.
    pub text: String,
    /// How much: the factor of word spaces, lines of a ladder or missing at the foot, points that stick out, pixels an
    /// inch, the number of a note.
    pub value: Option<f64>,
    /// What the line is of; `Other` for what is no line.
    pub role: LineRole,
}

/// Finds the faults of pages. `usual` is the usual factor of word spaces.
pub fn find(pages: &Pages, prose: &BTreeMap<u32, Vec<&LineQuality>>, usual: f64) -> Vec<Fault> {
    let mut marks = Marks { pages, found: Vec::new() };
    for line in &pages.quality {
        marks.line(line, usual);
    }
    for lines in prose.values() {
        marks.paragraph(lines);
    }
    marks.whole_pages();
    marks.images();
    marks.found.sort_by_key(|fault| (fault.page, fault.span.is_none(), fault.span, fault.kind));
    marks.found
}

struct Marks<'a> {
    pages: &'a Pages,
    found: Vec<Fault>,
}

impl Marks<'_> {
    fn add(&mut self, kind: FaultKind, page: usize, span: Option<Span>, message: String, value: Option<f64>) {
        let folio = self.pages.pages.get(page).map(|page| page.label.to_string()).unwrap_or_default();
        self.found.push(Fault { kind, page, folio, span, message, text: String::new(), value, role: LineRole::Other });
    }

    fn at(&mut self, kind: FaultKind, line: &LineQuality, message: impl Into<String>, value: Option<f64>) {
        self.add(kind, line.page, Some(line.span), message.into(), value);
        if let Some(fault) = self.found.last_mut() {
            fault.text = line.text.clone();
            fault.role = line.role;
        }
    }

    fn line(&mut self, line: &LineQuality, usual: f64) {
        if let Some(factor) = factor(line).filter(|_| line.role != LineRole::Other) {
            let relative = factor / usual;
            let message = format!("word spaces are {relative:.2} times as wide as usual");
            if relative > LOOSE {
                self.at(FaultKind::Loose, line, message, Some(relative));
            } else if relative < TIGHT {
                self.at(FaultKind::Tight, line, message, Some(relative));
            }
        }
        let over = line.overfull.0;
        if over > 0.0 {
            self.at(FaultKind::Overfull, line, format!("the line sticks out by {over:.1} pt"), Some(over));
        } else if line.broken {
            self.at(FaultKind::Overfull, line, "a word is broken by force", None);
        }
        if !line.missing.is_empty() {
            let codes: Vec<String> = line.missing.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
            let message = format!("no font has `{}` ({})", line.missing, codes.join(" "));
            self.at(FaultKind::MissingGlyph, line, message, None);
        }
    }

    /// What shows only in the lines of a paragraph together.
    fn paragraph(&mut self, lines: &[&LineQuality]) {
        self.ladders(lines);
        if lines.first().is_some_and(|line| line.role == LineRole::Note) {
            return; // a note that is parted is a split note
        }
        for pair in lines.windows(2) {
            let [before, line] = pair else { continue };
            let turned = before.page != line.page;
            if turned && before.index == 0 {
                self.at(FaultKind::Orphan, before, "the first line of a paragraph is alone at the foot", None);
            }
            let last = line.index + 1 == line.of;
            if turned && last {
                self.at(FaultKind::Widow, line, "the last line of a paragraph is alone at the head", None);
            }
            let text = line.text.trim();
            if last && text.chars().count() < SHORT_WORD && text.split_whitespace().count() == 1 {
                self.at(FaultKind::Runt, line, "the last line of a paragraph is one short word", None);
            }
        }
    }

    fn ladders(&mut self, lines: &[&LineQuality]) {
        for run in lines.chunk_by(|a, b| ends_in_hyphen(a) && ends_in_hyphen(b)) {
            if let Some(first) = run.first().filter(|line| run.len() >= LADDER && ends_in_hyphen(line)) {
                let message = format!("{} lines in succession end in hyphens", run.len());
                self.at(FaultKind::Ladder, first, message, Some(run.len() as f64));
            }
        }
    }

    fn whole_pages(&mut self) {
        for (page, quality) in self.pages.makeup.iter().enumerate() {
            if quality.short >= SHORT_LINES {
                // The last line on the page shows where in the text it ends.
                let end = self.pages.quality.iter().rfind(|l| l.page == page && l.role != LineRole::Note);
                let message = format!("the page ends {} lines early", quality.short);
                self.add(FaultKind::ShortPage, page, end.map(|l| l.span), message, Some(f64::from(quality.short)));
            }
            for note in &quality.split_notes {
                let message = format!("note {} goes on on the next page", note.number);
                self.add(FaultKind::SplitNote, page, Some(note.span), message, Some(f64::from(note.number)));
            }
        }
    }

    fn images(&mut self) {
        for image in &self.pages.images {
            if let Some(dpi) = image.dpi.filter(|dpi| is_low(*dpi)) {
                let message = format!("`{}` is printed at {dpi:.0} pixels an inch", image.source);
                self.add(FaultKind::LowResolution, image.page, Some(image.span), message, Some(dpi));
            }
        }
    }
}
