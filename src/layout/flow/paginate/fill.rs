//! Filling one page: from a place in the list downwards, noting every place where the page could end.
//!
//! The same walk is used for choosing breaks (which only needs the ends) and making up (which needs every place), so that
//! both see the same page.

use super::footnotes::Relaxation;
use super::material::Material;
use super::state::{End, Filled, Remaining};
use super::walk::{Care, Walk};
use crate::layout::flow::cost;
use crate::layout::units::Pt;

/// The ends of a page, and how many items were looked at to find them.
#[derive(Debug, Default)]
pub struct Ends {
    /// Shortest page first.
    pub ends: Vec<End>,
    /// Items looked at.
    pub steps: usize,
}

impl Material<'_> {
    /// The ends of the page that begins with `start` that are worth trying, under the strictest rules that leave any.
    /// There is always one, since the last relaxation takes anything.
    pub fn ends(&self, start: &Remaining) -> Ends {
        let mut found = Ends::default();
        // Most pages can be full. Then what is far too short need not be known.
        let mut walk = Walk::new(self, start, Relaxation::Strict, Care::FullPages);
        walk.run(None);
        found.steps += walk.steps;
        if !walk.passed_over && walk.ends.iter().any(|end| end.short <= cost::MOST_SHORT) {
            found.ends = walk.ends;
        } else {
            self.all_ends(start, &mut found);
        }
        let last = found.ends.iter().map(|end| end.end).max();
        if found.ends.iter().any(|end| end.short <= cost::MOST_SHORT) {
            found.ends.retain(|end| end.short <= cost::MOST_SHORT || Some(end.end) == last);
        }
        found
    }

    fn all_ends(&self, start: &Remaining, found: &mut Ends) {
        for relaxation in [Relaxation::Strict, Relaxation::Loose, Relaxation::Forbidden, Relaxation::Desperate] {
            let mut walk = Walk::new(self, start, relaxation, Care::AllPages);
            walk.run(None);
            found.steps += walk.steps;
            found.ends.append(&mut walk.ends);
            // Rather a very short page than one that ends where none may: a figure would be torn from the lines beside
            // it.
            let enough = found.ends.iter().any(|end| end.short <= cost::MOST_SHORT);
            if enough || (relaxation >= Relaxation::Loose && !found.ends.is_empty()) {
                break;
            }
        }
    }

    /// The page that begins with `start` and ends at `end`.
    pub fn fill(&self, start: &Remaining, end: &End) -> Filled {
        let mut walk = Walk::new(self, start, end.relaxation, Care::AllPages);
        let notes_only = end.next.at == start.at && end.next.floats == start.floats;
        if !notes_only {
            walk.run(Some(end.end));
        }
        let notes = walk.notes().unwrap_or_default();
        // A foot of spaced matter is brought down to the last line; the end of the text stays where it is.
        if !self.done(&end.next) && end.short == 0 {
            let taken = if notes.height.0 > 0.0 { notes.height + self.page.note_gap } else { Pt::ZERO };
            walk.reach_foot(self.grid_floor(self.page.height - taken));
        }
        let asides = walk.asides_placed();
        Filled { placed: walk.placed, notes, asides }
    }

    fn grid_floor(&self, height: Pt) -> Pt {
        let leading = self.page.leading.0.max(cost::EPSILON);
        Pt(((height.0 + cost::EPSILON) / leading).floor() * leading)
    }
}
