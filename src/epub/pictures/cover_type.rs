//! What is set on a cover made here, and where. It must still be read as a stamp of 160 pixels, a tenth of its size.

use super::fonts::{CoverFace, LABEL, SUBTITLE, TITLE};
use crate::document::BookMeta;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Width in pixels.
pub const WIDTH: u32 = 1600;
/// Height in pixels.
pub const HEIGHT: u32 = 2560;
/// Depth of the thumbnail at the head of the cover.
pub const PICTURE_HEIGHT: u32 = 1360;
/// Space at the sides.
pub const MARGIN: f32 = 120.0;
/// The rule under the label of a cover without a picture: left, top, width, height.
pub const RULE: [f32; 4] = [MARGIN, 400.0, MEASURE, 6.0];
/// Width of the lines.
const MEASURE: f32 = 1600.0 - 2.0 * MARGIN;
/// Sizes of the title that are tried, largest first. The smallest is 11 pixels high on a stamp.
const TITLE_SIZES: [f32; 8] = [250.0, 220.0, 195.0, 172.0, 152.0, 134.0, 120.0, 108.0];
/// A title whose longest word is too wide even so goes down to this, 8 pixels on a stamp, before the word is broken.
const LEAST_TITLE: f32 = 80.0;
/// Leading of the title, as a factor of its size.
const TITLE_LEADING: f32 = 1.08;
/// Lines of a title at most at each size but the smallest, under a picture and alone.
const TITLE_LINES: [usize; 2] = [6, 8];
const SUBTITLE_SIZE: f32 = 76.0;
const SUBTITLE_LEADING: f32 = 1.22;
/// A title is not set smaller than this for its subtitle's sake.
const TITLE_WITH_SUBTITLE: f32 = 152.0;
/// A subtitle that needs more lines crowds the title and is left to the title page.
const SUBTITLE_LINES: usize = 3;
const SUBTITLE_GAP: f32 = 50.0;
/// Sizes of the authors' names that are tried.
const AUTHOR_SIZES: [f32; 3] = [88.0, 76.0, 64.0];
/// Lines of names at most; whoever has no place there is on the title page.
const AUTHOR_LINES: usize = 3;
const AUTHOR_LEADING: f32 = 1.3;
/// Said of the authors left out, in every language.
const OTHERS: &str = "et al.";
const LABEL_SIZE: f32 = 62.0;
const LABEL_TRACKING: f32 = 0.12;
/// The descent of a line of these faces, as a fraction of its size.
const DESCENT: f32 = 0.25;

/// A line of type.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverLine {
    /// What it says.
    pub text: String,
    /// Its face.
    pub face: CoverFace,
    /// Type size in pixels.
    pub size: f32,
    /// From the top.
    pub baseline: f32,
    /// 0 to 1.
    pub opacity: f32,
    /// Added after each letter, in pixels.
    pub spacing: f32,
}

/// The lines of a cover, with a picture above them or alone.
pub fn compose(meta: &BookMeta, has_picture: bool) -> Vec<CoverLine> {
    let mut out = Vec::new();
    #[allow(clippy::cast_precision_loss, reason = "sides of the cover")]
    let (height, picture) = (HEIGHT as f32, PICTURE_HEIGHT as f32);
    debug_assert!((WIDTH as f32 - MEASURE - 2.0 * MARGIN).abs() < 1.0);
    let category = meta.category_title.as_deref().or(meta.site_title.as_deref()).unwrap_or("");
    let (author_size, authors) = foot(meta);
    let bottom = height - MARGIN - depth(authors.len(), author_size * AUTHOR_LEADING);
    let mut top = picture + MARGIN * 0.75;
    if !has_picture {
        label(category, &mut out);
        top = MARGIN * 2.0 + 290.0;
    }
    let subtitle = wrap(meta.subtitle.as_deref().unwrap_or(""), SUBTITLE, SUBTITLE_SIZE, MEASURE);
    let subtitle_depth = depth(subtitle.len(), SUBTITLE_SIZE * SUBTITLE_LEADING) + SUBTITLE_GAP;
    let room = bottom - top - author_size;
    let most = if has_picture { TITLE_LINES[0] } else { TITLE_LINES[1] };
    let fitted = fit_title(&meta.title, room - subtitle_depth, most);
    let with_subtitle =
        (1..=SUBTITLE_LINES).contains(&subtitle.len()) && fitted.0 >= TITLE_WITH_SUBTITLE && room > subtitle_depth;
    let (size, title) = if with_subtitle { fitted } else { fit_title(&meta.title, room, most) };
    let mut y = lines(&title, (TITLE, size, TITLE_LEADING, 1.0), top, &mut out);
    if with_subtitle {
        y = lines(&subtitle, (SUBTITLE, SUBTITLE_SIZE, SUBTITLE_LEADING, 0.92), y + SUBTITLE_GAP, &mut out);
    }
    lines(&authors, (LABEL, author_size, AUTHOR_LEADING, 0.92), bottom.max(y), &mut out);
    out
}

/// What is at the foot and its size: the authors; where nobody is named, the site.
fn foot(meta: &BookMeta) -> (f32, Vec<String>) {
    let names = meta.authors.join(", ");
    let text = if names.is_empty() { meta.site_title.clone().unwrap_or_default() } else { names };
    let mut last = (LABEL_SIZE, Vec::new());
    for size in AUTHOR_SIZES {
        last = (size, broken(wrap(&text, LABEL, size, MEASURE), LABEL, size));
        if last.1.len() <= AUTHOR_LINES {
            return last;
        }
    }
    let (size, _) = last;
    // As many whole names as there is room for. More names never need fewer lines, so the number is found by halving.
    let fitting = |count: usize| {
        let names = format!("{} {OTHERS}", meta.authors.get(..count)?.join(", "));
        let lines = broken(wrap(&names, LABEL, size, MEASURE), LABEL, size);
        (lines.len() <= AUTHOR_LINES).then_some(lines)
    };
    let (mut fit, mut too_many, mut shown) = (0, meta.authors.len(), None);
    while too_many - fit > 1 {
        let count = fit + (too_many - fit) / 2;
        match fitting(count) {
            Some(lines) => (fit, shown) = (count, Some(lines)),
            None => too_many = count,
        }
    }
    (size, shown.unwrap_or_else(|| cut(last.1, AUTHOR_LINES)))
}

#[allow(clippy::cast_precision_loss, reason = "a few lines")]
fn depth(lines: usize, leading: f32) -> f32 {
    lines as f32 * leading
}

/// The largest size at which a title has room, and its lines there.
fn fit_title(title: &str, room: f32, most: usize) -> (f32, Vec<String>) {
    for size in TITLE_SIZES {
        let lines = wrap(title, TITLE, size, MEASURE);
        let fits = depth(lines.len(), size * TITLE_LEADING) <= room && widest(&lines, TITLE, size) <= MEASURE;
        if lines.len() <= most && fits {
            return (size, balance(title, size, lines.len()));
        }
    }
    let smallest = TITLE_SIZES.last().copied().unwrap_or(LEAST_TITLE);
    let word = title.split_whitespace().map(|word| width_of(word, TITLE, smallest)).fold(1.0, f32::max);
    let narrow = smallest * MEASURE / word;
    let size = if narrow < LEAST_TITLE { smallest } else { narrow.min(smallest) };
    let lines = broken(wrap(title, TITLE, size, MEASURE), TITLE, size);
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive")]
    let fitting = (room / (size * TITLE_LEADING)).floor().max(1.0) as usize;
    (size, cut(lines, fitting))
}

/// The first lines, with an ellipsis if some are left out: the whole title is on the title page.
fn cut(mut lines: Vec<String>, most: usize) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// The same number of lines at the narrowest measure: lines of like length.
fn balance(title: &str, size: f32, count: usize) -> Vec<String> {
    let mut best = wrap(title, TITLE, size, MEASURE);
    let mut narrower = MEASURE;
    while narrower > MEASURE * 0.5 {
        narrower -= MEASURE * 0.02;
        let lines = wrap(title, TITLE, size, narrower);
        if lines.len() != count || widest(&lines, TITLE, size) > narrower {
            break;
        }
        best = lines;
    }
    best
}

/// Greedy lines of words.
fn wrap(text: &str, face: CoverFace, size: f32, measure: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), face, size) <= measure => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// Lines of a single word that is wider than the measure are broken where they must be.
fn broken(lines: Vec<String>, face: CoverFace, size: f32) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines {
        if width_of(&line, face, size) <= MEASURE {
            out.push(line);
            continue;
        }
        let mut part = String::new();
        for c in line.chars() {
            part.push(c);
            if width_of(&part, face, size) > MEASURE {
                part.pop();
                out.push(std::mem::replace(&mut part, c.to_string()));
            }
        }
        out.push(part);
    }
    out
}

fn widest(lines: &[String], face: CoverFace, size: f32) -> f32 {
    lines.iter().map(|line| width_of(line, face, size)).fold(0.0, f32::max)
}

/// Width of a line in pixels, from the font's advances. A character that the face lacks counts as an em.
fn width_of(text: &str, face: CoverFace, size: f32) -> f32 {
    let Ok(font) = FontRef::new(face.data) else { return 0.0 };
    let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size), LocationRef::default()));
    text.chars().map(|c| map.map(c).and_then(|glyph| metrics.advance_width(glyph)).unwrap_or(size)).sum()
}

/// Lines from a top edge down; returns the bottom edge.
fn lines(texts: &[String], how: (CoverFace, f32, f32, f32), top: f32, out: &mut Vec<CoverLine>) -> f32 {
    let (face, size, leading, opacity) = how;
    let mut y = top;
    for text in texts {
        y += size * leading;
        out.push(CoverLine { text: text.clone(), face, size, baseline: y - size * DESCENT, opacity, spacing: 0.0 });
    }
    y
}

/// The category above the rule, in capitals as wide as they may be.
fn label(text: &str, out: &mut Vec<CoverLine>) {
    let text = text.to_uppercase();
    #[allow(clippy::cast_precision_loss, reason = "a line")]
    let natural = width_of(&text, LABEL, LABEL_SIZE) + text.chars().count() as f32 * LABEL_SIZE * LABEL_TRACKING;
    let size = LABEL_SIZE * (MEASURE / natural.max(MEASURE));
    let spacing = size * LABEL_TRACKING;
    out.push(CoverLine { text, face: LABEL, size, baseline: MARGIN * 2.0, opacity: 0.92, spacing });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(title: &str, subtitle: &str, authors: &[&str]) -> BookMeta {
        BookMeta {
            title: title.into(),
            subtitle: Some(subtitle.into()),
            authors: authors.iter().map(|name| (*name).to_owned()).collect(),
            category_title: Some("A category with a name that is quite long for a label".into()),
            ..BookMeta::default()
        }
    }

    /// Every line within the sides, below what is above it, and on the cover.
    fn assert_fits(meta: &BookMeta) {
        for has_picture in [true, false] {
            let lines = compose(meta, has_picture);
            let mut above = if has_picture { PICTURE_HEIGHT as f32 } else { 0.0 };
            for line in &lines {
                let spacing = line.spacing * line.text.chars().count() as f32;
                let width = width_of(&line.text, line.face, line.size) + spacing;
                // The ellipsis of a title that was cut may be in the margin.
                assert!(width <= MEASURE + MARGIN, "{width}: {line:?}");
                assert!(line.baseline - line.size * 0.75 >= above - 1.0, "{above}: {line:?}");
                above = line.baseline;
            }
            assert!(above <= HEIGHT as f32 - MARGIN * 0.9, "{above}: {lines:?}");
        }
    }

    #[test]
    fn long_titles_long_words_and_many_authors_keep_to_the_cover() {
        let names = ["Ada Lovelace", "Charles Babbage", "Luigi Federico Menabrea", "Mary Somerville"].repeat(6);
        let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
        let long = "A title that goes on and on as titles of the eighteenth century did ".repeat(8);
        for title in ["", "A", "Twenty-five copies, free of charge", word, &word.repeat(4), &long] {
            for authors in [&names[..0], &names[..1], &names[..], &[word, &word.repeat(9)]] {
                assert_fits(&meta(title, "", authors));
                assert_fits(&meta(title, "what it is about, in a line or two of moderate length", authors));
            }
        }
    }

    #[test]
    fn a_title_is_read_on_a_stamp() {
        for title in
            ["A", "Twenty-five copies, free of charge", "Why nobody actually understands it (and how to mend it)"]
        {
            let lines = compose(&meta(title, "", &["Ada Lovelace"]), true);
            assert!(lines.iter().filter(|line| line.face == TITLE).all(|line| line.size >= 108.0), "{lines:?}");
        }
    }

    #[test]
    fn of_many_authors_the_first_are_named() {
        let names: Vec<String> = (0..30).map(|n| format!("Author Number{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let lines = compose(&meta("T", "", &names), true);
        let last = lines.last().expect("a line");
        assert!(last.text.ends_with(OTHERS) && !last.text.contains(", et al."), "{last:?}");
        assert!(lines.iter().any(|line| line.text.starts_with("Author Number0, ")));
    }
}
