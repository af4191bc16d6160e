//! The glossary to XHTML.

use super::writer::XhtmlWriter;
use crate::document::terms::Terms;
use crate::document::{Chapter, GlossaryCall, GlossaryEntry};

impl<'a> XhtmlWriter<'a, '_> {
    /// Its title, of which alone its opening is made.
    pub fn glossary_opening(&mut self, chapter: &'a Chapter) {
        let outer = self.enter(chapter.id);
        self.title(None, &chapter.meta.title);
        self.leave(outer);
    }

    /// Names with their texts, and links back to where they are referred to.
    pub fn glossary(&mut self, entries: &'a [GlossaryEntry]) {
        self.out.open("dl", &[("class", Some("glossary"))]);
        self.out.line();
        let (lang, terms) = (self.lang, self.terms);
        for entry in entries {
            let outer = self.enter(entry.id);
            let own = entry.lang.as_deref();
            let id = self.id(entry.id);
            // The words that a note itself adds (labels of boxes) are in its own language.
            self.lang = own.unwrap_or(lang);
            self.terms = Terms::of(self.lang);
            self.out.open("dt", &[("id", id.as_deref()), ("lang", own), ("xml:lang", own)]);
            self.out.open("dfn", &[]);
            self.inlines(&entry.term);
            self.out.close();
            self.out.close_line();
            self.out.open("dd", &[]);
            self.out.line();
            if !entry.body.is_empty() {
                self.out.open("div", &[("lang", own), ("xml:lang", own)]);
                self.out.line();
                self.blocks(&entry.body);
                self.out.close_line();
            }
            (self.lang, self.terms) = (lang, terms);
            self.glossary_calls(&entry.calls);
            self.leave(outer);
            self.out.close_line();
        }
        self.out.close_line();
    }

    /// "See A, B 2 3": the title of each text once, leading to the first place there, further places by number.
    fn glossary_calls(&mut self, calls: &'a [GlossaryCall]) {
        if calls.is_empty() {
            return;
        }
        self.out.open("p", &[("class", Some("calls"))]);
        self.out.text(&format!("{} ", self.terms.see));
        let mut before: Option<&str> = None;
        let mut nth = 1;
        for call in calls {
            let again = before == Some(call.title.as_str());
            nth = if again { nth + 1 } else { 1 };
            let shown = if again { nth.to_string() } else { call.title.clone() };
            self.out.text(if again {
                " "
            } else if before.is_some() {
                ", "
            } else {
                ""
            });
            let href = self.spine.href(self.file, call.node);
            let label = again.then(|| format!("{} {nth}", call.title));
            let attributes =
                [("role", Some("doc-backlink")), ("href", href.as_deref()), ("aria-label", label.as_deref())];
            self.out.leaf("a", &attributes, &shown);
            before = Some(&call.title);
        }
        self.out.close_line();
    }
}
