//! A formula as MathML: elements of MathML Core, which all engines draw. Attributes that only MathML 3 has (`columnalign`,
//! `menclose`) are for readers that know them; without them the formula reads the same.

mod frames;
mod plain;
mod sizes;
mod table;

use super::formula::Formula;
use super::symbols::{accent, alphabet, arrow, brace, characters};
pub(super) use plain::plain;
use ratex_parser::parse_node::{AtomFamily, StyleStr};
use ratex_parser::{Mode, ParseNode};
use sizes::{ems, size_factor};

/// What surrounds a node.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// Whether limits stand above and below.
    display: bool,
    /// The font command that is in force.
    font: Option<&'a str>,
}

/// The `math` element of a formula.
pub(super) fn element(formula: &Formula, nodes: &[ParseNode], alt: &str) -> String {
    let mut out = Writer::default();
    let display = if formula.display { "block" } else { "inline" };
    let namespace = "http://www.w3.org/1998/Math/MathML";
    out.open("math", &[("xmlns", namespace), ("display", display), ("alttext", alt)]);
    out.open("semantics", &[]);
    out.row(nodes, Around { display: formula.display, font: None });
    out.leaf("annotation", &[("encoding", "application/x-tex")], &formula.source);
    out.close("semantics");
    out.close("math");
    out.text
}

#[derive(Default)]
struct Writer {
    text: String,
}

type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Writer {
    fn tag(&mut self, name: &str, attributes: Attributes, end: &str) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            self.escaped(value);
            self.text.push('"');
        }
        self.text.push_str(end);
    }

    fn open(&mut self, name: &str, attributes: Attributes) {
        self.tag(name, attributes, ">");
    }

    fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    fn empty(&mut self, name: &str, attributes: Attributes) {
        self.tag(name, attributes, "/>");
    }

    fn leaf(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.open(name, attributes);
        self.escaped(text);
        self.close(name);
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\n' | '\t' | '\r' => self.text.push(' '),
                c => self.text.push(c),
            }
        }
    }

    /// Nodes as one element: a row, unless they are one node.
    fn row(&mut self, nodes: &[ParseNode], around: Around) {
        match nodes {
            [node] if is_figure(node) => self.number(node.symbol_text().unwrap_or(""), around),
            [node] => self.node(node, around),
            _ => {
                self.open("mrow", &[]);
                self.list(nodes, around);
                self.close("mrow");
            }
        }
    }

    /// Nodes one after the other; figures that follow one another are one number.
    fn list(&mut self, nodes: &[ParseNode], around: Around) {
        let mut figures = String::new();
        for (index, node) in nodes.iter().enumerate() {
            let more = nodes.get(index + 1).is_some_and(|next| is_figure(base(next)));
            if is_figure(node) || (!figures.is_empty() && more && is_point(node)) {
                figures.push_str(node.symbol_text().unwrap_or(""));
                continue;
            }
            if let ParseNode::SupSub { base: Some(base), sup, sub, .. } = node
                && is_figure(base)
            {
                figures.push_str(base.symbol_text().unwrap_or(""));
                let number = std::mem::take(&mut figures);
                self.scripts(sup.as_deref(), sub.as_deref(), false, around, |out| out.number(&number, around));
                continue;
            }
            if !figures.is_empty() {
                self.number(&std::mem::take(&mut figures), around);
            }
            self.node(node, around);
        }
        if !figures.is_empty() {
            self.number(&figures, around);
        }
    }

    fn number(&mut self, text: &str, around: Around) {
        let text: String = text.chars().map(|c| in_font(c, around)).collect();
        self.leaf("mn", &[], &text);
    }

    fn node(&mut self, node: &ParseNode, around: Around) {
        match node {
            ParseNode::Atom { family, text, mode, .. } => self.atom(*family, &characters(text, *mode)),
            ParseNode::MathOrd { text, mode, .. } => self.letter(&characters(text, *mode), around, true),
            ParseNode::TextOrd { text, mode, .. } => self.letter(&characters(text, *mode), around, false),
            ParseNode::OpToken { text, mode, .. } => self.leaf("mo", &[], &characters(text, *mode)),
            ParseNode::SpacingNode { text, .. } => {
                if !matches!(text.as_str(), "\\nobreak" | "\\allowbreak") {
                    self.leaf("mtext", &[], "\u{a0}");
                }
            }
            ParseNode::Kern { dimension, .. } => self.empty("mspace", &[("width", &ems(dimension))]),
            ParseNode::OrdGroup { body, .. } | ParseNode::Href { body, .. } | ParseNode::Html { body, .. } => {
                self.row(body, around);
            }
            ParseNode::HBox { body, .. } | ParseNode::Pmb { body, .. } => self.row(body, around),
            ParseNode::Tag { body, .. } => self.row(body, around),
            ParseNode::HtmlMathMl { mathml, .. } => self.row(mathml, around),
            ParseNode::VCenter { body, .. } => self.one(body, around),
            ParseNode::MClass { mclass, body, .. } => self.classed(mclass, body, around),
            ParseNode::Font { font, body, .. } => self.one(body, Around { font: Some(font), ..around }),
            ParseNode::Text { body, font, .. } => self.text_of(body, font.as_deref(), around),
            ParseNode::SupSub { base, sup, sub, .. } => {
                let limits = base.as_deref().is_some_and(|base| has_limits(base, around));
                let base = base.as_deref();
                self.scripts(sup.as_deref(), sub.as_deref(), limits, around, |out| match base {
                    Some(base) => out.one(base, around),
                    None => out.empty("mrow", &[]),
                });
            }
            ParseNode::Op { .. } | ParseNode::OperatorName { .. } => self.operator(node, around),
            ParseNode::GenFrac { .. } => self.fraction(node, around),
            ParseNode::Sqrt { body, index, .. } => match index {
                Some(index) => {
                    self.open("mroot", &[]);
                    self.one(body, around);
                    self.one(index, around);
                    self.close("mroot");
                }
                None => self.wrapped("msqrt", &[], body, around),
            },
            ParseNode::Accent { label, base, .. } => self.marked(accent(label), base, true, around),
            ParseNode::AccentUnder { label, base, .. } => self.marked(accent(label), base, false, around),
            ParseNode::HorizBrace { label, is_over, base, .. } => {
                self.marked((brace(label), true), base, *is_over, around);
            }
            ParseNode::Overline { body, .. } => self.marked(("\u{203e}", true), body, true, around),
            ParseNode::Underline { body, .. } => self.marked(("\u{332}", true), body, false, around),
            ParseNode::XArrow { label, body, below, .. } => self.long_arrow(label, body, below.as_deref(), around),
            ParseNode::LeftRight { body, left, right, .. } => {
                self.open("mrow", &[]);
                self.fence(left, "prefix");
                self.list(body, around);
                self.fence(right, "postfix");
                self.close("mrow");
            }
            ParseNode::Middle { delim, .. } => self.fence(delim, "infix"),
            ParseNode::DelimSizing { size, delim, .. } => self.sized_delimiter(*size, delim),
            ParseNode::Color { color, body, .. } => self.styled(&[("mathcolor", color)], body, around),
            ParseNode::Styling { style, body, .. } => self.in_style(*style, body, around),
            ParseNode::Sizing { size, body, .. } => {
                self.styled(&[("mathsize", &format!("{}em", size_factor(*size)))], body, around);
            }
            ParseNode::MathChoice { display, text, .. } => {
                self.row(if around.display { display } else { text }, around);
            }
            ParseNode::Array { .. } => self.table(node, around),
            ParseNode::Environment { .. } | ParseNode::LeftRightRight { .. } | ParseNode::Infix { .. } => {}
            ParseNode::Cr { .. } => self.empty("mspace", &[("linebreak", "newline")]),
            _ => self.rest(node, around),
        }
    }

    /// A node that is an argument.
    fn one(&mut self, node: &ParseNode, around: Around) {
        self.row(std::slice::from_ref(node), around);
    }

    fn wrapped(&mut self, name: &str, attributes: Attributes, body: &ParseNode, around: Around) {
        self.open(name, attributes);
        self.one(body, around);
        self.close(name);
    }

    fn styled(&mut self, attributes: Attributes, body: &[ParseNode], around: Around) {
        self.open("mstyle", attributes);
        self.list(body, around);
        self.close("mstyle");
    }

    fn in_style(&mut self, style: StyleStr, body: &[ParseNode], around: Around) {
        let (display, level) = match style {
            StyleStr::Display => ("true", "0"),
            StyleStr::Text => ("false", "0"),
            StyleStr::Script => ("false", "1"),
            StyleStr::Scriptscript => ("false", "2"),
        };
        let inside = Around { display: display == "true", ..around };
        self.styled(&[("displaystyle", display), ("scriptlevel", level)], body, inside);
    }

    fn atom(&mut self, family: AtomFamily, text: &str) {
        match family {
            AtomFamily::Open | AtomFamily::Close => self.leaf("mo", &[("stretchy", "false")], text),
            AtomFamily::Punct => self.leaf("mo", &[("separator", "true")], text),
            AtomFamily::Bin | AtomFamily::Rel | AtomFamily::Inner => self.leaf("mo", &[], text),
        }
    }

    /// A letter: of one character italic by itself in MathML, hence upright where TeX has it so.
    fn letter(&mut self, text: &str, around: Around, italic: bool) {
        let shown: String = text.chars().map(|c| in_font(c, around)).collect();
        let upright = if shown != text { false } else { !italic || matches!(around.font, Some("mathrm")) };
        match shown.chars().next() {
            Some(c) if c.is_ascii_digit() => self.leaf("mn", &[], &shown),
            Some('\u{2032}') => self.leaf("mo", &[], &shown),
            Some(c) if upright && c.is_alphabetic() => self.leaf("mi", &[("mathvariant", "normal")], &shown),
            Some(c) if c.is_alphanumeric() => self.leaf("mi", &[], &shown),
            Some('(' | ')' | '[' | ']' | '|' | '/') => self.leaf("mo", &[("stretchy", "false")], &shown),
            Some(_) => self.leaf("mi", &[], &shown),
            None => {}
        }
    }

    /// What a command gave another class: an operator, if it is no more than characters.
    fn classed(&mut self, class: &str, body: &[ParseNode], around: Around) {
        let text = plain(body);
        let symbols =
            body.iter().all(|node| node.symbol_text().is_some() || matches!(node, ParseNode::HtmlMathMl { .. }));
        if symbols && matches!(class, "mrel" | "mbin" | "mopen" | "mclose" | "mpunct") && !text.is_empty() {
            let stretchy: Attributes = if matches!(class, "mopen" | "mclose") { &[("stretchy", "false")] } else { &[] };
            return self.leaf("mo", stretchy, &text);
        }
        if matches!(class, "mbin" | "mrel") && body.iter().all(|node| matches!(node, ParseNode::Font { .. })) {
            return self.leaf("mo", &[("lspace", "0.22em"), ("rspace", "0.22em")], &text);
        }
        self.row(body, around);
    }

    /// Text within a formula; formulas within the text stay formulas.
    fn text_of(&mut self, body: &[ParseNode], font: Option<&str>, around: Around) {
        let variant = match font {
            Some("\\textbf") => Some("bold"),
            Some("\\textit" | "\\emph") => Some("italic"),
            Some("\\texttt") => Some("monospace"),
            Some("\\textsf") => Some("sans-serif"),
            _ => None,
        };
        let attributes: Vec<(&str, &str)> = variant.map(|variant| ("mathvariant", variant)).into_iter().collect();
        self.open("mrow", &[]);
        let is_words = |node: &ParseNode| node.mode() == Mode::Text && !matches!(node, ParseNode::Text { .. });
        for run in body.chunk_by(|a, b| is_words(a) == is_words(b)) {
            if run.first().is_some_and(is_words) {
                self.leaf("mtext", &attributes, &spaced(&composed(&plain(run))));
            } else {
                self.list(run, Around { font: None, ..around });
            }
        }
        self.close("mrow");
    }

    /// A base with what stands at its right corners, or above and below it.
    fn scripts(
        &mut self,
        sup: Option<&ParseNode>,
        sub: Option<&ParseNode>,
        limits: bool,
        around: Around,
        base: impl FnOnce(&mut Writer),
    ) {
        let name = match (limits, sub, sup) {
            (_, None, None) => return base(self),
            (false, Some(_), Some(_)) => "msubsup",
            (false, Some(_), None) => "msub",
            (false, None, Some(_)) => "msup",
            (true, Some(_), Some(_)) => "munderover",
            (true, Some(_), None) => "munder",
            (true, None, Some(_)) => "mover",
        };
        self.open(name, &[]);
        base(self);
        for part in [sub, sup].into_iter().flatten() {
            self.one(part, Around { display: false, ..around });
        }
        self.close(name);
    }

    fn operator(&mut self, node: &ParseNode, around: Around) {
        match node {
            ParseNode::Op { symbol: true, name: Some(name), .. } => {
                self.leaf("mo", &[], &characters(name, Mode::Math));
            }
            ParseNode::Op { name: Some(name), .. } => self.function(name.strip_prefix('\\').unwrap_or(name)),
            ParseNode::Op { body: Some(body), .. } => self.row(body, around),
            ParseNode::OperatorName { body, .. } => self.function(&plain(body)),
            _ => {}
        }
    }

    /// The name of a function.
    fn function(&mut self, name: &str) {
        let name = name.replace("limsup", "lim sup").replace("liminf", "lim inf");
        let attributes: Attributes = if name.chars().count() == 1 { &[("mathvariant", "normal")] } else { &[] };
        self.open("mrow", &[]);
        self.leaf("mi", attributes, &spaced(&name));
        // U+2061 FUNCTION APPLICATION
        self.leaf("mo", &[], "\u{2061}");
        self.close("mrow");
    }

    fn fraction(&mut self, node: &ParseNode, around: Around) {
        let ParseNode::GenFrac { numer, denom, has_bar_line, left_delim, right_delim, bar_size, .. } = node else {
            return;
        };
        let delimited = left_delim.is_some() || right_delim.is_some();
        if delimited {
            self.open("mrow", &[]);
            self.fence(left_delim.as_deref().unwrap_or("."), "prefix");
        }
        let thickness = match (has_bar_line, bar_size) {
            (false, _) => Some("0px".to_owned()),
            (true, Some(size)) => Some(ems(size)),
            (true, None) => None,
        };
        let attributes: Vec<(&str, &str)> = thickness.iter().map(|size| ("linethickness", size.as_str())).collect();
        let inside = Around { display: false, ..around };
        self.open("mfrac", &attributes);
        self.one(numer, inside);
        self.one(denom, inside);
        self.close("mfrac");
        if delimited {
            self.fence(right_delim.as_deref().unwrap_or("."), "postfix");
            self.close("mrow");
        }
    }

    fn fence(&mut self, delimiter: &str, form: &str) {
        if delimiter != "." {
            let text = characters(delimiter, Mode::Math);
            self.leaf("mo", &[("fence", "true"), ("form", form), ("stretchy", "true")], &text);
        }
    }

    fn sized_delimiter(&mut self, size: u8, delimiter: &str) {
        // \big, \Big, \bigg, \Bigg.
        let height = match size {
            1 => "1.2em",
            2 => "1.8em",
            3 => "2.4em",
            _ => "3em",
        };
        if delimiter != "." {
            let attributes = [("stretchy", "true"), ("minsize", height), ("maxsize", height)];
            self.leaf("mo", &attributes, &characters(delimiter, Mode::Math));
        }
    }

    /// A base with a mark over or under it.
    fn marked(&mut self, (mark, wide): (&str, bool), base: &ParseNode, over: bool, around: Around) {
        let (name, attribute) = if over { ("mover", "accent") } else { ("munder", "accentunder") };
        self.open(name, &[(attribute, "true")]);
        self.one(base, around);
        self.leaf("mo", &[("stretchy", if wide { "true" } else { "false" })], mark);
        self.close(name);
    }

    fn long_arrow(&mut self, label: &str, above: &ParseNode, below: Option<&ParseNode>, around: Around) {
        let name = if below.is_some() { "munderover" } else { "mover" };
        let inside = Around { display: false, ..around };
        self.open(name, &[]);
        self.leaf("mo", &[("stretchy", "true"), ("minsize", "1.75em")], arrow(label));
        if let Some(below) = below {
            self.padded(below, inside);
        }
        self.padded(above, inside);
        self.close(name);
    }

    /// Text over or under an arrow, with room at its sides.
    fn padded(&mut self, node: &ParseNode, around: Around) {
        self.wrapped("mpadded", &[("width", "+0.6em"), ("lspace", "0.3em")], node, around);
    }
}

/// The base of scripts, or the node itself.
fn base(node: &ParseNode) -> &ParseNode {
    match node {
        ParseNode::SupSub { base: Some(base), .. } => base,
        _ => node,
    }
}

fn is_figure(node: &ParseNode) -> bool {
    matches!(node, ParseNode::TextOrd { text, mode: Mode::Math, .. } if text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A point or a comma within a number.
fn is_point(node: &ParseNode) -> bool {
    matches!(node, ParseNode::TextOrd { text, .. } if text == ".")
}

/// Whether what a base has as scripts stands above and below it.
fn has_limits(base: &ParseNode, around: Around) -> bool {
    match base {
        ParseNode::Op { limits, always_handle_sup_sub, .. } => {
            *limits && (around.display || *always_handle_sup_sub == Some(true))
        }
        ParseNode::OperatorName { limits, always_handle_sup_sub, .. } => {
            *always_handle_sup_sub && (around.display || *limits)
        }
        ParseNode::HorizBrace { .. } => true,
        _ => false,
    }
}

/// A character in the alphabet of the font that is in force.
fn in_font(c: char, around: Around) -> char {
    around.font.and_then(|font| alphabet(font, c)).unwrap_or(c)
}

/// Text whose spaces stay at its ends, too.
fn spaced(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// Letters with their marks as one character each, where there is one.
fn composed(text: &str) -> String {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Macros, read};

    /// The element's content, without the annotation.
    fn content(source: &str, display: bool) -> String {
        let text = read(source, display, &Macros::new()).expect("a formula").mathml("alt");
        let start = text.find("<semantics>").expect("semantics") + "<semantics>".len();
        text[start..text.find("<annotation").expect("annotation")].to_owned()
    }

    #[test]
    fn the_element_says_what_it_is() {
        let text = read("a<b", false, &Macros::new()).expect("a formula").mathml("a < \"b\"");
        assert!(text.starts_with(
            "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\" alttext=\"a &lt; &quot;b&quot;\">"
        ));
        assert!(text.ends_with("<annotation encoding=\"application/x-tex\">a&lt;b</annotation></semantics></math>"));
        assert!(roxmltree::Document::parse(&text).is_ok());
    }

    #[test]
    fn figures_are_one_number() {
        assert_eq!(content("12.5x", false), "<mrow><mn>12.5</mn><mi>x</mi></mrow>");
        assert_eq!(content("10^2", false), "<mrow><msup><mn>10</mn><mn>2</mn></msup></mrow>");
        assert_eq!(content("7", false), "<mn>7</mn>");
    }

    #[test]
    fn fractions_roots_and_scripts() {
        assert_eq!(content("\\frac{a}{b}", false), "<mfrac><mi>a</mi><mi>b</mi></mfrac>");
        assert_eq!(content("\\sqrt[3]{x}", false), "<mroot><mi>x</mi><mn>3</mn></mroot>");
        assert_eq!(content("x_i^2", false), "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>");
        let sum = "<mo>∑</mo><mi>i</mi><mi>n</mi>";
        assert_eq!(content("\\sum_i^n", true), format!("<munderover>{sum}</munderover>"));
        assert_eq!(content("\\sum_i^n", false), format!("<msubsup>{sum}</msubsup>"));
    }

    #[test]
    fn letters_are_of_their_alphabets() {
        assert_eq!(content("\\mathbb{R}", false), "<mi>ℝ</mi>");
        assert_eq!(content("\\mathrm{d}x", false), "<mrow><mi mathvariant=\"normal\">d</mi><mi>x</mi></mrow>");
        assert_eq!(content("\\text{für } x", false), "<mrow><mrow><mtext>für\u{a0}</mtext></mrow><mi>x</mi></mrow>");
        assert_eq!(content("a \\ne b", false), "<mrow><mi>a</mi><mo>≠</mo><mi>b</mi></mrow>");
    }

    #[test]
    fn tables_align_their_columns() {
        let text = content("\\begin{align} a &= b \\end{align}", true);
        assert!(text.contains("columnalign=\"right left\"") && text.contains("style=\"text-align: right\""), "{text}");
        assert_eq!(text.matches("<mtd").count(), 2, "no number: {text}");
    }
}
