//! Marks of vaults: `![[embed]]`, `%%comment%%`, ids of blocks, properties of Logseq.

use super::pass::Marks;
use super::pass::Replacement;
use super::scan::{find_near, image};

/// Longest name of an embedded note, in bytes.
const LONGEST: usize = 1000;
/// Endings of images.
const IMAGES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "tiff"];

/// Images by name become images, other notes their text.
pub(super) fn embeds(text: &str, marks: &mut Marks<'_>) {
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
        if IMAGES.contains(&&*ending) {
            // `|300` and `|300x200` are sizes.
            let is_size = label.chars().all(|c| c.is_ascii_digit() || c == 'x');
            let alt = if is_size { "" } else { label };
            marks.replace(range, vec![Replacement::Text(image(target, alt, None))]);
        } else if ["pdf", "mp4", "mp3", "webm", "mov", "canvas", "base", "excalidraw"].contains(&&*ending) {
            let label = if label.is_empty() { target } else { label };
            marks.replace(range, vec![Replacement::Text(format!("[{label}](<{target}>)"))]);
        } else {
            let found = marks.included(range.clone(), target);
            let around = |found| vec![Replacement::Text("\n\n".into()), found, Replacement::Text("\n\n".into())];
            let link = || vec![Replacement::Text(format!("[[{inner}]]"))];
            marks.replace(range, found.map_or_else(link, around));
        }
    }
}

/// Takes out comments, ids of blocks and properties.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("%%")).map(|offset| at + offset) {
        at = start + 2;
        if marks.is_code(start) {
            continue;
        }
        let Some(length) = text.get(at..).and_then(|rest| rest.find("%%")) else { break };
        marks.remove(start..at + length + 2);
        at += length + 2;
    }
    for line in super::scan::lines(text, marks.body..text.len()) {
        let whole = text.get(line.clone()).unwrap_or("").trim_end();
        let end = line.start + whole.len();
        if let Some((before, id)) = whole.rsplit_once('^')
            && (before.is_empty() || before.ends_with(' '))
            && !id.is_empty()
            && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !marks.is_code(line.start)
        {
            marks.remove(end - id.len() - 1..end);
        }
        let bare = whole.trim_start().trim_start_matches("- ");
        let property = bare.split_once("::").is_some_and(|(name, value)| {
            let is_name = name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
            is_name && !name.is_empty() && (value.is_empty() || value.starts_with(' '))
        });
        if property && bare.len() == whole.trim_start().len() && !marks.is_code(line.start) {
            marks.remove(line);
        }
    }
}
