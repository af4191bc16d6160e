//! Which lines of which notes are at the foot of a page.
//!
//! The rule: a note begins on the page of its call. If all notes of a page fit, all are there. Else the last one is
//! split, with at least [`cost::NOTE_LINES`] lines on either page. Only when no page can be made that way are several
//! notes split at once, each with at least its first line on the page of its call.

use crate::document::NoteId;
use crate::layout::flow::cost;
use crate::layout::flow::vlist::{VBox, VList};
use crate::layout::units::Pt;
use std::collections::{BTreeMap, VecDeque};

/// What is left of a note: its lines from the given one on.
pub type NoteRemainder = (NoteId, usize);

/// How much a page may bend the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relaxation {
    /// Every rule holds.
    #[default]
    Strict,
    /// Several notes may be split, into single lines; a page may hold notes only.
    Loose,
    /// Pages may also end where it is forbidden.
    Forbidden,
    /// Anything goes: boxes higher than the page stick out, notes begin after their call.
    Desperate,
}

/// Lines `from..to` of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotePiece {
    /// The note.
    pub note: NoteId,
    /// First line.
    pub from: usize,
    /// One past the last line.
    pub to: usize,
}

/// The notes of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NotePlan {
    /// In order.
    pub pieces: Vec<NotePiece>,
    /// What goes on on the next page, in order.
    pub rest: Vec<NoteRemainder>,
    /// Height of all lines.
    pub height: Pt,
}

fn lines(list: &VList, note: NoteId) -> &[VBox] {
    list.notes.get(&note).map_or(&[], Vec::as_slice)
}

/// The height of each note with that of the notes called in it.
pub fn total_heights(list: &VList) -> BTreeMap<NoteId, Pt> {
    let mut known = BTreeMap::new();
    for note in list.notes.keys() {
        total_height(list, *note, &mut known);
    }
    known
}

/// A note is called first in one place, so that notes within notes have an end; should they not, the second call counts
/// for nothing.
fn total_height(list: &VList, note: NoteId, known: &mut BTreeMap<NoteId, Pt>) -> Pt {
    if let Some(height) = known.get(&note) {
        return *height;
    }
    known.insert(note, Pt::ZERO);
    let mut total = height(lines(list, note));
    for nested in lines(list, note).iter().flat_map(|line| &line.notes) {
        total += total_height(list, *nested, known);
    }
    known.insert(note, total);
    total
}

fn height(lines: &[VBox]) -> Pt {
    lines.iter().map(|line| line.height).sum()
}

fn fits(needed: Pt, space: Pt) -> bool {
    needed.0 <= space.0 + cost::EPSILON
}

/// Places what earlier pages left (`rest`), then the notes called on this page, into `space`. `None` if the rules that
/// `relaxation` leaves cannot be kept. With `alone` there is no text on the page: something is placed then, come what may.
pub fn place(
    list: &VList,
    rest: &[NoteRemainder],
    calls: &[NoteId],
    space: Pt,
    relaxation: Relaxation,
    alone: bool,
) -> Option<NotePlan> {
    let strict = place_strictly(list, rest, calls, space);
    if strict.is_some() || relaxation == Relaxation::Strict {
        return strict;
    }
    place_loosely(list, rest, calls, space, relaxation, alone)
}

fn place_strictly(list: &VList, rest: &[NoteRemainder], calls: &[NoteId], space: Pt) -> Option<NotePlan> {
    let mut queue: VecDeque<NoteRemainder> = rest.iter().copied().chain(calls.iter().map(|note| (*note, 0))).collect();
    let mut plan = NotePlan::default();
    while let Some((note, from)) = queue.pop_front() {
        let all = lines(list, note);
        let left = all.get(from..).unwrap_or(&[]);
        let needed = height(left);
        if fits(plan.height + needed, space) {
            plan.height += needed;
            plan.pieces.push(NotePiece { note, from, to: all.len() });
            // A note called within a note follows it directly.
            for nested in left.iter().rev().flat_map(|line| line.notes.iter().rev()) {
                queue.push_front((*nested, 0));
            }
            continue;
        }
        if !queue.is_empty() {
            return None;
        }
        let kept = split(left, space - plan.height)?;
        plan.height += height(left.get(..kept).unwrap_or(&[]));
        plan.pieces.push(NotePiece { note, from, to: from + kept });
        plan.rest.push((note, from + kept));
    }
    Some(plan)
}

/// How many lines of a note stay when it is split: as many as fit, with enough on either side, and none that calls a
/// note itself (which would have to begin here too).
fn split(left: &[VBox], space: Pt) -> Option<usize> {
    let most = left.len().checked_sub(cost::NOTE_LINES)?;
    let mut kept = 0;
    let mut used = Pt::ZERO;
    for line in left.iter().take(most) {
        if !line.notes.is_empty() || !fits(used + line.height, space) {
            break;
        }
        used += line.height;
        kept += 1;
    }
    (kept >= cost::NOTE_LINES).then_some(kept)
}

/// Gives every note called here its first line, then hands out what space is left in order.
fn place_loosely(
    list: &VList,
    rest: &[NoteRemainder],
    calls: &[NoteId],
    space: Pt,
    relaxation: Relaxation,
    alone: bool,
) -> Option<NotePlan> {
    let mut pieces: Vec<NotePiece> =
        rest.iter().map(|(note, from)| NotePiece { note: *note, from: *from, to: *from }).collect();
    let mut used = Pt::ZERO;
    let mut begun = Vec::new();
    for note in calls {
        used += begin(list, *note, &mut begun);
    }
    if fits(used, space) {
        pieces.extend(begun);
    } else if relaxation == Relaxation::Desperate {
        used = Pt::ZERO;
        pieces.extend(calls.iter().map(|note| NotePiece { note: *note, from: 0, to: 0 }));
    } else {
        return None;
    }
    let mut force = alone;
    let mut at = 0;
    while let Some(piece) = pieces.get(at).copied() {
        let Some(line) = lines(list, piece.note).get(piece.to) else {
            at += 1;
            continue;
        };
        let mut nested = Vec::new();
        let needed = line.height + line.notes.iter().map(|note| begin(list, *note, &mut nested)).sum();
        if !(fits(used + needed, space) || force) {
            at += 1;
            continue;
        }
        force = false;
        used += needed;
        if let Some(piece) = pieces.get_mut(at) {
            piece.to += 1;
        }
        pieces.splice(at + 1..at + 1, nested);
    }
    let rest = pieces.iter().filter(|p| p.to < lines(list, p.note).len()).map(|p| (p.note, p.to)).collect();
    pieces.retain(|piece| piece.from < piece.to);
    Some(NotePlan { pieces, rest, height: used })
}

/// The first line of a note, and of the notes called on that line; the height they need.
fn begin(list: &VList, note: NoteId, pieces: &mut Vec<NotePiece>) -> Pt {
    let Some(first) = lines(list, note).first() else { return Pt::ZERO };
    pieces.push(NotePiece { note, from: 0, to: 1 });
    first.height + first.notes.iter().map(|nested| begin(list, *nested, pieces)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list with notes of the given numbers of lines, each 10 pt high, numbered from 0.
    fn notes(lines: &[usize]) -> VList {
        let mut list = VList::default();
        for (id, count) in (0u32..).zip(lines) {
            list.notes.insert(NoteId(id), vec![VBox { height: Pt(10.0), ..VBox::default() }; *count]);
        }
        list
    }

    fn pieces(plan: &NotePlan) -> Vec<(u32, usize, usize)> {
        plan.pieces.iter().map(|p| (p.note.0, p.from, p.to)).collect()
    }

    #[test]
    fn all_notes_stand_whole_where_they_fit() {
        let list = notes(&[2, 3]);
        let plan = place(&list, &[], &[NoteId(0), NoteId(1)], Pt(50.0), Relaxation::Strict, false).expect("fits");
        assert_eq!(pieces(&plan), [(0, 0, 2), (1, 0, 3)]);
        assert!(plan.rest.is_empty());
    }

    #[test]
    fn only_the_last_is_split_and_two_lines_stay_on_either_side() {
        let list = notes(&[2, 5]);
        let calls = [NoteId(0), NoteId(1)];
        let plan = place(&list, &[], &calls, Pt(65.0), Relaxation::Strict, false).expect("split");
        assert_eq!(pieces(&plan), [(0, 0, 2), (1, 0, 3)], "four would fit, but two must be left");
        assert_eq!(plan.rest, [(NoteId(1), 3)]);
        assert_eq!(place(&list, &[], &calls, Pt(35.0), Relaxation::Strict, false), None, "one line only");
    }

    #[test]
    fn loosely_every_note_begins_on_the_page_of_its_call() {
        let list = notes(&[4, 4]);
        let calls = [NoteId(0), NoteId(1)];
        assert_eq!(place(&list, &[], &calls, Pt(30.0), Relaxation::Strict, false), None);
        let plan = place(&list, &[], &calls, Pt(30.0), Relaxation::Loose, false).expect("loose");
        assert_eq!(pieces(&plan), [(0, 0, 2), (1, 0, 1)]);
        assert_eq!(plan.rest, [(NoteId(0), 2), (NoteId(1), 1)]);
    }

    #[test]
    fn a_note_called_in_a_note_follows_it() {
        let mut list = notes(&[2, 1, 1]);
        if let Some(line) = list.notes.get_mut(&NoteId(0)).and_then(|lines| lines.first_mut()) {
            line.notes.push(NoteId(2));
        }
        let plan = place(&list, &[], &[NoteId(0), NoteId(1)], Pt(100.0), Relaxation::Strict, false).expect("fits");
        assert_eq!(pieces(&plan), [(0, 0, 2), (2, 0, 1), (1, 0, 1)]);
    }
}
