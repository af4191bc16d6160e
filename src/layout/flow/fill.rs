//! Filling one page: from a place in the list downwards, noting every place where the page could end.
//!
//! The same walk serves choosing breaks (which only needs the ends) and making up (which needs every place), so that
//! both see the same page.

use super::super::units::Pt;
use super::cost;
use super::footnotes::{NotePlan, Patience, Rest, place};
use super::vlist::{Break, Glue, ScopeId, VBox, VItem, VList};
use crate::document::NoteId;

/// The room of every page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Height of the text area: a whole number of leadings.
    pub height: Pt,
    /// Distance of the grid's lines.
    pub leading: Pt,
    /// Least space between text and notes, the rule in it.
    pub note_gap: Pt,
}

/// What is still to be placed when a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remaining {
    /// Index of the next item.
    pub at: usize,
    /// Notes begun on earlier pages.
    pub notes: Vec<Rest>,
    /// Indices of figures put off.
    pub floats: Vec<usize>,
}

impl Remaining {
    /// Whether nothing is left.
    pub fn done(&self, list: &VList) -> bool {
        self.notes.is_empty()
            && self.floats.is_empty()
            && !list.items.iter().skip(self.at).any(|i| matches!(i, VItem::Box(_) | VItem::Float(_)))
    }
}

/// A place where the page could end.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Index of the [`VItem::Break`], or the list's length.
    pub end: usize,
    /// What is left then.
    pub next: Remaining,
    /// Lines missing at the foot.
    pub short: u32,
    /// What a reader would see, facing pages aside.
    pub cost: f64,
    /// The rules that hold.
    pub patience: Patience,
}

/// Something with its place on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Placed {
    /// The box or figure of an item; its top.
    Box(usize, Pt),
    /// Space of an item; its top. Takes part in reaching the grid.
    Space(Glue, Pt),
    /// The frame of a scope begins here.
    Open(ScopeId, Pt),
    /// A scope of an earlier page goes on here.
    Reopen(ScopeId, Pt),
    /// The frame of a scope ends here.
    Close(ScopeId, Pt),
    /// The running head changes here.
    Mark(usize, Pt),
}

impl Placed {
    fn shift(&mut self, by: Pt) {
        match self {
            Placed::Box(_, y)
            | Placed::Space(_, y)
            | Placed::Open(_, y)
            | Placed::Reopen(_, y)
            | Placed::Close(_, y)
            | Placed::Mark(_, y) => *y += by,
        }
    }
}

/// A page filled.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// Everything in order.
    pub placed: Vec<Placed>,
    /// Notes at its foot.
    pub notes: NotePlan,
}

/// A list made ready for walks that start anywhere.
pub struct Filler<'a> {
    /// The list.
    pub list: &'a VList,
    /// The page.
    pub room: Room,
    /// The innermost scope before each item, and at the end.
    around: Vec<Option<ScopeId>>,
}

impl<'a> Filler<'a> {
    /// Prepares a list.
    pub fn new(list: &'a VList, room: Room) -> Self {
        let mut around = Vec::with_capacity(list.items.len() + 1);
        let mut innermost = None;
        for item in &list.items {
            around.push(innermost);
            match item {
                VItem::Open(id) => innermost = Some(*id),
                VItem::Close(id) => innermost = list.scope(*id).and_then(|scope| scope.parent),
                VItem::Box(_) | VItem::Float(_) | VItem::Glue(_) | VItem::Break(_) | VItem::Mark(_) => {}
            }
        }
        around.push(innermost);
        Filler { list, room, around }
    }

    /// The scopes around an item, outermost first.
    pub fn open_at(&self, index: usize) -> Vec<ScopeId> {
        let mut open = Vec::new();
        let mut innermost = self.around.get(index).copied().flatten();
        while let Some(id) = innermost {
            open.insert(0, id);
            innermost = self.list.scope(id).and_then(|scope| scope.parent);
        }
        open
    }

    /// Every end of the page that begins with `start` under the rules of `patience`, shortest page first.
    pub fn ends(&self, start: &Remaining, patience: Patience) -> Vec<End> {
        let mut walk = Walk::new(self, start, patience);
        walk.run(None);
        walk.ends
    }

    /// The page that begins with `start` and ends at `end`.
    pub fn page(&self, start: &Remaining, end: &End) -> Filled {
        let mut walk = Walk::new(self, start, end.patience);
        let notes_only = end.next.at == start.at && end.next.floats == start.floats;
        if !notes_only {
            walk.run(Some(end.end));
        }
        let notes = walk.notes().unwrap_or_default();
        // A foot of spaced matter is brought down to the last line; the end of the text stays where it is.
        if !end.next.done(self.list) && end.short == 0 {
            let taken = if notes.height.0 > 0.0 { notes.height + self.room.note_gap } else { Pt::ZERO };
            walk.reach_foot(self.grid_floor(self.room.height - taken));
        }
        Filled { placed: walk.placed, notes }
    }

    fn grid_floor(&self, height: Pt) -> Pt {
        let leading = self.room.leading.0.max(cost::EPSILON);
        Pt(((height.0 + cost::EPSILON) / leading).floor() * leading)
    }
}

/// A walk down a page.
struct Walk<'a> {
    filler: &'a Filler<'a>,
    start: &'a Remaining,
    patience: Patience,
    /// Where the next thing goes.
    y: Pt,
    /// Space to come before it, if it is a box.
    pending: Option<Glue>,
    /// Lower edge of what is placed.
    depth: Pt,
    /// Whether anything of the text is placed.
    begun: bool,
    /// Whether what was placed last must not be parted from what comes next.
    bound: bool,
    /// Scopes open now, outermost first.
    open: Vec<ScopeId>,
    calls: Vec<NoteId>,
    put_off: Vec<usize>,
    placed: Vec<Placed>,
    /// Index in `placed` of the first thing after the last line on the grid.
    run: usize,
    ends: Vec<End>,
}

/// Whether a walk goes on.
#[derive(PartialEq, Eq)]
enum Step {
    On,
    Done,
}

impl<'a> Walk<'a> {
    fn new(filler: &'a Filler<'a>, start: &'a Remaining, patience: Patience) -> Self {
        Walk {
            filler,
            start,
            patience,
            y: Pt::ZERO,
            pending: None,
            depth: Pt::ZERO,
            begun: false,
            bound: false,
            open: filler.open_at(start.at),
            calls: Vec::new(),
            put_off: Vec::new(),
            placed: Vec::new(),
            run: 0,
            ends: Vec::new(),
        }
    }

    /// Walks to `upto`, or until nothing more fits, collecting ends.
    fn run(&mut self, upto: Option<usize>) {
        if !self.start.notes.is_empty() && self.patience > Patience::Strict && upto.is_none() {
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
        for id in self.open.clone() {
            self.placed.push(Placed::Reopen(id, self.y));
            if let Some(scope) = self.filler.list.scope(id) {
                self.y += scope.reopening();
            }
        }
        for (index, item) in self.filler.list.items.iter().enumerate().skip(self.start.at) {
            if upto == Some(index) || self.step(index, item, upto.is_some()) == Step::Done {
                return;
            }
        }
        let end = self.filler.list.items.len();
        if upto.is_none() {
            self.consider(end, end, None);
        }
    }

    fn step(&mut self, index: usize, item: &VItem, silent: bool) -> Step {
        match item {
            VItem::Box(vbox) => {
                self.put(index, vbox);
                if self.depth.0 > self.filler.room.height.0 + cost::EPSILON
                    && self.patience != Patience::Desperate
                    && !silent
                {
                    return Step::Done;
                }
            }
            VItem::Float(_) => self.float(index),
            VItem::Glue(glue) => self.space(*glue),
            VItem::Break(b) => {
                // A figure put off does not part a heading from what follows it.
                let b = if self.bound { b.and(Break::Forbidden) } else { *b };
                self.bound = b == Break::Forbidden;
                let possible = match b {
                    Break::Cost(_) | Break::Forced => self.begun,
                    Break::Forbidden => self.begun && self.patience >= Patience::Forbidden,
                };
                if possible && !silent {
                    self.consider(index, index + 1, Some(b));
                    if b == Break::Forced || (self.patience == Patience::Desperate && !self.ends.is_empty()) {
                        return Step::Done;
                    }
                }
            }
            VItem::Open(id) => {
                self.flush();
                self.placed.push(Placed::Open(*id, self.y));
                self.open.push(*id);
                if let Some(scope) = self.filler.list.scope(*id) {
                    self.y += scope.top;
                }
            }
            VItem::Close(id) => {
                if let Some(scope) = self.filler.list.scope(*id) {
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

    fn space(&mut self, glue: Glue) {
        if !self.begun {
            return;
        }
        if self.pending.is_none_or(|before| before.natural.0 < glue.natural.0) {
            self.pending = Some(glue);
        }
    }

    /// Space that turned out to stand between two things.
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
        self.placed.push(Placed::Box(index, self.y));
        self.y += vbox.height;
        self.depth = self.y;
        self.begun = true;
        self.bound = false;
        self.calls.extend(&vbox.notes);
        if vbox.grid {
            self.run = self.placed.len();
        }
    }

    /// Places a figure if it fits here or stands first; else puts it off, and those after it too.
    fn float(&mut self, index: usize) {
        let Some(VItem::Float(vbox) | VItem::Box(vbox)) = self.filler.list.items.get(index) else { return };
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

    /// Brings the next line to the grid by sharing out space among what stands above it since the last line on it.
    fn reach_grid(&mut self) {
        let leading = self.filler.room.leading.0;
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

    /// Brings the last box down to `foot`, if space stands above it and less than a line is missing.
    fn reach_foot(&mut self, foot: Pt) {
        let closing = self.closing();
        let missing = foot - self.depth - closing;
        let run = self.placed.get(self.run..).unwrap_or(&[]);
        let flexible = run.iter().any(|p| matches!(p, Placed::Space(glue, _) if glue.stretch > 0.0));
        if flexible && missing.0 > cost::EPSILON && missing.0 < self.filler.room.leading.0 {
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

    /// What closing the open frames takes at the page's foot.
    fn closing(&self) -> Pt {
        self.open.iter().filter_map(|id| self.filler.list.scope(*id)).map(|scope| scope.bottom).sum()
    }

    fn notes(&self) -> Option<NotePlan> {
        self.notes_below(self.depth + self.closing(), &self.calls)
    }

    /// The notes of the page if its text ends at `depth`.
    fn notes_below(&self, depth: Pt, calls: &[NoteId]) -> Option<NotePlan> {
        let space = self.filler.room.height - depth;
        if self.start.notes.is_empty() && calls.is_empty() {
            let fits = space.0 >= -cost::EPSILON || self.patience == Patience::Desperate;
            return fits.then(NotePlan::default);
        }
        let alone = !self.begun;
        let space = if alone { space } else { space - self.filler.room.note_gap };
        place(self.filler.list, &self.start.notes, calls, space, self.patience, alone)
    }

    /// Notes an end of the page, if the page can end so.
    fn consider(&mut self, end: usize, at: usize, b: Option<Break>) {
        let Some(notes) = self.notes() else { return };
        let taken = if notes.height.0 > 0.0 { notes.height + self.filler.room.note_gap } else { Pt::ZERO };
        let room = &self.filler.room;
        let slack = room.height - taken - self.depth - self.closing();
        let short = ((slack.0 + cost::EPSILON) / room.leading.0.max(cost::EPSILON)).floor().max(0.0);
        let next = Remaining { at, notes: notes.rest.clone(), floats: self.put_off.clone() };
        if next == *self.start {
            return;
        }
        let last = next.done(self.filler.list);
        let depth = (self.depth.0 / room.leading.0.max(cost::EPSILON)).ceil();
        let runt = last && self.start.at > 0 && depth < cost::RUNT_LINES;
        let forced = last || b == Some(Break::Forced);
        let splits: f64 = self.open.iter().filter_map(|id| self.filler.list.scope(*id)).map(|scope| scope.split).sum();
        let fault = |is: bool, cost: f64| if is { cost } else { 0.0 };
        let count = |n: usize| n as f64;
        let cost = match b {
            Some(Break::Cost(cost)) => cost,
            Some(Break::Forbidden) => cost::FORBIDDEN,
            Some(Break::Forced) | None => 0.0,
        } + fault(!forced, cost::short(short))
            + count(notes.rest.len()) * cost::NOTE_SPLIT
            + count(self.put_off.len()) * cost::FLOAT_PUT_OFF
            + splits
            + fault(runt, cost::RUNT)
            + f64::from(self.patience as u8) * cost::RELAXED;
        // Saturates; a page has no more lines than this.
        let short = if forced { 0 } else { short.min(f64::from(u16::MAX)) as u32 };
        self.ends.push(End { end, next, short, cost, patience: self.patience });
    }
}
