//! Marks of vaults: `![[embed]]`, `%%comment%%`, ids of blocks; of Logseq blocks by id, properties and macros.

use super::embeds::is_image;
use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::{find_near, image, lines};
use crate::diagnostics::Code;
use std::collections::BTreeSet;
use std::ops::Range;

/// Longest name of an embedded note, in bytes.
const LONGEST: usize = 1000;

/// Images by name become images, other notes their text.
pub(super) fn embeds(text: &str, marks: &mut Marks<'_>) {
    embed(text, marks, true);
}

/// The same, where notes are embedded in notes too deep: the rest become links.
pub(super) fn deepest(text: &str, marks: &mut Marks<'_>) {
    embed(text, marks, false);
}

fn embed(text: &str, marks: &mut Marks<'_>, notes: bool) {
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("![[")).map(|offset| at + offset) {
        at = start + 3;
        let Some(length) = text.get(at..).and_then(|rest| find_near(rest, "]]", LONGEST)) else { continue };
        let inner = text.get(at..at + length).unwrap_or("");
        if inner.contains('\n') || marks.is_code(start) {
            continue;
        }
        let range = start..at + length + 2;
        at = range.end;
        let (target, label) = inner.split_once('|').unwrap_or((inner, ""));
        let target = target.trim().trim_end_matches('\\');
        let ending = target.split('#').next().unwrap_or("").rsplit('.').next().unwrap_or("").to_lowercase();
        if is_image(target) {
            // `|300` and `|300x200` are sizes.
            let is_size = label.chars().all(|c| c.is_ascii_digit() || c == 'x');
            let alt = if is_size { "" } else { label };
            marks.replace(range, vec![Replacement::Text(image(target, alt, None))]);
        } else if ["pdf", "mp4", "mp3", "webm", "mov", "canvas", "base", "excalidraw"].contains(&&*ending) {
            let label = if label.is_empty() { target } else { label };
            marks.replace(range, vec![Replacement::Text(format!("[{label}](<{target}>)"))]);
        } else if !notes {
            let message = format!("`{target}` is embedded more than three notes deep; a link to it takes its place");
            marks.warn(Code::UnknownMark, range.clone(), message, "write out what is meant");
            marks.replace(range, vec![Replacement::Text(format!("[[{inner}]]"))]);
        } else {
            let found = marks.included(range.clone(), target);
            let around = |found| vec![Replacement::Text("\n\n".into()), found, Replacement::Text("\n\n".into())];
            let link = || vec![Replacement::Text(format!("[[{inner}]]"))];
            marks.replace(range, found.map_or_else(link, around));
        }
    }
}

/// Takes out comments, ids of blocks and properties; puts in what Logseq's marks call.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    comments(text, marks);
    blocks_by_id(text, marks);
    macros(text, marks);
    for line in lines(text, marks.body..text.len()) {
        if marks.is_code(line.start) {
            continue;
        }
        let whole = text.get(line.clone()).unwrap_or("").trim_end();
        let end = line.start + whole.len();
        if let Some(id) = block_id(whole) {
            marks.remove(end - id.len() - 1..end);
        }
        if is_property(whole) {
            marks.remove(line);
        } else if let Some(kind) = org_block(whole) {
            let start = line.start + (whole.len() - whole.trim_start().trim_start_matches("- ").len());
            marks.replace(start..end, kind.map(|kind| Replacement::Text(format!("**{kind}**"))).into_iter().collect());
        } else {
            spaced_addresses(text, marks, line);
        }
    }
}

/// `#+BEGIN_NOTE` and `#+END_NOTE` of Logseq: the name that is shown for it, if there is one.
fn org_block(line: &str) -> Option<Option<&'static str>> {
    let bare = line.trim_start().trim_start_matches("- ");
    let name = bare.strip_prefix("#+BEGIN_").or_else(|| bare.strip_prefix("#+END_"))?;
    let opens = bare.starts_with("#+BEGIN_");
    let name = name.split_whitespace().next().unwrap_or("");
    let names = ["Note", "Tip", "Important", "Caution", "Warning", "Pinned"];
    let is_block =
        names.iter().any(|known| known.eq_ignore_ascii_case(name)) || matches!(name, "QUOTE" | "CENTER" | "VERSE");
    is_block.then(|| names.into_iter().find(|known| opens && known.eq_ignore_ascii_case(name)))
}

/// `[text](a page.md)`: vaults take addresses with spaces, Markdown takes them in angle brackets. What says how large an
/// image is (`{:height 560}`) goes.
fn spaced_addresses(text: &str, marks: &mut Marks<'_>, line: Range<usize>) {
    let mut at = line.start;
    while let Some(start) = text.get(at..line.end).and_then(|rest| rest.find("](")).map(|offset| at + offset + 2) {
        at = start;
        let Some(length) = text.get(at..line.end).and_then(|rest| rest.find(')')) else { return };
        let address = text.get(at..at + length).unwrap_or("");
        let end = at + length;
        at = end;
        if marks.is_code(start) {
            continue;
        }
        if address.contains(' ') && !address.contains(['<', '"', '\'', '(', '[']) && !address.ends_with(' ') {
            marks.replace(start..start, vec![Replacement::Text("<".to_owned())]);
            marks.replace(end..end, vec![Replacement::Text(">".to_owned())]);
        }
        let size = text.get(end + 1..line.end).filter(|rest| rest.starts_with("{:")).and_then(|rest| rest.find('}'));
        if let Some(size) = size {
            marks.remove(end + 1..end + 2 + size);
        }
    }
}

/// `%%comment%%` in a paragraph; of lines between two that are `%%` only. A sign that nothing closes is text.
fn comments(text: &str, marks: &mut Marks<'_>) {
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("%%")).map(|offset| at + offset) {
        at = start + 2;
        if marks.is_code(start) {
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        let Some(length) = rest.find("%%") else { break };
        let inner = rest.get(..length).unwrap_or("");
        let before = text.get(..start).unwrap_or("").rsplit('\n').next().unwrap_or("");
        let alone = before.trim().is_empty() && inner.split('\n').next().is_some_and(|line| line.trim().is_empty());
        if alone || !inner.split('\n').skip(1).any(|line| line.trim().is_empty()) {
            marks.remove(start..at + length + 2);
            at += length + 2;
        }
    }
}

/// The id that ends a line, after a space and `^`.
fn block_id(line: &str) -> Option<&str> {
    let (before, id) = line.rsplit_once('^')?;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_id && (before.is_empty() || before.ends_with(' '))).then_some(id)
}

/// `name:: value` on a line of its own: a property of Logseq.
fn is_property(line: &str) -> bool {
    line.trim_start().split_once("::").is_some_and(|(name, value)| {
        let is_name = name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_' | '.'));
        is_name && !name.is_empty() && (value.is_empty() || value.starts_with(' '))
    })
}

/// `((id))` becomes the text of the block, `[text](((id)))` the text.
fn blocks_by_id(text: &str, marks: &mut Marks<'_>) {
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("((")).map(|offset| at + offset) {
        at = start + 2;
        let Some((id, rest)) = text.get(at..).and_then(uuid).filter(|_| !marks.is_code(start)) else { continue };
        let end = at + id.len() + 2;
        at = end;
        let label = text.get(..start).filter(|_| rest.starts_with("))")).and_then(|before| {
            let before = before.strip_suffix("](")?;
            Some((before.rfind('[')?, before.len())).filter(|_| rest.starts_with(")))"))
        });
        if let Some((open, close)) = label.filter(|(open, _)| *open >= marks.body) {
            marks.replace(open..end + 1, vec![Replacement::Kept(open + 1..close)]);
            at = end + 1;
        } else if let Some(block) = marks.host.and_then(|host| host.block(id)) {
            marks.replace(start..end, vec![Replacement::Text(block)]);
        } else {
            marks.warn(
                Code::UnknownMark,
                start..end,
                format!("the site has no block `{id}`; its mark stays in the text"),
                "write the words of the block",
            );
        }
    }
}

/// The id that a text starts with, if `))` follows it, and what follows from there on.
fn uuid(text: &str) -> Option<(&str, &str)> {
    let (id, rest) = text.split_at_checked(36)?;
    let fits = |(at, c): (usize, char)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() };
    (rest.starts_with("))") && id.chars().enumerate().all(fits)).then_some((id, rest))
}

/// `{{embed [[note]]}}` becomes the note, `{{video address}}` the address; queries are not run.
fn macros(text: &str, marks: &mut Marks<'_>) {
    let mut said = BTreeSet::new();
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{")).map(|offset| at + offset) {
        at = start + 2;
        let Some(length) = text.get(at..).and_then(|rest| find_near(rest, "}}", LONGEST)) else { continue };
        let inner = text.get(at..at + length).unwrap_or("").trim();
        if marks.is_code(start) || inner.contains('\n') {
            continue;
        }
        let range: Range<usize> = start..at + length + 2;
        let (name, value) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let value = value.trim();
        let with = match name {
            "embed" => {
                let note = value.strip_prefix("[[").and_then(|value| value.strip_suffix("]]"));
                note.map_or_else(|| value.to_owned(), |note| format!("![[{note}]]"))
            }
            "video" | "youtube" | "vimeo" | "bilibili" | "tweet" | "twitter" if value.contains("://") => {
                format!("<{}>", value.replace(['<', '>', ' '], ""))
            }
            "cloze" => value.to_owned(),
            "query" | "renderer" | "function" | "youtube-timestamp" => {
                if said.insert(name.to_owned()) {
                    let message = format!("`{name}` is not computed; its mark is left out");
                    marks.warn(Code::UnknownMark, range.clone(), message, "write what it shows");
                }
                String::new()
            }
            _ => continue,
        };
        at = range.end;
        marks.replace(range, vec![Replacement::Text(with)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_logseq_are_told_by_their_names() {
        let kinds = ["- #+BEGIN_TIP", "#+END_TIP", "#+BEGIN_QUOTE", "#+BEGIN_SRC"].map(org_block);
        assert_eq!(kinds, [Some(Some("Tip")), Some(None), Some(None), None]);
    }

    #[test]
    fn ids_and_properties_are_told_from_text() {
        assert_eq!((block_id("words ^a-1"), block_id("x^2"), block_id("^id")), (Some("a-1"), None, Some("id")));
        assert!(
            is_property("  id:: 1") && is_property("collapsed::") && !is_property("std::fmt") && !is_property("A:: b")
        );
        let id = "0123abcd-0123-0123-0123-0123456789ab";
        assert!(uuid(&format!("{id}))")).is_some() && uuid(id).is_none() && uuid("x").is_none());
    }
}
