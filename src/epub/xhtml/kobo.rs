//! Kobo's form of a page: every sentence in a numbered span, the whole in the two divisions that its renderer sets in
//! columns. Without them a Kobo reader opens the book in its old renderer, or loses its place in it.

use std::fmt::Write as _;

/// Elements in which no span is put: their text is not running text, or spans would break it.
const WHOLE: [&str; 6] = ["pre", "svg", "math", "script", "style", "head"];
/// Elements with which Kobo's count of paragraphs goes on.
const PARAGRAPHS: [&str; 13] =
    ["p", "ol", "ul", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"];
/// Its rules for the inner division, in the head of every page.
const STYLE: &str =
    "<style type=\"text/css\" id=\"kobostylehacks\">div#book-inner { margin-top: 0; margin-bottom: 0; }</style>\n";

/// A page of ours in Kobo's form.
pub fn page(xhtml: &str) -> String {
    let mut kobo = Kobo { out: String::with_capacity(xhtml.len() * 3 / 2), ..Kobo::default() };
    let mut rest = xhtml;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        kobo.text(text);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at_checked(end).unwrap_or((tag, ""));
        kobo.tag(tag);
        rest = after;
    }
    kobo.text(rest);
    kobo.out
}

#[derive(Default)]
struct Kobo {
    out: String,
    in_body: bool,
    /// How many elements of [`WHOLE`] are open.
    whole: usize,
    paragraph: u32,
    sentence: u32,
    /// Whether the next span begins a paragraph.
    fresh: bool,
}

impl Kobo {
    /// A tag as it was written by [`super::markup`]: names in lower case, no `>` in a value.
    fn tag(&mut self, tag: &str) {
        let inner = tag.trim_start_matches('<').trim_start_matches('/').trim_end_matches('>');
        let name = inner.split([' ', '/']).next().unwrap_or("");
        let (closes, void) = (tag.starts_with("</"), tag.ends_with("/>"));
        if closes && name == "body" {
            self.in_body = false;
            self.out.push_str("</div>\n</div>\n");
        }
        if closes && name == "head" {
            self.out.push_str(STYLE);
        }
        if WHOLE.contains(&name) && !void {
            self.whole = if closes { self.whole.saturating_sub(1) } else { self.whole + 1 };
        }
        if PARAGRAPHS.contains(&name) && !closes {
            self.fresh = true;
        }
        if name == "img" && self.in_body {
            // A picture is a paragraph of its own.
            self.fresh = true;
            self.open();
            self.out.push_str(tag);
            self.out.push_str("</span>");
            self.fresh = true;
            return;
        }
        self.out.push_str(tag);
        if name == "body" && !closes {
            self.in_body = true;
            self.out.push_str("\n<div id=\"book-columns\">\n<div id=\"book-inner\">");
        }
    }

    fn text(&mut self, text: &str) {
        if !self.in_body || self.whole > 0 || text.trim().is_empty() {
            self.out.push_str(text);
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let (sentence, after) = rest.split_at_checked(sentence_end(rest)).unwrap_or((rest, ""));
            if sentence.trim().is_empty() {
                self.out.push_str(sentence);
            } else {
                self.open();
                self.out.push_str(sentence);
                self.out.push_str("</span>");
            }
            rest = after;
        }
    }

    fn open(&mut self) {
        if self.fresh || self.paragraph == 0 {
            self.paragraph += 1;
            self.sentence = 0;
            self.fresh = false;
        }
        self.sentence += 1;
        let (paragraph, sentence) = (self.paragraph, self.sentence);
        let _ = write!(self.out, "<span class=\"koboSpan\" id=\"kobo.{paragraph}.{sentence}\">");
    }
}

/// Where the first sentence of a text ends: behind its stop, what closes it and the spaces after.
fn sentence_end(text: &str) -> usize {
    let mut stopped = false;
    let mut spaced = false;
    for (index, c) in text.char_indices() {
        match c {
            c if c.is_whitespace() => spaced = stopped,
            _ if spaced => return index,
            '.' | '!' | '?' | '…' => stopped = true,
            '"' | '\'' | '”' | '’' | '»' | ')' | ']' if stopped => {}
            _ => stopped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_get_numbered_spans() {
        let page = page(
            "<html><head>\n<title>A. B.</title>\n</head>\n<body class=\"x\">\n<p>One. “Two?” <em>Three</em> &amp; 3.5</p>\n\
             <pre>a. b.</pre><p><img src=\"a\"/>x</p></body></html>",
        );
        let body = page.split("<body class=\"x\">").nth(1).expect("body");
        assert_eq!(
            body,
            "\n<div id=\"book-columns\">\n<div id=\"book-inner\">\n<p><span class=\"koboSpan\" id=\"kobo.1.1\">One. </span>\
             <span class=\"koboSpan\" id=\"kobo.1.2\">“Two?” </span><em><span class=\"koboSpan\" id=\"kobo.1.3\">Three</span>\
             </em><span class=\"koboSpan\" id=\"kobo.1.4\"> &amp; 3.5</span></p>\n<pre>a. b.</pre><p>\
             <span class=\"koboSpan\" id=\"kobo.2.1\"><img src=\"a\"/></span>\
             <span class=\"koboSpan\" id=\"kobo.3.1\">x</span></p></div>\n</div>\n</body></html>"
        );
        assert!(page.contains("<title>A. B.</title>") && page.contains("kobostylehacks"));
    }
}
