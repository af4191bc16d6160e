//! Small sites of each generator, in `tests/sites`: which texts are posts, in what order, where images and links lead,
//! and that no mark of a generator is left in the text.

use offprint::diagnostics::Diagnostics;
use offprint::document::{BlockKind, Document, InlineKind, LinkTarget, walk};
use offprint::site::{self, Kind, Post, Search, Site};
use offprint::source::{SourceFile, SourceId};
use std::path::{Path, PathBuf};

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name)
}

/// A post read and completed as an export does, and what was said of it.
fn read(site: &Site, post: &Post) -> (Document, Diagnostics) {
    let file = SourceFile::new(&post.path, post.text.to_string());
    let (mut document, mut said) = offprint::dialect::parse(SourceId::default(), &file, site.reading(post));
    site.dress(post, &mut document, &mut said);
    (document, said)
}

/// What is expected of a site.
struct Expected {
    name: &'static str,
    kind: Kind,
    /// `category/id | title | date`
    posts: &'static [&'static str],
    /// Reasons of what was left out, by path.
    left_out: &'static [&'static str],
    /// Images that are files, of all images.
    images: (usize, usize),
    /// Links that lead to posts or headings.
    links: usize,
    /// Messages, in order.
    said: &'static [&'static str],
}

fn check(expected: &Expected) {
    let site = site::find(&Search::from(root(expected.name)));
    let name = expected.name;
    assert_eq!(site.kind(), expected.kind, "{name}");
    let (mut posts, mut said) = (Vec::new(), Vec::new());
    let (mut images, mut links) = ((0, 0), 0);
    for post in &site.posts {
        let (document, diagnostics) = read(&site, post);
        let date = document.meta.date.map(|date| date.to_string()).unwrap_or_default();
        posts.push(format!("{}/{} | {} | {date}", post.category, post.id, document.meta.title));
        let mut image = |source: &str| {
            images.1 += 1;
            images.0 += usize::from(Path::new(source).is_absolute() && Path::new(source).is_file());
        };
        walk::blocks(&document.blocks, &mut |block| {
            if let BlockKind::Figure(figure) = &block.kind {
                image(&figure.image.source);
            }
        });
        walk::inlines(&document.blocks, &mut |inline| match &inline.kind {
            InlineKind::Image(found) => image(&found.source),
            InlineKind::Link(link) => {
                links += usize::from(matches!(link.target, LinkTarget::Post { .. } | LinkTarget::Anchor(_)));
            }
            InlineKind::Text(text) => {
                for mark in ["{{<", "{{%", "{%", "{:", "![[", "%%", "--8<--", "++", "===", "{/*", "import "] {
                    assert!(!text.contains(mark), "{name}: `{mark}` in `{text}` of {}", post.file);
                }
            }
            _ => {}
        });
        said.extend(diagnostics.iter().map(|said| said.message.clone()));
    }
    let left_out: Vec<String> =
        site.left_out.iter().map(|left| format!("{}: {}", file_name(&left.path), left.reason)).collect();
    eprintln!("#### {name} {posts:#?} {left_out:#?} {images:?} {links} {said:#?}");
    assert_eq!(posts, expected.posts, "{name}");
    assert_eq!(left_out, expected.left_out, "{name}");
    assert_eq!((images, links), (expected.images, expected.links), "{name}: images, links");
    assert_eq!(said, expected.said, "{name}");
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[test]
fn show() {
    for (name, kind) in [
        ("hugo", Kind::Hugo),
        ("jekyll", Kind::Jekyll),
        ("docusaurus", Kind::Docusaurus),
        ("mdbook", Kind::MdBook),
        ("mkdocs", Kind::MkDocs),
        ("obsidian", Kind::Obsidian),
        ("quarto", Kind::Quarto),
        ("zola", Kind::Zola),
        ("plain", Kind::Plain),
        ("dialect", Kind::Dialect),
    ] {
        let r = std::panic::catch_unwind(|| {
            check(&Expected { name, kind, posts: &[], left_out: &[], images: (0, 0), links: 0, said: &[] })
        });
        let _ = r;
        let site = site::find(&Search::from(root(name)));
        for post in &site.posts {
            let (d, s) = read(&site, post);
            eprintln!(
                "==={name} {}\n{}\n{}",
                post.file,
                offprint::document::dump::document(&d),
                s.iter().map(|d| format!("{:?} {}", d.span, d.message)).collect::<Vec<_>>().join("\n")
            );
        }
    }
}
