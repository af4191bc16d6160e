//! Fonts of a file: what they are, and what text their codes stand for.

use lopdf::{Dictionary, Document, Object};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Text of each two-byte code.
pub(super) type Map = BTreeMap<u16, String>;

/// The ToUnicode maps of the composite fonts by the name that resources give the font. Our pages share one resource
/// dictionary, hence one name is one font.
pub(super) fn maps(document: &Document) -> BTreeMap<Vec<u8>, Map> {
    fonts(document).into_iter().map(|(name, font)| (name, to_unicode(document, font))).collect()
}

/// One line a font.
pub(super) fn describe(document: &Document) -> String {
    let mut out = String::new();
    for (name, font) in fonts(document) {
        let shown = |dictionary: &Dictionary, key: &[u8]| {
            dictionary.get(key).ok().and_then(|o| o.as_name().ok()).map(|n| String::from_utf8_lossy(n).into_owned())
        };
        let base = shown(font, b"BaseFont").unwrap_or_default();
        // The tag is a sum of the subset; that there is one is what matters.
        let base = match base.split_once('+') {
            Some((tag, name)) if tag.len() == 6 => format!("subset of {name}"),
            _ => base,
        };
        let descendant = descendant(document, font);
        let kind = descendant.and_then(|d| shown(d, b"Subtype")).unwrap_or_default();
        let descriptor = descendant.and_then(|d| d.get_deref(b"FontDescriptor", document).ok()?.as_dict().ok());
        let program = descriptor.and_then(|d| {
            d.iter().map(|(key, _)| String::from_utf8_lossy(key)).find(|key| key.starts_with("FontFile"))
        });
        let flags = descriptor.and_then(|d| d.get(b"Flags").ok()?.as_i64().ok()).unwrap_or(0);
        let codes = to_unicode(document, font).len();
        let widths = descendant.map_or(0, |d| widths(document, d).len());
        let _ = writeln!(
            out,
            "  {} {base} {kind} {} flags {flags}, {codes} codes with text, {widths} widths",
            String::from_utf8_lossy(&name),
            program.as_deref().unwrap_or("NOT EMBEDDED"),
        );
    }
    out
}

fn fonts(document: &Document) -> BTreeMap<Vec<u8>, &Dictionary> {
    document.page_iter().next().and_then(|page| document.get_page_fonts(page).ok()).unwrap_or_default()
}

fn descendant<'a>(document: &'a Document, font: &'a Dictionary) -> Option<&'a Dictionary> {
    let list = font.get_deref(b"DescendantFonts", document).ok()?.as_array().ok()?;
    let (_, descendant) = document.dereference(list.first()?).ok()?;
    descendant.as_dict().ok()
}

/// Widths by code.
pub(super) fn widths(document: &Document, descendant: &Dictionary) -> BTreeMap<u16, f32> {
    let mut widths = BTreeMap::new();
    let list = descendant.get_deref(b"W", document).ok().and_then(|w| w.as_array().ok());
    for pair in list.map_or(&[][..], Vec::as_slice).chunks(2) {
        if let [Object::Integer(first), Object::Array(values)] = pair {
            let first = u16::try_from(*first).unwrap_or(0);
            widths.extend((first..).zip(values.iter().map(|value| value.as_float().unwrap_or(0.0))));
        }
    }
    widths
}

fn to_unicode(document: &Document, font: &Dictionary) -> Map {
    let stream = font.get_deref(b"ToUnicode", document).ok().and_then(|o| o.as_stream().ok());
    let content = stream.and_then(|stream| stream.get_plain_content().ok()).unwrap_or_default();
    let mut map = Map::new();
    for line in String::from_utf8_lossy(&content).lines() {
        let mut fields = line.split(['<', '>']).skip(1).step_by(2);
        if let (Some(code), Some(text), None) = (fields.next(), fields.next(), fields.next())
            && let (Ok(code), Some(text)) = (u16::from_str_radix(code, 16), utf16(text))
            && !line.contains("<0000> <FFFF>")
        {
            map.insert(code, text);
        }
    }
    map
}

fn utf16(digits: &str) -> Option<String> {
    let units: Option<Vec<u16>> =
        (0..digits.len()).step_by(4).map(|at| u16::from_str_radix(digits.get(at..at + 4)?, 16).ok()).collect();
    String::from_utf16(&units?).ok()
}
