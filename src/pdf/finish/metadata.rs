//! What the file says about itself: the information dictionary and, in the same words, XMP; the output intent.

use super::icc;
use super::object::{array, text};
use crate::document::is_language_tag;
use crate::layout::page::{DocumentInfo, Pages};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::fmt::Write;

/// Name and version of what made the file.
const PRODUCER: &str = concat!("offprint ", env!("CARGO_PKG_VERSION"));

/// Name of the colour space in output intents.
const SRGB: &str = "sRGB IEC61966-2.1";

/// BCP 47 for "undetermined".
const NO_LANGUAGE: &str = "und";

/// What both forms of metadata say.
pub(super) struct Facts<'a> {
    info: &'a DocumentInfo,
    date: jiff::Zoned,
}

impl<'a> Facts<'a> {
    /// Of the pages; `timestamp` in seconds since 1970 (one that no calendar has counts as 0).
    pub fn of(pages: &'a Pages, timestamp: i64) -> Facts<'a> {
        let date = Timestamp::from_second(timestamp).unwrap_or_default().to_zoned(TimeZone::UTC);
        Facts { info: &pages.info, date }
    }

    /// The main language, always well-formed.
    pub fn lang(&self) -> &str {
        if is_language_tag(&self.info.lang) { &self.info.lang } else { NO_LANGUAGE }
    }

    /// The title, never empty: PDF/UA-1 wants one.
    fn title(&self) -> &str {
        [self.info.title.trim(), self.info.key.trim()].into_iter().find(|title| !title.is_empty()).unwrap_or("Untitled")
    }

    fn subject(&self) -> Option<&str> {
        self.info.subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty())
    }

    /// The information dictionary (ISO 32000-1, 14.3.3).
    pub fn info_dictionary(&self) -> Dictionary {
        let date = self.date.strftime("D:%Y%m%d%H%M%SZ").to_string();
        let mut dictionary = dictionary! { "Title" => text(self.title()) };
        if !self.info.authors.is_empty() {
            dictionary.set("Author", text(&self.info.authors.join(", ")));
        }
        if let Some(subject) = self.subject() {
            dictionary.set("Subject", text(subject));
        }
        if !self.info.keywords.is_empty() {
            dictionary.set("Keywords", text(&self.info.keywords.join(", ")));
        }
        dictionary.set("Creator", text(PRODUCER));
        dictionary.set("Producer", text(PRODUCER));
        dictionary.set("CreationDate", text(&date));
        dictionary.set("ModDate", text(&date));
        dictionary
    }

    /// XMP (ISO 16684-1) with the identification of PDF/A-2a (ISO 19005-2, 6.6.4) and PDF/UA-1 (ISO 14289-1, 5).
    fn xmp(&self) -> String {
        let date = self.date.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut properties = String::new();
        let mut add = |name: &str, value: String| {
            let _ = writeln!(properties, "<{name}>{value}</{name}>");
        };
        let of_each = |kind: &str, values: &[String]| {
            let items: String = values.iter().map(|value| format!("<rdf:li>{}</rdf:li>", escaped(value))).collect();
            format!("<rdf:{kind}>{items}</rdf:{kind}>")
        };
        let in_default_language =
            |value: &str| format!("<rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt>", escaped(value));
        add("dc:format", "application/pdf".into());
        if !self.info.identifier.is_empty() {
            add("dc:identifier", escaped(&self.info.identifier));
        }
        add("dc:title", in_default_language(self.title()));
        if !self.info.authors.is_empty() {
            add("dc:creator", of_each("Seq", &self.info.authors));
        }
        if let Some(subject) = self.subject() {
            add("dc:description", in_default_language(subject));
        }
        if !self.info.keywords.is_empty() {
            add("dc:subject", of_each("Bag", &self.info.keywords));
            add("pdf:Keywords", escaped(&self.info.keywords.join(", ")));
        }
        add("dc:language", of_each("Bag", &[self.lang().to_owned()]));
        if let Some(publisher) = &self.info.publisher {
            add("dc:publisher", of_each("Bag", std::slice::from_ref(publisher)));
        }
        if let Some(rights) = &self.info.rights {
            add("dc:rights", in_default_language(rights));
        }
        if let Some(isbn) = &self.info.isbn {
            add("xmp:Identifier", of_each("Bag", std::slice::from_ref(isbn)));
        }
        if let Some(date) = &self.info.date {
            add("dc:date", of_each("Seq", std::slice::from_ref(date)));
        }
        add("pdf:Producer", escaped(PRODUCER));
        add("xmp:CreatorTool", escaped(PRODUCER));
        add("xmp:CreateDate", date.clone());
        add("xmp:ModifyDate", date.clone());
        add("xmp:MetadataDate", date);
        add("pdfaid:part", "2".into());
        add("pdfaid:conformance", "A".into());
        add("pdfuaid:part", "1".into());
        format!("{XMP_HEAD}{properties}{XMP_EXTENSION}{XMP_FOOT}")
    }
}

const XMP_HEAD: &str = concat!(
    "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n",
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n",
    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
    " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"",
    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"",
    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\"",
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\"",
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n",
);

/// PDF/A-2 knows no PDF/UA: the schema of its identification has to be described (ISO 19005-2, 6.6.2.3).
const XMP_EXTENSION: &str = concat!(
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n",
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\n",
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n",
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n",
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n",
    "<pdfaProperty:name>part</pdfaProperty:name>\n",
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n",
    "<pdfaProperty:category>internal</pdfaProperty:category>\n",
    "<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\n",
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\n",
);

const XMP_FOOT: &str = "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";

/// Text for XML: markup escaped, what XML 1.0 cannot hold left out.
fn escaped(value: &str) -> String {
    let mut clean = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => clean.push_str("&amp;"),
            '<' => clean.push_str("&lt;"),
            '>' => clean.push_str("&gt;"),
            '\t' | '\n' | '\r' => clean.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => clean.push(c),
        }
    }
    clean
}

/// Adds the XMP stream. It stays uncompressed, so that programs that know no PDF can find it.
pub(super) fn add_xmp(facts: &Facts<'_>, document: &mut Document) -> ObjectId {
    let dictionary = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    document.add_object(Stream::new(dictionary, facts.xmp().into_bytes()).with_compression(false))
}

/// Adds the output intent: device colours are sRGB (ISO 19005-2, 6.2.3).
pub(super) fn add_output_intent(document: &mut Document) -> Object {
    let profile = document.add_object(Stream::new(dictionary! { "N" => 3 }, icc::srgb()));
    array([Object::Dictionary(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => text(SRGB),
        "Info" => text(SRGB),
        "DestOutputProfile" => profile,
    })])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let pages = Pages {
            info: DocumentInfo {
                title: "A < B & C".into(),
                authors: vec!["Ada".into(), "Émilie".into()],
                lang: "not a tag!".into(),
                identifier: "urn:uuid:a&b".into(),
                publisher: Some("Pine Press".into()),
                rights: Some("All rights reserved".into()),
                isbn: Some("urn:isbn:9783161484100".into()),
                ..DocumentInfo::default()
            },
            ..Pages::default()
        };
        let facts = Facts::of(&pages, 1_700_000_000);
        let xmp = facts.xmp();
        assert!(xmp.contains("A &lt; B &amp; C"));
        assert!(xmp.contains("<rdf:li>Ada</rdf:li><rdf:li>Émilie</rdf:li>"));
        assert!(xmp.contains("<dc:identifier>urn:uuid:a&amp;b</dc:identifier>"));
        assert!(xmp.contains("<dc:publisher><rdf:Bag><rdf:li>Pine Press</rdf:li></rdf:Bag></dc:publisher>"));
        assert!(xmp.contains("<rdf:li xml:lang=\"x-default\">All rights reserved</rdf:li>"));
        assert!(xmp.contains("<xmp:Identifier><rdf:Bag><rdf:li>urn:isbn:9783161484100</rdf:li></rdf:Bag>"));
        assert!(xmp.contains("2023-11-14T22:13:20Z"));
        assert!(xmp.contains("<rdf:li>und</rdf:li>"));
        let info = facts.info_dictionary();
        assert_eq!(info.get(b"CreationDate").unwrap().as_str().unwrap(), b"D:20231114221320Z");
        assert_eq!(info.get(b"Title").unwrap().as_str().unwrap(), b"A < B & C");
    }

    #[test]
    fn a_file_without_a_title_is_called_by_its_key() {
        let mut pages = Pages::default();
        assert_eq!(Facts::of(&pages, 0).title(), "Untitled");
        pages.info.key = "my-post".into();
        assert_eq!(Facts::of(&pages, i64::MAX).title(), "my-post");
    }
}
