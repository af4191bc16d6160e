//! Ways through the file: link annotations, named destinations, the outline, page labels.

use super::object::{array, name, number, text};
use super::tree::{Kid, Tree};
use crate::document::NodeId;
use crate::layout::page::{Destination, LinkAction, OutlineItem, Pages, Role};
use crate::pdf::content::{LinkMark, Marks};
use crate::pdf::space::PageSpace;
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use std::collections::BTreeMap;

/// Annotation flag: print (ISO 32000-1, table 165). PDF/A asks for it.
const FLAG_PRINT: i64 = 1 << 2;

/// Makes the link annotations of each page; what they are a child of comes with the structure tree.
pub(super) fn add_links(
    pages: &Pages,
    marks: &Marks,
    tree: &Tree,
    page_ids: &[ObjectId],
    document: &mut Document,
) -> Vec<Vec<ObjectId>> {
    let alternatives = link_texts(pages, marks, tree);
    let mut ids = Vec::with_capacity(page_ids.len());
    for (index, (page, page_marks)) in page_ids.iter().zip(&marks.pages).enumerate() {
        let annotations: Vec<ObjectId> = page_marks
            .links
            .iter()
            .enumerate()
            .map(|(number, link)| document.add_object(annotation(link, *page, alternatives.get(&(index, number)))))
            .collect();
        if let Ok(dictionary) = document.get_dictionary_mut(*page) {
            if annotations.is_empty() {
                dictionary.remove(b"Annots");
            } else {
                dictionary.set("Annots", array(annotations.iter().copied().map(Object::Reference)));
            }
        }
        ids.push(annotations);
    }
    ids
}

/// What each annotation says to those who cannot see it (PDF/UA-1, 7.18.5): its element's alternative text, or its text.
fn link_texts(pages: &Pages, marks: &Marks, tree: &Tree) -> BTreeMap<(usize, usize), String> {
    let mut texts = BTreeMap::new();
    for (index, node) in tree.nodes.iter().enumerate().filter(|(_, node)| node.role == Role::Link) {
        let alt = node.source.and_then(|id| pages.structure.get(id.0 as usize)).and_then(|element| element.alt.clone());
        let said =
            alt.filter(|alt| !alt.trim().is_empty()).unwrap_or_else(|| tree.text(index, marks).trim().to_owned());
        for kid in &node.kids {
            if let Kid::Link { page, index } = kid
                && !said.is_empty()
            {
                texts.insert((*page, *index), said.clone());
            }
        }
    }
    texts
}

fn annotation(link: &LinkMark, page: ObjectId, said: Option<&String>) -> Dictionary {
    let mut dictionary = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => array(link.area.corners().map(number)),
        "Border" => array([0, 0, 0].map(Object::Integer)),
        "F" => FLAG_PRINT,
        "P" => page,
    };
    match &link.action {
        LinkAction::Url(url) => {
            let address = Object::String(ascii_address(url).into_bytes(), StringFormat::Literal);
            dictionary.set("A", dictionary! { "Type" => "Action", "S" => "URI", "URI" => address });
            // The address says more than "here" does.
            dictionary.set(
                "Contents",
                text(&said.filter(|said| *said != url).map_or(url.clone(), |s| format!("{s} ({url})"))),
            );
        }
        LinkAction::File(path) => {
            // UF is the name, F what readers before PDF 1.7 take (ISO 32000-1, 7.11.3); destinations in other files name
            // a page by its number (12.3.2.2).
            let file = dictionary! { "Type" => "Filespec", "F" => text(path), "UF" => text(path) };
            let start = array([Object::Integer(0), name("Fit")]);
            let action =
                dictionary! { "Type" => "Action", "S" => "GoToR", "F" => file, "D" => start, "NewWindow" => true };
            dictionary.set("A", action);
            dictionary.set("Contents", text(&said.map_or(path.clone(), |said| format!("{said} ({path})"))));
        }
        LinkAction::Node(node) => {
            dictionary.set("Dest", destination_name(*node));
            dictionary.set("Contents", text(said.map_or("→", String::as_str)));
        }
    }
    dictionary
}

/// An address in ASCII (ISO 32000-1, 12.6.4.7): other bytes escaped as RFC 3987, 3.1 maps them.
fn ascii_address(url: &str) -> String {
    use std::fmt::Write;
    url.bytes().fold(String::with_capacity(url.len()), |mut address, byte| {
        if byte.is_ascii_graphic() {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
        address
    })
}

/// The name of a node's destination: of one length, so that the order of names is that of nodes.
fn destination_name(node: NodeId) -> Object {
    text(&format!("n{:010}", node.0))
}

fn explicit(destination: &Destination, pages: &Pages, page_ids: &[ObjectId]) -> Option<Object> {
    let page = pages.pages.get(destination.page)?;
    let (x, y) = PageSpace::of(page, &pages.press).point(destination.at);
    let page = Object::Reference(*page_ids.get(destination.page)?);
    // The left edge of what is shown; where lines start at the right, it stays where the reader has it.
    let left = if pages.right_to_left { Object::Null } else { number(x) };
    Some(array([page, name("XYZ"), left, number(y), Object::Null]))
}

/// The name tree of all destinations, if there is any.
pub(super) fn destinations(pages: &Pages, page_ids: &[ObjectId], document: &mut Document) -> Option<ObjectId> {
    let mut sorted: Vec<&Destination> = pages.destinations.iter().collect();
    sorted.sort_by_key(|destination| destination.node);
    sorted.dedup_by_key(|destination| destination.node);
    let names: Vec<Object> = sorted
        .into_iter()
        .filter_map(|destination| Some((destination.node, explicit(destination, pages, page_ids)?)))
        .flat_map(|(node, place)| [destination_name(node), place])
        .collect();
    (!names.is_empty()).then(|| document.add_object(dictionary! { "Names" => Object::Array(names) }))
}

/// The outline, its first level open, if there is one.
pub(super) fn outline(pages: &Pages, page_ids: &[ObjectId], document: &mut Document) -> Option<ObjectId> {
    if pages.outline.is_empty() {
        return None;
    }
    let places: BTreeMap<NodeId, Object> = pages
        .destinations
        .iter()
        .filter_map(|destination| Some((destination.node, explicit(destination, pages, page_ids)?)))
        .collect();
    let root = document.new_object_id();
    let mut dictionary = dictionary! { "Type" => "Outlines", "Count" => pages.outline.len() as i64 };
    outline_items(&pages.outline, root, &places, &mut dictionary, document);
    document.set_object(root, dictionary);
    Some(root)
}

fn outline_items(
    items: &[OutlineItem],
    parent: ObjectId,
    places: &BTreeMap<NodeId, Object>,
    parent_dictionary: &mut Dictionary,
    document: &mut Document,
) {
    let ids: Vec<ObjectId> = items.iter().map(|_| document.new_object_id()).collect();
    for (index, (item, id)) in items.iter().zip(&ids).enumerate() {
        let mut dictionary = dictionary! { "Title" => text(&item.title), "Parent" => parent };
        let neighbours = [("Prev", index.checked_sub(1)), ("Next", Some(index + 1))];
        for (key, neighbour) in neighbours {
            if let Some(neighbour) = neighbour.and_then(|index| ids.get(index)) {
                dictionary.set(key, *neighbour);
            }
        }
        if let Some(place) = places.get(&item.node) {
            dictionary.set("Dest", place.clone());
        }
        if !item.children.is_empty() {
            // Negative: closed, with so many entries when opened.
            dictionary.set("Count", -(item.children.len() as i64));
            outline_items(&item.children, *id, places, &mut dictionary, document);
        }
        document.set_object(*id, dictionary);
    }
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        parent_dictionary.set("First", *first);
        parent_dictionary.set("Last", *last);
    }
}

/// Page labels (ISO 32000-1, 12.4.2): a range wherever numbering starts anew or changes its style.
pub(super) fn page_labels(pages: &Pages) -> Object {
    let mut ranges = Vec::new();
    let mut expected = None;
    for (index, page) in (0_i64..).zip(&pages.pages) {
        let label = page.label;
        if expected != Some((label.number, label.roman)) {
            let mut range = dictionary! { "S" => name(if label.roman { "r" } else { "D" }) };
            if label.number > 1 {
                range.set("St", i64::from(label.number));
            }
            ranges.extend([Object::Integer(index), Object::Dictionary(range)]);
        }
        expected = Some((label.number.saturating_add(1), label.roman));
    }
    Object::Dictionary(dictionary! { "Nums" => Object::Array(ranges) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::page::{Page, PageLabel};

    #[test]
    fn addresses_are_ascii() {
        assert_eq!(ascii_address("https://x.org/é ü"), "https://x.org/%C3%A9%20%C3%BC");
    }

    #[test]
    fn labels_start_a_range_only_where_they_must() {
        let page = |number, roman| Page { label: PageLabel { number, roman }, ..Page::default() };
        let pages = Pages {
            pages: vec![page(1, true), page(2, true), page(1, false), page(2, false), page(7, false)],
            ..Pages::default()
        };
        let Object::Dictionary(labels) = page_labels(&pages) else { panic!("no dictionary") };
        let ranges = labels.get(b"Nums").unwrap().as_array().unwrap();
        let starts: Vec<i64> = ranges.iter().step_by(2).map(|o| o.as_i64().unwrap()).collect();
        assert_eq!(starts, [0, 2, 4]);
        assert_eq!(ranges[5].as_dict().unwrap().get(b"St").unwrap().as_i64().unwrap(), 7);
    }
}
