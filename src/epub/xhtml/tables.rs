//! Tables to XHTML.

use super::block::only_pictures;
use super::writer::XhtmlWriter;
use crate::document::walk::{inline_tree, plain_text};
use crate::document::{Alignment, Extent, InlineKind, Scope, Table, TableCell, TableRow};
use crate::epub::pictures::images::ImageFile;
use crate::epub::pictures::table as table_picture;
use crate::epub::profile::{Limit, MOST_ROWS, Profile};

impl<'a> XhtmlWriter<'a, '_> {
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
        if let Some(caption) = &table.caption {
            self.out.open("caption", &[]);
            self.inlines(caption);
            self.out.close_line();
        }
        let mut rows = table.rows.as_slice();
        if !table.head.cells.iter().all(is_empty) {
            self.out.open("thead", &[]);
            self.row(&table.head, &table.columns, true);
            let (head, rest) = rows.split_at((table.head_rows() - 1).min(rows.len()));
            rows = rest;
            for row in head {
                self.out.line();
                self.row(row, &table.columns, true);
            }
            self.out.close_line();
        }
        if !rows.is_empty() {
            self.out.open("tbody", &[]);
            self.out.line();
            for row in rows {
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
            let Extent::Area { columns, rows } = cell.extent else { continue };
            let id = self.id(cell.id);
            let (name, scope) = match cell.heads {
                _ if is_empty(cell) => ("td", None),
                Some(Scope::Row) if !head => ("th", Some(if rows > 1 { "rowgroup" } else { "row" })),
                // A row that cells of the head reach into is read as one with heads at its start.
                Some(Scope::Row | Scope::Column) => ("th", Some(if columns > 1 { "colgroup" } else { "col" })),
                None if head => ("th", Some("col")),
                None => ("td", None),
            };
            let number = |count: u32| (count > 1).then(|| count.to_string());
            let (columns, rows) = (number(columns), number(rows));
            let attributes = [
                ("class", class),
                ("scope", scope),
                ("colspan", columns.as_deref()),
                ("rowspan", rows.as_deref()),
                ("id", id.as_deref()),
            ];
            self.out.open(name, &attributes);
            self.alone = only_pictures(&cell.content);
            self.marked(cell.id, &cell.content);
            self.alone = false;
            self.out.close();
        }
        self.out.close();
    }
}

/// Whether a table's cells hold nothing that a picture would lose.
fn only_text(table: &Table) -> bool {
    let plain = |cell: &TableCell| cell.extent == Extent::default();
    let mut rows = std::iter::once(&table.head).chain(&table.rows);
    let mut only = table.caption.is_none() && rows.all(|row| row.cells.iter().all(plain));
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
