//! Cards of dated entries and of relations to XHTML.

use super::inline::LinkKind;
use super::writer::XhtmlWriter;
use crate::document::dates;
use crate::document::{Annotation, Interaction, NodeId};

impl<'a> XhtmlWriter<'a, '_> {
    /// A card of dated entries.
    pub fn annotations(&mut self, id: Option<&str>, entries: &'a [Annotation]) {
        self.out.open("div", &[("class", Some("annotations")), ("id", id)]);
        self.out.line();
        let posted = self.spine.files.get(self.file).and_then(|file| file.chapter.meta.date);
        for entry in entries {
            let id = self.id(entry.id);
            self.out.open("div", &[("class", Some("annotation")), ("id", id.as_deref())]);
            self.out.open("p", &[("class", Some("when"))]);
            match entry.date {
                Some(date) => {
                    let datetime = date.to_string();
                    self.out.leaf("time", &[("datetime", Some(&datetime))], &dates::stamp(date, self.terms));
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
        match self.href(&entry.destination) {
            Some(href) => self.linked(&href, None, LinkKind::Plain, &entry.content),
            None => self.inlines(&entry.content),
        }
    }
}
