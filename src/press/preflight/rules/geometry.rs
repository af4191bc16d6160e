//! Faults of sizes, bleed and margins.

use super::super::facts::{FileFacts, PageFacts};
use super::super::fault::{Fault, FaultKind};
use super::super::geometry::Area;
use super::document::forbids;
use crate::layout::units::Pt;
use crate::press::printer::same_size;
use crate::press::{BleedSides, Printer, length, size};

/// How far something may be off and still be where it belongs, in points.
const TOLERANCE: f64 = 0.5;

/// How far media boxes may be larger than they need be, in points: rounding.
const ROUNDING: f64 = 1.5;

/// The sides of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Head,
    Foot,
    Left,
    Right,
}

const SIDES: [Side; 4] = [Side::Head, Side::Foot, Side::Left, Side::Right];

impl Side {
    /// How far an area goes beyond another at this side; negative where it ends within.
    fn beyond(self, area: Area, edge: Area) -> f64 {
        match self {
            Side::Head => area.top - edge.top,
            Side::Foot => edge.bottom - area.bottom,
            Side::Left => edge.left - area.left,
            Side::Right => area.right - edge.right,
        }
    }
}

/// A page with the trim it is taken to have.
struct Sheet<'a> {
    page: &'a PageFacts,
    trim: Area,
    /// The side at which the leaf is bound.
    spine: Side,
}

pub fn judge(facts: &FileFacts, printer: &Printer) -> Vec<Fault> {
    let sheets: Vec<Sheet<'_>> =
        facts.pages.iter().enumerate().map(|(index, page)| sheet(facts, index, page, printer)).collect();
    let mut faults = sizes(&sheets, printer);
    faults.extend(marks(&sheets, printer));
    let bleeds = sheets.iter().any(|sheet| sheet.bleeding_sides().next().is_some());
    faults.extend(bleed(&sheets, printer));
    faults.extend(margins(&sheets, printer, bleeds));
    faults
}

fn sheet<'a>(facts: &FileFacts, index: usize, page: &'a PageFacts, printer: &Printer) -> Sheet<'a> {
    // The first page is a right-hand one, and left-hand where a book is read from right to left.
    let spine = if index.is_multiple_of(2) != facts.right_to_left { Side::Left } else { Side::Right };
    let trim = page.trim.unwrap_or_else(|| guessed_trim(page.media, spine, printer));
    Sheet { page, trim, spine }
}

/// The trim of a page that does not say: what is left of it without the bleed, if only that is a size on offer.
fn guessed_trim(media: Area, spine: Side, printer: &Printer) -> Area {
    let Some(bleed) = printer.bleed.as_ref().map(|figure| figure.value) else { return media };
    let by = bleed.width.0.0;
    let at = |side: Side| if bleed.sides == BleedSides::All || side != spine { by } else { 0.0 };
    let within = Area {
        left: media.left + at(Side::Left),
        bottom: media.bottom + by,
        right: media.right - at(Side::Right),
        top: media.top - by,
    };
    let free = printer.trims.is_none();
    let listed = |area: Area| {
        printer.trims.iter().flat_map(|trims| &trims.value).any(|offered| same_size(offered.0, area.size()))
    };
    if !free && listed(within) && !listed(media) { within } else { media }
}

impl Sheet<'_> {
    /// The sides but the spine at which something is printed up to the trim, with how far beyond it goes at least. What
    /// does not touch the trimmed page is a mark.
    fn bleeding_sides(&self) -> impl Iterator<Item = (Side, f64)> {
        SIDES.into_iter().filter(|side| *side != self.spine).filter_map(|side| {
            let on_page = self.page.painted.iter().filter(|area| area.within(self.trim.grown(-TOLERANCE)).is_some());
            let reaches = on_page.map(|area| side.beyond(*area, self.trim)).filter(|beyond| *beyond >= -TOLERANCE);
            Some((side, reaches.reduce(f64::min)?))
        })
    }
}

fn sizes(sheets: &[Sheet<'_>], printer: &Printer) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(first) = sheets.first().map(|sheet| sheet.trim.size()) else { return faults };
    let others = pages(sheets, |sheet| !same_size(sheet.trim.size(), first));
    if let Some(other) = others.first().and_then(|index| sheets.get(*index)) {
        let message = format!("pages are {} and {}", size(first), size(other.trim.size()));
        faults.push(Fault::error(FaultKind::PageSizes, message, "give all pages the same trim size").on(others));
    }
    let refused = pages(sheets, |sheet| !printer.takes_trim(sheet.trim.size()));
    if let Some(sheet) = refused.first().and_then(|index| sheets.get(*index)) {
        let message = format!("the printer does not offer the trim size {}", size(sheet.trim.size()));
        let hint = format!("`offprint printers {}` prints the sizes it has", printer.name);
        faults.push(Fault::error(FaultKind::TrimSize, message, hint).on(refused));
    }
    faults
}

/// Pages that are larger than trim and bleed have room for marks, or were made for larger paper.
fn marks(sheets: &[Sheet<'_>], printer: &Printer) -> Option<Fault> {
    if !forbids(&printer.marks) {
        return None;
    }
    let bleed = printer.bleed.as_ref().map_or(0.0, |figure| figure.value.width.0.0);
    let excess = |sheet: &Sheet<'_>| {
        let beyond = SIDES.map(|side| side.beyond(sheet.page.media, sheet.trim) - bleed);
        beyond.into_iter().fold(f64::MIN, f64::max)
    };
    let found = pages(sheets, |sheet| excess(sheet) > ROUNDING);
    let most = found.iter().filter_map(|index| sheets.get(*index)).map(excess).reduce(f64::max)?;
    let message = format!("pages go {} beyond trim and bleed, where crop marks would be", length(Pt(most)));
    let hint = "export without marks, so that the page ends with the bleed, or with the trim";
    Some(Fault::error(FaultKind::Marks, message, hint).on(found))
}

fn bleed(sheets: &[Sheet<'_>], printer: &Printer) -> Option<Fault> {
    let wanted = printer.bleed.as_ref()?.value.width.0.0;
    let shortest = |sheet: &Sheet<'_>| {
        let reaches = sheet.bleeding_sides().map(|(_, beyond)| beyond).reduce(f64::min);
        reaches.filter(|reach| *reach < wanted - TOLERANCE)
    };
    let found = pages(sheets, |sheet| shortest(sheet).is_some());
    let least = found.iter().filter_map(|index| shortest(sheets.get(*index)?)).reduce(f64::min)?;
    let message = format!(
        "something is printed up to the trim and goes {} beyond it; the bleed is {}",
        length(Pt(least.max(0.0))),
        length(Pt(wanted))
    );
    let hint = "let it go on to the end of the bleed, and export the file with bleed";
    Some(Fault::error(FaultKind::Bleed, message, hint).on(found))
}

/// Text that is nearer to an edge than the printer's margin.
fn margins(sheets: &[Sheet<'_>], printer: &Printer, bleeds: bool) -> Vec<Fault> {
    let count = u32::try_from(sheets.len()).unwrap_or(u32::MAX);
    let least = |sheet: &Sheet<'_>, spine: bool| {
        let text = sheet.page.text?;
        let sides = SIDES.into_iter().filter(|side| (*side == sheet.spine) == spine);
        sides.map(|side| -side.beyond(text, sheet.trim)).reduce(f64::min)
    };
    let fault = |spine: bool, wanted: Option<Pt>, where_: &str, hint: String| {
        let wanted = wanted?;
        let near = |sheet: &Sheet<'_>| least(sheet, spine).filter(|space| *space < wanted.0 - TOLERANCE);
        let found = pages(sheets, |sheet| near(sheet).is_some());
        let nearest = found.iter().filter_map(|index| near(sheets.get(*index)?)).reduce(f64::min)?;
        let message =
            format!("text is {} from {where_}; the least is {}", length(Pt(nearest.max(0.0))), length(wanted));
        Some(Fault::error(FaultKind::Margin, message, hint).on(found))
    };
    let outer = fault(false, printer.outer_margin(bleeds), "the trim", "make the margins wider".to_owned());
    let hint = format!("make the inner margin wider: for {count} pages the printer asks for more");
    [outer, fault(true, printer.gutter_of(count), "the spine", hint)].into_iter().flatten().collect()
}

/// The sheets of which something holds, by index.
fn pages(sheets: &[Sheet<'_>], holds: impl Fn(&Sheet<'_>) -> bool) -> Vec<usize> {
    (0..).zip(sheets).filter(|(_, sheet)| holds(sheet)).map(|(index, _)| index).collect()
}
