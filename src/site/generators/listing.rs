//! `SUMMARY.md`: mdBook's list of chapters, which GitBook and others have, too.

use super::shape::{Listed, Listing};
use crate::site::tree::{Tree, folder, join};

/// Reads the list. Headings and lines in bold are parts; entries of a list are chapters, nested by their indent, with
/// numbers; links outside of lists are chapters without.
pub fn summary(tree: &Tree, file: &str) -> Listing {
    let mut listing = Listing::default();
    let mut part: Option<String> = None;
    let mut indents: Vec<usize> = Vec::new();
    let text = tree.text(file).unwrap_or_default();
    for (number, line) in text.lines().enumerate() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if let Some(heading) = bare.strip_prefix('#') {
            let heading = heading.trim_start_matches('#').trim();
            let is_title = number == 0 || listing.entries.is_empty() && heading.eq_ignore_ascii_case("summary");
            part = (!is_title && !heading.is_empty()).then(|| heading.to_owned());
            indents.clear();
            continue;
        }
        let item = ["- ", "* ", "+ "].iter().find_map(|mark| bare.strip_prefix(mark));
        let Some((title, target)) = link(item.unwrap_or(bare).trim()) else { continue };
        let depth = if item.is_some() {
            while indents.last().is_some_and(|last| *last >= indent) {
                indents.pop();
            }
            indents.push(indent);
            indents.len() - 1
        } else {
            0
        };
        let entry = Entry { title, target, depth, numbered: item.is_some(), part: part.as_deref() };
        entry.add(tree, file, &mut listing);
    }
    listing
}

struct Entry<'a> {
    title: &'a str,
    target: &'a str,
    depth: usize,
    numbered: bool,
    part: Option<&'a str>,
}

impl Entry<'_> {
    fn add(self, tree: &Tree, file: &str, listing: &mut Listing) {
        let target = self.target.split(['#', '?']).next().unwrap_or("").trim().trim_matches(['<', '>']);
        let title = self.title.replace(['`', '*'], "");
        if target.is_empty() {
            listing.unwritten.push(title);
            return;
        }
        if target.contains("://") {
            return;
        }
        let target = percent_encoding::percent_decode_str(target).decode_utf8_lossy().into_owned();
        let found = join(folder(file), &target).and_then(|path| tree.find(&path).map(str::to_owned));
        match found {
            // Several entries may lead into one file; its first one counts.
            Some(found) if listing.entries.iter().any(|entry| entry.file == found) => {}
            Some(found) => listing.entries.push(Listed {
                file: found,
                title: Some(title).filter(|title| !title.is_empty()),
                part: self.part.map(str::to_owned),
                depth: self.depth,
                numbered: self.numbered,
            }),
            None => listing.missing.push((file.to_owned(), target)),
        }
    }
}

/// The text and the target of a line that is a link.
fn link(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('[')?;
    let (title, rest) = rest.split_once("](")?;
    let target = rest.rsplit_once(')').map(|(target, _)| target)?;
    Some((title, target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_nesting_prefixes_and_chapters_to_come() {
        let root = tempfile::tempdir().expect("folder");
        let text = "# Summary\n\n[Foreword](foreword.md)\n\n# First part\n\n- [One](one.md)\n    - [Deep](deep/a%20b.md)\n\
                    - [Later]()\n- [Two](two.md#x)\n\n[Gone](gone.md)\n";
        std::fs::write(root.path().join("SUMMARY.md"), text).expect("written");
        let files = ["SUMMARY.md", "foreword.md", "one.md", "deep/a b.md", "two.md"].map(str::to_owned).to_vec();
        let tree = Tree::of(root.path().to_path_buf(), files, false);
        let listing = summary(&tree, "SUMMARY.md");
        let seen: Vec<_> =
            listing.entries.iter().map(|e| (&*e.file, e.part.as_deref().unwrap_or(""), e.depth, e.numbered)).collect();
        assert_eq!(
            seen,
            [
                ("foreword.md", "", 0, false),
                ("one.md", "First part", 0, true),
                ("deep/a b.md", "First part", 1, true),
                ("two.md", "First part", 0, true),
            ]
        );
        assert_eq!(listing.unwritten, ["Later"]);
        assert_eq!(listing.missing, [("SUMMARY.md".to_owned(), "gone.md".to_owned())]);
    }
}
