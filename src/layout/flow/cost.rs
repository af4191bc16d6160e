//! What each fault of a page costs. The unit is arbitrary; what matters is which fault a reader would rather see.
//! A page one line short is the measure of the rest: it costs [`SHORT_LINE`].

/// A page short by n lines costs n² times this: one line is hardly seen, three are.
pub const SHORT_LINE: f64 = 10.0;
/// From this many lines on a page is visibly short, and each further line only adds to it.
pub const SHORT_SEEN: f64 = 3.0;
/// What each line beyond [`SHORT_SEEN`] adds.
pub const SHORT_FURTHER: f64 = 45.0;

/// What a page costs that is so many lines short.
pub fn short(lines: f64) -> f64 {
    let seen = lines.min(SHORT_SEEN);
    seen * seen * SHORT_LINE + (lines - seen) * SHORT_FURTHER
}

/// Facing pages that differ by n lines cost n² times this: a little more than making the fuller one short too. From
/// [`SHORT_SEEN`] on nobody takes them for equal, and each further line only adds [`UNEQUAL_FURTHER`].
pub const UNEQUAL: f64 = 12.0;
/// What each line of difference beyond [`SHORT_SEEN`] adds.
pub const UNEQUAL_FURTHER: f64 = 15.0;

/// What it costs that facing pages differ by so many lines.
pub fn unequal(lines: f64) -> f64 {
    let seen = lines.min(SHORT_SEEN);
    seen * seen * UNEQUAL + (lines - seen) * UNEQUAL_FURTHER
}
/// The last line of a paragraph alone at the head of a page: worse than any page that is short, or any single split.
pub const WIDOW: f64 = 1100.0;
/// The first line of a paragraph alone at the foot of a page: a little less bad than a widow.
pub const ORPHAN: f64 = 900.0;
/// A heading with a single line below it at the foot of a page.
pub const HEADING_ONE_LINE: f64 = 1100.0;
/// A shouted line, which is a heading of a kind, at the foot of a page.
pub const SHOUT_AT_FOOT: f64 = 450.0;
/// A page that begins with what divides (dots, a rule): it divides nothing there.
pub const DIVIDER_AT_HEAD: f64 = 120.0;
/// A heading with two lines below it at the foot of a page.
pub const HEADING_TWO_LINES: f64 = 45.0;
/// A page ending in a hyphenated word.
pub const HYPHEN: f64 = 25.0;
/// A page ending with a colon, what it announces being overleaf.
pub const COLON: f64 = 60.0;
/// A note split over pages: worse than two lines short, better than four.
pub const NOTE_SPLIT: f64 = 110.0;
/// A note in the margin that stands a line away from its call; two lines cost twice this.
pub const ASIDE_SHIFT: f64 = 3.0;
/// A note at the foot because the margin is full.
pub const ASIDE_AT_FOOT: f64 = 60.0;
/// Farthest that a note in the margin stands from its call, in lines.
pub const ASIDE_REACH: f64 = 12.0;
/// A callout split over pages.
pub const CALLOUT_SPLIT: f64 = 70.0;
/// The same of one with no more than [`CALLOUT_SHORT`] lines: more than a page costs that is as many lines short as the
/// callout is high, and faces a full one.
pub const CALLOUT_SHORT_SPLIT: f64 = 650.0;
/// Lines of a short callout, its label left out.
pub const CALLOUT_SHORT: usize = 6;
/// A quotation split over pages.
pub const QUOTE_SPLIT: f64 = 20.0;
/// A code block split over pages.
pub const CODE_SPLIT: f64 = 45.0;
/// The same of one with no more than [`CODE_SHORT`] lines: read at a glance, or not at all.
pub const CODE_SHORT_SPLIT: f64 = 130.0;
/// Lines of a short code block.
pub const CODE_SHORT: usize = 10;
/// A page ending in code elsewhere than at a blank line.
pub const CODE_UNBROKEN: f64 = 25.0;
/// A table split over pages; its head is repeated, so this is mild.
pub const TABLE_SPLIT: f64 = 20.0;
/// The first or the last row of a table alone on a page.
pub const ROW_ALONE: f64 = 900.0;
/// A row of a table split over pages.
pub const ROW_SPLIT: f64 = 250.0;
/// Rows that a cell joins split over pages, between two of them.
pub const GROUP_SPLIT: f64 = 150.0;
/// One box of a scope (callout, code, table) alone on a page.
pub const SCOPE_EDGE: f64 = 350.0;
/// A figure put off to the next page.
pub const FLOAT_PUT_OFF: f64 = 30.0;
/// So many figures are put off at once at most: with this many waiting, a page ends before the next.
pub const MOST_PUT_OFF: usize = 12;
/// The colophon of a post alone on a page.
pub const COLOPHON_ALONE: f64 = 450.0;
/// A last page with less than [`RUNT_LINES`] lines.
pub const RUNT: f64 = 220.0;
/// Fewer lines than this make a last page look like a mistake.
pub const RUNT_LINES: f64 = 5.0;
/// Each relaxation of a constraint costs this much on top, so that none is taken that is not needed.
pub const RELAXED: f64 = 10_000.0;
/// Breaking where it is forbidden (within the last relaxation).
pub const FORBIDDEN: f64 = 20_000.0;

/// Pages shorter than this many lines are not considered as long as a fuller one is possible.
pub const MOST_SHORT: u32 = 12;
/// A note is split only so that at least this many lines stand on either page.
pub const NOTE_LINES: usize = 2;
/// The share of a gap between blocks that may be given up to reach the leading grid.
pub const GAP_SHRINK: f64 = 0.3;
/// The same for the space around headings.
pub const HEADING_SHRINK: f64 = 0.5;
/// Lengths closer than this are one: sums of leadings in binary fractions.
pub const EPSILON: f64 = 0.01;
