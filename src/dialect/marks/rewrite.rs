//! A text in which parts were replaced, and the way back to where each part was written.

use crate::source::{SourceId, Span};
use std::ops::Range;

/// A part of the text and what takes its place.
#[derive(Debug)]
pub(in crate::dialect) struct Edit {
    pub range: Range<usize>,
    pub with: Vec<Replacement>,
}

/// A piece of what takes a mark's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dialect) enum Replacement {
    /// A text of the pass's own. Its place is that of the mark.
    Text(String),
    /// A part of the text as it is; it keeps its place.
    Kept(Range<usize>),
    /// A part of another file, from the byte `start` of it on. The mark is its place if the file is not among the sources.
    Included { source: Option<SourceId>, start: usize, text: String },
}

/// Where a piece of a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// A piece of a file as it is, from this byte on.
    File(SourceId, usize),
    /// Made by a mark, which is there.
    Mark(Span),
}

/// A piece of the text: where it starts, and where it comes from. It ends where the next one starts.
#[derive(Clone, Copy, Debug)]
struct Segment {
    at: usize,
    origin: Origin,
}

/// A text made of pieces of files and of what marks put in their place.
#[derive(Debug)]
pub(in crate::dialect) struct Rewritten {
    /// The text.
    pub text: String,
    segments: Vec<Segment>,
}

impl Rewritten {
    /// A file's text as it is.
    pub fn new(source: SourceId, text: &str) -> Rewritten {
        let whole = Segment { at: 0, origin: Origin::File(source, 0) };
        Rewritten { text: text.to_owned(), segments: vec![whole] }
    }

    /// The text with parts replaced. Edits that overlap one before them are dropped.
    pub fn apply(&self, mut edits: Vec<Edit>) -> Rewritten {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut made = Rewritten { text: String::with_capacity(self.text.len()), segments: Vec::new() };
        let mut at = 0;
        for Edit { range, with } in edits {
            if range.start < at || range.end < range.start || self.text.get(range.clone()).is_none() {
                continue;
            }
            made.keep(self, at..range.start);
            let place = self.span(range.clone());
            for part in with {
                match part {
                    Replacement::Kept(kept) => made.keep(self, kept),
                    Replacement::Text(text) => made.push(&text, Origin::Mark(place)),
                    Replacement::Included { source, start, text } => {
                        made.push(&text, source.map_or(Origin::Mark(place), |source| Origin::File(source, start)));
                    }
                }
            }
            at = range.end;
        }
        made.keep(self, at..self.text.len());
        made
    }

    fn push(&mut self, text: &str, origin: Origin) {
        if !text.is_empty() {
            self.segments.push(Segment { at: self.text.len(), origin });
            self.text.push_str(text);
        }
    }

    /// Takes over a part of another text, with its places.
    fn keep(&mut self, other: &Rewritten, range: Range<usize>) {
        let first = other.segments.partition_point(|segment| segment.at <= range.start).saturating_sub(1);
        for (index, segment) in other.segments.iter().enumerate().skip(first) {
            let next = other.segments.get(index + 1).map_or(other.text.len(), |next| next.at);
            let part = segment.at.max(range.start)..next.min(range.end);
            if segment.at >= range.end {
                break;
            }
            let origin = match segment.origin {
                Origin::File(source, start) => Origin::File(source, start + (part.start - segment.at)),
                mark @ Origin::Mark(_) => mark,
            };
            self.push(other.text.get(part).unwrap_or(""), origin);
        }
    }

    /// Where a range of the text was written: from where its first byte was to where its last one was, if both are of
    /// one file; else where its first byte was.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.place(range.start..range.start + usize::from(range.start < range.end));
        if range.end <= range.start {
            return Span { end: start.start, ..start };
        }
        let end = self.place(range.end - 1..range.end);
        if start.source == end.source && end.end >= start.start { start.to(end) } else { start }
    }

    /// The place of at most one byte.
    fn place(&self, range: Range<usize>) -> Span {
        let index = self.segments.partition_point(|segment| segment.at <= range.start);
        match index.checked_sub(1).and_then(|index| self.segments.get(index)) {
            Some(Segment { at, origin: Origin::File(source, start) }) => {
                let from = start + range.start.saturating_sub(*at);
                Span::new(*source, from..from + range.len())
            }
            Some(Segment { origin: Origin::Mark(span), .. }) => *span,
            None => Span::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, with: Vec<Replacement>) -> Edit {
        Edit { range, with }
    }

    fn place(rewritten: &Rewritten, what: &str) -> (u32, u32, u32) {
        let at = rewritten.text.find(what).expect("in the text");
        let span = rewritten.span(at..at + what.len());
        (span.source.0, span.start, span.end)
    }

    #[test]
    fn every_piece_leads_back_to_where_it_was_written() {
        let text = Rewritten::new(SourceId(3), "one {% two %} three {% end %} four");
        let with = vec![Replacement::Text("NEW ".into()), Replacement::Kept(14..19)];
        let once = text.apply(vec![edit(4..29, with)]);
        assert_eq!(once.text, "one NEW three four");
        assert_eq!(place(&once, "one"), (3, 0, 3));
        assert_eq!(place(&once, "NEW"), (3, 4, 29), "what a mark makes stands where the mark stands");
        assert_eq!(place(&once, "three"), (3, 14, 19));
        assert_eq!(place(&once, "four"), (3, 30, 34));

        let file = Replacement::Included { source: Some(SourceId(9)), start: 100, text: "inner text".into() };
        let twice = once.apply(vec![edit(14..18, vec![file])]);
        assert_eq!(twice.text, "one NEW three inner text");
        assert_eq!(place(&twice, "text"), (9, 106, 110));
        assert_eq!(place(&twice, "three"), (3, 14, 19));
        assert_eq!(place(&twice, "three inner"), (3, 14, 15), "two files have no place together");
    }

    #[test]
    fn edits_that_overlap_or_lie_outside_are_dropped() {
        let text = Rewritten::new(SourceId(0), "añb");
        let made = text.apply(vec![edit(0..1, vec![]), edit(0..3, vec![]), edit(2..3, vec![]), edit(3..9, vec![])]);
        assert_eq!(made.text, "ñb");
    }
}
