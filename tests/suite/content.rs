//! Content in and content out: every word, note, image and link of a document is on its pages and in its EPUB.
//!
//! The documents are generated (`generate`), so what is in them is known without reading them.

use crate::generate::{self, Generated};
use crate::support::cases::cases;
use crate::support::{Assembled, book_of};
use crate::words;
use offprint::document::{Book, Chapter, Document, InlineKind, NoteCall, dump, walk};
use offprint::layout::page::{ItemKind, LinkAction, Pages, Tag};
use offprint::source::Sources;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn assembled(source: &str) -> Assembled {
    let (book, assets, report) = book_of(&[source]);
    Assembled { book, assets, report, sources: Sources::default() }
}

/// The words of the book's model, those of its notes too. Labels that a callout has by itself are none.
fn model_words(book: &Book) -> Vec<String> {
    let of_chapter = |chapter: &Chapter| {
        dump::words(&Document { meta: chapter.meta.clone(), blocks: chapter.blocks.clone(), ..Document::default() })
    };
    let notes = Document { notes: book.notes.clone(), ..Document::default() };
    book.chapters.iter().flat_map(of_chapter).chain(dump::words(&notes)).collect()
}

/// Words as `words` counts them, in no order; none of an alternative text, which the model has in several places.
fn sorted(words: &[String]) -> Vec<String> {
    let split = words.iter().flat_map(|word| words::split(word));
    let mut split: Vec<String> = split.filter(|word| !word.starts_with("picture")).collect();
    split.sort();
    split
}

fn calls(book: &Book) -> usize {
    let mut count = 0;
    let mut call = |kind: &InlineKind| count += usize::from(matches!(kind, InlineKind::NoteCall(NoteCall { .. })));
    for blocks in book.chapters.iter().map(|chapter| &chapter.blocks).chain(book.notes.iter().map(|note| &note.body)) {
        walk::inlines(blocks, &mut |inline| call(&inline.kind));
    }
    count
}

/// The alternative texts of the images drawn on the pages, and where links on them lead.
fn on_pages(pages: &Pages) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut images, mut links) = (BTreeSet::new(), BTreeSet::new());
    for item in pages.pages.iter().flat_map(|page| page.leaves()) {
        match (&item.kind, item.tag) {
            (ItemKind::Image { .. }, Tag::Content(element)) => {
                let element = pages.structure.get(element.0 as usize);
                images.extend(element.and_then(|element| element.alt.clone()));
            }
            (ItemKind::Link { target: LinkAction::Url(address), .. }, _) => {
                links.insert(address.clone());
            }
            _ => {}
        }
    }
    (images, links)
}

/// The alternative texts of the images of an EPUB's pages, and where links on them lead.
fn in_epub(epub: &[u8]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut images, mut links) = (BTreeSet::new(), BTreeSet::new());
    for page in words::spine(epub) {
        let page = roxmltree::Document::parse(&page).expect("XHTML");
        for node in page.descendants().filter(roxmltree::Node::is_element) {
            match node.tag_name().name() {
                "img" => images.extend(node.attribute("alt").map(str::to_owned)),
                "a" => links.extend(node.attribute("href").map(str::to_owned)),
                _ => {}
            }
        }
    }
    (images, links)
}

fn all_there(what: &str, wanted: &[String], found: &BTreeSet<String>, source: &str) -> Result<(), TestCaseError> {
    let lost: Vec<&String> = wanted.iter().filter(|wanted| !found.contains(*wanted)).collect();
    prop_assert!(lost.is_empty(), "{what}: lost {lost:?} of\n{source}");
    Ok(())
}

fn nothing_is_lost(generated: &Generated) -> Result<(), TestCaseError> {
    let source = &generated.source;
    let mut post = assembled(source);
    prop_assert!(post.report.diagnostics.is_empty(), "{:?}\n{source}", post.report.diagnostics);
    let wanted = [generated.words.clone(), generated.notes.clone()].concat();
    prop_assert_eq!(sorted(&model_words(&post.book)), sorted(&wanted), "{}", source);
    prop_assert_eq!(calls(&post.book), generated.calls, "{}", source);

    let epub = post.epub();
    let wrong = words::compare(&post, &words::epub_words(&epub));
    prop_assert!(wrong.is_empty(), "EPUB: {wrong:?}\n{source}");
    let (images, links) = in_epub(&epub);
    all_there("images of the EPUB", &generated.images, &images, source)?;
    all_there("links of the EPUB", &generated.links, &links, source)?;

    let pages = post.pages();
    let wrong = words::compare(&post, &words::page_words(&pages));
    prop_assert!(wrong.is_empty(), "pages: {wrong:?}\n{source}");
    let (images, links) = on_pages(&pages);
    all_there("images of the pages", &generated.images, &images, source)?;
    all_there("links of the pages", &generated.links, &links, source)
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn what_goes_in_comes_out((_, generated) in generate::post()) {
        nothing_is_lost(&generated)?;
    }
}
