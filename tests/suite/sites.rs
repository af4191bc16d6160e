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
            let folder = post.path.parent().unwrap_or(&site.root);
            images.0 += usize::from(folder.join(source).is_file() && !Path::new(source).is_absolute());
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
    assert_eq!(posts, expected.posts, "{name}");
    assert_eq!(left_out, expected.left_out, "{name}");
    assert_eq!((images, links), (expected.images, expected.links), "{name}: images, links");
    assert_eq!(said, expected.said, "{name}");
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[test]
fn hugo_bundles_languages_shortcodes_and_aliases() {
    check(&Expected {
        name: "hugo",
        kind: Kind::Hugo,
        posts: &[
            "posts/first | The first night | 2024-03-02",
            "posts/second | The second night | 2024-04-01",
            "posts-es/second | La segunda noche | 2024-04-01",
        ],
        left_out: &["_index.md: page of a section", "late.md: draft"],
        images: (2, 2),
        links: 3,
        said: &["unknown shortcode `unknown-box`; its inner text is kept"],
    });
}

#[test]
fn jekyll_posts_dates_of_names_liquid_and_base_addresses() {
    check(&Expected {
        name: "jekyll",
        kind: Kind::Jekyll,
        posts: &["posts/fog | Fog | 2024-01-05", "posts/tide | Tide and time | 2024-02-01"],
        left_out: &["idea.md: draft", "2024-02-03-hidden.md: unpublished"],
        images: (2, 2),
        links: 1,
        said: &[],
    });
}

#[test]
fn docusaurus_components_imports_and_positions() {
    check(&Expected {
        name: "docusaurus",
        kind: Kind::Docusaurus,
        posts: &["docs/start | Start | ", "docs/use | Use | "],
        left_out: &[],
        images: (2, 2),
        links: 1,
        said: &[],
    });
}

#[test]
fn mdbook_chapters_of_the_summary_with_listings() {
    check(&Expected {
        name: "mdbook",
        kind: Kind::MdBook,
        posts: &["keeping/preface | Preface | ", "keeping/oil | Oil | ", "keeping/wick | Wick | "],
        left_out: &["SUMMARY.md: project file", "orphan.md: not in the table of contents"],
        images: (0, 0),
        links: 1,
        said: &[],
    });
}

#[test]
fn mkdocs_order_and_titles_of_nav_tabs_keys_snippets() {
    check(&Expected {
        name: "mkdocs",
        kind: Kind::MkDocs,
        posts: &["docs/index | Home | ", "docs/b | Second | ", "docs/a | A | "],
        left_out: &[],
        images: (1, 1),
        links: 1,
        said: &[],
    });
}

#[test]
fn obsidian_notes_call_each_other_and_embed() {
    check(&Expected {
        name: "obsidian",
        kind: Kind::Obsidian,
        posts: &["obsidian/Start | Start | ", "Deep/Lens care | Lens care | "],
        left_out: &[],
        images: (1, 1),
        links: 2,
        said: &["the site has no note `Nowhere`"],
    });
}

#[test]
fn quarto_chapters_cells_and_references() {
    check(&Expected {
        name: "quarto",
        kind: Kind::Quarto,
        posts: &["measures/index | Preface | ", "measures/ruler | Rulers | "],
        left_out: &["_shared.qmd: partial or template"],
        images: (0, 0),
        links: 1,
        said: &[],
    });
}

#[test]
fn zola_pages_and_shortcodes() {
    check(&Expected {
        name: "zola",
        kind: Kind::Zola,
        posts: &["blog/one | One | 2023-05-05", "blog/two | Two | 2023-06-05"],
        left_out: &["_index.md: page of a section"],
        images: (0, 0),
        links: 1,
        said: &["unknown shortcode `quote`; its inner text is kept"],
    });
}

#[test]
fn a_plain_folder_in_natural_order() {
    check(&Expected {
        name: "plain",
        kind: Kind::Plain,
        posts: &["plain/2-start | Start | ", "plain/10-end | End | "],
        left_out: &["README.md: project file"],
        images: (0, 0),
        links: 1,
        said: &[],
    });
}

#[test]
fn a_site_of_the_dialect_four_levels_down() {
    check(&Expected {
        name: "dialect",
        kind: Kind::Dialect,
        posts: &["notes/one | One | 2024-01-01", "notes/two | Two | 2024-02-01"],
        left_out: &[],
        images: (0, 0),
        links: 1,
        said: &[],
    });
}

#[test]
fn astro_collections_imports_cards_and_authors_by_id() {
    check(&Expected {
        name: "astro",
        kind: Kind::Astro,
        posts: &["blog/wind | The wind | 2024-02-03", "blog/line | The line | 2024-03-03"],
        left_out: &["soon.md: draft"],
        images: (3, 3),
        links: 2,
        said: &[],
    });
    assert_eq!(authors("astro", "line.mdx"), ["Mo Vane"]);
}

#[test]
fn next_posts_below_data_with_authors_of_their_own_files() {
    check(&Expected {
        name: "next",
        kind: Kind::Next,
        posts: &["blog/ebb | Ebb | 2024-01-02", "blog/flood | Flood | 2024-01-05"],
        left_out: &["lee.mdx: has no page on the site"],
        images: (1, 1),
        links: 1,
        said: &[],
    });
    assert_eq!(authors("next", "ebb.mdx"), ["Lee Shore", "Guest Hand"]);
}

#[test]
fn nextra_pages_in_the_order_of_meta_files() {
    check(&Expected {
        name: "nextra",
        kind: Kind::Nextra,
        posts: &["nextra/index | Welcome | ", "guide/warp | The warp | ", "guide/weft | The weft | "],
        left_out: &[],
        images: (1, 1),
        links: 2,
        said: &[],
    });
}

#[test]
fn eleventy_texts_of_its_input_folder() {
    check(&Expected {
        name: "eleventy",
        kind: Kind::Eleventy,
        posts: &["blog/first | Flour | 2024-01-10", "blog/crust | Crust | 2024-02-10", "bread-notes/about | About | "],
        left_out: &["feed.md: has no page on the site"],
        images: (1, 1),
        links: 1,
        said: &["the condition `if true` is not computed; the text of all its branches is kept"],
    });
}

#[test]
fn vitepress_pages_with_snippets_and_containers() {
    check(&Expected {
        name: "vitepress",
        kind: Kind::VitePress,
        posts: &["guide/gears | Gears | ", "guide/start | Start | "],
        left_out: &["index.md: page of a section"],
        images: (1, 1),
        links: 2,
        said: &["the HTML element `<badge>` has no meaning in a book; the text in it is kept"],
    });
}

#[test]
fn gatsby_folders_of_posts() {
    check(&Expected {
        name: "gatsby",
        kind: Kind::Gatsby,
        posts: &["blog/hello | Hello | 2024-05-01", "blog/again | Again | 2024-05-06"],
        left_out: &[],
        images: (1, 1),
        links: 1,
        said: &[],
    });
}

#[test]
fn pelican_fields_at_the_head_of_texts() {
    check(&Expected {
        name: "pelican",
        kind: Kind::Pelican,
        posts: &["ink/oak | Oak gall | 2024-03-04", "ink/soot | Soot | 2024-03-06"],
        left_out: &["hidden.md: its status is `draft`"],
        images: (1, 1),
        links: 1,
        said: &[],
    });
}

#[test]
fn logseq_pages_call_blocks_namespaces_and_other_names() {
    check(&Expected {
        name: "logseq",
        kind: Kind::Logseq,
        posts: &[
            "journals/2024_05_06 | 2024_05_06 | 2024-05-06",
            "pages/Bees | The bees | ",
            "pages/Hive___Frame | Hive/Frame | ",
        ],
        left_out: &[],
        images: (1, 1),
        links: 6,
        said: &[
            "`query` is not computed; its mark is left out",
            "the site has no note `Wax` (and 1 more that links of this text call)",
        ],
    });
    assert!(text_of("logseq", "Hive___Frame.md").contains("They dance"));
}

#[test]
fn foam_notes_with_definitions_of_their_links() {
    check(&Expected {
        name: "foam",
        kind: Kind::Foam,
        posts: &["foam/sand | Sand | ", "foam/shells | Shells | "],
        left_out: &[],
        images: (1, 1),
        links: 2,
        said: &[],
    });
}

#[test]
fn a_notion_export_without_its_numbers() {
    check(&Expected {
        name: "notion",
        kind: Kind::Notion,
        posts: &["notion/Log | Log | 2024-05-06", "Log/Day one | Day one | 2024-05-07"],
        left_out: &[],
        images: (1, 1),
        links: 1,
        said: &[],
    });
}

#[test]
fn bookdown_chapters_references_and_citations() {
    check(&Expected {
        name: "bookdown",
        kind: Kind::Bookdown,
        posts: &["dyes/index | Dyes | 2024-06-07", "dyes/02-blue | Blue | ", "dyes/01-red | Red | "],
        left_out: &["99-old.Rmd: not in the table of contents"],
        images: (1, 1),
        links: 3,
        said: &["bibliographies are not read: the key of a citation is printed"],
    });
}

/// The authors of a post by the end of its path.
fn authors(name: &str, end: &str) -> Vec<String> {
    let site = site::find(&Search::from(root(name)));
    let post = site.posts.iter().find(|post| post.file.ends_with(end)).expect("a post");
    read(&site, post).0.meta.authors
}

/// The text of a post by the end of its path.
fn text_of(name: &str, end: &str) -> String {
    let site = site::find(&Search::from(root(name)));
    let post = site.posts.iter().find(|post| post.file.ends_with(end)).expect("a post");
    offprint::document::dump::document(&read(&site, post).0)
}

#[test]
fn marks_become_markdown() {
    let hugo = text_of("hugo", "first/index.md");
    for part in [
        "callout warning",
        "callout tip",
        "Hold the rail.",
        "code go",
        "| fmt.Println",
        "youtube.com/watch?v=abc123",
        "code{\"{{< figure >}}\"}",
    ] {
        assert!(hugo.contains(part), "{part} in\n{hugo}");
    }
    let jekyll = text_of("jekyll", "fog.md");
    for part in ["| puts \"{{ x }}\"", "\"{{ kept }}\"", "of Harbour notes."] {
        assert!(jekyll.contains(part), "{part} in\n{jekyll}");
    }
    assert!(!jekyll.contains("gone") && !jekyll.contains("TOC"), "{jekyll}");
    let mdx = text_of("docusaurus", "02-use.mdx");
    assert!(mdx.contains("callout tip") && mdx.contains("emphasis{\"it\"}") && !mdx.contains("hidden"), "{mdx}");
    assert!(text_of("mdbook", "oil.md").contains("let oil = 3;"));
    assert!(!text_of("mdbook", "wick.md").contains("fn main"));
    let vault = text_of("obsidian", "Start.md");
    assert!(vault.contains("\"None.\"") && vault.contains("Deep/Lens care#cloth") && !vault.contains("a comment"));
    let cells = text_of("quarto", "ruler.qmd");
    assert!(cells.contains("code r\n") && cells.contains("plot(1)") && !cells.contains("echo"), "{cells}");
    assert!(text_of("quarto", "index.qmd").contains("Shared words."));
    assert!(text_of("mkdocs", "b.md").contains("From the part."));
}

#[test]
fn a_named_file_is_a_post_though_the_site_leaves_it_out() {
    let site = site::find(&Search::from(root("hugo")));
    let late = root("hugo").join("content/posts/late.md");
    assert_eq!(site.post(&late).map(|post| post.meta.title), Some("Not yet".to_owned()));
    let with_drafts = site::find(&Search { drafts: true, ..Search::from(root("hugo")) });
    assert!(with_drafts.posts.iter().any(|post| post.id == "late"));
}

#[test]
fn nothing_outside_of_the_site_is_included() {
    let folder = tempfile::tempdir().expect("folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, text).expect("written");
    };
    write("secret.txt", "secret words\n");
    write("book/book.toml", "[book]\ntitle = \"B\"\n");
    write("book/src/SUMMARY.md", "- [A](a.md)\n");
    write("book/src/a.md", "# A\n\n{{#include ../../secret.txt}}\n\n{{#include a.md}}\n");
    let site = site::find(&Search::from(folder.path().join("book")));
    let (document, said) = read(&site, &site.posts[0]);
    assert!(!offprint::document::dump::document(&document).contains("secret words"));
    assert!(said.iter().any(|said| said.message.contains("`../../secret.txt` is not included")));
}

#[test]
fn ghost_posts_of_one_file() {
    check(&Expected {
        name: "ghost",
        kind: Kind::Ghost,
        posts: &["pages/about | About | ", "posts/ropes | Ropes | 2024-02-01", "posts/buoys | On buoys | 2024-03-02"],
        left_out: &["later.ghost: its status is `draft`"],
        images: (1, 1),
        links: 1,
        said: &[],
    });
    assert_eq!(authors("ghost", "buoys.ghost"), ["Mo Vane"]);
    let buoys = text_of("ghost", "buoys.ghost");
    for part in ["emphasis{\"by itself\"}", "caption \"At low tide\"", "let a = 1;", "let b = 2;"] {
        assert!(buoys.contains(part), "{part} in\n{buoys}");
    }
}
