//! Font dictionaries made exact: widths as the face has them, the descriptor from its tables, and a complete ToUnicode
//! map. The font program and the dictionaries around it are printpdf's.

use super::object::{array, name, number};
use crate::pdf::error::{PdfError, unexpected};
use crate::pdf::faces::{Faces, PdfFace};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::fmt::Write;

/// Entries of a `bfchar` block (Adobe Technical Note 5411).
const MAP_BLOCK: usize = 100;

/// Completes every font in the resources.
pub(super) fn complete(faces: &Faces, resources: &Dictionary, document: &mut Document) -> Result<(), PdfError> {
    let fonts = resources.get(b"Font").and_then(Object::as_reference).map_err(unexpected)?;
    for face in faces.iter() {
        // A face of which only missing glyphs were asked is not in the file.
        let font = document.get_dictionary(fonts).map_err(unexpected)?.get(face.resource.0.as_bytes()).cloned();
        if let Ok(font) = font.and_then(|font| font.as_reference()) {
            complete_font(face, font, document).map_err(unexpected)?;
        }
    }
    Ok(())
}

fn complete_font(face: &PdfFace, font: ObjectId, document: &mut Document) -> lopdf::Result<()> {
    let dictionary = document.get_dictionary(font)?;
    let map = dictionary.get(b"ToUnicode")?.as_reference()?;
    let mut descendant = match dictionary.get(b"DescendantFonts")?.as_array()?.first() {
        Some(Object::Dictionary(descendant)) => descendant.clone(),
        _ => return Err(lopdf::Error::DictKey("DescendantFonts".into())),
    };
    let descriptor = descendant.get(b"FontDescriptor")?.as_reference()?;
    descendant.set("W", widths(face));
    if let Some(glyphs) = &face.glyphs {
        let bytes = glyphs.iter().flat_map(|glyph| glyph.to_be_bytes()).collect();
        descendant.set("CIDToGIDMap", document.add_object(Stream::new(dictionary! {}, bytes)));
    }
    let descendant = document.add_object(descendant);
    document.get_dictionary_mut(font)?.set("DescendantFonts", array([Object::Reference(descendant)]));
    describe(face, document.get_dictionary_mut(descriptor)?);
    document.set_object(map, Stream::new(dictionary! {}, to_unicode(face).into_bytes()));
    Ok(())
}

/// All widths from character code 0.
fn widths(face: &PdfFace) -> Object {
    array([Object::Integer(0), array(face.widths.iter().copied().map(number))])
}

fn describe(face: &PdfFace, descriptor: &mut Dictionary) {
    let d = &face.descriptor;
    descriptor.set("Flags", d.flags);
    descriptor.set("FontBBox", array(d.bbox.map(number)));
    descriptor.set("ItalicAngle", number(d.italic_angle));
    descriptor.set("Ascent", number(d.ascent));
    descriptor.set("Descent", number(d.descent));
    descriptor.set("CapHeight", number(d.cap_height));
    descriptor.set("XHeight", number(d.x_height));
    descriptor.set("StemV", d.stem_v);
    descriptor.set("FontName", name(&face.base_font));
}

/// The map from character codes to text (ISO 32000-1, 9.10.3).
fn to_unicode(face: &PdfFace) -> String {
    let mut map = String::from(concat!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n",
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n",
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    ));
    let entries: Vec<(usize, &String)> =
        face.texts.iter().enumerate().skip(1).filter(|(_, text)| !text.is_empty()).collect();
    for block in entries.chunks(MAP_BLOCK) {
        let _ = writeln!(map, "{} beginbfchar", block.len());
        for (code, text) in block {
            let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            let _ = writeln!(map, "<{code:04X}> <{units}>");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
