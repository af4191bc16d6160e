//! Pages of vertical lists made by hand: mental arithmetic on lines 10 points high.

mod breaks;
mod divide;
mod documents;
mod galleys;
mod guarantees;
mod margin;
mod notes;
mod property;
mod scopes;
mod tables;
mod together;

use super::super::units::Pt;
use super::paginate::breaking::Plan;
use super::paginate::margin::Column;
use super::paginate::material::{Material, PageGeometry};
use super::paginate::state::Placed;
use super::vlist::{Break, Clears, Glue, Scope, VBox, VItem, VList};
use crate::document::NoteId;

/// Height of a line.
const LINE: f64 = 10.0;

/// A page of so many lines; notes stand 10 points below the text.
fn room(lines: usize) -> PageGeometry {
    let height = Pt(LINE * lines as f64);
    let column = Column { height, gap: Pt(LINE / 2.0), reach: Pt(LINE * 4.0) };
    PageGeometry { height, leading: Pt(LINE), note_gap: Pt(LINE), column }
}

fn line() -> VBox {
    VBox { height: Pt(LINE), grid: true, ..VBox::default() }
}

fn calling(notes: &[u32]) -> VBox {
    VBox { notes: notes.iter().copied().map(NoteId).collect(), ..line() }
}

/// A list written down.
#[derive(Default)]
struct Sketch {
    list: VList,
}

impl Sketch {
    /// Lines that may part anywhere.
    fn lines(mut self, count: usize) -> Self {
        for _ in 0..count {
            self = self.line(line());
        }
        self
    }

    fn line(mut self, vbox: VBox) -> Self {
        self.list.push_box(vbox);
        self.list.push_break(Break::Cost(0.0));
        self
    }

    /// A paragraph of so many lines, with what its breaks cost.
    fn paragraph(mut self, count: usize) -> Self {
        for index in 0..count {
            self.list.push_box(line());
            let orphan = if index == 0 && count > 1 { super::cost::ORPHAN } else { 0.0 };
            let widow = if index + 2 == count { super::cost::WIDOW } else { 0.0 };
            self.list.push_break(Break::Cost(orphan + widow));
        }
        self
    }

    /// A heading of one line: space above, nothing may come between it and what follows.
    fn heading(mut self) -> Self {
        self.list.push_glue(Glue::gap(Pt(LINE)));
        self.list.push_box(VBox { grid: false, ..line() });
        self.list.push_break(Break::Forbidden);
        self
    }

    fn gap(mut self, length: f64) -> Self {
        self.list.push_glue(Glue::gap(Pt(length)));
        self
    }

    fn forced(mut self) -> Self {
        self.list.push_break(Break::Forced);
        self
    }

    fn float(mut self, height: f64) -> Self {
        self.list.items.push(VItem::Float(Box::new(VBox { height: Pt(height), margin: Pt(LINE), ..VBox::default() })));
        self.list.push_break(Break::Cost(0.0));
        self
    }

    /// What ends the text: a line that no figure comes after.
    fn end_matter(mut self) -> Self {
        self.list.push_box(VBox { clears: Clears::Everything, grid: false, ..line() });
        self
    }

    /// A box with padding of 5 points above and below, a label of one line, and so many lines.
    fn callout(mut self, lines: usize) -> Self {
        let label = VBox { grid: false, ..line() };
        let scope = self.list.open(Scope {
            top: Pt(5.0),
            bottom: Pt(5.0),
            width: Pt(100.0),
            repeated: vec![label.clone()],
            split: super::cost::CALLOUT_SPLIT,
            ..Scope::default()
        });
        self.list.push_box(label);
        self.list.push_break(Break::Forbidden);
        for _ in 0..lines {
            self.list.push_box(VBox { grid: false, ..line() });
            self.list.push_break(Break::Cost(0.0));
        }
        self.list.close(scope, 1);
        self.list.push_break(Break::Cost(0.0));
        self
    }

    /// A note of so many lines.
    fn note(mut self, id: u32, lines: usize) -> Self {
        self.list.notes.insert(NoteId(id), vec![VBox { grid: false, ..line() }; lines]);
        self
    }

    /// A note of so many lines, which may also stand in the margin, as high there.
    fn aside(mut self, id: u32, lines: usize) -> Self {
        let vbox = VBox { height: Pt(LINE * lines as f64), grid: false, ..line() };
        self.list.asides.insert(NoteId(id), vbox);
        self.note(id, lines)
    }
}

/// The pages of a plan in words: "b" a box, "=" the head of a box repeated, "f" a figure, each with its top in lines;
/// then the notes at the foot with their lines, and those in the margin with their tops.
fn describe(material: &Material, plan: &Plan) -> Vec<String> {
    plan.pages.iter().map(|planned| describe_page(material, planned)).collect()
}

fn describe_page(material: &Material, planned: &super::paginate::breaking::PlannedPage) -> String {
    let page = material.fill(&planned.start, &planned.end);
    let lines = |y: &Pt| (y.0 / LINE * 10.0).round() / 10.0;
    let mut words: Vec<String> = Vec::new();
    for placed in &page.placed {
        match placed {
            Placed::Box(index, y) => {
                let sign = if matches!(material.list.items.get(*index), Some(VItem::Float(_))) { "f" } else { "b" };
                words.push(format!("{sign}{}", lines(y)));
            }
            Placed::Reopen(_, y) => words.push(format!("={}", lines(y))),
            Placed::Space(..) | Placed::Open(..) | Placed::Close(..) | Placed::Mark(..) => {}
        }
    }
    for piece in &page.notes.pieces {
        words.push(format!("n{}:{}-{}", piece.note.0, piece.from, piece.to));
    }
    for (note, y) in &page.asides {
        words.push(format!("m{}@{}", note.0, lines(y)));
    }
    words.join(" ")
}

/// How many boxes each page has.
fn counts(material: &Material, plan: &Plan) -> Vec<usize> {
    plan.pages
        .iter()
        .map(|p| material.fill(&p.start, &p.end).placed.iter().filter(|x| matches!(x, Placed::Box(..))).count())
        .collect()
}
