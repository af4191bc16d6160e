//! Blocks to XHTML.

use super::inline::{stand_in, width_style};
use super::writer::XhtmlWriter;
use crate::document::walk::inline_tree;
use crate::document::{
    Block, BlockKind, Callout, CalloutKind, CodeBlock, Definition, Equation, Figure, Heading, Image, Inline,
    InlineKind, List, ListItem, ListMarker, NodeId, Number, Placement, Quote, QuoteStyle, TokenClass,
};

/// BCP 47 for what is no language: code is not to be hyphenated or pronounced by the rules of the text around it.
const NO_LANGUAGE: &str = "zxx";
/// Depth of HTML's headings.
const DEEPEST_HEADING: u8 = 6;

impl<'a> XhtmlWriter<'a, '_> {
    /// A run of blocks.
    pub fn blocks(&mut self, list: &'a [Block]) {
        for block in list {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        let outer = self.span.replace(block.span);
        let id = self.id(block.id);
        let id = id.as_deref();
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(block.id, heading),
            BlockKind::Paragraph(content) => {
                let alone = only_pictures(content);
                self.out.open("p", &[("class", alone.then_some("picture")), ("id", id)]);
                self.alone = alone;
                self.marked(block.id, content);
                self.alone = false;
                self.out.close_line();
            }
            BlockKind::Callout(callout) => self.callout(block.id, callout),
            BlockKind::Quote(quote) => self.quote(block.id, quote),
            BlockKind::SmallText(body) => {
                self.out.open("div", &[("class", Some("small")), ("id", id)]);
                self.out.line();
                self.blocks(body);
                self.out.close_line();
            }
            BlockKind::List(list) => self.list(id, list),
            BlockKind::DefinitionList(items) => self.definitions(id, items),
            BlockKind::Code(code) => self.code(block.id, code),
            BlockKind::Equation(equation) => self.equation(block.id, equation),
            BlockKind::Table(table) => self.table(id, table),
            BlockKind::Figure(figure) => self.figure(id, figure),
            BlockKind::Annotations(entries) => self.annotations(id, entries),
            BlockKind::Interactions(entries) => self.interactions(block.id, entries),
            BlockKind::Glossary(entries) => self.glossary(entries),
            BlockKind::Shout(content) => {
                self.out.open("p", &[("class", Some("shout")), ("id", id)]);
                self.marked(block.id, content);
                self.out.close_line();
            }
            BlockKind::Dots => {
                self.out.open("p", &[("class", Some("dots")), ("id", id)]);
                self.marked(block.id, &[]);
                self.out.text("· · ·");
                self.out.close_line();
            }
            BlockKind::Rule => {
                self.out.void("hr", &[("id", id)]);
                self.out.line();
            }
        }
        self.span = outer;
    }

    /// Inlines in which pages may begin.
    pub fn marked(&mut self, node: NodeId, content: &'a [Inline]) {
        let outer = self.enter(node);
        self.inlines(content);
        self.leave(outer);
    }

    fn heading(&mut self, node: NodeId, heading: &'a Heading) {
        let outer = self.enter(node);
        let id = self.spine.find(node).map(|anchor| anchor.id.clone());
        self.level = self.spine.level(node);
        let name = format!("h{}", self.level);
        let class = format!("level{}", heading.level);
        self.out.open(&name, &[("class", Some(&class)), ("id", id.as_deref())]);
        self.out.text(&Number::before(heading.number.as_ref(), ""));
        self.in_heading = true;
        self.inlines(&heading.content);
        self.in_heading = false;
        self.out.close_line();
        self.leave(outer);
    }

    /// A warning is no aside: it belongs to the text it warns about. (`doc-notice` may not stand on an `aside` either:
    /// ARIA in HTML.) Nor is it a `section`, whose name would have to be unique among the landmarks of its file. The others
    /// are what `aside` and `note` mean.
    fn callout(&mut self, node: NodeId, callout: &'a Callout) {
        let (element, kind, role) = match callout.kind {
            CalloutKind::Note | CalloutKind::KeyConcept => ("aside", None, "note"),
            CalloutKind::Tip => ("aside", Some("tip"), "doc-tip"),
            CalloutKind::Warning | CalloutKind::Danger => ("div", Some("notice"), "doc-notice"),
        };
        let class = format!("callout {}", callout.kind.name());
        let label_id = format!("label{}", node.0);
        let id = self.id(node);
        let outer = self.enter(node);
        self.leave(outer);
        let attributes = [
            ("class", Some(class.as_str())),
            ("id", id.as_deref()),
            ("epub:type", kind),
            ("role", Some(role)),
            ("aria-labelledby", Some(label_id.as_str())),
        ];
        self.out.open(element, &attributes);
        self.out.line();
        let label = callout.label.as_deref().unwrap_or_else(|| self.terms.callout(callout.kind));
        // A heading to those who go from heading to heading, below the one it stands under.
        let level = self.level.saturating_add(1).min(DEEPEST_HEADING).to_string();
        let attributes = [
            ("class", Some("label")),
            ("id", Some(label_id.as_str())),
            ("role", Some("heading")),
            ("aria-level", Some(level.as_str())),
        ];
        self.out.leaf_line("p", &attributes, label);
        self.blocks(&callout.body);
        self.out.close_line();
    }

    /// The site's pull quotes are not repeated from the text, so they are quotations like the others: `doc-pullquote`
    /// would tell a screen reader that they can be skipped.
    fn quote(&mut self, node: NodeId, quote: &'a Quote) {
        let id = self.id(node);
        let class = match quote.style {
            QuoteStyle::Block => "quote",
            QuoteStyle::Pull => "quote pull",
            QuoteStyle::Plain => "plain",
        };
        self.out.open("blockquote", &[("class", Some(class)), ("id", id.as_deref())]);
        self.out.line();
        self.blocks(&quote.body);
        if let Some(attribution) = &quote.attribution {
            // Not a `footer`: DAISY Ace takes that for the page's, and one page has many quotations.
            self.out.open("p", &[("class", Some("attribution"))]);
            self.out.text("— ");
            self.marked(node, attribution);
            self.out.close_line();
        }
        self.out.close_line();
    }

    /// A formula on a line of its own, its number beside it.
    fn equation(&mut self, node: NodeId, equation: &Equation) {
        let id = self.id(node);
        let outer = self.enter(node);
        self.out.open("div", &[("class", Some("equation")), ("id", id.as_deref())]);
        // First, so that it floats at the formula's height.
        if let Some(number) = &equation.number {
            self.out.leaf("span", &[("class", Some("equation-number"))], &format!("({number})"));
        }
        self.formula(&equation.formula, &equation.alt);
        if let Some(number) = &equation.number {
            self.count(&format!("({number})"));
        }
        self.out.close_line();
        self.leave(outer);
    }

    fn list(&mut self, id: Option<&str>, list: &'a List) {
        let tasks = list.items.iter().any(|item| item.task.is_some());
        let (name, kind, start) = match list.marker {
            ListMarker::Bullet => ("ul", None, None),
            ListMarker::Decimal(first) => ("ol", None, (first != 1).then(|| first.to_string())),
            ListMarker::LowerAlpha => ("ol", Some("a"), None),
            ListMarker::UpperAlpha => ("ol", Some("A"), None),
        };
        let class = match (tasks, list.tight) {
            (true, _) => Some("tasks"),
            (false, true) => None,
            (false, false) => Some("loose"),
        };
        self.out.open(name, &[("class", class), ("id", id), ("type", kind), ("start", start.as_deref())]);
        self.out.line();
        for item in &list.items {
            self.list_item(item, list.tight);
        }
        self.out.close_line();
    }

    fn list_item(&mut self, item: &'a ListItem, tight: bool) {
        let id = self.id(item.id);
        self.out.open("li", &[("id", id.as_deref())]);
        match item.task {
            Some(true) => self.out.text("☑ "),
            Some(false) => self.out.text("☐ "),
            None => {}
        }
        self.flow(&item.body, tight || item.task.is_some());
        self.out.close_line();
    }

    /// The content of an item: where `tight`, its first paragraph stands without an element of its own.
    fn flow(&mut self, body: &'a [Block], tight: bool) {
        match body.split_first() {
            Some((Block { kind: BlockKind::Paragraph(content), id, .. }, rest))
                if tight && self.spine.id_if_target(*id).is_none() =>
            {
                self.marked(*id, content);
                if !rest.is_empty() {
                    self.out.line();
                    self.blocks(rest);
                }
            }
            _ => self.blocks(body),
        }
    }

    fn definitions(&mut self, id: Option<&str>, items: &'a [Definition]) {
        self.out.open("dl", &[("id", id)]);
        self.out.line();
        for item in items {
            let id = self.id(item.id);
            self.out.open("dt", &[("id", id.as_deref())]);
            self.marked(item.id, &item.term);
            self.out.close_line();
            self.out.open("dd", &[]);
            self.flow(&item.description, item.description.len() == 1);
            self.out.close_line();
        }
        self.out.close_line();
    }

    fn code(&mut self, node: NodeId, code: &'a CodeBlock) {
        let outer = self.enter(node);
        let id = self.id(node);
        let language = code.language.as_deref().map(language_class).filter(|name| !name.is_empty());
        let class = language.map(|name| format!("language-{name}"));
        let lang = Some(NO_LANGUAGE);
        let dir = self.code_direction();
        let attributes =
            [("id", id.as_deref()), ("lang", lang), ("xml:lang", lang), ("dir", dir), ("translate", Some("no"))];
        self.out.open("pre", &attributes);
        self.out.open("code", &[("class", class.as_deref())]);
        for (number, line) in code.lines.iter().enumerate() {
            if number > 0 {
                self.out.line();
                self.count("\n");
            }
            for token in line {
                match token.class {
                    TokenClass::Plain => self.text(&token.text, None),
                    class => {
                        self.out.open("span", &[("class", Some(&format!("tok-{}", class.name())))]);
                        self.text(&token.text, None);
                        self.out.close();
                    }
                }
            }
        }
        self.out.close();
        self.out.close_line();
        self.leave(outer);
    }

    fn figure(&mut self, id: Option<&str>, figure: &'a Figure) {
        let outer = self.enter(figure.image.id);
        self.leave(outer);
        let beside = !figure.beside.is_empty();
        if beside {
            self.out.open("div", &[("class", Some("beside"))]);
            self.out.line();
        }
        let (class, width) = match figure.placement {
            Placement::Center => ("center", None),
            Placement::Full => ("full", None),
            Placement::Left(width) => ("left", width),
            Placement::Right(width) => ("right", width),
        };
        let style = width.map(|px| format!("width: {px}px"));
        self.out.open("figure", &[("class", Some(class)), ("id", id), ("style", style.as_deref())]);
        self.out.line();
        self.linked_image(figure);
        if let Some(caption) = &figure.caption {
            self.out.open("figcaption", &[]);
            self.inlines(caption);
            self.out.close_line();
        }
        self.out.close_line();
        if beside {
            self.blocks(&figure.beside);
            self.out.close_line();
        }
    }

    /// A figure's image, in its link.
    fn linked_image(&mut self, figure: &'a Figure) {
        let Some(InlineKind::Link(link)) = figure.link.first().map(|inline| &inline.kind) else {
            return self.figure_image(&figure.image);
        };
        let id = self.id(link.id);
        let Some(href) = self.href(&link.destination) else { return self.figure_image(&figure.image) };
        // A link around a picture without alternative text is read out by its address.
        let label = figure.image.alt.trim().is_empty().then_some(href.as_str());
        self.out.open("a", &[("href", Some(href.as_str())), ("id", id.as_deref()), ("aria-label", label)]);
        self.figure_image(&figure.image);
        self.out.close_line();
    }

    fn figure_image(&mut self, image: &'a Image) {
        let id = self.id(image.id);
        match self.picture(&image.source, None) {
            Some(shown) => {
                self.count_picture(image);
                let style = width_style(image);
                let attributes = [
                    ("class", shown.clear.then_some("clear")),
                    ("id", id.as_deref()),
                    ("src", Some(shown.path.as_str())),
                    ("alt", Some(image.alt.as_str())),
                    ("title", image.title.as_deref()),
                    ("style", style.as_deref()),
                ];
                self.out.void("img", &attributes);
                self.out.line();
            }
            None => {
                self.out.open("div", &[("class", Some("missing-image")), ("id", id.as_deref())]);
                self.out.leaf("p", &[], stand_in(image));
                self.out.close_line();
            }
        }
    }
}

/// Whether a run holds pictures and nothing else that is seen.
pub fn only_pictures(content: &[Inline]) -> bool {
    let mut pictures = false;
    let mut other = false;
    inline_tree(content, &mut |inline| match &inline.kind {
        InlineKind::Image(_) => pictures = true,
        InlineKind::Text(text) | InlineKind::Code(text) => other |= !text.trim().is_empty(),
        InlineKind::NoteCall(_) | InlineKind::Math(_) => other = true,
        _ => {}
    });
    pictures && !other
}

/// A language's name as it can stand in a class.
fn language_class(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.'))
        .collect::<String>()
        .to_ascii_lowercase()
}
