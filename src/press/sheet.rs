//! A printer's figures as rows: name, value, source.

use super::printer::{BleedSides, ColorKind, Figure, Printer, Source};
use crate::layout::units::{Pt, Size};
use serde_json::{Value, json};

/// A figure of a printer.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its name in the data.
    pub field: &'static str,
    /// For people.
    pub text: String,
    /// For machines; lengths in points.
    pub value: Value,
    /// What the value leaves out.
    pub note: Option<&'a str>,
    /// Where it comes from; `None` where its name leads nowhere.
    pub source: Option<&'a Source>,
}

/// Collects the rows of a printer.
struct Sheet<'a> {
    printer: &'a Printer,
    rows: Vec<Row<'a>>,
}

impl<'a> Sheet<'a> {
    fn add<T>(&mut self, field: &'static str, figure: Option<&'a Figure<T>>, show: impl FnOnce(&T) -> (String, Value)) {
        if let Some(figure) = figure {
            let (text, value) = show(&figure.value);
            let note = figure.note.as_deref();
            let text = note.map_or_else(|| text.clone(), |note| format!("{text} ({note})"));
            self.rows.push(Row { field, text, value, note, source: self.printer.source(&figure.source) });
        }
    }

    fn allowed(&mut self, field: &'static str, figure: Option<&'a Figure<bool>>) {
        self.add(field, figure, |value| ((if *value { "yes" } else { "no" }).to_owned(), json!(value)));
    }
}

/// All figures that a printer gives, in the order of the data.
pub fn rows(printer: &Printer) -> Vec<Row<'_>> {
    let mut sheet = Sheet { printer, rows: Vec::new() };
    geometry(&mut sheet, printer);
    sheet.add("line", printer.line.as_ref(), |line| (format!("{} pt", rounded(line.0.0, 2)), json!(line.0.0)));
    sheet.add("resolution", printer.resolution.as_ref(), |ppi| (format!("{ppi} pixels an inch"), json!(ppi)));
    sheet.add("ink", printer.ink.as_ref(), |percent| (format!("{percent} %"), json!(percent)));
    sheet.add("colors", printer.colors.as_ref(), |kinds| {
        let names: Vec<&str> = kinds.iter().copied().map(ColorKind::name).collect();
        (names.join(", "), json!(names))
    });
    sheet.add("standards", printer.standards.as_ref(), |names| (names.join(", "), json!(names)));
    sheet.allowed("transparency", printer.transparency.as_ref());
    sheet.allowed("annotations", printer.annotations.as_ref());
    sheet.allowed("outline", printer.outline.as_ref());
    sheet.allowed("marks", printer.marks.as_ref());
    sheet.add("file_size", printer.file_size.as_ref(), |size| (format!("{} MB", size.0 / 1_000_000), json!(size.0)));
    sheet.add("papers", printer.papers.as_ref(), |papers| {
        let text = papers.iter().map(|(name, page)| format!("{name} {}", thickness(page.0)));
        let value: serde_json::Map<_, _> = papers.iter().map(|(name, page)| (name.clone(), json!(page.0.0))).collect();
        (text.collect::<Vec<_>>().join(", "), Value::Object(value))
    });
    sheet.add("spine_text", printer.spine_text.as_ref(), |pages| (format!("from {pages} pages"), json!(pages)));
    sheet.rows
}

/// What concerns sizes, margins and the number of pages.
fn geometry<'a>(sheet: &mut Sheet<'a>, printer: &'a Printer) {
    sheet.add("trims", printer.trims.as_ref(), |trims| {
        let text = trims.iter().map(|trim| size(trim.0)).collect::<Vec<_>>().join(", ");
        (text, json!(trims.iter().map(|trim| points(trim.0)).collect::<Vec<_>>()))
    });
    sheet.add("custom_trim", printer.custom_trim.as_ref(), |custom| {
        let (least, greatest) = (custom.least.0, custom.greatest.0);
        let value = json!({ "least": points(least), "greatest": points(greatest) });
        (format!("{} to {}", size(least), size(greatest)), value)
    });
    sheet.add("bleed", printer.bleed.as_ref(), |bleed| {
        let (name, text) = match bleed.sides {
            BleedSides::Outer => ("outer", "at head, foot and fore edge"),
            BleedSides::All => ("all", "at every side"),
        };
        let width = bleed.width.0;
        (format!("{} {text}", length(width)), json!({ "width": width.0, "sides": name }))
    });
    sheet.add("margin", printer.margin.as_ref(), |margin| {
        let with_bleed = margin.with_bleed.map(|with_bleed| with_bleed.0);
        let also = with_bleed.map(|margin| format!(", with bleed {}", length(margin))).unwrap_or_default();
        let value = json!({ "least": margin.least.0.0, "with_bleed": with_bleed.map(|margin| margin.0) });
        (format!("{}{also}", length(margin.least.0)), value)
    });
    sheet.add("gutter", printer.gutter.as_ref(), |steps| {
        let text = steps.iter().map(|step| {
            let up_to = step.up_to.map(|pages| format!(" up to {pages} pages")).unwrap_or_default();
            format!("{}{up_to}", length(step.least.0))
        });
        let value = steps.iter().map(|step| json!({ "up_to": step.up_to, "least": step.least.0.0 }));
        (text.collect::<Vec<_>>().join(", "), json!(value.collect::<Vec<_>>()))
    });
    sheet.add("pages", printer.pages.as_ref(), |pages| {
        let least = pages.least.map(|least| format!("at least {least}"));
        let greatest = pages.greatest.map(|greatest| format!("at most {greatest}"));
        let multiple = pages.multiple.filter(|of| of.get() > 1).map(|of| format!("a multiple of {of}"));
        let text = [least, greatest, multiple].into_iter().flatten().collect::<Vec<_>>().join(", ");
        (text, json!({ "least": pages.least, "greatest": pages.greatest, "multiple": pages.multiple }))
    });
    sheet.allowed("blank_end", printer.blank_end.as_ref());
}

/// Width and height in points.
fn points(size: Size) -> [f64; 2] {
    [size.width.0, size.height.0]
}

/// A length in inches and millimetres: `0.125 in (3.17 mm)`.
pub fn length(length: Pt) -> String {
    format!("{} in ({} mm)", rounded(length.0 / 72.0, 3), rounded(length.0 / 72.0 * 25.4, 2))
}

/// The thickness of a page, finer.
fn thickness(length: Pt) -> String {
    format!("{} in ({} mm)", rounded(length.0 / 72.0, 6), rounded(length.0 / 72.0 * 25.4, 4))
}

/// A size in inches and millimetres: `6 × 9 in (152.4 × 228.6 mm)`.
pub fn size(size: Size) -> String {
    let side = |side: Pt, factor: f64, digits: usize| rounded(side.0 / 72.0 * factor, digits);
    let (width, height) = (size.width, size.height);
    let inches = format!("{} × {} in", side(width, 1.0, 2), side(height, 1.0, 2));
    format!("{inches} ({} × {} mm)", side(width, 25.4, 1), side(height, 25.4, 1))
}

/// A number with at most so many digits after the point.
fn rounded(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    short.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_both_units() {
        assert_eq!(length(Pt::inch(0.125)), "0.125 in (3.17 mm)");
        assert_eq!(length(Pt::mm(100.0)), "3.937 in (100 mm)");
        assert_eq!(length(Pt(0.0)), "0 in (0 mm)");
        assert_eq!(size(Size { width: Pt::inch(6.0), height: Pt::inch(9.0) }), "6 × 9 in (152.4 × 228.6 mm)");
        assert_eq!(thickness(Pt::inch(0.002252)), "0.002252 in (0.0572 mm)");
    }

    #[test]
    fn a_printer_s_rows_are_its_figures() {
        let kdp = Printer::find("kdp").expect("known");
        let rows = rows(&kdp);
        let row = |field: &str| rows.iter().find(|row| row.field == field).expect(field);
        assert_eq!(row("bleed").text, "0.125 in (3.17 mm) at head, foot and fore edge");
        assert_eq!(row("bleed").value, json!({ "width": 9.0, "sides": "outer" }));
        assert_eq!(
            row("pages").text,
            "at least 24, at most 828 (black ink on white paper; 776 on cream, fewer in large trims, 72 to 600 in standard colour)"
        );
        assert_eq!(row("file_size").value, json!(650_000_000));
        assert!(row("gutter").text.starts_with("0.375 in (9.52 mm) up to 150 pages, "));
        assert!(!rows.iter().any(|row| row.field == "ink"), "what it does not say is no row");
    }
}
