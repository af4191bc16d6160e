//! What a PDF file is like, as far as a printer asks.

use super::super::printer::ColorKind;
use super::geometry::Area;
use std::collections::{BTreeMap, BTreeSet};

/// A file.
#[derive(Clone, Debug, Default)]
pub struct FileFacts {
    /// Version of PDF: `1.7`.
    pub version: String,
    /// Size in bytes.
    pub bytes: usize,
    /// Whether it is encrypted, with or without a password for reading.
    pub encrypted: bool,
    /// Whether it holds JavaScript.
    pub javascript: bool,
    /// Whether it has an outline (bookmarks).
    pub outline: bool,
    /// Whether pages are read from right to left.
    pub right_to_left: bool,
    /// The standard of PDF/X that it claims.
    pub standard: Option<String>,
    /// The printing condition that its output intent names, and whether a profile is embedded with it.
    pub output_intent: Option<(String, bool)>,
    /// Fonts that text uses, by name, and whether they are embedded.
    pub fonts: BTreeMap<String, bool>,
    /// Its pages.
    pub pages: Vec<PageFacts>,
}

/// A page. Areas are in points of its default user space.
#[derive(Clone, Debug)]
pub struct PageFacts {
    /// Media box.
    pub media: Area,
    /// Trim box, if the page has one.
    pub trim: Option<Area>,
    /// Bleed box, if the page has one.
    pub bleed: Option<Area>,
    /// Kinds of colours used.
    pub colors: BTreeSet<ColorKind>,
    /// Names of the inks of their own.
    pub spots: BTreeSet<String>,
    /// Most ink on a place, in percent, of what could be measured.
    pub ink: f64,
    /// Images whose ink could not be measured.
    pub unmeasured: usize,
    /// Images, each as often as it is placed.
    pub images: usize,
    /// Least resolution of an image, in pixels an inch.
    pub resolution: Option<f64>,
    /// Weight of the thinnest line, in points.
    pub thinnest: Option<f64>,
    /// Whether anything can be seen through.
    pub transparent: bool,
    /// How black text is made where not of black ink alone.
    pub black_text: BTreeSet<BlackText>,
    /// Number of annotations.
    pub annotations: usize,
    /// Bounds of the text.
    pub text: Option<Area>,
    /// Bounds of each thing painted but text, cut to what can be seen.
    pub painted: Vec<Area>,
    /// Why a part of it could not be read.
    pub unread: Option<&'static str>,
}

/// How black text is made where it is not of black ink alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlackText {
    /// Black with other inks: the plates never fit exactly.
    Rich,
    /// Red, green and blue light: a conversion makes it of four inks.
    Rgb,
}

impl PageFacts {
    /// A page of which nothing is known but its size.
    pub fn empty(media: Area) -> PageFacts {
        PageFacts {
            media,
            trim: None,
            bleed: None,
            colors: BTreeSet::new(),
            spots: BTreeSet::new(),
            ink: 0.0,
            unmeasured: 0,
            images: 0,
            resolution: None,
            thinnest: None,
            transparent: false,
            black_text: BTreeSet::new(),
            annotations: 0,
            text: None,
            painted: Vec::new(),
            unread: None,
        }
    }

    /// Whether nothing is printed on it.
    pub fn is_blank(&self) -> bool {
        self.text.is_none() && self.painted.is_empty()
    }
}
