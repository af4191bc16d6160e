//! Control characters, forged lines and bidirectional controls in every text that a stranger writes, looked for in every
//! output.

use crate::epub_support;
use crate::support;
use lopdf::{Dictionary, Object};
use std::path::{Path, PathBuf};
use std::process::Output;

/// What a title may hold: control characters, a terminal's escapes, a command for a build service on a line of its own, and
/// an override that nothing closes. In YAML's escapes, so that the text itself looks harmless.
const EVIL: &str = r"\u0001\e[31mred\u009b1m\n::warning::forged\r\n##[error]forged\u0007\uFFFE\u202Eabc";
/// What the owner's configuration may hold by mistake.
const OWN: &str = r"\u0001\e[31mred\n::warning::forged\u0007";
/// The same in the text, as it is and as entities.
const RAW: &str = "\u{1}\u{1b}[31mred\u{9b}1m ##[error]x \u{7}\u{fffe}\u{202e}abc&#27;[0m&#7;";

fn post() -> String {
    format!(
        "---\nid: \"a{EVIL}\"\ntitle: \"T{EVIL}\"\nsubtitle: \"S{EVIL}\"\ndescription: \"D{EVIL}\"\nlead: \"L{EVIL}\"\n\
         author: [\"A{EVIL}\"]\ntags: [\"t{EVIL}\"]\nseries: \"s{EVIL}\"\ntldr: [\"d{EVIL}\"]\ndate: \"x{EVIL}\"\n---\n\
         # H{RAW}\n\np{RAW} `c{RAW}` *e{RAW}*^[n{RAW}] [l{RAW}](https://a.example/?{RAW} \"t{RAW}\")\n\n\
         ![a{RAW}](none.png \"t{RAW}\")\n\n[[essays/none{RAW}|x]] {{bad{RAW}:x}}\n\n\
         ```rust\nlet x = \"{RAW}\";\n```\n\n{{bkqt/note|B{RAW}}}\nx\n{{/bkqt}}\n\n| a{RAW} | b |\n|---|---|\n| c | d{RAW} |\n\n\
         - i{RAW}\n\n>> 26.99.99 - n{RAW}\n\nterm{RAW} :: text{RAW}\n"
    )
}

fn made() -> (tempfile::TempDir, Output) {
    let root = tempfile::tempdir().expect("folder");
    let write = |name: &str, text: String| {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, text).expect("written");
    };
    write("offprint.yaml", format!("site: {{ title: \"Site{OWN}\", url: 'https://a.example' }}\n"));
    write("content/essays/_category.yaml", format!("name: essays\ndisplayName: \"E{OWN}\"\ndescription: \"F{OWN}\"\n"));
    write("content/essays/\u{1b}[31mpost\n::error::forged.md", post());
    let mut command = support::offprint();
    command.current_dir(root.path()).args(["batch", "content/essays", "--offline", "--volume", "--feeds"]);
    let output = command.output().expect("it runs");
    (root, output)
}

/// Control characters other than line ends and tabs, and noncharacters.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Overrides that are opened and not closed in a text.
fn open_overrides(text: &str) -> usize {
    text.chars().fold(0, |open, c| match c {
        '\u{202e}' => open + 1,
        '\u{202c}' => open.saturating_sub(1),
        _ => open,
    })
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()) {
        if entry.is_dir() { files(&entry, found) } else { found.push(entry) }
    }
}

/// Every text string of an object and of what is in it.
fn strings(object: &Object, found: &mut Vec<String>) {
    let inside = |dictionary: &Dictionary, found: &mut Vec<String>| {
        // An ID may be any bytes.
        dictionary.iter().filter(|(key, _)| *key != b"ID").for_each(|(_, value)| strings(value, found));
    };
    match object {
        Object::String(..) => found.push(lopdf::decode_text_string(object).expect("a text string")),
        Object::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Object::Dictionary(dictionary) => inside(dictionary, found),
        Object::Stream(stream) => inside(&stream.dict, found),
        _ => {}
    }
}

#[test]
fn no_output_holds_a_control_character_and_every_override_ends() {
    let (root, output) = made();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let mut all = Vec::new();
    files(&root.path().join("out"), &mut all);
    let of =
        |ending: &str| all.iter().filter(|path| path.extension().is_some_and(|own| own == ending)).collect::<Vec<_>>();
    assert_eq!((of("epub").len(), of("pdf").len()), (2, 2), "{all:?}");
    for path in &all {
        let name = path.to_string_lossy();
        assert!(!name.chars().any(|c| c.is_control() || c == '\u{202e}'), "{name:?}");
    }
    for path in of("epub") {
        for (name, bytes) in epub_support::files(&std::fs::read(path).expect("EPUB")) {
            if [".xhtml", ".opf", ".ncx", ".xml"].iter().any(|ending| name.ends_with(ending)) {
                check_xml(&name, &String::from_utf8(bytes).expect("UTF-8"));
            }
        }
    }
    for path in of("xml") {
        check_xml(&path.to_string_lossy(), &std::fs::read_to_string(path).expect("feed"));
    }
    for path in of("pdf") {
        check_pdf(&std::fs::read(path).expect("PDF"));
    }
    for path in of("json") {
        // What the owner writes is there as JSON escapes it.
        let text = std::fs::read_to_string(path).expect("JSON");
        assert!(!text.contains(is_forbidden), "{path:?}: {text}");
    }
}

/// XML that reads, none of whose texts and attributes holds what is forbidden. In an element that holds text all that opens
/// is closed.
fn check_xml(name: &str, xml: &str) {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document =
        roxmltree::Document::parse_with_options(xml, options).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(!xml.contains(is_forbidden), "{name}");
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        for attribute in node.attributes() {
            assert_eq!(open_overrides(attribute.value()), 0, "{name}: {} {:?}", attribute.name(), attribute.value());
        }
        let has_text =
            node.children().any(|child| child.is_text() && !child.text().unwrap_or_default().trim().is_empty());
        let in_line = ["code", "em", "a", "span", "i", "u"].contains(&node.tag_name().name());
        let text: String = node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect();
        assert!(!has_text || in_line || open_overrides(&text) == 0, "{name}: {} {text:?}", node.tag_name().name());
    }
}

fn check_pdf(pdf: &[u8]) {
    let document = lopdf::Document::load_mem(pdf).expect("PDF");
    let mut texts = Vec::new();
    document.objects.values().for_each(|object| strings(object, &mut texts));
    assert!(texts.iter().any(|text| text.contains("[31mred")), "the titles are among them");
    for text in &texts {
        assert!(!text.contains(|c: char| c.is_control() || is_forbidden(c)), "{text:?}");
        assert_eq!(open_overrides(text), 0, "{text:?}");
    }
    let metadata = document.objects.values().filter_map(|object| object.as_stream().ok());
    let metadata = metadata
        .filter(|stream| stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|n| n == b"XML")));
    for stream in metadata {
        let text = String::from_utf8(stream.content.clone()).expect("UTF-8");
        assert!(!text.contains(is_forbidden) && open_overrides(&text) == 0, "{text}");
    }
}

#[test]
fn nothing_that_is_said_reaches_a_terminal_or_a_build_service_as_a_command() {
    let (root, batch) = made();
    let run = |line: &[&str]| {
        let mut command = support::offprint();
        command.current_dir(root.path()).args(line).output().expect("it runs")
    };
    let post = "content/essays/\u{1b}[31mpost\n::error::forged.md";
    let outputs = [
        batch,
        run(&["batch", "content/essays", "--offline", "--report", "json", "--force", "--epub"]),
        run(&["links", "content"]),
        run(&["links", "content", "--report", "json"]),
        run(&["export", post, "--offline", "--epub", "--report", "json", "--timings"]),
        run(&["export", post, "--offline", "--epub", "--timings"]),
        run(&["export", post, "--offline", "--dump", "book"]),
        run(&["check", post, "--offline"]),
        run(&["export", "none\u{1b}[31m\n::error::x.md"]),
        run(&["export", "--none\u{1b}[31m\n::error::x"]),
        run(&["batch", "none\u{1b}[31m\n::error::x"]),
    ];
    for output in outputs {
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8(stream.clone()).expect("UTF-8");
            let hidden = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{fffe}');
            assert!(!text.contains(hidden), "{text:?}");
            let commands = ["##[error]", "##vso["];
            assert!(!commands.iter().any(|command| text.contains(command)), "{text}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
        }
    }
}

#[test]
fn names_of_fields_that_nobody_asked_for_are_cleaned_too() {
    use offprint::dialect::{Syntax, parse};
    use offprint::document::dump;
    use offprint::source::{SourceFile, SourceId};
    let texts = [
        "---\nid: a\n\"t\\0itle\": T\nmap: {\"a\\u001bb\": {\"c\\u0007\": d}}\n---\nText.\n",
        "+++\nid = \"a\"\n\"t\\u0008\" = 1\n[map]\n\"a\\u001b\" = 2\n+++\nText.\n",
        "{\"id\": \"a\", \"t\\u0000\": 1, \"map\": {\"a\\u001b\": 2}}\nText.\n",
    ];
    for text in texts {
        let (document, _) = parse(SourceId(0), &SourceFile::new("post.md", text), Syntax::Site);
        let shown = dump::document(&document);
        assert!(shown.contains("extra map"), "{shown}");
        assert!(!shown.contains(is_forbidden), "{shown:?}");
    }
}
