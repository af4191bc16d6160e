//! Notes in the margin: each beside the line of its call, pushed apart where they would overlap.
//!
//! A note in the margin is never split. It goes down as far as the notes above it reach; if the last one would then pass
//! the foot of the text area, the notes above it go up again. A note for which that leaves no place, or one too far from
//! its call, goes to the foot of the page.

use crate::document::NoteId;
use crate::layout::flow::cost;
use crate::layout::flow::vlist::{VBox, VList};
use crate::layout::units::Pt;

/// A note that is in the margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aside {
    /// The note.
    pub note: NoteId,
    /// What it is beside: an index in what is placed on the page.
    pub beside: usize,
}

/// A note as the column sees it: where its top would be level with its call, and its height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferred {
    /// Top, from the text area's.
    pub top: Pt,
    /// Height.
    pub height: Pt,
}

impl Preferred {
    /// Of a note called on `line`, whose top is `y`: their first baselines are level.
    pub fn beside(line: &VBox, y: Pt, aside: &VBox) -> Preferred {
        Preferred { top: y + line.baseline - aside.baseline, height: aside.height }
    }
}

/// The room of the margin's column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Its height, which is that of the text area.
    pub height: Pt,
    /// Least space between two notes.
    pub gap: Pt,
    /// Farthest that a note is from its call.
    pub reach: Pt,
}

impl Column {
    /// The tops of notes in the order of their calls. `None` if not all have a place.
    pub fn place(&self, preferred: &[Preferred]) -> Option<Vec<Pt>> {
        let tops = self.spread(preferred);
        let within =
            |(top, preferred): (&Pt, &Preferred)| (*top - preferred.top).0.abs() <= self.reach.0 + cost::EPSILON;
        let fits = tops.first().is_none_or(|top| top.0 >= -cost::EPSILON) && tops.iter().zip(preferred).all(within);
        fits.then_some(tops)
    }

    /// The tops of notes of which it is known that they have a place.
    pub fn spread(&self, preferred: &[Preferred]) -> Vec<Pt> {
        let mut tops = Vec::with_capacity(preferred.len());
        let mut free = Pt::ZERO;
        for preferred in preferred {
            let top = preferred.top.max(free);
            tops.push(top);
            free = top + preferred.height + self.gap;
        }
        let mut end = self.height;
        for (top, preferred) in tops.iter_mut().zip(preferred).rev() {
            *top = top.min(end - preferred.height);
            end = *top - self.gap;
        }
        tops
    }

    /// What it costs that notes are not level with their calls: lines moved, in leadings.
    pub fn cost(&self, preferred: &[Preferred], leading: Pt) -> f64 {
        let lines = |(top, preferred): (Pt, &Preferred)| (top - preferred.top).0.abs() / leading.0.max(cost::EPSILON);
        self.spread(preferred).into_iter().zip(preferred).map(lines).sum::<f64>() * cost::ASIDE_SHIFT
    }
}

/// The note as it is in the margin, if it may.
pub fn aside(list: &VList, note: NoteId) -> Option<&VBox> {
    list.asides.get(&note)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMN: Column = Column { height: Pt(100.0), gap: Pt(5.0), reach: Pt(30.0) };

    fn tops(preferred: &[(f64, f64)]) -> Option<Vec<f64>> {
        let preferred: Vec<Preferred> =
            preferred.iter().map(|(top, height)| Preferred { top: Pt(*top), height: Pt(*height) }).collect();
        COLUMN.place(&preferred).map(|tops| tops.into_iter().map(|top| top.0).collect())
    }

    #[test]
    fn notes_stand_level_with_their_calls_where_there_is_room() {
        assert_eq!(tops(&[(10.0, 20.0), (50.0, 30.0)]), Some(vec![10.0, 50.0]));
    }

    #[test]
    fn notes_that_would_overlap_are_pushed_apart() {
        assert_eq!(tops(&[(10.0, 20.0), (20.0, 20.0), (60.0, 10.0)]), Some(vec![10.0, 35.0, 60.0]));
    }

    #[test]
    fn notes_near_the_foot_move_up() {
        assert_eq!(tops(&[(60.0, 20.0), (90.0, 20.0)]), Some(vec![55.0, 80.0]));
    }

    #[test]
    fn a_note_without_room_or_too_far_away_has_no_place() {
        assert_eq!(tops(&[(0.0, 60.0), (10.0, 40.0)]), None, "60 + 5 + 40 is more than the column");
        assert_eq!(tops(&[(10.0, 40.0), (10.0, 20.0)]), None, "the second would stand 45 below its call");
        assert_eq!(tops(&[(-4.0, 20.0)]), Some(vec![0.0]), "no higher than the text");
    }
}
