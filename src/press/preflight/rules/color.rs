//! Faults of colours, lines and images.

use super::super::facts::{BlackText, FileFacts, PageFacts};
use super::super::fault::{Fault, FaultKind};
use super::document::forbids;
use super::pages::{pages_where, worst};
use crate::diagnostics::Severity;
use crate::press::{ColorKind, Printer};

/// How far a line may be thinner than it should and pass, in points: numbers in PDF are rounded.
const ROUNDING: f64 = 0.005;

/// What a printer does not take, or advises against.
pub fn of_printer(facts: &FileFacts, printer: &Printer) -> Vec<Fault> {
    let mut faults = color_spaces(facts, printer);
    faults.extend(ink(facts, printer));
    faults.extend(transparency(facts, printer));
    faults.extend(resolution(facts, printer));
    faults
}

/// What goes wrong on any press: black text of several inks, lines of no width.
pub fn of_any(facts: &FileFacts, printer: Option<&Printer>) -> Vec<Fault> {
    let takes = |kind: ColorKind| {
        printer.and_then(|printer| printer.colors.as_ref()).is_some_and(|colors| colors.value.contains(&kind))
    };
    let mut faults = Vec::new();
    let mut black_text = |kind: BlackText, message: &str| {
        let pages = pages_where(facts, |page| page.black_text.contains(&kind));
        if !pages.is_empty() {
            let hint = "make black text of black ink alone (gray 0, or CMYK 0 0 0 100)";
            let fault = Fault::error(FaultKind::BlackText, message, hint);
            faults.push(fault.as_severity(Severity::Warning).on(pages));
        }
    };
    black_text(BlackText::Rich, "black text has other inks under it, and plates never fit exactly");
    if !takes(ColorKind::Rgb) {
        black_text(BlackText::Rgb, "black text is RGB, which becomes four inks on a press");
    }
    faults.extend(hairlines(facts, printer));
    faults
}

fn color_spaces(facts: &FileFacts, printer: &Printer) -> Vec<Fault> {
    let Some(taken) = printer.colors.as_ref().map(|figure| &figure.value) else { return Vec::new() };
    let names = taken.iter().copied().map(ColorKind::name).collect::<Vec<_>>().join(" and ");
    let kinds = [ColorKind::Gray, ColorKind::Cmyk, ColorKind::Rgb, ColorKind::Spot];
    let refused = kinds.into_iter().filter(|kind| !taken.contains(kind));
    let fault = |kind: ColorKind| {
        let pages = pages_where(facts, |page| page.colors.contains(&kind));
        let spots: std::collections::BTreeSet<&str> =
            facts.pages.iter().flat_map(|page| &page.spots).map(String::as_str).collect();
        let which = match kind {
            ColorKind::Spot => format!("spot colours ({})", spots.into_iter().collect::<Vec<_>>().join(", ")),
            kind => format!("{} colours", kind.name()),
        };
        let message = format!("the file has {which}, and the printer takes {names}");
        let hint = "convert them, with the profile of the printer if it names one";
        (!pages.is_empty()).then(|| Fault::error(FaultKind::ColorSpace, message, hint).on(pages))
    };
    refused.filter_map(fault).collect()
}

fn ink(facts: &FileFacts, printer: &Printer) -> Vec<Fault> {
    let Some(most) = printer.ink.as_ref().map(|figure| figure.value) else { return Vec::new() };
    let mut faults = Vec::new();
    // A sum of rounded numbers may be off by less than a hundredth of a percent.
    if let Some((ink, pages)) = worst(facts, |page: &PageFacts| Some(page.ink).filter(|ink| *ink > most + 0.01)) {
        let message = format!("there is {ink:.0} % ink on a place, and the most is {most} %");
        let hint = "convert the colours with a profile that keeps to that limit";
        faults.push(Fault::error(FaultKind::Ink, message, hint).on(pages));
    }
    let unmeasured = pages_where(facts, |page| page.unmeasured > 0);
    if !unmeasured.is_empty() {
        let message = "the ink of images could not be measured: they are compressed with loss or not in 8 bits";
        let hint = "look at them in a program that shows total ink";
        let fault = Fault::error(FaultKind::InkUnmeasured, message, hint);
        faults.push(fault.as_severity(Severity::Note).on(unmeasured));
    }
    faults
}

fn transparency(facts: &FileFacts, printer: &Printer) -> Option<Fault> {
    let pages = pages_where(facts, |page| page.transparent);
    (forbids(&printer.transparency) && !pages.is_empty()).then(|| {
        let hint = "flatten it: export without opacity, blending and masks, or as PDF 1.3";
        Fault::error(FaultKind::Transparency, "something can be seen through", hint).on(pages)
    })
}

fn resolution(facts: &FileFacts, printer: &Printer) -> Option<Fault> {
    let least = printer.resolution.as_ref()?.value;
    // Less is worse: the greatest of the negative numbers would be the best.
    let coarse = |page: &PageFacts| page.resolution.filter(|resolution| resolution.round() < least);
    let (_, pages) = worst(facts, coarse)?;
    let coarsest = facts.pages.iter().filter_map(coarse).reduce(f64::min)?;
    let message = format!("an image has {coarsest:.0} pixels an inch where it is placed; the least is {least}");
    let hint = "use a larger image, or show it smaller";
    Some(Fault::error(FaultKind::Resolution, message, hint).as_severity(Severity::Warning).on(pages))
}

fn hairlines(facts: &FileFacts, printer: Option<&Printer>) -> Option<Fault> {
    let least = printer.and_then(|printer| printer.line.as_ref()).map(|figure| figure.value.0.0);
    let thin = |page: &PageFacts| {
        page.thinnest.filter(|weight| *weight <= 0.0 || least.is_some_and(|least| *weight < least - ROUNDING))
    };
    let pages = pages_where(facts, |page| thin(page).is_some());
    let thinnest = facts.pages.iter().filter_map(thin).reduce(f64::min)?;
    let wanted = least.map(|least| format!("; the least is {least} pt")).unwrap_or_default();
    let message = format!("a line is {thinnest:.2} pt thick{wanted}");
    let fault = Fault::error(FaultKind::Hairline, message, "make it thicker, or it may vanish in print");
    Some(fault.as_severity(Severity::Warning).on(pages))
}
