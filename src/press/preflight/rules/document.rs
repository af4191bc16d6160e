//! Faults of the file as a whole.

use super::super::facts::{FileFacts, PageFacts};
use super::super::fault::{Fault, FaultKind};
use super::pages::pages_where;
use crate::diagnostics::Severity;
use crate::press::{Figure, Printer};

/// What no printer takes.
pub fn of_any(facts: &FileFacts) -> Vec<Fault> {
    let mut faults = Vec::new();
    if facts.encrypted {
        let more = if facts.pages.is_empty() { ", and cannot be read without its password" } else { "" };
        let hint = "save it without a password and without restrictions";
        faults.push(Fault::error(FaultKind::Encrypted, format!("the file is encrypted{more}"), hint));
    } else if facts.pages.is_empty() {
        faults.push(Fault::error(FaultKind::Unread, "the file has no pages", "export it again"));
    }
    if facts.javascript {
        let hint = "remove the scripts: a press runs none";
        faults.push(Fault::error(FaultKind::JavaScript, "the file holds JavaScript", hint));
    }
    faults.extend(unread(facts));
    let missing: Vec<&str> =
        facts.fonts.iter().filter(|(_, in_file)| !**in_file).map(|(name, _)| name.as_str()).collect();
    if !missing.is_empty() {
        let message = format!("fonts are not embedded: {}", missing.join(", "));
        let hint = "embed all fonts: a press has others, and other line breaks with them";
        faults.push(Fault::error(FaultKind::FontNotEmbedded, message, hint));
    }
    if facts.standard.is_some() && facts.output_intent.is_none() {
        let hint = "PDF/X asks for an output intent: name the printing condition or embed its profile";
        let message = "the file claims PDF/X and does not say for which printing condition";
        faults.push(Fault::error(FaultKind::OutputIntent, message, hint));
    }
    faults
}

/// Pages that could not be read whole, by reason.
fn unread(facts: &FileFacts) -> Vec<Fault> {
    let mut reasons: Vec<&'static str> = facts.pages.iter().filter_map(|page| page.unread).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let fault = |reason: &'static str| {
        let message = format!("a page could not be looked through: {reason}");
        let hint = "what is there was not checked; export the file again, or look at these pages yourself";
        Fault::error(FaultKind::Unread, message, hint).on(pages_where(facts, |page| page.unread == Some(reason)))
    };
    reasons.into_iter().map(fault).collect()
}

/// What a printer does not take.
pub fn of_printer(facts: &FileFacts, printer: &Printer) -> Vec<Fault> {
    let mut faults = page_count(facts, printer);
    faults.extend(blank_end(facts, printer));
    faults.extend(file_size(facts, printer));
    faults.extend(standard(facts, printer));
    if forbids(&printer.outline) && facts.outline {
        let hint = "export the file without bookmarks";
        faults.push(Fault::error(FaultKind::Outline, "the file has an outline (bookmarks)", hint));
    }
    let annotated = pages_where(facts, |page| page.annotations > 0);
    if forbids(&printer.annotations) && !annotated.is_empty() {
        let count: usize = facts.pages.iter().map(|page| page.annotations).sum();
        let message = format!("the file has annotations ({count}; links are annotations, too)");
        let hint = "export the file without links and comments";
        faults.push(Fault::error(FaultKind::Annotations, message, hint).on(annotated));
    }
    faults
}

/// Whether a printer says that something may not be.
pub fn forbids(figure: &Option<Figure<bool>>) -> bool {
    figure.as_ref().is_some_and(|figure| !figure.value)
}

fn page_count(facts: &FileFacts, printer: &Printer) -> Vec<Fault> {
    let Some(figure) = &printer.pages else { return Vec::new() };
    let count = u32::try_from(facts.pages.len()).unwrap_or(u32::MAX);
    let rule = figure.value;
    let error = |message: String, hint: String| Fault::error(FaultKind::PageCount, message, hint);
    let mut faults = Vec::new();
    if let Some(least) = rule.least.filter(|least| count < *least) {
        let hint = "add blank pages, or print it stapled elsewhere".to_owned();
        faults.push(error(format!("the number of pages is {count}, and the least is {least}"), hint));
    }
    if let Some(greatest) = rule.greatest.filter(|greatest| count > *greatest) {
        let hint = "take a larger trim size or smaller type, or divide the book".to_owned();
        faults.push(error(format!("the number of pages is {count}, and the most is {greatest}"), hint));
    }
    if let Some(multiple) = rule.multiple.filter(|multiple| !count.is_multiple_of(multiple.get())) {
        let missing = multiple.get() - count % multiple.get();
        let hint = format!("blank pages to add at the end: {missing}");
        faults.push(error(format!("the number of pages is {count}, which is no multiple of {multiple}"), hint));
    }
    faults
}

fn blank_end(facts: &FileFacts, printer: &Printer) -> Option<Fault> {
    let asked = printer.blank_end.as_ref().is_some_and(|figure| figure.value);
    let last = facts.pages.len().checked_sub(1)?;
    let printed = facts.pages.last().is_some_and(|page: &PageFacts| !page.is_blank());
    (asked && printed).then(|| {
        let hint = "add a blank page at the end, or the printer adds one";
        let fault = Fault::error(FaultKind::BlankEnd, "the last page is not blank", hint);
        fault.as_severity(Severity::Warning).on([last])
    })
}

fn file_size(facts: &FileFacts, printer: &Printer) -> Option<Fault> {
    let most = printer.file_size.as_ref()?.value.0;
    (facts.bytes > most).then(|| {
        let megabytes = |bytes: usize| bytes.div_ceil(1_000_000);
        let message = format!("the file has {} MB, and the most is {} MB", megabytes(facts.bytes), megabytes(most));
        Fault::error(FaultKind::FileSize, message, "reduce images that have more pixels than the press needs")
    })
}

fn standard(facts: &FileFacts, printer: &Printer) -> Option<Fault> {
    let asked = &printer.standards.as_ref()?.value;
    let claimed = facts.standard.as_deref();
    if claimed.is_some_and(|claimed| asked.iter().any(|standard| standard == claimed)) {
        return None;
    }
    let is = claimed.map_or_else(|| "claims no PDF/X".to_owned(), |claimed| format!("claims {claimed}"));
    let message = format!("the file {is}, and the printer asks for {}", asked.join(" or "));
    let fault = Fault::error(FaultKind::Standard, message, "export it by that standard, or convert it");
    Some(fault)
}
