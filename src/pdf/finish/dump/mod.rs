//! A PDF file as readable text, for snapshot tests and for people: metadata, pages with their boxes and artifacts, fonts,
//! images, outline, and the structure tree with the text of each leaf. Object numbers, identifiers, subset tags and dates
//! of no meaning to a reader are left out.

mod fonts;
mod text;

use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;
use std::fmt::Write;
use text::PageText;

/// Deepest nesting that is followed: files from elsewhere may have loops.
const DEEPEST: usize = 64;

/// Describes a PDF file. What is no PDF file is described as that.
pub fn dump(bytes: &[u8]) -> String {
    match Document::load_mem(bytes) {
        Ok(document) => Dump::new(&document).write(),
        Err(error) => format!("not a PDF file: {error}\n"),
    }
}

struct Dump<'a> {
    document: &'a Document,
    /// Page objects and their numbers.
    pages: BTreeMap<ObjectId, usize>,
    texts: BTreeMap<ObjectId, PageText>,
    out: String,
}

impl<'a> Dump<'a> {
    fn new(document: &'a Document) -> Self {
        let pages: BTreeMap<ObjectId, usize> = document.page_iter().zip(1..).collect();
        let fonts = fonts::maps(document);
        let texts = pages.keys().map(|page| (*page, text::of_page(document, *page, &fonts))).collect();
        Dump { document, pages, texts, out: String::new() }
    }

    fn write(mut self) -> String {
        self.metadata();
        self.page_list();
        self.out.push_str("fonts:\n");
        self.out.push_str(&fonts::describe(self.document));
        self.images();
        self.outline();
        self.out.push_str("structure:\n");
        if let Some(root) = self.catalog_entry(b"StructTreeRoot").and_then(as_dict) {
            self.kids(root, None, 1);
        }
        self.out
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{:width$}{text}", "", width = 2 * depth);
    }

    fn deref(&self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).map_or(object, |(_, object)| object)
    }

    fn get(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        dictionary.get(key).ok().map(|object| self.deref(object))
    }

    fn catalog_entry(&self, key: &[u8]) -> Option<&'a Object> {
        self.get(self.document.catalog().ok()?, key)
    }

    fn metadata(&mut self) {
        self.out.push_str("metadata:\n");
        self.line(1, &format!("version {}", self.document.version));
        let info = self.document.trailer.get(b"Info").ok().map(|object| self.deref(object)).and_then(as_dict);
        for (key, value) in info.into_iter().flat_map(Dictionary::iter) {
            self.line(1, &format!("{} {}", String::from_utf8_lossy(key), self.show(value, 0)));
        }
        for key in [&b"Lang"[..], b"PageMode", b"MarkInfo", b"ViewerPreferences", b"PageLabels"] {
            if let Some(value) = self.catalog_entry(key) {
                self.line(1, &format!("{} {}", String::from_utf8_lossy(key), self.show(value, 0)));
            }
        }
        for intent in self.catalog_entry(b"OutputIntents").and_then(|o| o.as_array().ok()).into_iter().flatten() {
            let Some(intent) = as_dict(self.deref(intent)) else { continue };
            let part = |key: &[u8]| self.get(intent, key).map(|value| self.show(value, 0)).unwrap_or_default();
            self.line(1, &format!("OutputIntent {} {}", part(b"S"), part(b"OutputConditionIdentifier")));
        }
        let xmp = self.catalog_entry(b"Metadata").and_then(|object| object.as_stream().ok());
        let xmp = xmp.and_then(|stream| stream.get_plain_content().ok()).unwrap_or_default();
        for line in String::from_utf8_lossy(&xmp).lines() {
            if ["<dc:", "<pdf:", "<xmp:", "<pdfaid:", "<pdfuaid:"].iter().any(|start| line.starts_with(start)) {
                self.line(1, line);
            }
        }
    }

    fn page_list(&mut self) {
        self.out.push_str("pages:\n");
        for (page, number) in in_order(&self.pages) {
            let Ok(dictionary) = self.document.get_dictionary(page) else { continue };
            self.line(1, &format!("page {number}"));
            for key in [&b"MediaBox"[..], b"BleedBox", b"TrimBox", b"CropBox", b"Group"] {
                if let Some(value) = self.get(dictionary, key) {
                    self.line(2, &format!("{} {}", String::from_utf8_lossy(key), self.show(value, 0)));
                }
            }
            let artifacts = self.texts.get(&page).map(|text| text.artifacts.clone()).unwrap_or_default();
            for artifact in artifacts {
                self.line(2, &artifact);
            }
        }
    }

    fn images(&mut self) {
        self.out.push_str("images:\n");
        let mut described: Vec<String> = self
            .document
            .objects
            .values()
            .filter_map(|object| object.as_stream().ok())
            .filter(|stream| stream.dict.get(b"Subtype").is_ok_and(|s| s.as_name().is_ok_and(|n| n == b"Image")))
            .map(|stream| {
                let keys = [&b"Width"[..], b"Height", b"ColorSpace", b"Filter", b"Decode"];
                let shown = keys.map(|key| self.get(&stream.dict, key).map(|v| self.show(v, 0)).unwrap_or_default());
                let mask = if stream.dict.has(b"SMask") { " with a mask" } else { "" };
                format!("{} x {} {} {} {}", shown[0], shown[1], shown[2], shown[3], shown[4]).trim_end().to_owned()
                    + mask
            })
            .collect();
        described.sort();
        let is_form = |stream: &&lopdf::Stream| {
            stream.dict.get(b"Subtype").is_ok_and(|s| s.as_name().is_ok_and(|n| n == b"Form"))
        };
        let forms = self.document.objects.values().filter_map(|object| object.as_stream().ok()).filter(is_form);
        let size =
            |stream: &lopdf::Stream| self.get(&stream.dict, b"BBox").map(|b| self.show(b, 0)).unwrap_or_default();
        described.extend(forms.map(|stream| format!("form {}", size(stream))));
        described.iter().for_each(|image| self.line(1, image));
    }

    fn outline(&mut self) {
        self.out.push_str("outline:\n");
        if let Some(root) = self.catalog_entry(b"Outlines").and_then(as_dict) {
            self.outline_items(root, 1);
        }
    }

    fn outline_items(&mut self, parent: &'a Dictionary, depth: usize) {
        let mut next = self.get(parent, b"First").and_then(as_dict);
        while let Some(item) = next.filter(|_| depth < DEEPEST) {
            let title = self.get(item, b"Title").map(|title| self.show(title, 0)).unwrap_or_default();
            let place = self.get(item, b"Dest").map(|dest| self.show(dest, 0)).unwrap_or_default();
            self.line(depth, &format!("{title} {place}"));
            self.outline_items(item, depth + 1);
            next = self.get(item, b"Next").and_then(as_dict);
        }
    }

    fn kids(&mut self, element: &'a Dictionary, page: Option<ObjectId>, depth: usize) {
        let Some(kids) = self.get(element, b"K").filter(|_| depth < DEEPEST) else { return };
        let kids: Vec<&'a Object> = match kids {
            Object::Array(kids) => kids.iter().map(|kid| self.deref(kid)).collect(),
            kid => vec![kid],
        };
        for kid in kids {
            match kid {
                Object::Integer(mcid) => self.sequence(page, *mcid, depth),
                Object::Dictionary(kid) => self.kid(kid, page, depth),
                _ => self.line(depth, "?"),
            }
        }
    }

    fn kid(&mut self, kid: &'a Dictionary, page: Option<ObjectId>, depth: usize) {
        let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        if let Some(mcid) = self.get(kid, b"MCID").and_then(|mcid| mcid.as_i64().ok()) {
            self.sequence(page, mcid, depth);
        } else if let Some(annotation) = self.get(kid, b"Obj").and_then(as_dict) {
            self.annotation(annotation, page, depth);
        } else {
            let kind = self.get(kid, b"S").map(|kind| self.show(kind, 0)).unwrap_or_else(|| "?".into());
            let mut line = kind.trim_start_matches('/').to_owned();
            for key in [&b"Alt"[..], b"Lang", b"ID", b"A"] {
                if let Some(value) = self.get(kid, key) {
                    let _ = write!(line, " {}={}", String::from_utf8_lossy(key), self.show(value, 0));
                }
            }
            self.line(depth, &line);
            self.kids(kid, page, depth + 1);
        }
    }

    fn sequence(&mut self, page: Option<ObjectId>, mcid: i64, depth: usize) {
        let number = page.and_then(|page| self.pages.get(&page)).copied().unwrap_or(0);
        let text = page.and_then(|page| self.texts.get(&page)).and_then(|text| text.sequences.get(&mcid));
        let line = match text {
            Some(text) => format!("p{number} {text:?}"),
            None => format!("p{number} missing sequence {mcid}"),
        };
        self.line(depth, &line);
    }

    fn annotation(&mut self, annotation: &'a Dictionary, page: Option<ObjectId>, depth: usize) {
        let number = page.and_then(|page| self.pages.get(&page)).copied().unwrap_or(0);
        let mut line = format!("p{number} link");
        for key in [&b"Rect"[..], b"A", b"Dest", b"Contents"] {
            if let Some(value) = self.get(annotation, key) {
                let _ = write!(line, " {}={}", String::from_utf8_lossy(key), self.show(value, 0));
            }
        }
        self.line(depth, &line);
    }

    /// An object on one line; pages by their number, other references followed for a few steps.
    fn show(&self, object: &Object, depth: usize) -> String {
        const STEPS: usize = 4;
        match object {
            Object::Reference(id) if self.pages.contains_key(id) => format!("page {}", self.pages[id]),
            Object::Reference(id) => match self.document.get_object(*id) {
                Ok(object) if depth < STEPS => self.show(object, depth + 1),
                _ => "…".into(),
            },
            Object::Null => "null".into(),
            Object::Boolean(value) => value.to_string(),
            Object::Integer(value) => value.to_string(),
            Object::Real(value) => value.to_string(),
            Object::Name(name) => format!("/{}", String::from_utf8_lossy(name)),
            Object::String(..) => format!("{:?}", lopdf::decode_text_string(object).unwrap_or_default()),
            Object::Array(items) => {
                format!("[{}]", items.iter().map(|item| self.show(item, depth + 1)).collect::<Vec<_>>().join(" "))
            }
            Object::Dictionary(dictionary) => {
                let entries = dictionary.iter().filter(|(key, _)| key.as_slice() != b"Type");
                let shown = entries
                    .map(|(key, value)| format!("{} {}", String::from_utf8_lossy(key), self.show(value, depth + 1)));
                format!("<{}>", shown.collect::<Vec<_>>().join(", "))
            }
            Object::Stream(_) => "stream".into(),
        }
    }
}

fn as_dict(object: &Object) -> Option<&Dictionary> {
    object.as_dict().ok()
}

fn in_order(pages: &BTreeMap<ObjectId, usize>) -> Vec<(ObjectId, usize)> {
    let mut pages: Vec<(ObjectId, usize)> = pages.iter().map(|(id, number)| (*id, *number)).collect();
    pages.sort_by_key(|(_, number)| *number);
    pages
}
