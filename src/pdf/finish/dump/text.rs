//! Text of a page as a program that copies it sees it: by marked-content sequence, ActualText in place of what is drawn.

use super::fonts::Map;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// Text of a page.
#[derive(Default)]
pub(super) struct PageText {
    /// By MCID.
    pub sequences: BTreeMap<i64, String>,
    /// One line each: kind, and text if there is any.
    pub artifacts: Vec<String>,
}

/// Kinds of marked content.
enum Marked {
    Sequence(i64),
    /// Kind and text.
    Artifact(String, String),
    /// Stands for what is drawn in it.
    Actual,
    /// What was said so far, its last letter first.
    Reversed(Vec<String>),
    Other,
}

struct Reader<'a> {
    fonts: &'a BTreeMap<Vec<u8>, Map>,
    font: Option<&'a Map>,
    open: Vec<Marked>,
    text: PageText,
}

/// Reads a page.
pub(super) fn of_page(document: &Document, page: ObjectId, fonts: &BTreeMap<Vec<u8>, Map>) -> PageText {
    let mut reader = Reader { fonts, font: None, open: Vec::new(), text: PageText::default() };
    if let Ok(content) = Content::decode(&document.get_page_content(page)) {
        content.operations.iter().for_each(|operation| reader.operation(operation));
    }
    reader.text
}

impl Reader<'_> {
    fn operation(&mut self, operation: &Operation) {
        let operand = operation.operands.first();
        match operation.operator.as_str() {
            "Tf" => self.font = operand.and_then(|name| name.as_name().ok()).and_then(|name| self.fonts.get(name)),
            "Tj" => operand.into_iter().for_each(|text| self.show(text)),
            "TJ" => operand.and_then(|o| o.as_array().ok()).into_iter().flatten().for_each(|text| self.show(text)),
            "Do" => self.say("[image]"),
            "BDC" | "BMC" => self.begin(operand, operation.operands.get(1)),
            "EMC" => self.end(),
            _ => {}
        }
    }

    fn begin(&mut self, tag: Option<&Object>, properties: Option<&Object>) {
        let properties = properties.and_then(|object| object.as_dict().ok());
        let get = |key: &[u8]| properties.and_then(|p: &Dictionary| p.get(key).ok());
        if let Some(mcid) = get(b"MCID").and_then(|mcid| mcid.as_i64().ok()) {
            self.text.sequences.entry(mcid).or_default();
            self.open.push(Marked::Sequence(mcid));
        } else if tag.and_then(|tag| tag.as_name().ok()) == Some(b"Artifact") {
            let name = |key: &[u8]| get(key).and_then(|o| o.as_name().ok()).map(String::from_utf8_lossy);
            let kind = ["Type", "Subtype"].iter().filter_map(|key| name(key.as_bytes())).collect::<Vec<_>>().join(" ");
            self.open.push(Marked::Artifact(format!("artifact {kind}"), String::new()));
        } else if tag.and_then(|tag| tag.as_name().ok()) == Some(b"ReversedChars") {
            self.open.push(Marked::Reversed(Vec::new()));
        } else if let Some(actual) = get(b"ActualText") {
            self.say(&lopdf::decode_text_string(actual).unwrap_or_default());
            self.open.push(Marked::Actual);
        } else {
            self.open.push(Marked::Other);
        }
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Marked::Artifact(kind, text)) => {
                let text = if text.is_empty() { String::new() } else { format!(" {text:?}") };
                self.text.artifacts.push(format!("{kind}{text}"));
            }
            Some(Marked::Reversed(said)) => {
                let text: String = said.into_iter().rev().collect();
                self.say(&text);
            }
            Some(Marked::Sequence(_) | Marked::Actual | Marked::Other) | None => {}
        }
    }

    fn show(&mut self, shown: &Object) {
        let Ok(bytes) = shown.as_str() else { return };
        let font = self.font;
        for pair in bytes.chunks_exact(2) {
            let code = u16::from_be_bytes([pair[0], pair[1]]);
            self.say(font.and_then(|font| font.get(&code)).map_or("\u{FFFD}", String::as_str));
        }
    }

    /// Adds text to the innermost sequence or artifact, unless ActualText stands in for it.
    fn say(&mut self, text: &str) {
        for marked in self.open.iter_mut().rev() {
            match marked {
                Marked::Actual => return,
                Marked::Other => {}
                Marked::Reversed(said) => {
                    said.push(text.to_owned());
                    return;
                }
                Marked::Sequence(mcid) => {
                    self.text.sequences.entry(*mcid).or_default().push_str(text);
                    return;
                }
                Marked::Artifact(_, said) => {
                    said.push_str(text);
                    return;
                }
            }
        }
        self.text.artifacts.push(format!("UNMARKED {text:?}"));
    }
}
