//! Tables, dated cards and relations to XHTML.

use super::images::ImageFile;
use super::inline::LinkKind;
use super::pen::Pen;
use super::profile::{Limit, MOST_ROWS, Profile};
use super::{dates, table_picture};
use crate::document::walk::{inline_tree, plain_text};
use crate::document::{Alignment, Annotation, InlineKind, Interaction, NodeId, Table, TableCell, TableRow};

impl<'a> Pen<'a, '_> {
    /// A table. A head row without any text is left out, and an empty head cell is a plain one: a screen reader would
    /// announce it as a heading of nothing.
    pub fn table(&mut self, id: Option<&str>, table: &'a Table) {
        if table.rows.len() > MOST_ROWS {
            self.lint(Limit::LongTable);
        }
        if table.columns.len() > table_picture::MOST_COLUMNS && self.found.profile == Profile::Kindle {
            let drawn = if only_text(table) { table_picture::draw(table) } else { None };
            self.lint(if drawn.is_some() { Limit::WideTable } else { Limit::WideTableKept });
            if let Some(picture) = drawn {
                return self.table_picture(id, table, picture);
            }
        }
        self.out.open("div", &[("class", Some("table"))]);
        self.out.open("table", &[("id", id)]);
        self.out.line();
        if !table.head.cells.iter().all(is_empty) {
            self.out.open("thead", &[]);
            self.row(&table.head, &table.columns, true);
            self.out.close_line();
        }
        if !table.rows.is_empty() {
            self.out.open("tbody", &[]);
            self.out.line();
            for row in &table.rows {
                self.row(row, &table.columns, false);
                self.out.line();
            }
            self.out.close_line();
        }
        self.out.close();
        self.out.close_line();
    }

    /// The text of the table is the picture's alternative text: none of it is lost.
    fn table_picture(&mut self, id: Option<&str>, table: &'a Table, picture: ImageFile) {
        let path = self.found.images.add(picture, "png");
        self.found.facts.pictures += 1;
        self.found.facts.pictures_of_text += 1;
        let text = table_picture::text(table);
        self.out.open("figure", &[("class", Some("full table-picture")), ("id", id)]);
        self.out.void("img", &[("src", Some(&path)), ("alt", Some(&text))]);
        self.out.close_line();
    }

    fn row(&mut self, row: &'a TableRow, columns: &[Alignment], head: bool) {
        let id = self.id(row.id);
        self.out.open("tr", &[("id", id.as_deref())]);
        for (index, cell) in row.cells.iter().enumerate() {
            let class = match columns.get(index) {
                Some(Alignment::Left) => Some("start"),
                Some(Alignment::Center) => Some("middle"),
                Some(Alignment::Right) => Some("end"),
                Some(Alignment::Default) | None => None,
            };
            let id = self.id(cell.id);
            let (name, scope) = if head && !is_empty(cell) { ("th", Some("col")) } else { ("td", None) };
            self.out.open(name, &[("class", class), ("scope", scope), ("id", id.as_deref())]);
            self.marked(cell.id, &cell.content);
            self.out.close();
        }
        self.out.close();
    }

    /// A card of dated entries.
    pub fn annotations(&mut self, id: Option<&str>, entries: &'a [Annotation]) {
        self.out.open("div", &[("class", Some("annotations")), ("id", id)]);
        self.out.line();
        let posted = self.plan.files.get(self.file).and_then(|file| file.chapter.meta.date);
        for entry in entries {
            let id = self.id(entry.id);
            self.out.open("div", &[("class", Some("annotation")), ("id", id.as_deref())]);
            self.out.open("p", &[("class", Some("when"))]);
            match entry.date {
                Some(date) => {
                    let datetime = date.to_string();
                    self.out.leaf("time", &[("datetime", Some(&datetime))], &dates::annotation(date, self.terms));
                    if let Some(posted) = posted {
                        let interval = dates::interval(posted, date, self.terms);
                        self.out.text(" ");
                        self.out.leaf("span", &[("class", Some("since"))], &interval);
                    }
                }
                None => self.out.text(&entry.written_date),
            }
            self.out.close_line();
            self.out.open("p", &[]);
            self.marked(entry.id, &entry.content);
            self.out.close();
            self.out.close_line();
        }
        self.out.close_line();
    }

    /// How a field note relates to others.
    pub fn interactions(&mut self, node: NodeId, entries: &'a [Interaction]) {
        let label_id = format!("label{}", node.0);
        let id = self.id(node);
        self.out.open("div", &[("class", Some("interactions")), ("id", id.as_deref())]);
        self.out.line();
        self.out.leaf_line("p", &[("class", Some("label")), ("id", Some(&label_id))], self.terms.related_notes);
        self.out.open("ul", &[("aria-labelledby", Some(&label_id))]);
        self.out.line();
        for entry in entries {
            let id = self.id(entry.id);
            self.out.open("li", &[("id", id.as_deref())]);
            let outer = self.enter(entry.id);
            self.related(entry);
            if !entry.why.is_empty() {
                self.out.text(": ");
                self.inlines(&entry.why);
            }
            self.leave(outer);
            self.out.close_line();
        }
        self.out.close();
        self.out.line();
        self.out.close_line();
    }

    fn related(&mut self, entry: &'a Interaction) {
        match self.href(&entry.destination, &entry.target) {
            Some(href) => self.linked(&href, None, LinkKind::Plain, &entry.content),
            None => self.inlines(&entry.content),
        }
    }
}

/// Whether a table's cells hold nothing that a picture would lose.
fn only_text(table: &Table) -> bool {
    let mut only = true;
    for cell in std::iter::once(&table.head).chain(&table.rows).flat_map(|row| &row.cells) {
        inline_tree(&cell.content, &mut |inline| {
            only &= !matches!(inline.kind, InlineKind::Link(_) | InlineKind::NoteCall(_) | InlineKind::Image(_));
        });
    }
    only
}

fn is_empty(cell: &TableCell) -> bool {
    plain_text(&cell.content).trim().is_empty()
}
