//! The walk down a page: places one item after the other and notes every place where the page could end.

use super::footnotes::{NotePlan, Relaxation, place};
use super::margin::{self, Aside, Preferred};
use super::material::Material;
use super::state::{End, Placed, Remaining};
use crate::document::NoteId;
use crate::layout::flow::cost;
use crate::layout::flow::vlist::{Break, Glue, ScopeId, VBox, VItem};
use crate::layout::units::Pt;

/// Which ends a walk notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Those of pages that are at most [`cost::MOST_SHORT`] lines short, as far as that is seen at once.
    FullPages,
    /// Every one.
    AllPages,
}

/// A walk down a page.
pub struct Walk<'a> {
    material: &'a Material<'a>,
    start: &'a Remaining,
    relaxation: Relaxation,
    care: Care,
    /// Where the next thing goes.
    y: Pt,
    /// Space to come before it, if it is a box.
    pending: Option<Glue>,
    /// Lower edge of what is placed, images that text is beside left out.
    depth: Pt,
    /// Indices in `placed` of the boxes with such images.
    hung: Vec<usize>,
    /// Whether anything of the text is placed.
    begun: bool,
    /// Whether what was placed last must not be parted from what comes next.
    bound: bool,
    /// Scopes open now, outermost first.
    open: Vec<ScopeId>,
    /// Notes called here that go to the foot.
    calls: Vec<NoteId>,
    /// Height of all notes that earlier pages left and of those called here that go to the foot.
    foot: Pt,
    /// Notes called here that go to the margin.
    asides: Vec<Aside>,
    /// Notes that could have gone to the margin, but for its being full.
    crowded: usize,
    put_off: Vec<usize>,
    /// Everything placed, in order.
    pub placed: Vec<Placed>,
    /// Index in `placed` of the first thing after the last line on the grid.
    run: usize,
    /// Where the page could end.
    pub ends: Vec<End>,
    /// Whether the last place where it could end was not noted, for its being too short.
    pub passed_over: bool,
    /// Items looked at.
    pub steps: usize,
}

/// Whether a walk goes on.
#[derive(PartialEq, Eq)]
enum Step {
    On,
    Done,
}

impl<'a> Walk<'a> {
    /// Stands at the head of the page that begins with `start`.
    pub fn new(material: &'a Material<'a>, start: &'a Remaining, relaxation: Relaxation, care: Care) -> Self {
        Walk {
            material,
            start,
            relaxation,
            care,
            y: Pt::ZERO,
            pending: None,
            depth: Pt::ZERO,
            hung: Vec::new(),
            begun: false,
            bound: false,
            // None yet: a page of nothing but figures or notes does not open them again.
            open: Vec::new(),
            calls: Vec::new(),
            foot: material.note_depth(start),
            asides: Vec::new(),
            crowded: 0,
            put_off: Vec::new(),
            placed: Vec::new(),
            run: 0,
            ends: Vec::new(),
            passed_over: false,
            steps: 0,
        }
    }

    /// Walks to `upto`, or until nothing more fits, collecting ends.
    pub fn run(&mut self, upto: Option<usize>) {
        if !self.start.notes.is_empty() && self.relaxation > Relaxation::Strict && upto.is_none() {
            // A page of nothing but notes.
            self.put_off.clone_from(&self.start.floats);
            self.consider(self.start.at, self.start.at, Some(Break::Cost(0.0)));
            self.put_off.clear();
        }
        for index in self.start.floats.clone() {
            self.float(index);
        }
        if self.begun {
            // A page of nothing but figures.
            match upto {
                Some(end) if end == self.start.at => return,
                Some(_) => {}
                None => self.consider(self.start.at, self.start.at, Some(Break::Cost(0.0))),
            }
        }
        self.open = self.material.open_at(self.start.at);
        for id in self.open.clone() {
            self.placed.push(Placed::Reopen(id, self.y));
            if let Some(scope) = self.material.list.scope(id) {
                self.y += scope.reopening();
            }
        }
        for (index, item) in self.material.list.items.iter().enumerate().skip(self.start.at) {
            if upto == Some(index) || self.step(index, item, upto.is_some()) == Step::Done {
                return;
            }
        }
        let end = self.material.list.items.len();
        if upto.is_none() {
            self.consider(end, end, None);
        }
    }

    fn step(&mut self, index: usize, item: &VItem, silent: bool) -> Step {
        self.steps += 1;
        match item {
            VItem::Box(vbox) => {
                if !silent && self.relaxation != Relaxation::Desperate && self.overtakes(vbox) {
                    return Step::Done;
                }
                self.put(index, vbox);
                if self.depth.0 > self.material.page.height.0 + cost::EPSILON
                    && self.relaxation != Relaxation::Desperate
                    && !silent
                {
                    return Step::Done;
                }
            }
            VItem::Float(_) => {
                let full = self.put_off.len() >= cost::MOST_PUT_OFF && self.relaxation != Relaxation::Desperate;
                if full && !silent {
                    return Step::Done;
                }
                self.float(index);
            }
            VItem::Glue(glue) => self.space(*glue),
            VItem::Break(b) => {
                // A figure put off does not part a heading from what follows it.
                let b = if self.bound { b.and(Break::Forbidden) } else { *b };
                self.bound = b == Break::Forbidden;
                let possible = match b {
                    Break::Cost(_) | Break::Forced => self.begun,
                    Break::Forbidden => self.begun && self.relaxation >= Relaxation::Forbidden,
                };
                if possible && !silent {
                    self.consider(index, index + 1, Some(b));
                    if b == Break::Forced || (self.relaxation == Relaxation::Desperate && !self.ends.is_empty()) {
                        return Step::Done;
                    }
                }
            }
            VItem::Open(id) => {
                self.flush();
                self.placed.push(Placed::Open(*id, self.y));
                self.open.push(*id);
                if let Some(scope) = self.material.list.scope(*id) {
                    self.y += scope.top;
                }
            }
            VItem::Close(id) => {
                if let Some(scope) = self.material.list.scope(*id) {
                    self.y += scope.bottom;
                }
                self.depth = self.y;
                self.placed.push(Placed::Close(*id, self.y));
                self.open.retain(|open| open != id);
            }
            VItem::Mark(_) => self.placed.push(Placed::Mark(index, self.y)),
        }
        Step::On
    }

    /// Whether a box would be before a figure put off that must come before it: then the page ends above it.
    fn overtakes(&self, vbox: &VBox) -> bool {
        self.put_off.iter().any(|index| match self.material.list.items.get(*index) {
            Some(VItem::Float(figure) | VItem::Box(figure)) => figure.comes_before(vbox.clears),
            _ => false,
        })
    }

    fn space(&mut self, glue: Glue) {
        if !self.begun {
            return;
        }
        if self.pending.is_none_or(|before| before.natural.0 < glue.natural.0) {
            self.pending = Some(glue);
        }
    }

    /// Space that turned out to be between two things.
    fn flush(&mut self) {
        if let Some(glue) = self.pending.take() {
            self.placed.push(Placed::Space(glue, self.y));
            self.y += glue.natural;
        }
    }

    fn put(&mut self, index: usize, vbox: &VBox) {
        self.flush();
        if vbox.grid {
            self.reach_grid();
        }
        if vbox.reach > vbox.height {
            self.hung.push(self.placed.len());
        }
        self.placed.push(Placed::Box(index, self.y));
        self.y += vbox.height;
        self.depth = self.y;
        self.begun = true;
        self.bound = false;
        for note in &vbox.notes {
            self.call(*note);
        }
        if vbox.grid {
            self.run = self.placed.len();
        }
    }

    /// A note called on what was placed last: it goes to the margin if it may and has a place there, else to the foot.
    fn call(&mut self, note: NoteId) {
        let beside = self.placed.len().saturating_sub(1);
        let Some(vbox) = margin::aside(self.material.list, note) else { return self.call_at_foot(note) };
        self.asides.push(Aside { note, beside });
        if self.material.page.column.place(&self.preferred()).is_none() {
            self.asides.pop();
            self.crowded += 1;
            return self.call_at_foot(note);
        }
        for nested in &vbox.notes {
            self.call(*nested);
        }
    }

    fn call_at_foot(&mut self, note: NoteId) {
        self.foot += self.material.note_height(note);
        self.calls.push(note);
    }

    fn preferred(&self) -> Vec<Preferred> {
        let list = self.material.list;
        let beside = |aside: &Aside| match self.placed.get(aside.beside) {
            Some(Placed::Box(index, y)) => match list.items.get(*index) {
                Some(VItem::Box(line) | VItem::Float(line)) => {
                    margin::aside(list, aside.note).map(|vbox| Preferred::beside(line, *y, vbox))
                }
                _ => None,
            },
            _ => None,
        };
        self.asides.iter().filter_map(beside).collect()
    }

    /// The notes in the margin, each with its top.
    pub fn asides_placed(&self) -> Vec<(NoteId, Pt)> {
        let tops = self.material.page.column.spread(&self.preferred());
        self.asides.iter().map(|aside| aside.note).zip(tops).collect()
    }

    /// Places a figure if it fits here or is first; else puts it off, and those after it too.
    fn float(&mut self, index: usize) {
        let Some(VItem::Float(vbox) | VItem::Box(vbox)) = self.material.list.items.get(index) else { return };
        let gap =
            if self.begun { self.pending.map_or(Pt::ZERO, |glue| glue.natural).max(vbox.margin) } else { Pt::ZERO };
        let fits = self.put_off.is_empty() && {
            let depth = self.y + gap + vbox.height;
            let calls: Vec<NoteId> = self.calls.iter().chain(&vbox.notes).copied().collect();
            self.notes_below(depth, &calls).is_some()
        };
        let first = !self.begun && self.put_off.is_empty();
        if !(fits || first) {
            self.put_off.push(index);
            return;
        }
        self.space(Glue::gap(vbox.margin));
        self.put(index, vbox);
        self.space(Glue::gap(vbox.margin));
    }

    /// Brings the next line to the grid by sharing out space among what is above it since the last line on it.
    fn reach_grid(&mut self) {
        let leading = self.material.page.leading.0;
        if leading <= 0.0 {
            return;
        }
        let over = self.y.0.rem_euclid(leading);
        if over < cost::EPSILON || leading - over < cost::EPSILON {
            return;
        }
        let run = self.placed.get(self.run..).unwrap_or(&[]);
        let shrink: f64 = run.iter().map(|p| if let Placed::Space(g, _) = p { g.shrink.0 } else { 0.0 }).sum();
        let down = over <= leading / 2.0 + cost::EPSILON && shrink + cost::EPSILON >= over;
        self.share(Pt(if down { -over } else { leading - over }));
    }

    /// Brings the last box down to `foot`, if space is above it and less than a line is missing.
    pub fn reach_foot(&mut self, foot: Pt) {
        let closing = self.closing();
        let missing = foot - self.lowest() - closing;
        let run = self.placed.get(self.run..).unwrap_or(&[]);
        let flexible = run.iter().any(|p| matches!(p, Placed::Space(glue, _) if glue.stretch > 0.0));
        if flexible && missing.0 > cost::EPSILON && missing.0 < self.material.page.leading.0 {
            self.share(missing);
            self.depth += missing;
        }
    }

    /// Shares `extra` (negative: takes it) among the spaces since the last line on the grid; without any it goes above
    /// the next line.
    fn share(&mut self, extra: Pt) {
        let weight = |glue: &Glue| if extra.0 < 0.0 { glue.shrink.0 } else { glue.stretch };
        let run = self.placed.get_mut(self.run..).unwrap_or(&mut []);
        let total: f64 = run.iter().map(|p| if let Placed::Space(g, _) = p { weight(g) } else { 0.0 }).sum();
        let mut moved = Pt::ZERO;
        for placed in run {
            placed.shift(moved);
            if let Placed::Space(glue, _) = placed
                && total > 0.0
            {
                moved += extra * (weight(glue) / total);
            }
        }
        self.y += extra;
    }

    /// Lower edge of all that is placed.
    fn lowest(&self) -> Pt {
        let reach = |at: &usize| match self.placed.get(*at) {
            Some(Placed::Box(index, y)) => match self.material.list.items.get(*index) {
                Some(VItem::Box(vbox) | VItem::Float(vbox)) => *y + vbox.reach,
                _ => Pt::ZERO,
            },
            _ => Pt::ZERO,
        };
        self.hung.iter().map(reach).fold(self.depth, Pt::max)
    }

    /// What closing the open frames takes at the page's foot.
    fn closing(&self) -> Pt {
        self.open.iter().filter_map(|id| self.material.list.scope(*id)).map(|scope| scope.bottom).sum()
    }

    /// The notes at the foot, if the page can end here.
    pub fn notes(&self) -> Option<NotePlan> {
        self.notes_below(self.lowest() + self.closing(), &self.calls)
    }

    /// The notes of the page if its text ends at `depth`.
    fn notes_below(&self, depth: Pt, calls: &[NoteId]) -> Option<NotePlan> {
        let space = self.material.page.height - depth;
        if self.start.notes.is_empty() && calls.is_empty() {
            let fits = space.0 >= -cost::EPSILON || self.relaxation == Relaxation::Desperate;
            return fits.then(NotePlan::default);
        }
        let alone = !self.begun;
        let space = if alone { space } else { space - self.material.page.note_gap };
        place(self.material.list, &self.start.notes, calls, space, self.relaxation, alone)
    }

    /// Notes an end of the page, if the page can end so.
    fn consider(&mut self, end: usize, at: usize, b: Option<Break>) {
        let last = self.put_off.is_empty() && self.material.no_box_from(at);
        if self.care == Care::FullPages && b != Some(Break::Forced) && !last && self.is_far_too_short() {
            self.passed_over = true;
            return;
        }
        let Some(notes) = self.notes() else { return };
        let page = &self.material.page;
        let short = self.short_by(notes.height);
        let next = Remaining { at, notes: notes.rest.clone(), floats: self.put_off.clone() };
        if next == *self.start {
            return;
        }
        let last = self.material.done(&next);
        let depth = (self.depth.0 / page.leading.0.max(cost::EPSILON)).ceil();
        let runt = last && self.start.at > 0 && depth < cost::RUNT_LINES;
        let forced = last || b == Some(Break::Forced);
        let splits: f64 =
            self.open.iter().filter_map(|id| self.material.list.scope(*id)).map(|scope| scope.split).sum();
        let fault = |is: bool, cost: f64| if is { cost } else { 0.0 };
        let count = |n: usize| n as f64;
        let shifted = if self.asides.is_empty() { 0.0 } else { page.column.cost(&self.preferred(), page.leading) };
        let cost = match b {
            Some(Break::Cost(cost)) => cost,
            Some(Break::Forbidden) => cost::FORBIDDEN,
            Some(Break::Forced) | None => 0.0,
        } + fault(!forced, cost::short(short))
            + count(notes.rest.len()) * cost::NOTE_SPLIT
            + count(self.put_off.len()) * cost::FLOAT_PUT_OFF
            + splits
            + fault(runt, cost::RUNT)
            + count(self.crowded) * cost::ASIDE_AT_FOOT
            + shifted
            + f64::from(self.relaxation as u8) * cost::RELAXED;
        // Saturates; a page has no more lines than this.
        let short = if forced { 0 } else { short.min(f64::from(u16::MAX)) as u32 };
        self.passed_over = false;
        self.ends.push(End { end, next, short, cost, relaxation: self.relaxation });
    }

    /// How many lines are missing at the foot of a page that ends here and has so high notes.
    fn short_by(&self, notes: Pt) -> f64 {
        let page = &self.material.page;
        let taken = if notes.0 > 0.0 { notes + page.note_gap } else { Pt::ZERO };
        let slack = page.height - taken - self.lowest() - self.closing();
        ((slack.0 + cost::EPSILON) / page.leading.0.max(cost::EPSILON)).floor().max(0.0)
    }

    /// Whether the page would be far too short even with all its notes whole.
    fn is_far_too_short(&self) -> bool {
        self.begun && self.short_by(self.foot) > f64::from(cost::MOST_SHORT)
    }
}
