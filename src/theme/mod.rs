//! The typed theme that both backends read: the EPUB's style sheet and the PDF's layout come from the same values,
//! so an accent or a callout changed once changes in both.
//!
//! The built-in theme is `styles/theme.yaml`. A user's theme file names only the fields it changes.
//! Lengths are points, leadings are distances between baselines in points, colours are sRGB.

mod load;

pub use load::{BUILT_IN, ThemeError, built_in, effective, load};

use crate::document::{CalloutKind, Rgb, TokenClass};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A whole theme. `docs/theme.md` documents every field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Theme {
    /// Trim size and margins.
    pub page: PageTheme,
    /// Font families by name.
    pub families: BTreeMap<String, Family>,
    /// Which family plays which role.
    pub roles: FontRoles,
    /// Body text.
    pub text: TextTheme,
    /// Headings, level 1 first; deeper levels than given take the last.
    pub headings: Vec<HeadingTheme>,
    /// Title block and chapter openings.
    pub opening: OpeningTheme,
    /// The table of contents.
    pub contents: ContentsTheme,
    /// General colours.
    pub colors: Palette,
    /// Accent colour by category name.
    pub categories: BTreeMap<String, Rgb>,
    /// Callouts by kind.
    pub callouts: BTreeMap<CalloutKind, CalloutTheme>,
    /// What all callouts share.
    pub callout_box: BoxTheme,
    /// Quotations.
    pub quote: QuoteTheme,
    /// Lists.
    pub list: ListTheme,
    /// Code blocks.
    pub code: CodeTheme,
    /// Tables.
    pub table: TableTheme,
    /// Figures.
    pub figure: FigureTheme,
    /// Footnotes.
    pub notes: NoteTheme,
    /// Small text (`>`), annotations, captions.
    pub small: SmallTheme,
    /// Running heads and folios.
    pub furniture: FurnitureTheme,
}

/// Page geometry for an A5 page; other trims keep the proportions of the margins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageTheme {
    /// `a4`, `a5`, `letter`, `6x9` (inches), or `WIDTHxHEIGHT` with `mm`, `in` or `pt`.
    pub trim: String,
    /// Margin at the spine, as a fraction of the trim width.
    pub inner: f64,
    /// Margin at the fore edge, as a fraction of the trim width.
    pub outer: f64,
    /// Margin above the text area, as a fraction of the trim height.
    pub top: f64,
    /// Margin below the text area, as a fraction of the trim height.
    pub bottom: f64,
}

/// The faces of a family: file names (bundled, or beside the theme file) or `system:NAME`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Family {
    /// Upright.
    pub regular: String,
    /// Italic; the regular face is slanted when empty.
    pub italic: String,
    /// Bold; the regular face is used when empty.
    pub bold: String,
    /// Bold italic.
    pub bold_italic: String,
    /// Generic CSS family for readers that do not get the fonts: `serif`, `sans-serif`, `monospace`.
    pub generic: String,
}

/// Which family plays which role.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FontRoles {
    /// Running text.
    pub text: String,
    /// Notes, captions and small text.
    pub small: String,
    /// Title and headings.
    pub heading: String,
    /// Labels, running heads, table heads.
    pub label: String,
    /// Code.
    pub mono: String,
    /// Families tried in order for a character that a role's own family lacks.
    pub fallback: Vec<String>,
    /// Whether a script that none of these has is set in a font that is installed on the machine.
    pub installed: bool,
}

/// Body text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TextTheme {
    /// Type size.
    pub size: f64,
    /// Leading, also the grid of the page.
    pub leading: f64,
    /// First-line indent of a paragraph that follows a paragraph.
    pub indent: f64,
    /// Space between paragraphs (0 where the indent marks them).
    pub paragraph_gap: f64,
    /// Whether paragraphs are justified.
    pub justify: bool,
    /// Whether words are hyphenated.
    pub hyphenate: bool,
    /// Whether figures in running text are old-style.
    pub old_style_figures: bool,
    /// Space between an ideograph and a letter or figure beside it, in ems.
    pub ideograph_gap: f64,
}

/// A level of heading.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeadingTheme {
    /// Type size.
    pub size: f64,
    /// Leading.
    pub leading: f64,
    /// Space above.
    pub above: f64,
    /// Space below.
    pub below: f64,
    /// Bold face or regular.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
}

/// Title block and chapter openings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpeningTheme {
    /// Size of the title.
    pub title_size: f64,
    /// Leading of the title.
    pub title_leading: f64,
    /// Size of the subtitle.
    pub subtitle_size: f64,
    /// Leading of the subtitle.
    pub subtitle_leading: f64,
    /// Depth at which a chapter's title starts, as a fraction of the text area's height.
    pub sink: f64,
    /// Lines that the first letter of the text is high; 0 for none larger than the rest.
    pub drop_cap: u8,
    /// How many of the first words after it are in small capitals.
    pub small_cap_words: u8,
    /// Whether a hero reaches over the page's edges where there is a bleed; else it stays in the text area.
    pub full_bleed: bool,
}

/// The table of contents.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContentsTheme {
    /// Between an entry and its page number.
    pub leaders: Leaders,
    /// How many levels it has at most, from 1.
    pub levels: u8,
}

/// What leads the eye from an entry to its page number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Leaders {
    /// Dots.
    #[default]
    Dotted,
    /// White space.
    Plain,
}

/// General colours.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Palette {
    /// Text.
    pub ink: Rgb,
    /// Secondary text.
    pub muted: Rgb,
    /// Thin lines.
    pub rule: Rgb,
    /// Accent where no category gives one.
    pub accent: Rgb,
    /// Links to addresses outside.
    pub link: Rgb,
    /// Behind code.
    pub code_background: Rgb,
}

/// One kind of callout.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CalloutTheme {
    /// Bar, label and accent inside.
    pub color: Rgb,
    /// Behind the text.
    pub background: Rgb,
}

/// The box around a callout.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BoxTheme {
    /// Width of the bar at the left.
    pub bar: f64,
    /// Space between box and text at the sides.
    pub padding_x: f64,
    /// Space between box and text above and below.
    pub padding_y: f64,
    /// Space above and below the box.
    pub gap: f64,
    /// Size of the label.
    pub label_size: f64,
    /// Letter spacing of the label, in ems.
    pub label_tracking: f64,
}

/// Quotations.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteTheme {
    /// Width of the bar.
    pub bar: f64,
    /// From the margin to the text.
    pub indent: f64,
    /// Space above and below.
    pub gap: f64,
    /// Size of a pull quote.
    pub pull_size: f64,
    /// Leading of a pull quote.
    pub pull_leading: f64,
}

/// Lists.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListTheme {
    /// From the margin to an item's text.
    pub indent: f64,
    /// Space above and below a list.
    pub gap: f64,
    /// Space between items of a loose list.
    pub item_gap: f64,
    /// Bullets by depth.
    pub bullets: Vec<String>,
}

/// Code blocks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CodeTheme {
    /// Type size.
    pub size: f64,
    /// Leading.
    pub leading: f64,
    /// Space between frame and text.
    pub padding: f64,
    /// Space above and below.
    pub gap: f64,
    /// Size of code within text, as a fraction of the text around it.
    pub inline_scale: f64,
    /// Whether a block says which language it is in.
    pub label: bool,
    /// Mark at the end of a line that goes on below.
    pub wrap_mark: String,
    /// Token colours.
    pub tokens: BTreeMap<TokenClass, Rgb>,
}

/// Tables.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableTheme {
    /// Type size.
    pub size: f64,
    /// Leading.
    pub leading: f64,
    /// Space between columns.
    pub column_gap: f64,
    /// Space above and below the text of a row.
    pub row_padding: f64,
    /// Space above and below the table.
    pub gap: f64,
}

/// Figures.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FigureTheme {
    /// Space above and below.
    pub gap: f64,
    /// Between image and caption.
    pub caption_gap: f64,
    /// Width of a centred image at most, as a fraction of the measure.
    pub center_width: f64,
    /// Whether a full-width image reaches over the page's edges where there is a bleed.
    pub full_bleed: bool,
}

/// Footnotes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoteTheme {
    /// Type size.
    pub size: f64,
    /// Leading.
    pub leading: f64,
    /// Least space between text and the first note.
    pub gap: f64,
    /// Length of the rule above notes, as a fraction of the measure.
    pub rule: f64,
    /// Type size of notes in the margin.
    pub margin_size: f64,
    /// Their leading.
    pub margin_leading: f64,
    /// Between the text and their column.
    pub margin_gap: f64,
    /// Width of their column, as a fraction of the trim width.
    pub margin_width: f64,
    /// Between their column and the fore edge, as a fraction of the trim width.
    pub margin_edge: f64,
}

/// Small text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SmallTheme {
    /// Type size.
    pub size: f64,
    /// Leading.
    pub leading: f64,
}

/// Running heads and folios.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FurnitureTheme {
    /// Type size.
    pub size: f64,
    /// From the text area's top to the running head's baseline.
    pub head_distance: f64,
    /// From the text area's bottom to the folio's baseline.
    pub foot_distance: f64,
    /// Whether there are running heads.
    pub running_heads: bool,
}

impl Theme {
    /// The heading style of a level (from 1); the last one given is used for deeper levels.
    pub fn heading(&self, level: u8) -> HeadingTheme {
        let index = usize::from(level.max(1)) - 1;
        self.headings.get(index).or(self.headings.last()).cloned().unwrap_or_default()
    }

    /// The accent colour of a category: the one configured, else the theme's for that name, else the palette's.
    pub fn accent(&self, category: Option<&str>, configured: Option<Rgb>) -> Rgb {
        configured
            .or_else(|| category.and_then(|name| self.categories.get(name).copied()))
            .unwrap_or(self.colors.accent)
    }

    /// The style of a callout kind.
    pub fn callout(&self, kind: CalloutKind) -> CalloutTheme {
        self.callouts.get(&kind).cloned().unwrap_or_default()
    }

    /// The colour of a token class; the ink where the theme names none.
    pub fn token(&self, class: TokenClass) -> Rgb {
        self.code.tokens.get(&class).copied().unwrap_or(self.colors.ink)
    }
}
