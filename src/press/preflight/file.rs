//! Reads a file and its pages.

use super::content::{Fonts, Walk};
use super::error::PreflightError;
use super::facts::{FileFacts, PageFacts};
use super::geometry::{Area, Matrix};
use super::reader::{Reader, number};
use super::state::State;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

/// Most bytes that an object stream or a page's content may have when it is decompressed.
const LARGEST_STREAM: usize = 256 << 20;

/// A page without a media box that can be read. ISO 32000-1 asks for one; US Letter is what readers take.
const LETTER: Area = Area { left: 0.0, bottom: 0.0, right: 612.0, top: 792.0 };

/// Reads a PDF file.
pub fn read(bytes: &[u8]) -> Result<FileFacts, PreflightError> {
    let options = LoadOptions::with_max_decompressed_size(LARGEST_STREAM);
    let document = Document::load_mem_with_options(bytes, options)
        .map_err(|error| PreflightError::Unreadable(error.to_string()))?;
    let reader = Reader(&document);
    let mut facts = FileFacts { bytes: bytes.len(), version: document.version.clone(), ..FileFacts::default() };
    facts.encrypted = document.is_encrypted() || document.was_encrypted();
    if document.is_encrypted() {
        // Without its password nothing more can be read.
        return Ok(facts);
    }
    facts.javascript = document.objects.values().any(holds_javascript);
    if let Ok(catalog) = document.catalog() {
        of_catalog(reader, catalog, &mut facts);
    }
    facts.standard = standard(reader).or(facts.standard);
    let mut fonts = Fonts::new();
    for id in document.page_iter() {
        facts.pages.push(page(reader, id, &mut fonts, &mut facts.fonts));
    }
    Ok(facts)
}

fn of_catalog<'a>(reader: Reader<'a>, catalog: &'a Dictionary, facts: &mut FileFacts) {
    if let Some(version) = reader.text(catalog, "Version").filter(|version| *version > facts.version) {
        facts.version = version;
    }
    facts.outline = reader.dict(catalog, "Outlines").is_some_and(|outline| reader.get(outline, "First").is_some());
    let preferences = reader.dict(catalog, "ViewerPreferences");
    facts.right_to_left = preferences.is_some_and(|view| reader.name(view, "Direction") == Some(b"R2L"));
    let intents = reader.array(catalog, "OutputIntents").unwrap_or_default();
    let mut intents = intents.iter().filter_map(|intent| reader.as_dict(intent));
    facts.output_intent = intents.find(|intent| reader.name(intent, "S") == Some(b"GTS_PDFX")).map(|intent| {
        let condition = reader.text(intent, "OutputConditionIdentifier").unwrap_or_default();
        (condition, reader.get(intent, "DestOutputProfile").is_some())
    });
    let metadata = reader.get(catalog, "Metadata").and_then(|object| reader.data(object.as_stream().ok()?));
    facts.standard = metadata.and_then(|xmp| claimed_in(&String::from_utf8_lossy(&xmp)));
}

/// The PDF/X that the information dictionary claims: X-1a and X-3 (ISO 15930-4, 6.2; ISO 15930-6, 6.2).
fn standard(reader: Reader<'_>) -> Option<String> {
    let info = reader.0.trailer.get(b"Info").ok().and_then(|info| reader.as_dict(info))?;
    reader.text(info, "GTS_PDFXConformance").or_else(|| reader.text(info, "GTS_PDFXVersion"))
}

/// The PDF/X that XMP claims, as an element or as an attribute: X-4 (ISO 15930-7, 6.2).
fn claimed_in(xmp: &str) -> Option<String> {
    let (_, after) = xmp.split_once("GTS_PDFXVersion")?;
    let value = after.trim_start().strip_prefix('=').unwrap_or(after).trim_start();
    let value = value.trim_start_matches(['>', '"', '\'']);
    let end = value.find(['<', '"', '\''])?;
    value.get(..end).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Whether an object is or holds an action that runs JavaScript. References are not followed: each object is looked at.
fn holds_javascript(object: &Object) -> bool {
    let in_dictionary = |dictionary: &Dictionary| {
        let runs = dictionary.get(b"S").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"JavaScript"));
        runs || dictionary.iter().any(|(_, value)| holds_javascript(value))
    };
    match object {
        Object::Array(parts) => parts.iter().any(holds_javascript),
        Object::Dictionary(dictionary) => in_dictionary(dictionary),
        Object::Stream(stream) => in_dictionary(&stream.dict),
        _ => false,
    }
}

fn page(
    reader: Reader<'_>,
    id: ObjectId,
    fonts: &mut Fonts,
    used: &mut std::collections::BTreeMap<String, bool>,
) -> PageFacts {
    let Ok(page) = reader.0.get_dictionary(id) else {
        return PageFacts { unread: Some("it is missing"), ..PageFacts::empty(LETTER) };
    };
    let upright = upright(reader, page);
    let facts = boxes(reader, page, upright);
    let annotations = reader.array(page, "Annots").map_or(0, <[Object]>::len);
    let facts = PageFacts { annotations, ..facts };
    let nothing = Dictionary::new();
    let resources = reader.inherited(page, "Resources").and_then(|object| object.as_dict().ok());
    let Ok(content) = reader.0.get_page_content_with_limit(id, LARGEST_STREAM) else {
        return PageFacts { unread: Some("its content is too large"), ..facts };
    };
    let Some(resources) = resources else {
        return without_resources(facts, &content, &nothing, upright);
    };
    let mut state = State::of_page(facts.media);
    state.matrix = upright;
    let mut walk = Walk::new(reader, facts, fonts);
    walk.read(&content, resources, state, 0);
    for (name, embedded) in walk.used {
        let known = used.entry(name).or_insert(embedded);
        *known &= embedded;
    }
    walk.facts
}

/// A page without resources: paths and grey, no font and no image.
fn without_resources(facts: PageFacts, content: &[u8], nothing: &Dictionary, upright: Matrix) -> PageFacts {
    let document = Document::new();
    let mut fonts = Fonts::new();
    let mut state = State::of_page(facts.media);
    state.matrix = upright;
    let mut walk = Walk::new(Reader(&document), facts, &mut fonts);
    walk.read(content, nothing, state, 0);
    walk.facts
}

/// From the user space of a page to points as it is shown: turned and enlarged (ISO 32000-1, 7.7.3.3).
fn upright<'a>(reader: Reader<'a>, page: &'a Dictionary) -> Matrix {
    let unit = reader.number(page, "UserUnit").filter(|unit| *unit > 0.0).unwrap_or(1.0);
    let turned = reader.inherited(page, "Rotate").and_then(number).unwrap_or(0.0).rem_euclid(360.0);
    let [a, b, c, d] = match turned {
        90.0 => [0.0, -1.0, 1.0, 0.0],
        180.0 => [-1.0, 0.0, 0.0, -1.0],
        270.0 => [0.0, 1.0, -1.0, 0.0],
        _ => [1.0, 0.0, 0.0, 1.0],
    };
    Matrix([a * unit, b * unit, c * unit, d * unit, 0.0, 0.0])
}

/// The boxes of a page (14.11.2). Only the media box is inherited among those looked at.
fn boxes<'a>(reader: Reader<'a>, page: &'a Dictionary, upright: Matrix) -> PageFacts {
    let media = reader.inherited(page, "MediaBox").and_then(|object| {
        let numbers: Option<Vec<f64>> =
            object.as_array().ok()?.iter().map(|object| number(reader.follow(object)?)).collect();
        Area::of(&numbers?)
    });
    let media = media.unwrap_or(LETTER).moved(upright);
    let of = |key| reader.area(page, key).map(|area| area.moved(upright));
    PageFacts { trim: of("TrimBox"), bleed: of("BleedBox"), ..PageFacts::empty(media) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xmp_claims_a_standard_as_element_or_attribute() {
        for xmp in [
            "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>",
            "<rdf:Description pdfxid:GTS_PDFXVersion=\"PDF/X-4\"/>",
            "<rdf:Description pdfxid:GTS_PDFXVersion = 'PDF/X-4'/>",
        ] {
            assert_eq!(claimed_in(xmp).as_deref(), Some("PDF/X-4"), "{xmp}");
        }
        for xmp in ["", "GTS_PDFXVersion", "<x:GTS_PDFXVersion></x:GTS_PDFXVersion>"] {
            assert_eq!(claimed_in(xmp), None, "{xmp}");
        }
    }
}
