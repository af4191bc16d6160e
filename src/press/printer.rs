//! Printers as data: what each asks for, with the source of each figure. The data are in `printers.yaml`; a file of the
//! same form describes any other printer.

use crate::config::{ByteSize, Length, PageSize};
use crate::layout::units::{Pt, Size};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How far two sizes of pages may differ and be called the same. Programs round pages to whole points.
const SAME_SIZE: Pt = Pt(1.0);

/// A printer. What it says nothing about is `None`, and nothing is checked by it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// The name that `--printer` takes.
    #[serde(skip)]
    pub name: String,
    /// Name and product, for people.
    pub title: String,
    /// Where figures come from, by the name that a [`Figure`] gives.
    #[serde(default)]
    pub sources: BTreeMap<String, Source>,
    /// Trim sizes offered.
    pub trims: Option<Figure<Vec<PageSize>>>,
    /// Trim sizes between these are taken, too.
    pub custom_trim: Option<Figure<CustomTrim>>,
    /// Bleed of a file that prints up to the trim.
    pub bleed: Option<Figure<Bleed>>,
    /// Least distance of text from head, foot and fore edge.
    pub margin: Option<Figure<Margin>>,
    /// Least distance of text from the spine, by the number of pages, smallest numbers first.
    pub gutter: Option<Figure<Vec<Gutter>>>,
    /// Number of pages.
    pub pages: Option<Figure<PageCount>>,
    /// Whether the last page is blank.
    pub blank_end: Option<Figure<bool>>,
    /// Least weight of a line.
    pub line: Option<Figure<Length>>,
    /// Least resolution of an image as placed, in pixels an inch.
    pub resolution: Option<Figure<f64>>,
    /// Most ink on a place, in percent, all inks together.
    pub ink: Option<Figure<f64>>,
    /// Colour spaces taken.
    pub colors: Option<Figure<Vec<ColorKind>>>,
    /// Standards of which a file must follow one, as `GTS_PDFXVersion` or `GTS_PDFXConformance` names them.
    pub standards: Option<Figure<Vec<String>>>,
    /// Whether anything may be seen through.
    pub transparency: Option<Figure<bool>>,
    /// Whether there may be annotations, links among them.
    pub annotations: Option<Figure<bool>>,
    /// Whether there may be an outline (bookmarks).
    pub outline: Option<Figure<bool>>,
    /// Whether there may be crop and registration marks.
    pub marks: Option<Figure<bool>>,
    /// Largest file.
    pub file_size: Option<Figure<ByteSize>>,
    /// Thickness of a page, half a leaf, by paper.
    pub papers: Option<Figure<BTreeMap<String, Length>>>,
    /// Least number of pages for text on the spine.
    pub spine_text: Option<Figure<u32>>,
}

/// What a printer asks for, and who says so.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure<T> {
    /// What is asked for.
    pub value: T,
    /// Name of a source of the printer.
    pub source: String,
    /// What the value leaves out, for people.
    pub note: Option<String>,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Address of the page.
    pub at: Option<String>,
    /// Whose word it is.
    pub by: Speaker,
    /// The day it was looked up, `YYYY-MM-DD`.
    pub looked_up: String,
}

/// Whose word a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The printer's own page.
    Printer,
    /// Another page that reports what the printer says.
    Other,
    /// A cautious choice of this project.
    Offprint,
}

/// A range of trim sizes.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomTrim {
    /// Least width and height.
    pub least: PageSize,
    /// Greatest width and height.
    pub greatest: PageSize,
}

/// Bleed.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bleed {
    /// How far it goes beyond the trim.
    pub width: Length,
    /// At which sides.
    pub sides: BleedSides,
}

/// The sides that have bleed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BleedSides {
    /// Head, foot and fore edge.
    Outer,
    /// The spine, too.
    All,
}

/// Margins at head, foot and fore edge.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margin {
    /// In files without bleed, and in all where nothing else is said.
    pub least: Length,
    /// In files with bleed.
    pub with_bleed: Option<Length>,
}

/// The margin at the spine up to a number of pages.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gutter {
    /// The greatest number of pages that has it; `None` for all numbers.
    pub up_to: Option<u32>,
    /// The margin.
    pub least: Length,
}

/// How many pages a book may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageCount {
    /// At least.
    pub least: Option<u32>,
    /// At most.
    pub greatest: Option<u32>,
    /// A multiple of.
    pub multiple: Option<std::num::NonZeroU32>,
}

/// Kinds of colour spaces that printers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorKind {
    /// Shades of black ink.
    Gray,
    /// Cyan, magenta, yellow and black.
    Cmyk,
    /// Red, green and blue light, and other spaces that are no inks (Lab).
    Rgb,
    /// An ink of its own.
    Spot,
}

impl ColorKind {
    /// Its name in the data and in reports.
    pub fn name(self) -> &'static str {
        match self {
            ColorKind::Gray => "gray",
            ColorKind::Cmyk => "cmyk",
            ColorKind::Rgb => "rgb",
            ColorKind::Spot => "spot",
        }
    }
}

/// Why there is no printer.
#[derive(Debug, thiserror::Error)]
pub enum PrinterError {
    /// No such name.
    #[error("no printer is named `{name}`: use {known}, or the path of a .yaml file that describes one")]
    Unknown {
        /// What was typed.
        name: String,
        /// The names there are, separated by commas.
        known: String,
    },
    /// The file cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The text describes no printer.
    #[error("{place} describes no printer: {reason}")]
    Invalid {
        /// The file, or the built-in table.
        place: String,
        /// What is wrong, with line and column where known.
        reason: String,
    },
}

impl Printer {
    /// Whether it takes a trim size; `true` where it says nothing of sizes.
    pub fn takes_trim(&self, trim: Size) -> bool {
        if self.trims.is_none() && self.custom_trim.is_none() {
            return true;
        }
        let offered = self.trims.iter().flat_map(|trims| &trims.value).any(|offered| same_size(offered.0, trim));
        let custom = self.custom_trim.as_ref().is_some_and(|custom| {
            let (least, greatest) = (custom.value.least.0, custom.value.greatest.0);
            let within = |side: Pt, least: Pt, greatest: Pt| side + SAME_SIZE >= least && side <= greatest + SAME_SIZE;
            within(trim.width, least.width, greatest.width) && within(trim.height, least.height, greatest.height)
        });
        offered || custom
    }

    /// The least margin at head, foot and fore edge, of a file with or without bleed.
    pub fn outer_margin(&self, bleeds: bool) -> Option<Pt> {
        let margin = self.margin.as_ref()?.value;
        Some(margin.with_bleed.filter(|_| bleeds).unwrap_or(margin.least).0)
    }

    /// The least margin at the spine of a book of so many pages: that of the largest number where it has more.
    pub fn gutter_of(&self, pages: u32) -> Option<Pt> {
        let steps = &self.gutter.as_ref()?.value;
        let step = steps.iter().find(|step| step.up_to.is_none_or(|up_to| pages <= up_to));
        step.or(steps.last()).map(|step| step.least.0)
    }

    /// Width of the spine of a book: its pages times the thickness of a page of that paper.
    pub fn spine_width(&self, paper: &str, pages: u32) -> Option<Pt> {
        let page = self.papers.as_ref()?.value.get(paper)?;
        Some(page.0 * f64::from(pages))
    }

    /// The source of a figure, by the name the figure gives.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.get(name)
    }
}

/// Whether two sizes are the same but for rounding.
pub(super) fn same_size(a: Size, b: Size) -> bool {
    let near = |a: Pt, b: Pt| (a - b).0.abs() <= SAME_SIZE.0;
    near(a.width, b.width) && near(a.height, b.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kdp() -> Printer {
        Printer::find("KDP").expect("known")
    }

    #[test]
    fn every_figure_of_the_table_has_a_source_with_address_and_day() {
        let all = Printer::all().expect("the table");
        assert!(all.len() >= 5);
        for printer in &all {
            for (name, source) in &printer.sources {
                let day = source.looked_up.split('-').map(str::len).collect::<Vec<_>>();
                assert_eq!(day, [4, 2, 2], "{} {name}", printer.name);
                assert_eq!(source.at.is_none(), source.by == Speaker::Offprint, "{} {name}", printer.name);
                let used = super::super::sheet::rows(printer).iter().any(|row| row.source == Some(source));
                assert!(used, "{}: nothing comes from {name}", printer.name);
            }
        }
    }

    #[test]
    fn gutters_go_by_the_number_of_pages() {
        let inches = |pages| kdp().gutter_of(pages).expect("gutter").0 / 72.0;
        let at = [24, 150, 151, 300, 301, 500, 501, 700, 701, 828, 900].map(inches);
        assert_eq!(at, [0.375, 0.375, 0.5, 0.5, 0.625, 0.625, 0.75, 0.75, 0.875, 0.875, 0.875]);
        let steps = Printer::all().expect("table").into_iter().filter_map(|printer| printer.gutter);
        for steps in steps.map(|figure| figure.value) {
            let bounds: Vec<u32> = steps.iter().filter_map(|step| step.up_to).collect();
            assert!(
                bounds.is_sorted() && bounds.len() + 1 >= steps.len(),
                "only the last step has no bound: {steps:?}"
            );
        }
    }

    #[test]
    fn spines_are_as_wide_as_the_printer_s_formula_says() {
        let inches = |paper, pages| kdp().spine_width(paper, pages).map(|width| (width.0 / 72.0 * 1e4).round() / 1e4);
        assert_eq!([24, 120, 300, 828].map(|pages| inches("white", pages)), [0.054, 0.2702, 0.6756, 1.8647].map(Some));
        assert_eq!(inches("cream", 828), Some(2.07));
        assert_eq!(inches("papyrus", 100), None);
    }

    #[test]
    fn trims_are_offered_or_between_bounds_or_free() {
        let inch = |width, height| Size { width: Pt::inch(width), height: Pt::inch(height) };
        assert!(kdp().takes_trim(inch(6.0, 9.0)));
        assert!(kdp().takes_trim(Size { width: Pt(432.6), height: Pt(647.5) }), "rounded");
        assert!(kdp().takes_trim(inch(4.5, 7.1)), "a custom trim");
        assert!(!kdp().takes_trim(inch(3.9, 7.0)) && !kdp().takes_trim(inch(9.0, 6.0)));
        assert!(Printer::find("lulu").expect("known").takes_trim(inch(3.0, 3.0)), "it says nothing of sizes");
        assert!(!Printer::find("a4-office").expect("known").takes_trim(inch(8.5, 11.0)), "letter paper");
    }

    #[test]
    fn margins_are_wider_in_files_with_bleed_where_the_printer_says_so() {
        assert_eq!([false, true].map(|bleeds| kdp().outer_margin(bleeds)), [Some(Pt(18.0)), Some(Pt(27.0))]);
        let lulu = Printer::find("lulu").expect("known");
        assert_eq!([false, true].map(|bleeds| lulu.outer_margin(bleeds)), [Some(Pt(36.0)); 2]);
    }

    #[test]
    fn a_file_describes_a_printer_or_says_what_is_wrong() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("corner-shop.yaml");
        let find = |text: &str| {
            std::fs::write(&path, text).expect("written");
            Printer::find(path.to_str().expect("path"))
        };
        let own = "shop:\n  title: The shop\n  sources: { talk: { by: printer, looked_up: 2026-01-02 } }\n";
        let shop = find(&format!("{own}  line: {{ value: 0.25pt, source: talk }}\n")).expect("a printer");
        assert_eq!((shop.name.as_str(), shop.line.map(|line| line.value.0)), ("shop", Some(Pt(0.25))));
        for (text, word) in [
            (format!("{own}  line: {{ value: thin, source: talk }}\n"), "thin"),
            (format!("{own}  line: {{ value: 1pt, source: hearsay }}\n"), "`line` of shop"),
            (format!("{own}  ligne: {{ value: 1pt, source: talk }}\n"), "ligne"),
            (format!("{own}{}", own.replace("shop:", "other:")), "no other"),
            (String::new(), "describes no printer"),
        ] {
            let error = find(&text).expect_err(&text).to_string();
            assert!(error.contains(word), "{error}");
        }
        assert!(Printer::find("nobody").expect_err("unknown").to_string().contains("a4-office, ingramspark, kdp"));
        assert!(matches!(Printer::find("missing.yaml"), Err(PrinterError::Unreadable { .. })));
    }
}
