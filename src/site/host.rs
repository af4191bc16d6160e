//! What the marks of a text may ask of its site: files of it, and what its configuration calls by name.

use super::addresses::Addresses;
use super::data;
use super::model::Post;
use super::outline;
use super::read::Reading;
use super::rules;
use super::tree::{folder, join};
use super::values::{lookup, text_of};
use crate::dialect::marks::{Host, Included, Label, labels};
use crate::document::Metadata;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Longest file that is included, in bytes.
const LONGEST: usize = 1 << 20;

/// A text of the site, as far as others ask for it.
struct Known {
    file: String,
    meta: Metadata,
    text: Arc<str>,
}

/// The site, as its texts ask for it. It is shared by all of them: what is looked up in all texts is looked up once.
pub struct SiteHost {
    reading: Arc<Reading>,
    addresses: Arc<Addresses>,
    /// The posts, by the index that addresses lead to.
    posts: Vec<Known>,
    /// What references lead to, by key.
    labels: OnceLock<BTreeMap<String, Label>>,
    /// Blocks of outlines by their ids.
    blocks: OnceLock<BTreeMap<String, String>>,
    /// Data files of the site, by name.
    data: OnceLock<serde_json::Value>,
}

impl SiteHost {
    /// The host of the posts of a site, in the order that `addresses` counts them.
    pub fn new(reading: Arc<Reading>, addresses: Arc<Addresses>, posts: &[&Post]) -> SiteHost {
        let known =
            |post: &&Post| Known { file: post.file.clone(), meta: post.meta.clone(), text: Arc::clone(&post.text) };
        let posts = posts.iter().map(known).collect();
        let (labels, blocks, data) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        SiteHost { reading, addresses, posts, labels, blocks, data }
    }
}

impl fmt::Debug for SiteHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiteHost").field("root", &self.reading.tree.root).finish_non_exhaustive()
    }
}

impl Host for SiteHost {
    fn include(&self, from: &Path, reference: &str) -> Result<Included, String> {
        let from = self.reading.tree.relative(from).unwrap_or_default();
        if self.reading.about.kind.is_vault() {
            return self.note(&from, reference);
        }
        let (path, part) = divided(reference);
        let text = self.file(&from, path)?;
        let (start, text) = match part {
            None => (0, text),
            Some(part) => selected(&text, part).ok_or_else(|| format!("`{path}` has no part `{part}`"))?,
        };
        // The line of the mark ends by itself.
        let text = without_front_matter(text);
        let text = text.strip_suffix('\n').map(str::to_owned).unwrap_or(text);
        Ok(Included { source: None, start, text })
    }

    fn variable(&self, from: &Path, name: &str) -> Option<String> {
        if let Some(field) = name.strip_prefix("page.") {
            let file = self.reading.tree.relative(from)?;
            let post = self.posts.get(self.addresses.by_file(&file)?)?;
            return match field {
                "title" => Some(post.meta.title.clone()),
                "description" | "excerpt" => post.meta.description.clone(),
                "author" => post.meta.authors.first().cloned(),
                field => rules::text(&post.meta, field),
            };
        }
        if let Some(path) = name.strip_prefix("site.data.") {
            let data = self.data.get_or_init(|| data::of_site(&self.reading.tree));
            return lookup(data, path).and_then(text_of);
        }
        self.reading.about.variables.get(name).cloned()
    }

    fn label(&self, key: &str) -> Option<Label> {
        let all = self.labels.get_or_init(|| {
            let mut all = BTreeMap::new();
            for post in &self.posts {
                for (key, (shown, anchor)) in labels(&post.text) {
                    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
                    let address = format!("/{}{anchor}", post.file);
                    all.entry(key).or_insert(Label { address, shown });
                }
            }
            all
        });
        all.get(key).cloned()
    }

    fn block(&self, id: &str) -> Option<String> {
        let all = || self.posts.iter().flat_map(|post| outline::blocks(&post.text)).collect();
        self.blocks.get_or_init(all).get(id).cloned()
    }
}

impl SiteHost {
    /// A note of the vault, or a section of it (`note#heading`).
    fn note(&self, from: &str, reference: &str) -> Result<Included, String> {
        let (name, heading) = reference.split_once('#').unwrap_or((reference, ""));
        let post = self.addresses.by_name(name).and_then(|index| self.posts.get(index));
        let post = post.ok_or_else(|| "the site has no such note".to_owned())?;
        if post.file == from && heading.is_empty() {
            return Err("it is this very note".to_owned());
        }
        if post.text.len() > LONGEST {
            return Err("it is larger than 1 MB".to_owned());
        }
        let text = without_front_matter(post.text.to_string());
        let heading = heading.rsplit('#').next().unwrap_or("");
        let text = match heading {
            "" => text,
            id if id.starts_with('^') => block(&text, id).ok_or_else(|| format!("`{name}` has no block `{id}`"))?,
            heading => section(&text, heading).ok_or_else(|| format!("`{name}` has no heading `{heading}`"))?,
        };
        Ok(Included { source: None, start: 0, text })
    }

    /// The text of a file beside a text, or below the root or a folder of the site's texts.
    fn file(&self, from: &str, path: &str) -> Result<String, String> {
        let path = path.trim();
        let path = path.strip_prefix("@/").or_else(|| path.strip_prefix("@site/")).unwrap_or(path);
        let beside = if path.starts_with('/') { None } else { join(folder(from), path) };
        let folders = ["", "docs", "src", "content", "_includes"].into_iter().chain(self.reading.content_folders());
        let others = folders.filter_map(|folder| join(folder, path));
        let found = beside.into_iter().chain(others).find(|place| self.is_inside(place));
        let found = found.ok_or_else(|| "the site has no such file".to_owned())?;
        if found == from {
            return Err("it is this very text".to_owned());
        }
        self.read(&found)
    }

    /// Whether a path is of a file of the site; a link to a file elsewhere is none.
    fn is_inside(&self, place: &str) -> bool {
        let path = self.reading.tree.path(place);
        let root = std::fs::canonicalize(&self.reading.tree.root);
        let inside = |path: std::path::PathBuf| root.as_ref().is_ok_and(|root| path.starts_with(root));
        path.is_file() && std::fs::canonicalize(path).is_ok_and(inside)
    }

    fn read(&self, file: &str) -> Result<String, String> {
        let path = self.reading.tree.path(file);
        let size = std::fs::metadata(&path).map_err(|error| error.to_string())?.len();
        if size > LONGEST as u64 {
            return Err("it is larger than 1 MB".to_owned());
        }
        let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
        crate::source::decode(bytes).map_err(|error| error.to_string())
    }
}

/// A path and the part of the file that is wanted: `file:name`, `file:2:8`, `file#name`.
fn divided(reference: &str) -> (&str, Option<&str>) {
    let at = reference.find([':', '#']);
    match at.and_then(|at| reference.split_at_checked(at)) {
        Some((path, part)) => (path, part.get(1..).filter(|part| !part.is_empty())),
        None => (reference, None),
    }
}

/// The lines of a file that a part names: numbers from 1, or what is between `ANCHOR: name` and `ANCHOR_END: name`,
/// `#region name` and `#endregion`, `--8<-- [start:name]` and `--8<-- [end:name]`. With the byte it starts at.
fn selected(text: &str, part: &str) -> Option<(usize, String)> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let numbers: Vec<&str> = part.split(':').collect();
    if numbers.iter().all(|number| number.chars().all(|c| c.is_ascii_digit())) {
        let first = numbers.first().and_then(|number| number.parse::<usize>().ok()).unwrap_or(1).max(1) - 1;
        let last = match numbers.get(1) {
            Some(number) => number.parse().unwrap_or(lines.len()),
            None => first + 1,
        };
        let skipped = lines.iter().take(first).map(|line| line.len()).sum();
        return Some((skipped, lines.get(first..last.min(lines.len()))?.concat()));
    }
    let word = |line: &str, mark: &str| {
        line.split_once(mark).is_some_and(|(_, rest)| {
            rest.trim_start().strip_prefix(part).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        })
    };
    let opens = |line: &str| word(line, "ANCHOR:") || word(line, "#region") || word(line, "[start:");
    let closes = |line: &str| {
        word(line, "ANCHOR_END:")
            || word(line, "[end:")
            || word(line, "#endregion")
            || line.trim_end().ends_with("#endregion")
    };
    let first = lines.iter().position(|line| opens(line))? + 1;
    let rest = lines.get(first..)?;
    let length = rest.iter().position(|line| closes(line)).unwrap_or(rest.len());
    let is_mark = |line: &&&str| line.contains("ANCHOR:") || line.contains("ANCHOR_END:");
    let kept: Vec<&str> = rest.iter().take(length).filter(|line| !is_mark(line)).copied().collect();
    Some((lines.iter().take(first).map(|line| line.len()).sum(), kept.concat()))
}

/// What is below a heading, with it, up to the next of its level.
fn section(text: &str, heading: &str) -> Option<String> {
    let wanted = crate::resolve::slug(heading);
    let level = |line: &str| {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        (level > 0 && line.as_bytes().get(level) == Some(&b' ')).then_some(level)
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first = lines.iter().position(|line| {
        level(line).is_some_and(|level| crate::resolve::slug(line.get(level..).unwrap_or("").trim()) == wanted)
    })?;
    let own = lines.get(first).and_then(|line| level(line))?;
    let rest = lines.get(first + 1..)?;
    let length = rest.iter().position(|line| level(line).is_some_and(|level| level <= own)).unwrap_or(rest.len());
    Some(lines.get(first..first + 1 + length)?.concat())
}

/// The paragraph that ends with the id of a block.
fn block(text: &str, id: &str) -> Option<String> {
    text.split("\n\n").find(|part| part.trim_end().ends_with(id)).map(|part| part.trim().to_owned())
}

fn without_front_matter(text: String) -> String {
    let rest = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    rest.map(|(_, body)| body.to_owned()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_files_by_number_and_by_name() {
        let text = "a\n// ANCHOR: x\nb\n// ANCHOR: y\nc\n// ANCHOR_END: x\nd\n";
        assert_eq!(selected(text, "x").map(|(_, text)| text).as_deref(), Some("b\nc\n"));
        assert_eq!(selected(text, "1:1"), Some((0, "a\n".to_owned())));
        assert_eq!(selected(text, "7"), Some((text.len() - 2, "d\n".to_owned())));
        assert_eq!(selected(text, "z"), None);
        assert_eq!(divided("a/b.rs:x"), ("a/b.rs", Some("x")));
    }

    #[test]
    fn sections_end_at_the_next_heading_of_their_level() {
        let text = "# A\n\none\n\n## B c\n\ntwo ^id\n\n### D\n\nthree\n\n## E\n\nfour\n";
        let found = section(text, "b C").unwrap_or_default();
        assert!(found.starts_with("## B c") && found.contains("three") && !found.contains("## E"));
        assert_eq!(block(text, "^id").as_deref(), Some("two ^id"));
        assert_eq!(without_front_matter("---\na: 1\n---\nb".into()), "b");
    }
}
