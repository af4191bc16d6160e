//! Formulas on lines of their own: centred, numbered at the margin.

use super::super::super::formula::{self, FormulaPart};
use super::super::super::page::{Item, Role, StructId, Tag};
use super::super::super::text::{Align, ParagraphStyle};
use super::super::super::units::{Point, Pt};
use super::super::cost;
use super::super::inline::text_piece;
use super::super::items::shift;
use super::super::vlist::{Break, VBox};
use super::{Builder, Setting};
use crate::diagnostics::Code;
use crate::document::{Block, CodeBlock, CodeToken, Equation, TokenClass};

/// Space above and below, in leadings.
const SPACE: f64 = 0.55;
/// Least space between a formula and its number, in ems.
const NUMBER_GAP: f64 = 1.0;
/// Indent of the lines after the first of a formula that was broken, in ems.
const CONTINUED: f64 = 2.0;
/// Space between the lines of a formula that was broken, in leadings.
const LINE_GAP: f64 = 0.25;
/// Least size of a formula that is too wide, as a fraction of its own: below it a reader is told.
const LEAST_SIZE: f64 = 0.6;

/// A row of a formula: its parts, and how far it is moved in.
struct Row {
    parts: Vec<FormulaPart>,
    left: Pt,
}

impl Row {
    fn width(&self) -> Pt {
        let all: Pt = self.parts.iter().map(|part| part.width).sum();
        all - self.parts.last().map_or(Pt::ZERO, |part| part.gap)
    }
}

/// A number at the margin.
struct Number {
    items: Vec<Item>,
    width: Pt,
}

impl Builder<'_> {
    /// A formula.
    pub fn equation(&mut self, equation: &Equation, block: &Block, setting: &Setting) {
        let whole = match formula::whole(&equation.formula, &setting.style, self.context.fonts) {
            Ok(whole) => whole,
            Err(error) => {
                let message = format!("this formula cannot be set: {error}; showing its source");
                self.diagnostics.warn(Code::BadFormula, block.span, message, "divide it into several formulas");
                return self.code(&source_of(equation), block, setting);
            }
        };
        let around = self.element(Role::Paragraph, setting.parent, block);
        let element = self.tree.add_alt(Role::Formula, around, None, &equation.alt);
        let number = equation.number.as_ref().and_then(|number| self.number(number, around, block, setting));
        let rows = self.rows(equation, whole, number.as_ref(), block, setting);
        self.gap(setting.leading.0 * SPACE, setting);
        // What announces a formula stands on its page.
        self.list.push_break(Break::Cost(cost::COLON));
        let last = rows.len().saturating_sub(1);
        for (index, row) in rows.into_iter().enumerate() {
            let number = if index == last { number.as_ref() } else { None };
            let vbox = row_box(row, element, number, setting);
            self.list.push_box(vbox);
            if index < last {
                self.list.push_break(Break::Cost(cost::ROW_SPLIT));
                self.gap(setting.leading.0 * LINE_GAP, setting);
            }
        }
        self.end_block();
        self.gap(setting.leading.0 * SPACE, setting);
    }

    /// The number in brackets, as a line of text.
    fn number(&mut self, number: &str, around: StructId, block: &Block, setting: &Setting) -> Option<Number> {
        let element = self.tree.add(Role::Span, around, None);
        let piece = text_piece(format!("({number})"), &setting.style, element, block.span);
        let style = ParagraphStyle::plain(Align::Start, setting.leading);
        let line = self.set(&[piece], &super::Measure::of(setting.width), &style).into_iter().next()?;
        Some(Number { items: line.items, width: line.width })
    }

    /// The rows of a formula: one if there is room for it, else broken where it can be, else smaller.
    fn rows(
        &mut self,
        equation: &Equation,
        whole: FormulaPart,
        number: Option<&Number>,
        block: &Block,
        setting: &Setting,
    ) -> Vec<Row> {
        let em = setting.style.size;
        let beside = number.map_or(Pt::ZERO, |number| number.width + em * NUMBER_GAP);
        let room = (setting.width - beside).max(em);
        if whole.width <= room {
            // In the middle of the measure, or of what the number leaves.
            let free = setting.width - whole.width;
            let left = if free / 2.0 >= beside { free / 2.0 } else { (room - whole.width) / 2.0 };
            return vec![Row { parts: vec![whole], left }];
        }
        if let Some(rows) = self.broken(equation, room, setting) {
            return rows;
        }
        let scale = room / whole.width;
        if scale < LEAST_SIZE {
            self.diagnostics.warn(
                Code::Overfull,
                block.span,
                format!("this formula is too wide for the page and is shown at {:.0} % of its size", scale * 100.0),
                "break it with `\\\\` in `aligned` or `split`, or use a wider page",
            );
        }
        vec![Row { parts: vec![whole.scaled(scale)], left: Pt::ZERO }]
    }

    /// The formula broken at relations and operators, the later rows moved in; `None` if a part has no room.
    fn broken(&self, equation: &Equation, room: Pt, setting: &Setting) -> Option<Vec<Row>> {
        let parts = formula::parts(&equation.formula, &setting.style, self.context.fonts).ok()?;
        let indent = setting.style.size * CONTINUED;
        let mut rows: Vec<Row> = Vec::new();
        for part in parts {
            let fits =
                |row: &Row| row.left + row.parts.iter().map(|p| p.width).sum::<Pt>() + part.width - part.gap <= room;
            match rows.last_mut().filter(|row| fits(row)) {
                Some(row) => row.parts.push(part),
                None => {
                    let left = if rows.is_empty() { Pt::ZERO } else { indent };
                    if left + part.width - part.gap > room {
                        return None;
                    }
                    rows.push(Row { parts: vec![part], left });
                }
            }
        }
        Some(rows).filter(|rows| rows.len() > 1)
    }
}

/// A row as a box, with the number at its right.
fn row_box(row: Row, element: StructId, number: Option<&Number>, setting: &Setting) -> VBox {
    let height = row.parts.iter().map(|part| part.height).fold(Pt::ZERO, Pt::max);
    let depth = row.parts.iter().map(|part| part.depth).fold(Pt::ZERO, Pt::max);
    // No lower than a line of text would be.
    let ascent = height.max(setting.style.size * 0.75);
    let below = depth.max(setting.style.size * 0.25);
    let mut x = setting.left + row.left;
    debug_assert!(row.width().0 >= 0.0);
    let mut items = Vec::with_capacity(row.parts.len());
    for part in &row.parts {
        items.push(Item { tag: Tag::Content(element), kind: part.item(Point { x, y: ascent }) });
        x += part.width;
    }
    if let Some(number) = number {
        let mut shown = number.items.clone();
        shift(&mut shown, setting.left + setting.width - number.width, ascent);
        items.append(&mut shown);
    }
    VBox { height: ascent + below, baseline: ascent, items, ..VBox::default() }
}

/// The TeX of a formula as a listing.
fn source_of(equation: &Equation) -> CodeBlock {
    let token = |line: &str| vec![CodeToken { class: TokenClass::Plain, text: line.to_owned() }];
    CodeBlock { language: Some("tex".to_owned()), lines: equation.formula.source.lines().map(token).collect() }
}
