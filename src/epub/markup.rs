//! A small writer of XHTML: escapes text and attributes, keeps tags balanced, indents nothing (white space within
//! text is content).

use crate::document::characters::is_forbidden;

/// Attributes of an element, in the order they are written. An empty value is written; `None` leaves the attribute out.
pub type Attributes<'a> = &'a [(&'a str, Option<&'a str>)];

/// A growing piece of XHTML.
#[derive(Debug, Default)]
pub struct Markup {
    out: String,
    open: Vec<String>,
}

impl Markup {
    /// An empty piece.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens an element.
    pub fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.push('>');
        self.open.push(name.to_string());
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
    }

    /// Closes the element opened last and ends the line: for blocks.
    pub fn close_line(&mut self) {
        self.close();
        self.line();
    }

    /// An element without content.
    pub fn void(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    /// An element that holds only text.
    pub fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    /// A block element that holds only text, on a line of its own.
    pub fn leaf_line(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.leaf(name, attributes, text);
        self.line();
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        push_escaped(text, false, &mut self.out);
    }

    /// An element that is written already, escaped and balanced.
    pub fn element(&mut self, written: &str) {
        self.out.push_str(written);
    }

    /// A line feed between blocks.
    pub fn line(&mut self) {
        self.out.push('\n');
    }

    /// The markup; whatever is still open is closed.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            let Some(value) = value else { continue };
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            push_escaped(value, true, &mut self.out);
            self.out.push('"');
        }
    }
}

/// Text with the characters of markup escaped, for places outside [`Markup`].
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(text, true, &mut out);
    out
}

fn push_escaped(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // `]]>` must not occur in text (XML 1.0, 2.4).
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' | '\t' if attribute => out.push(' '),
            // XML 1.0 cannot hold most of these, not even escaped; the replacement keeps their place visible.
            c if is_forbidden(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped_and_tags_balanced() {
        let mut markup = Markup::new();
        markup.open("p", &[("class", Some("a\"b")), ("id", None)]);
        markup.text("1 < 2 & \u{1} ]]>");
        markup.void("br", &[]);
        markup.open("em", &[]);
        assert_eq!(markup.finish(), "<p class=\"a&quot;b\">1 &lt; 2 &amp; \u{fffd} ]]&gt;<br/><em></em></p>");
    }
}
