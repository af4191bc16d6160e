//! A table too wide for a reader drawn as a picture, with all its text as the alternative.

use super::drawing;
use super::fonts::{CoverFace, LABEL, SUBTITLE};
use super::images::ImageFile;
use crate::document::walk::plain_text;
use crate::document::{Alignment, Table, TableRow};
use crate::epub::markup::Markup;
use image::DynamicImage;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// A table with more columns than this is a picture where a profile asks for it: at 320 pixels a column has 53 left.
pub const MOST_COLUMNS: usize = 5;
const SIZE: f32 = 32.0;
const LEADING: f32 = 42.0;
const PADDING: f32 = 18.0;
/// Widest column of text that does not break.
const WIDEST: f32 = 420.0;
/// Tables longer than this in pixels are not drawn: no reader shows so high a picture well.
const MOST_HEIGHT: f32 = 4000.0;
const INK: &str = "#000000";
const RULE: &str = "#888888";

/// The picture as PNG; `None` for a table that would be too large, which stays one.
pub fn draw(table: &Table) -> Option<ImageFile> {
    let rows: Vec<Vec<String>> = std::iter::once(&table.head).chain(&table.rows).map(texts).collect();
    let columns = rows.iter().map(Vec::len).max()?;
    let widths: Vec<f32> = (0..columns).map(|column| column_width(&rows, column)).collect();
    let width = widths.iter().sum::<f32>() + 2.0 * PADDING;
    let mut y = PADDING;
    let mut out = Markup::new();
    for (index, row) in rows.iter().enumerate() {
        let face = if index == 0 { LABEL } else { SUBTITLE };
        let lines: Vec<Vec<String>> =
            row.iter().zip(&widths).map(|(text, width)| wrap(text, face, width - 2.0 * PADDING)).collect();
        let deepest = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let mut x = PADDING;
        for (column, (cell, width)) in lines.iter().zip(&widths).enumerate() {
            let at = (x + PADDING, y + LEADING * 0.75, width - 2.0 * PADDING);
            lines_of(cell, face, table.columns.get(column).copied(), at, &mut out);
            x += width;
        }
        #[allow(clippy::cast_precision_loss, reason = "lines of a row")]
        let depth = deepest as f32 * LEADING + PADDING;
        y += depth;
        rule(y - PADDING / 2.0, width, &mut out);
    }
    let height = y + PADDING;
    if height > MOST_HEIGHT { None } else { picture(&out.finish(), width, height) }
}

/// What the table says, row by row, each cell under its head.
pub fn text(table: &Table) -> String {
    let heads = texts(&table.head);
    let row = |row: &TableRow| -> String {
        let cell = |(index, text): (usize, String)| match heads.get(index).filter(|head| !head.is_empty()) {
            Some(head) => format!("{head}: {text}"),
            None => text,
        };
        let cells = texts(row).into_iter().enumerate().filter(|(_, text)| !text.is_empty());
        cells.map(cell).collect::<Vec<_>>().join("; ")
    };
    let rows: Vec<String> = table.rows.iter().map(row).filter(|row| !row.is_empty()).collect();
    if rows.is_empty() { heads.join("; ") } else { rows.join(". ") }
}

fn texts(row: &TableRow) -> Vec<String> {
    row.cells.iter().map(|cell| plain_text(&cell.content).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn column_width(rows: &[Vec<String>], column: usize) -> f32 {
    let cells = rows.iter().filter_map(|row| row.get(column));
    let widest = cells.map(|text| width_of(text, LABEL)).fold(0.0, f32::max).min(WIDEST);
    let words = rows.iter().filter_map(|row| row.get(column)).flat_map(|text| text.split_whitespace());
    widest.max(words.map(|word| width_of(word, LABEL)).fold(0.0, f32::max)) + 2.0 * PADDING
}

fn width_of(text: &str, face: CoverFace) -> f32 {
    let Ok(font) = FontRef::new(face.data) else { return 0.0 };
    let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(SIZE), LocationRef::default()));
    text.chars().map(|c| map.map(c).and_then(|glyph| metrics.advance_width(glyph)).unwrap_or(SIZE)).sum()
}

fn wrap(text: &str, face: CoverFace, measure: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), face) <= measure => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn lines_of(cell: &[String], face: CoverFace, align: Option<Alignment>, at: (f32, f32, f32), out: &mut Markup) {
    let (x, mut y, width) = at;
    for line in cell {
        let free = (width - width_of(line, face)).max(0.0);
        let shift = match align {
            Some(Alignment::Center) => free / 2.0,
            Some(Alignment::Right) => free,
            Some(Alignment::Left | Alignment::Default) | None => 0.0,
        };
        let (x, y_text) = ((x + shift).to_string(), y.to_string());
        let (family, weight) = (format!("'{}'", face.family), face.weight.to_string());
        let size = SIZE.to_string();
        let attributes = [
            ("x", Some(x.as_str())),
            ("y", Some(&y_text)),
            ("font-family", Some(&family)),
            ("font-weight", Some(&weight)),
            ("font-size", Some(&size)),
            ("fill", Some(INK)),
        ];
        out.leaf("text", &attributes, line);
        y += LEADING;
    }
}

fn rule(y: f32, width: f32, out: &mut Markup) {
    let (y, x, width) = (y.to_string(), PADDING.to_string(), (width - 2.0 * PADDING).to_string());
    let attributes = [
        ("x", Some(x.as_str())),
        ("y", Some(&y)),
        ("width", Some(&width)),
        ("height", Some("2")),
        ("fill", Some(RULE)),
    ];
    out.void("rect", &attributes);
}

/// Black on white: a picture does not know the reader's ground.
fn picture(body: &str, width: f32, height: f32) -> Option<ImageFile> {
    let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">{body}</svg>");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides of a picture")]
    let layer = drawing::render(&svg, (width.ceil() as u32, height.ceil() as u32)).ok()?;
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    DynamicImage::ImageRgb8(drawing::on_white(&layer)).write_with_encoder(encoder).ok()?;
    Some(ImageFile { media_type: "image/png", bytes: bytes.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Inline, InlineKind, NodeId, TableCell};
    use crate::source::Span;

    fn table(rows: &[&[&str]]) -> Table {
        let cell = |text: &&str| {
            let text = Inline { span: Span::default(), kind: InlineKind::Text((*text).into()) };
            TableCell::new(NodeId(0), vec![text])
        };
        let row = |cells: &&[&str]| TableRow {
            id: NodeId(0),
            span: Span::default(),
            cells: cells.iter().map(cell).collect(),
        };
        let mut rows = rows.iter().map(row);
        Table {
            caption: None,
            columns: vec![Alignment::Default; 2],
            head: rows.next().expect("head"),
            rows: rows.collect(),
        }
    }

    #[test]
    fn every_word_of_the_table_is_in_its_text() {
        let table = table(&[&["City", "", "Year"], &["Berlin", "x", "1998"], &["Rome", "", ""]]);
        assert_eq!(text(&table), "City: Berlin; x; Year: 1998. City: Rome");
    }

    #[test]
    fn the_picture_is_as_wide_as_its_columns() {
        let drawn = draw(&table(&[&["City", "Year"], &["Berlin", "1998"]])).expect("drawn");
        let picture = image::load_from_memory(&drawn.bytes).expect("PNG");
        let words = (width_of("Berlin", LABEL) + width_of("Year", LABEL).max(width_of("1998", LABEL))) as u32;
        let sides = PADDING as u32 * 6;
        assert!((words + sides).abs_diff(picture.width()) <= 2, "{} {}", picture.width(), words + sides);
        let tall = vec![&["a", "b"][..]; 200];
        assert!(draw(&table(&tall)).is_none(), "too high");
    }
}
