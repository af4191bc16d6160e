//! The colophon: what a book is set in, and where its text first appeared.

use super::super::fonts::{Face, FaceId, FontBook, FontRole};
use super::super::page::{Item, ItemKind, LinkAction, Role, StructId, Tag};
use super::super::text::{Align, ParagraphStyle, Piece};
use super::super::units::{Point, Pt};
use super::build::{Builder, Lines, Setting};
use super::inline::text_piece;
use super::opening::BYLINE_DOT;
use super::tree::Tree;
use super::vlist::{Break, Clears, VBox, VItem, VList};
use super::{cost, style};
use crate::document::dates;
use crate::document::terms::Terms;
use crate::document::{Book, Date, Rgb};
use crate::source::Span;
use crate::theme::Theme;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Length of the rule above the colophon, in points.
const RULE: f64 = 36.0;
/// Thickness of thin rules, in points.
const HAIRLINE: f64 = 0.5;
/// Name and version of the program.
const PROGRAM: &str = concat!("offprint ", env!("CARGO_PKG_VERSION"));

impl Builder<'_> {
    /// The colophon at the end of a text, under a short rule: where it first appeared (unless a page before it has said
    /// that), and in what it is set.
    pub fn colophon(&mut self, book: &Book, said: bool, faces: &BTreeSet<FaceId>, setting: &Setting) {
        let (section, setting) = self.colophon_setting(setting);
        self.list.push_break(Break::Cost(cost::COLOPHON_ALONE));
        let start = self.list.items.len();
        self.space(Pt(self.theme.text.leading * 2.0));
        self.list.push_box(rule(self.theme.colors.rule, setting.leading));
        self.list.clear(start, Clears::Everything);
        self.list.push_break(Break::Forbidden);
        if !said {
            let date = book.meta.date.map(|date| dates::long(date, &book.meta.lang));
            let first: Vec<String> = book.meta.site_title.iter().cloned().chain(date).collect();
            let url = book.meta.source_url.clone().or_else(|| book.meta.site_url.clone());
            if url.is_some() && !first.is_empty() {
                self.colophon_line(first.join(BYLINE_DOT), false, section, &setting);
            }
            if let Some(url) = url {
                self.colophon_line(url, true, section, &setting);
            }
            if let Some(rights) = book.meta.rights.clone() {
                self.colophon_line(rights, false, section, &setting);
            }
        }
        let made = self.made(faces);
        self.colophon_line(made, false, section, &setting);
    }

    /// The colophon on a page of its own, with the date of the edition: that given, else that of the latest text.
    pub fn colophon_page(&mut self, book: &Book, edition: Option<Date>, faces: &BTreeSet<FaceId>, setting: &Setting) {
        let (section, setting) = self.colophon_setting(setting);
        self.sink(self.context.page_height() * self.theme.opening.sink);
        self.card_label(self.chapter.terms.colophon, section, Span::default(), &setting);
        self.space(setting.leading / 2.0);
        let made = self.made(faces);
        self.colophon_line(made, false, section, &setting);
        if let Some(date) = edition.or(book.meta.date) {
            let dated = format!("{} {}", self.chapter.terms.this_edition, dates::long(date, &book.meta.lang));
            self.colophon_line(dated, false, section, &setting);
        }
    }

    fn colophon_setting(&mut self, setting: &Setting) -> (StructId, Setting) {
        let small = &self.theme.notes;
        let style = Arc::new(style::small(self.theme, small.size, self.theme.colors.muted, &self.chapter.lang));
        let section = self.tree.add(Role::Section, Tree::ROOT, None);
        (section, Setting { leading: Pt(small.leading), grid: false, parent: section, style, ..setting.clone() })
    }

    fn colophon_line(&mut self, text: String, address: bool, section: StructId, setting: &Setting) {
        let element = self.tree.add(Role::Paragraph, section, None);
        let link = address.then(|| LinkAction::Url(text.clone()));
        let element = if address { self.tree.add_alt(Role::Link, element, None, &text) } else { element };
        let piece = Piece { link, ..text_piece(text, &setting.style, element, Span::default()) };
        let how = ParagraphStyle::plain(Align::Start, setting.leading);
        self.set_lines(&[piece], &how, setting, Lines { loose: true, colon: false });
        self.list.push_break(Break::Forbidden);
    }

    /// "Set in Example Serif (10/14 pt) and Example Mono (8/11 pt). Made with offprint 1.0."
    fn made(&self, faces: &BTreeSet<FaceId>) -> String {
        let terms = self.chapter.terms;
        let families = listed(&families(faces, self.theme, self.context.fonts, terms), terms.and);
        format!("{} {families}. {} {PROGRAM}.", terms.set_in, terms.made_with)
    }
}

/// The faces of everything in items.
pub fn faces(items: &[VItem], into: &mut BTreeSet<FaceId>) {
    for item in items {
        match item {
            VItem::Box(vbox) | VItem::Float(vbox) => box_faces(vbox, into),
            VItem::Glue(_) | VItem::Break(_) | VItem::Open(_) | VItem::Close(_) | VItem::Mark(_) => {}
        }
    }
}

/// The faces of what a list has beside its items: what is repeated, and notes.
pub fn other_faces(list: &VList, into: &mut BTreeSet<FaceId>) {
    let repeated = list.scopes.iter().flat_map(|scope| &scope.repeated);
    repeated.chain(list.notes.values().flatten()).for_each(|vbox| box_faces(vbox, into));
}

fn box_faces(vbox: &VBox, into: &mut BTreeSet<FaceId>) {
    into.extend(vbox.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run.face),
        _ => None,
    }));
}

/// The families of faces with the sizes that matter, in the order of the roles they play. A family that is a cut of
/// another for some sizes is named with that one.
fn families(used: &BTreeSet<FaceId>, theme: &Theme, fonts: &FontBook, terms: &Terms) -> Vec<String> {
    let mut named: Vec<(String, Option<String>)> = Vec::new();
    let mut add = |face: &Face, size: Option<String>| {
        let known = named.iter_mut().find(|(name, _)| face.family.starts_with(name.as_str()));
        match known {
            Some((_, shown)) => *shown = shown.take().or(size),
            None => named.push((face.family.clone(), size)),
        }
    };
    let is_of = |role: FontRole, id: FaceId| {
        [(false, false), (false, true), (true, false), (true, true)]
            .into_iter()
            .any(|(bold, italic)| fonts.select(role, bold, italic).face == id)
    };
    let used_faces = || fonts.faces().filter(|(id, _)| used.contains(id));
    let sizes = [
        (FontRole::Text, Some((theme.text.size, theme.text.leading))),
        (FontRole::Small, Some((theme.notes.size, theme.notes.leading))),
        (FontRole::Heading, None),
        (FontRole::Label, None),
        (FontRole::Mono, Some((theme.code.size, theme.code.leading))),
    ];
    for (role, size) in sizes {
        let size = size.map(|(size, leading)| format!("{}/{} pt", number(size, terms), number(leading, terms)));
        for (_, face) in used_faces().filter(|(id, _)| is_of(role, *id)) {
            add(face, size.clone());
        }
    }
    used_faces().for_each(|(_, face)| add(face, None));
    let shown = |(name, size): (String, Option<String>)| size.map_or(name.clone(), |size| format!("{name} ({size})"));
    named.into_iter().map(shown).collect()
}

fn number(value: f64, terms: &Terms) -> String {
    value.to_string().replace('.', terms.decimal)
}

fn listed(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

fn rule(color: Rgb, height: Pt) -> VBox {
    let y = height / 2.0;
    let kind = ItemKind::Stroke {
        from: Point { x: Pt::ZERO, y },
        to: Point { x: Pt(RULE), y },
        width: Pt(HAIRLINE),
        color,
        dash: Pt::ZERO,
    };
    VBox { height, items: vec![Item { tag: Tag::Decoration, kind }], ..VBox::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::terms::Terms;

    #[test]
    fn families_are_named_once_with_the_sizes_of_text_and_code() {
        let theme = crate::theme::built_in().expect("theme");
        let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
        let roles = [FontRole::Mono, FontRole::Heading, FontRole::Text, FontRole::Small, FontRole::Label];
        let used: BTreeSet<FaceId> = roles.into_iter().map(|role| fonts.select(role, false, false).face).collect();
        let named = |lang: &str| {
            let terms = Terms::of(lang);
            listed(&families(&used, &theme, &fonts, terms), terms.and)
        };
        assert_eq!(named("en"), "Source Serif 4 (10.2/14 pt), Source Sans 3 and JetBrains Mono (7.8/11 pt)");
        assert_eq!(named("es"), "Source Serif 4 (10,2/14 pt), Source Sans 3 y JetBrains Mono (7,8/11 pt)");
        let text_only = BTreeSet::from([fonts.select(FontRole::Text, true, false).face]);
        assert_eq!(families(&text_only, &theme, &fonts, Terms::of("en")), ["Source Serif 4 (10.2/14 pt)"]);
    }
}
