//! The structure tree and its indexes as objects (ISO 32000-1, 14.7), with what PDF/UA-1 asks of each element.

use super::heads::{Heads, head_key};
use super::object::{array, name, number, text};
use super::tree::{Kid, Node, Tree};
use super::written::WrittenObjects;
use crate::document::is_language_tag;
use crate::layout::page::{Pages, Role, StructElement};
use crate::pdf::content::Marks;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use std::collections::BTreeSet;

/// What the tree refers to.
pub(super) struct Context<'a> {
    /// What layout made.
    pub pages: &'a Pages,
    /// What the pages hold.
    pub marks: &'a Marks,
    /// Page objects.
    pub page_ids: &'a [ObjectId],
    /// Annotations of each page.
    pub link_ids: &'a [Vec<ObjectId>],
}

/// Writes the tree; returns its root, and the elements, which are bytes at once: there are more of them than of all else.
/// Pages and annotations get their keys in the parent tree.
pub(super) fn write(tree: &Tree, context: &Context<'_>, document: &mut Document) -> (ObjectId, WrittenObjects) {
    let root = document.new_object_id();
    let order = tree.in_order();
    let mut ids: Vec<Option<ObjectId>> = vec![None; tree.nodes.len()];
    for index in &order {
        if let Some(id) = ids.get_mut(*index) {
            *id = Some(document.new_object_id());
        }
    }
    let around = around(tree, &ids, root);
    let mut parents = Parents::new(context);
    let captions = captions(tree);
    let heads = Heads::of(tree);
    let inline = inline(tree, &order);
    let mut writer = Writer {
        tree,
        context,
        ids: &ids,
        around: &around,
        captions: &captions,
        heads: &heads,
        inline: &inline,
        parents: &mut parents,
        named: Vec::new(),
        written: WrittenObjects::default(),
    };
    for index in &order {
        writer.element(*index);
    }
    let Writer { mut named, written, .. } = writer;
    named.sort();
    let top = ids.first().copied().flatten();
    let mut dictionary = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => array(top.map(Object::Reference)),
        // ISO 32000-1 has none of these types; newer readers know them (ISO 32000-2, 14.8.4).
        "RoleMap" => dictionary! { "Title" => "P", "Em" => "Span", "Strong" => "Span" },
    };
    parents.write(context, document, &mut dictionary);
    if !named.is_empty() {
        let names = named.into_iter().flat_map(|(key, id)| [text(&key), Object::Reference(id)]);
        let names = document.add_object(dictionary! { "Names" => array(names) });
        dictionary.set("IDTree", names);
    }
    document.set_object(root, dictionary);
    (root, written)
}

/// For each sequence and annotation the element it belongs to.
struct Parents {
    sequences: Vec<Vec<Object>>,
    links: Vec<Vec<Object>>,
}

impl Parents {
    fn new(context: &Context<'_>) -> Parents {
        let nulls = |count: usize| vec![Object::Null; count];
        Parents {
            sequences: context.marks.pages.iter().map(|page| nulls(page.sequences.len())).collect(),
            links: context.marks.pages.iter().map(|page| nulls(page.links.len())).collect(),
        }
    }

    /// Writes the parent tree: keys of pages first, then of annotations.
    fn write(self, context: &Context<'_>, document: &mut Document, root: &mut Dictionary) {
        let mut numbers = Vec::new();
        let mut key: i64 = 0;
        for (page, sequences) in context.page_ids.iter().zip(self.sequences) {
            if !sequences.is_empty() {
                let list = document.add_object(Object::Array(sequences));
                numbers.extend([key.into(), Object::Reference(list)]);
                set(document, *page, "StructParents", key);
                key += 1;
            }
        }
        for (ids, elements) in context.link_ids.iter().zip(self.links) {
            for (id, element) in ids.iter().zip(elements) {
                numbers.extend([key.into(), element]);
                set(document, *id, "StructParent", key);
                key += 1;
            }
        }
        let tree = document.add_object(dictionary! { "Nums" => Object::Array(numbers) });
        root.set("ParentTree", tree);
        root.set("ParentTreeNextKey", key);
    }
}

fn set(document: &mut Document, id: ObjectId, key: &str, value: i64) {
    if let Ok(dictionary) = document.get_dictionary_mut(id) {
        dictionary.set(key, value);
    }
}

/// What each node stands in; the first one in the root.
fn around(tree: &Tree, ids: &[Option<ObjectId>], root: ObjectId) -> Vec<Option<ObjectId>> {
    let mut around = vec![None; tree.nodes.len()];
    if let Some(top) = around.first_mut() {
        *top = Some(root);
    }
    for (node, id) in tree.nodes.iter().zip(ids) {
        for kid in &node.kids {
            if let Kid::Node(child) = kid
                && let Some(found) = around.get_mut(*child)
            {
                *found = *id;
            }
        }
    }
    around
}

/// Elements that are written as captions though they are something else: what stands in a table of contents besides its
/// entries (ISO 32000-1, table 333 has only these in it), as its heading.
fn captions(tree: &Tree) -> BTreeSet<usize> {
    let is_entry = |index: &usize| {
        tree.nodes.get(*index).is_some_and(|node| matches!(node.role, Role::Toc | Role::TocItem | Role::Caption))
    };
    tree.nodes
        .iter()
        .filter(|node| node.role == Role::Toc)
        .flat_map(|node| &node.kids)
        .filter_map(|kid| if let Kid::Node(child) = kid { Some(*child) } else { None })
        .filter(|child| !is_entry(child))
        .collect()
}

/// Which nodes stand within a line of text, that is in a paragraph or heading with nothing but inline elements between.
fn inline(tree: &Tree, order: &[usize]) -> Vec<bool> {
    let mut inline = vec![false; tree.nodes.len()];
    for index in order {
        let Some(node) = tree.nodes.get(*index) else { continue };
        let within = match node.role {
            Role::Paragraph | Role::Heading(_) | Role::Title => true,
            role if role.is_inline() => inline.get(*index).is_some_and(|inline| *inline),
            _ => false,
        };
        for kid in &node.kids {
            if let Kid::Node(child) = kid
                && let Some(found) = inline.get_mut(*child)
            {
                *found = within;
            }
        }
    }
    inline
}

struct Writer<'a> {
    tree: &'a Tree,
    context: &'a Context<'a>,
    ids: &'a [Option<ObjectId>],
    /// What each node stands in.
    around: &'a [Option<ObjectId>],
    captions: &'a BTreeSet<usize>,
    parents: &'a mut Parents,
    heads: &'a Heads,
    /// Whether each node stands within a line of text.
    inline: &'a [bool],
    /// Identifiers of notes and head cells.
    named: Vec<(String, ObjectId)>,
    /// The elements.
    written: WrittenObjects,
}

impl Writer<'_> {
    fn element(&mut self, index: usize) {
        let (Some(node), Some(Some(id))) = (self.tree.nodes.get(index), self.ids.get(index)) else { return };
        let source = node.source.and_then(|id| self.context.pages.structure.get(id.0 as usize));
        let kind = if self.captions.contains(&index) { name("Caption") } else { structure_type(node) };
        let mut dictionary = dictionary! { "Type" => "StructElem", "S" => kind };
        if let Some(alt) = self.alternative(index, node, source) {
            dictionary.set("Alt", text(&alt));
        }
        if let Some(lang) = source.and_then(|element| element.lang.as_deref()).filter(|lang| is_language_tag(lang)) {
            dictionary.set("Lang", text(lang));
        }
        if let Some(attributes) = self.attributes(index, node) {
            dictionary.set("A", attributes);
        }
        if node.role == Role::Note {
            // PDF/UA-1, 7.9: notes have unique identifiers. Padded, so that their order is that of the name tree.
            let key = format!("note{index:08}");
            dictionary.set("ID", text(&key));
            self.named.push((key, *id));
        }
        if self.heads.named.contains(&index) {
            dictionary.set("ID", text(&head_key(index)));
            self.named.push((head_key(index), *id));
        }
        self.kids(node, *id, &mut dictionary);
        if let Some(around) = self.around.get(index).copied().flatten() {
            dictionary.set("P", around);
        }
        self.written.push(*id, &dictionary);
    }

    fn alternative(&self, index: usize, node: &Node, source: Option<&StructElement>) -> Option<String> {
        let given = source.and_then(|element| element.alt.clone()).filter(|alt| !alt.trim().is_empty());
        match node.role {
            // A figure must have one; one with a caption but no text of its own is what the caption says.
            Role::Figure => {
                let caption = || self.tree.text(index, self.context.marks).trim().to_owned();
                given.or_else(|| Some(caption())).filter(|alt| !alt.is_empty())
            }
            // A link's text or image is what is read; its annotation tells the rest. The number that calls a note says too
            // little.
            Role::Link => given.filter(|_| {
                let is_silent =
                    || self.tree.text(index, self.context.marks).trim().is_empty() && !self.has_figure(node);
                source.is_some_and(|link| self.is_call(link)) || is_silent()
            }),
            _ => given,
        }
    }

    /// Whether a link calls a note: unlike the contents' references and those to pages, a call's has a node.
    fn is_call(&self, link: &StructElement) -> bool {
        let around = link.parent.and_then(|parent| self.context.pages.structure.get(parent.0 as usize));
        around.is_some_and(|around| around.role == Role::Reference && around.node.is_some())
    }

    fn has_figure(&self, node: &Node) -> bool {
        node.kids
            .iter()
            .filter_map(|kid| self.tree.node(*kid))
            .any(|kid| kid.role == Role::Figure || self.has_figure(kid))
    }

    fn attributes(&self, index: usize, node: &Node) -> Option<Dictionary> {
        match node.role {
            Role::List { ordered } => Some(dictionary! {
                "O" => "List",
                "ListNumbering" => if ordered { self.numbering(node) } else { self.bullets(node) },
            }),
            Role::TableHead | Role::TableCell => self.cell(index, node),
            Role::Strikethrough => Some(dictionary! { "O" => "Layout", "TextDecorationType" => "LineThrough" }),
            // ISO 32000-2, table 378; readers of PDF 1.7 pass over it.
            Role::Superscript => Some(dictionary! { "O" => "Layout", "TextPosition" => "Sup" }),
            Role::Subscript => Some(dictionary! { "O" => "Layout", "TextPosition" => "Sub" }),
            Role::Figure | Role::Formula => {
                let (_, bounds) = node.source.and_then(|id| self.context.marks.bounds.get(&id))?;
                Some(dictionary! {
                    "O" => "Layout",
                    "Placement" => if self.inline.get(index).is_some_and(|inline| *inline) { "Inline" } else { "Block" },
                    "BBox" => array(bounds.map(number)),
                })
            }
            _ => None,
        }
    }

    /// The attributes of a table's cell (ISO 32000-1, table 349).
    fn cell(&self, index: usize, node: &Node) -> Option<Dictionary> {
        let mut cell = dictionary! { "O" => "Table" };
        if node.role == Role::TableHead {
            cell.set("Scope", if node.area.heads_row { "Row" } else { "Column" });
        }
        for (key, count) in [("RowSpan", node.area.rows), ("ColSpan", node.area.columns)] {
            if count > 1 {
                cell.set(key, i64::from(count));
            }
        }
        if let Some(heads) = self.heads.of.get(&index) {
            cell.set("Headers", array(heads.iter().map(|head| text(&head_key(*head)))));
        }
        (cell.len() > 1).then_some(cell)
    }

    /// How a list is numbered, as its first label shows.
    fn numbering(&self, list: &Node) -> &'static str {
        let label = self.first_label(list).map(|label| self.tree.text(label, self.context.marks)).unwrap_or_default();
        match label.chars().find(|c| c.is_alphanumeric()) {
            Some(c) if c.is_lowercase() => "LowerAlpha",
            Some(c) if c.is_uppercase() => "UpperAlpha",
            _ => "Decimal",
        }
    }

    /// What stands before the items of a list without numbers, as its first label shows: a bullet, or else words, such as
    /// the term of a definition.
    fn bullets(&self, list: &Node) -> &'static str {
        let label = self.first_label(list).map(|label| self.tree.text(label, self.context.marks)).unwrap_or_default();
        let mut shown = label.trim().chars();
        match (shown.next(), shown.next()) {
            (Some('•' | '∙' | '·' | '●'), None) => "Disc",
            (Some('◦' | '○'), None) => "Circle",
            (Some('▪' | '■' | '▫' | '□'), None) => "Square",
            _ => "None",
        }
    }

    fn first_label(&self, list: &Node) -> Option<usize> {
        let children = |node: &Node| -> Vec<usize> {
            node.kids.iter().filter_map(|kid| if let Kid::Node(child) = kid { Some(*child) } else { None }).collect()
        };
        let item = children(list).into_iter().next()?;
        let has_role = |index: &usize| self.tree.nodes.get(*index).is_some_and(|n| n.role == Role::ListLabel);
        children(self.tree.nodes.get(item)?).into_iter().find(has_role)
    }

    /// The children: numbers of sequences on the element's own page, dictionaries for those on others.
    fn kids(&mut self, node: &Node, id: ObjectId, dictionary: &mut Dictionary) {
        let own_page = node.kids.iter().find_map(|kid| match kid {
            Kid::Sequence { page, .. } => Some(*page),
            Kid::Node(_) | Kid::Link { .. } => None,
        });
        if let Some(page) = own_page.and_then(|page| self.context.page_ids.get(page)) {
            dictionary.set("Pg", *page);
        }
        let mut kids: Vec<Object> = Vec::with_capacity(node.kids.len());
        for kid in &node.kids {
            kids.extend(self.kid(*kid, id, own_page));
        }
        match kids.len() {
            0 => {}
            1 => dictionary.set("K", kids.remove(0)),
            _ => dictionary.set("K", Object::Array(kids)),
        }
    }

    fn kid(&mut self, kid: Kid, element: ObjectId, own_page: Option<usize>) -> Option<Object> {
        let context = self.context;
        match kid {
            Kid::Node(child) => self.ids.get(child).copied().flatten().map(Object::Reference),
            Kid::Sequence { page, mcid } => {
                *self.parents.sequences.get_mut(page)?.get_mut(mcid)? = Object::Reference(element);
                let mcid = i64::try_from(mcid).ok()?;
                if own_page == Some(page) {
                    return Some(Object::Integer(mcid));
                }
                let page = *context.page_ids.get(page)?;
                Some(Object::Dictionary(dictionary! { "Type" => "MCR", "Pg" => page, "MCID" => mcid }))
            }
            Kid::Link { page, index } => {
                *self.parents.links.get_mut(page)?.get_mut(index)? = Object::Reference(element);
                let annotation = *context.link_ids.get(page)?.get(index)?;
                let page = *context.page_ids.get(page)?;
                Some(Object::Dictionary(dictionary! { "Type" => "OBJR", "Pg" => page, "Obj" => annotation }))
            }
        }
    }
}

/// The structure type of an element (ISO 32000-1, 14.8.4); `Title`, `Em` and `Strong` are mapped to others.
fn structure_type(node: &Node) -> Object {
    name(match node.role {
        Role::Document => "Document",
        Role::Article => "Art",
        Role::Section => "Sect",
        Role::Title => "Title",
        Role::Heading(_) => match node.level {
            0 | 1 => "H1",
            2 => "H2",
            3 => "H3",
            4 => "H4",
            5 => "H5",
            _ => "H6",
        },
        Role::Paragraph => "P",
        Role::BlockQuote => "BlockQuote",
        Role::List { .. } => "L",
        Role::ListItem => "LI",
        Role::ListLabel => "Lbl",
        Role::ListBody => "LBody",
        Role::Table => "Table",
        Role::TableRows { head: true } => "THead",
        Role::TableRows { head: false } => "TBody",
        Role::TableRow => "TR",
        Role::TableHead => "TH",
        Role::TableCell => "TD",
        Role::Figure => "Figure",
        Role::Formula => "Formula",
        Role::Caption => "Caption",
        Role::Code => "Code",
        Role::Link => "Link",
        Role::Reference => "Reference",
        Role::Note => "Note",
        Role::Toc => "TOC",
        Role::TocItem => "TOCI",
        Role::Span | Role::Strikethrough | Role::Superscript | Role::Subscript => "Span",
        Role::Ruby => "Ruby",
        Role::RubyBase => "RB",
        Role::RubyText => "RT",
        Role::Emphasis => "Em",
        Role::Strong => "Strong",
    })
}
