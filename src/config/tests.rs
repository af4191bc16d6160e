use super::*;
use crate::dialect::{Extension, ExtensionChoice};

fn error(text: &str) -> String {
    Config::parse(Path::new("offprint.yaml"), text).expect_err("wrong").to_string()
}

#[test]
fn a_whole_file_is_read() {
    let text = "
site: { title: Example, url: 'https://example.org/', author: Ada, publisher: Press, rights: CC BY 4.0 }
lang: es
content: posts
categories:
  threads: { title: Threads, color: '#c93a4d', path: blog/threads }
fieldnotes: { path: lab/notes }
url_maps: { 'https://cdn.example.org': images }
theme: theme.yaml
export: { page: 6x9, bleed: 3mm, contents: never, syntax: commonmark, embed_fonts: true, strict: true }
";
    let config = Config::parse(Path::new("offprint.yaml"), text).expect("configuration");
    assert_eq!(config.export.contents, Some(Contents::Never));
    assert_eq!(config.export.syntax, Some(Syntax::CommonMark));
    let site = config.site_context(Path::new("/nowhere"), &mut Diagnostics::new());
    assert_eq!(site.post_url("threads", "a").as_deref(), Some("https://example.org/blog/threads/a"));
    assert_eq!(site.note_url("u").as_deref(), Some("https://example.org/lab/notes/u"));
    assert_eq!(site.categories["threads"].color, Some(Rgb(0xc9, 0x3a, 0x4d)));
    assert_eq!((site.authors, site.lang), (vec!["Ada".to_owned()], Some("es".to_owned())));
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(Config::parse(Path::new("o"), "# nothing yet\n").expect("empty"), Config::default());
    assert_eq!(Config::parse(Path::new("o"), "lang:\n").expect("a field without a value"), Config::default());
}

#[test]
fn wrong_fields_are_named_with_their_place() {
    let unknown = error("site:\n  title: A\n  tilte: B\n");
    assert!(unknown.starts_with("offprint.yaml:3:3: ") && unknown.contains("tilte"), "{unknown}");
    let page = error("export:\n  page: quarto\n");
    assert!(page.starts_with("offprint.yaml:2:9: ") && page.contains("`quarto` is not a page size"), "{page}");
    let wrong_type = error("lang: [en]\n");
    assert!(wrong_type.starts_with("offprint.yaml:1:"), "{wrong_type}");
    let no_tag = error("lang: english\n");
    assert!(no_tag.starts_with("offprint.yaml:1:") && no_tag.contains("pt-BR"), "{no_tag}");
    assert!(error("a: [").starts_with("offprint.yaml:"));
}

#[test]
fn the_nearest_file_above_holds() {
    let root = tempfile::tempdir().expect("folder");
    let deep = root.path().join("a/b");
    std::fs::create_dir_all(&deep).expect("folders");
    std::fs::write(root.path().join(FILE_NAME), "lang: fr\n").expect("write");
    assert_eq!(find(&deep), Some(root.path().join(FILE_NAME)));
    std::fs::write(root.path().join("a").join(FILE_NAME), "lang: de\ntheme: t.yaml\n").expect("write");
    let config = Config::load(&find(&deep).expect("nearer")).expect("configuration");
    assert_eq!(config.lang.as_deref(), Some("de"));
    assert_eq!(config.path(Path::new("t.yaml")), root.path().join("a/t.yaml"));
}

#[test]
fn a_folder_describes_its_category_and_the_configuration_wins() {
    let folder = tempfile::tempdir().expect("folder");
    let text = "name: threads\ndisplayName: Threads\ncolor: '#111'\norder: 3\n";
    std::fs::write(folder.path().join("_category.yaml"), text).expect("write");
    let mut config = Config::default();
    config.categories.insert("threads".into(), CategorySection { color: Some(Rgb(9, 9, 9)), ..Default::default() });
    let mut diagnostics = Diagnostics::new();
    let site = config.site_context(folder.path(), &mut diagnostics);
    assert_eq!(site.categories["threads"].title.as_deref(), Some("Threads"));
    assert_eq!(site.categories["threads"].color, Some(Rgb(9, 9, 9)));
    assert!(diagnostics.is_empty());

    std::fs::write(folder.path().join("_category.yaml"), "name: threads\ncolor: reddish\n").expect("write");
    config.site_context(folder.path(), &mut diagnostics);
    let said = &diagnostics.iter().next().expect("a warning").message;
    assert!(said.contains("_category.yaml:2:8: ") && said.contains("reddish"), "{said}");
}

#[test]
fn how_texts_are_read_and_which_are_posts_is_configured() {
    let text = "
include: extra.md
exclude: [drafts/**, '*.tmp.md']
export: { extensions: [math, -smart], punctuation: keep, drafts: true }
";
    let config = Config::parse(Path::new("offprint.yaml"), text).expect("configuration");
    assert_eq!(config.include, ["extra.md"]);
    assert_eq!(config.exclude, ["drafts/**", "*.tmp.md"]);
    let wanted = ExtensionChoice::default().set(Extension::Math, true).set(Extension::Smart, false);
    assert_eq!(config.export.extensions, Some(Extensions(wanted)));
    assert_eq!((config.export.punctuation, config.export.drafts), (Some(Punctuation::Keep), Some(true)));
    let unknown = error("export:\n  extensions: [maths]\n");
    assert!(unknown.starts_with("offprint.yaml:2:") && unknown.contains("`maths` is not an extension"), "{unknown}");
    let glob = error("exclude: ['a[']\n");
    assert!(glob.starts_with("offprint.yaml:1:") && glob.contains("`a[` is not a glob"), "{glob}");
}

#[test]
fn flags_switch_extensions_over_those_of_the_configuration() {
    let section = |list: &str| ExportSection { extensions: Some(list.parse().expect("list")), ..Default::default() };
    let both = section("-math").or(section("math, wikilinks"));
    assert_eq!(both.extensions, section("wikilinks, -math").extensions);
}
