//! What several test programs need: the posts at hand, and exporting them in this process.
#![allow(dead_code, reason = "a library module includes parts of it by path")]

pub mod cases;
pub mod schema;
pub mod server;
pub mod site;

use offprint::config::ExportSection;
use offprint::dialect::Syntax;
use offprint::document::{Book, BookKind};
use offprint::layout::LayoutOptions;
use offprint::layout::fonts::FontBook;
use offprint::layout::page::Pages;
use offprint::project::{Flags, Project};
use offprint::resolve::{Assets, FetchOptions, SiteContext, UrlMap};
use offprint::source::{SourceFile, Sources};
use offprint::{Report, theme};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fixed moment, for outputs that carry one.
pub const TIMESTAMP: i64 = 1_767_225_600;

/// The folder of the crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The binary, with nothing of this machine's environment that it reads.
pub fn offprint() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offprint"));
    command.env_remove("SOURCE_DATE_EPOCH");
    command
}

/// The folder of further posts to run against, if there is one: `OFFPRINT_CORPUS`.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("OFFPRINT_CORPUS").filter(|value| !value.is_empty()).map(PathBuf::from)?;
    assert!(folder.is_dir(), "OFFPRINT_CORPUS is {}, which is no folder", folder.display());
    Some(folder)
}

/// Whether slow readers read every post instead of a sample.
pub fn whole_corpus() -> bool {
    std::env::var_os("OFFPRINT_WHOLE_CORPUS").is_some_and(|value| value == "1")
}

/// The example posts.
pub fn examples() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect_posts(&root().join("examples"), &mut found);
    found
}

/// The example posts and those of the corpus.
pub fn posts() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect_posts(&root().join("examples"), &mut found);
    if let Some(corpus) = corpus() {
        collect_posts(&corpus.join("seeds"), &mut found);
        collect_posts(&corpus.join("site"), &mut found);
    }
    assert!(found.len() >= 5, "the example posts are where they should be");
    found
}

fn collect_posts(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("folder of posts").map(|entry| entry.expect("entry").path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect_posts(&entry, found);
        } else if entry.extension().is_some_and(|e| e == "md" || e == "txt") {
            found.push(entry);
        }
    }
}

/// Folders that stand in for the hosts of the corpus's images.
pub fn url_maps() -> Vec<UrlMap> {
    let Some(images) = corpus().map(|corpus| corpus.join("images")).filter(|images| images.is_dir()) else {
        return Vec::new();
    };
    let mut hosts: Vec<PathBuf> =
        std::fs::read_dir(images).expect("images").map(|entry| entry.expect("entry").path()).collect();
    hosts.sort();
    let host = |folder: PathBuf| {
        let name = folder.file_name().expect("host").to_string_lossy().into_owned();
        UrlMap { prefix: format!("https://{name}"), folder }
    };
    hosts.into_iter().map(host).collect()
}

/// The same as flags of the program.
pub fn map_flags() -> Vec<String> {
    url_maps().iter().map(|map| format!("--map-url={}={}", map.prefix, map.folder.display())).collect()
}

/// A post as far as the backends.
pub struct Assembled {
    /// The book.
    pub book: Book,
    /// Its images.
    pub assets: Assets,
    /// What was said.
    pub report: Report,
    /// The text.
    pub sources: Sources,
}

/// Reads and resolves a post as the command line does, in the site's dialect and without the net.
pub fn assemble(path: &Path) -> Assembled {
    let syntax = if path.extension().is_some_and(|e| e == "txt") { Syntax::PlainText } else { Syntax::Site };
    let export = ExportSection { offline: Some(true), syntax: Some(syntax), ..ExportSection::default() };
    let flags = Flags { export, url_maps: url_maps(), ..Flags::default() };
    let project = Project::open(path, None, &flags, None).expect("configuration");
    let mut report = Report::default();
    let parsed = project.named(path).expect("post");
    let (book, assets) = project.post_book(path, parsed, None, &mut report);
    Assembled { book, assets, report, sources: project.sources() }
}

impl Assembled {
    /// As EPUB.
    pub fn epub(&mut self) -> Vec<u8> {
        let theme = theme::built_in().expect("theme");
        let options = offprint::epub::EpubOptions { timestamp: TIMESTAMP, ..Default::default() };
        offprint::to_epub(&self.book, &self.assets, &theme, &options, &mut self.report).expect("EPUB")
    }

    /// As pages.
    pub fn pages(&mut self) -> Pages {
        let theme = theme::built_in().expect("theme");
        let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
        let options = Default::default();
        offprint::to_pages(&self.book, &self.assets, &theme, &fonts, &options, &mut self.report)
    }

    /// As pages and as PDF.
    pub fn pdf(&mut self) -> (Pages, Vec<u8>) {
        let theme = theme::built_in().expect("theme");
        let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
        let options = Default::default();
        let pages = offprint::to_pages(&self.book, &self.assets, &theme, &fonts, &options, &mut self.report);
        let options = offprint::pdf::PdfOptions { timestamp: TIMESTAMP };
        let pdf = offprint::to_pdf(&mut pages.clone(), &fonts, &self.assets, &options, &mut self.report).expect("PDF");
        (pages, pdf)
    }
}

/// Texts of posts as a book: a volume if they are several.
pub fn book_of(posts: &[&str]) -> (Book, Assets, Report) {
    let (mut report, mut sources) = (Report::default(), Sources::default());
    let mut documents = Vec::new();
    for (index, text) in posts.iter().enumerate() {
        let id = sources.add(SourceFile::new(format!("post-{index}.md"), *text));
        documents.push(offprint::read(id, sources.get(id).expect("added"), Syntax::Site, &mut report));
    }
    let fetch = FetchOptions { offline: true, ..FetchOptions::default() };
    let bases = vec![PathBuf::from("."); posts.len()];
    let (mut book, assets) = offprint::assemble(documents, &bases, &SiteContext::default(), &fetch, &mut report);
    if posts.len() > 1 {
        book.meta.kind = BookKind::Volume;
        book.meta.title = "A Volume".into();
    }
    (book, assets, report)
}

/// The pages of texts of posts, in the built-in theme.
pub fn lay_out(posts: &[&str], options: &LayoutOptions) -> (Pages, Report) {
    let (book, assets, mut report) = book_of(posts);
    let theme = theme::built_in().expect("theme");
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let pages = offprint::to_pages(&book, &assets, &theme, &fonts, options, &mut report);
    (pages, report)
}

/// Whether a program is there. With `OFFPRINT_REQUIRE_TOOLS=1` it must be.
pub fn have(program: &str, version_flag: &str) -> bool {
    let there = Command::new(program).arg(version_flag).output().is_ok();
    let required = std::env::var("OFFPRINT_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    assert!(there || !required, "{program} is required and not there");
    if !there {
        eprintln!("{program} is not there: what needs it is skipped");
    }
    there
}

/// Runs a program and returns its exit success, standard output and standard error.
pub fn run(command: &mut Command) -> (bool, String, String) {
    let output = command.output().expect("program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

/// The text of a PDF file in the order of its content, as `pdftotext` reads it.
pub fn pdf_text(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("pdftotext");
    let mut input = child.stdin.take().expect("input");
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut input, &bytes).expect("written"));
    let output = child.wait_with_output().expect("pdftotext ends");
    writer.join().expect("written");
    assert!(output.status.success(), "pdftotext reads the file");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
