//! What a person hears of a PDF: the structure of small posts, as a reading program walks through it.

use crate::support::{offprint, run};
use std::fmt::Write;

/// The structure of a post's PDF: a line for each element and each leaf, without indents, page numbers and places.
fn heard(post: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    image::RgbImage::new(240, 160).save(folder.path().join("pic.png")).expect("an image");
    std::fs::write(folder.path().join("post.md"), post).expect("a post");
    let args = ["export", "post.md", "--pdf", "--contents", "always"];
    let (done, _, said) = run(offprint().current_dir(folder.path()).args(args));
    assert!(done, "{said}");
    let bytes = std::fs::read(folder.path().join("post.pdf")).expect("a PDF");
    let dump = offprint::pdf::dump(&bytes);
    let (_, structure) = dump.split_once("\nstructure:\n").expect("a structure");
    structure.lines().map(str::trim_start).fold(String::new(), |mut out, line| {
        let leaf =
            line.strip_prefix('p').and_then(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).get(1..));
        let shown = match leaf {
            Some(link) if link.starts_with("link ") => "link",
            Some(text) => text,
            None => line,
        };
        let _ = writeln!(out, "{shown}");
        out
    })
}

/// A post with a body, in the dialect with definition lists and captions.
fn post(body: &str) -> String {
    format!("---\nid: post\ntitle: A post\nlang: en\nsyntax: site\n---\n\n{body}\n")
}

#[track_caller]
fn holds(heard: &str, part: &[&str]) {
    let part = part.join("\n") + "\n";
    assert!(format!("\n{heard}").contains(&format!("\n{part}")), "no {part}\nin {heard}");
}

#[test]
fn a_foreign_text_says_its_language_and_no_other_text_does() {
    let heard = heard(&post(
        "<span lang=\"fr\">Bonjour tout le monde.</span>\n\nHe said <span lang=\"fr\">je ne sais pas du tout pourquoi</span>.\n\n\
         | <span lang=\"de\">Spalte</span> |\n|---|\n| <span lang=\"de\">Zelle</span> |\n\nA note.[^n]\n\n\
         [^n]: <span lang=\"es\">Una nota.</span>",
    ));
    holds(&heard, &["P", "Span Lang=\"fr\"", "\"Bonjour tout le monde.\""]);
    holds(&heard, &["P", "\"He said \"", "Span Lang=\"fr\"", "\"je ne sais pas du tout pourquoi\"", "\".\""]);
    holds(&heard, &["Span Lang=\"de\"", "\"Spalte\""]);
    holds(&heard, &["Span Lang=\"de\"", "\"Zelle\""]);
    holds(&heard, &["P", "Span Lang=\"es\"", "\"Una nota.\""]);
    assert_eq!(heard.matches("Lang=\"en").count(), 0, "{heard}");
}

#[test]
fn emphasis_and_other_marks_of_meaning_are_elements() {
    let heard = heard(&post("m{^:2} and H{v:3} are ~~not~~ *very* **big**, [a *fine* link](https://example.org/)."));
    holds(&heard, &["Span A=<O /Layout, TextPosition /Sup>", "\"2\""]);
    holds(&heard, &["Span A=<O /Layout, TextPosition /Sub>", "\"3\""]);
    holds(&heard, &["Span A=<O /Layout, TextDecorationType /LineThrough>", "\"not\""]);
    holds(&heard, &["Em", "\"very\""]);
    holds(&heard, &["Strong", "\"big\""]);
    // One link, with one area to press.
    holds(&heard, &["Link", "\"a \"", "Em", "\"fine\"", "\" link\"", "link"]);
}

#[test]
fn line_ends_do_not_run_words_together() {
    let heard = heard(&post("one\\\ntwo\n\n```js\nlet a\nlet b\n```"));
    holds(&heard, &["P", "\"one two\""]);
    holds(&heard, &["Code", "\"let a let b \""]);
}

#[test]
fn lists_without_bullets_or_numbers_say_so() {
    let heard =
        heard(&post("- term:: definition\n- other:: thing\n\nText.\n\n- item\n- item\n\nText.\n\n1. first\n2. second"));
    holds(&heard, &["L A=<O /List, ListNumbering /None>", "LI", "Lbl"]);
    holds(&heard, &["L A=<O /List, ListNumbering /Disc>", "LI", "Lbl", "\"•\""]);
    holds(&heard, &["L A=<O /List, ListNumbering /Decimal>", "LI", "Lbl", "\"1.\""]);
}

#[test]
fn the_number_of_a_note_is_a_label_and_its_call_says_what_it_is() {
    let heard = heard(&post("*Text[^n]* more.\n\n[^n]: The note."));
    holds(&heard, &["P", "Em", "\"Text\"", "Reference", "Link Alt=\"Note 1\"", "Lbl", "\"1\"", "link"]);
    // Not within the emphasis that calls it.
    let note = heard.split_once("\nNote ID=").map(|(_, note)| note).unwrap_or_default();
    holds(note, &["Lbl", "Link", "\"1\"", "link", "P", "\"The note.\"", "\" more.\""]);
}

#[test]
fn a_table_has_a_head_and_a_body_whose_cells_name_their_heads() {
    let heard = heard(&post("| Word | Sense |\n|---|---|\n| folio | leaf |\n| verso | left |"));
    let lines: Vec<&str> = heard.lines().collect();
    let kinds: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    let table = kinds.iter().position(|kind| *kind == "Table").expect("a table");
    let parts: Vec<&str> = kinds[table..].iter().copied().filter(|kind| kind.starts_with('T')).collect();
    assert_eq!(parts, ["Table", "THead", "TR", "TH", "TH", "TBody", "TR", "TD", "TD", "TR", "TD", "TD"]);
    let names: Vec<&str> =
        lines.iter().filter(|line| line.starts_with("TH ")).filter_map(|line| line.split('"').nth(1)).collect();
    let cells: Vec<&&str> = lines.iter().filter(|line| line.starts_with("TD ")).collect();
    for (cell, name) in cells.iter().zip(names.iter().cycle()) {
        assert!(cell.contains(&format!("Headers [\"{name}\"]")), "{cell}: {name}");
    }
}

#[test]
fn cells_say_how_far_they_reach_and_name_all_their_heads() {
    let heard = heard(&post(
        "<table>\n<thead>\n<tr><th rowspan=\"2\">Liquid</th><th colspan=\"2\">Point</th></tr>\n\
         <tr><th>°C</th><th>°F</th></tr>\n</thead>\n<tbody>\n\
         <tr><th scope=\"row\">Water</th><td>100</td><td>212</td></tr>\n\
         <tr><th scope=\"row\">Ethanol</th><td colspan=\"2\">unknown</td></tr>\n</tbody>\n</table>",
    ));
    let table = heard.split_once("\nTable").map(|(_, table)| table).unwrap_or_default();
    // Each cell with what follows it: its text.
    let lines: Vec<&str> = table.lines().collect();
    let cell = |said: &str| {
        let at = lines
            .iter()
            .position(|line| *line == format!("\"{said}\""))
            .unwrap_or_else(|| panic!("no {said}: {table}"));
        lines[..at]
            .iter()
            .rev()
            .find(|line| line.starts_with("TH") || line.starts_with("TD"))
            .copied()
            .unwrap_or_default()
    };
    let id = |said: &str| cell(said).split('"').nth(1).unwrap_or_default().to_owned();
    assert!(cell("Liquid").contains("RowSpan 2") && !cell("Liquid").contains("ColSpan"), "{}", cell("Liquid"));
    assert!(cell("Point").contains("ColSpan 2"), "{}", cell("Point"));
    assert!(cell("Water").starts_with("TH") && cell("Water").contains("Scope /Row"), "{}", cell("Water"));
    for (said, heads) in [("100", ["Point", "°C", "Water"]), ("212", ["Point", "°F", "Water"])] {
        let heads: Vec<String> = heads.iter().map(|head| format!("\"{}\"", id(head))).collect();
        assert!(cell(said).contains(&format!("Headers [{}]", heads.join(" "))), "{said}: {} in {table}", cell(said));
    }
    let both: Vec<String> = ["Point", "°C", "°F", "Ethanol"].iter().map(|head| id(head)).collect();
    assert!(both.iter().all(|head| cell("unknown").contains(head.as_str())), "{}", cell("unknown"));
    assert_eq!(table.matches("\nTD").count(), 3, "covered cells are no cells: {table}");
}

#[test]
fn the_contents_nest_as_the_text_does() {
    let heard = heard(&post("# One\n\nText.\n\n## Part\n\nText.\n\n# Two\n\nText."));
    let toc = heard.split_once("\nTOC\n").map(|(_, toc)| toc).unwrap_or_else(|| panic!("no contents: {heard}"));
    holds(toc, &["TOCI", "Reference", "Link"]);
    let one = toc.find("One ").expect("an entry");
    let (nested, part, two) = (toc.find("\nTOC\nTOCI\n"), toc.find("Part "), toc.find("Two "));
    assert!(Some(one) < nested && nested < part && part < two, "{toc}");
}

#[test]
fn images_are_figures_only_if_something_is_said_of_them() {
    let heard = heard(&post(
        "![](pic.png)\n\n![|A caption](pic.png)\n\n[![described](pic.png)](https://example.org/one)\n\n\
         x [![](pic.png)](https://example.org/two) y",
    ));
    let figures: Vec<&str> = heard.lines().filter(|line| line.starts_with("Figure")).collect();
    assert_eq!(figures.len(), 2, "{heard}");
    assert!(figures[0].starts_with("Figure Alt=\"A caption\""), "{heard}");
    assert!(figures[1].starts_with("Figure Alt=\"described\""), "{heard}");
    assert_eq!(heard.lines().filter(|line| line.starts_with("Link")).count(), 2, "{heard}");
    // The one with a description says no other than its figure does.
    holds(&heard, &["Link", figures[1], "\"[image]\"", "link"]);
    holds(&heard, &["P", "\"x \"", "\" y\"", "Link", "link"]);
}
