//! Choosing all page breaks of a list together.
//!
//! The states are what remains to be placed when a page begins, each with how full the page facing it is; the ways a
//! page can end lead from one to the next. The search is dynamic programming in the order of the list: a page only ever
//! goes forward, so that when a place is reached all ways to it are known, and each page is walked once, whatever faces
//! it. A forced break is a place that all ways lead through: nothing before it is looked at again.
//!
//! Costs are never negative. Taking the last possible end of every page (first-fit) is the first way looked at: no way
//! that costs more is followed, and the result is never worse. Notes and figures put off can leave very many states at
//! one place; the cheapest of them are followed, none much dearer than the cheapest ([`Limits::USUAL`]), so that the work
//! grows with the list and no faster.

use super::fill::Ends;
use super::material::Material;
use super::state::{End, Remaining};
use crate::layout::flow::cost;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// How many ways are followed from one place in the list.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// States that are followed, the cheapest first.
    pub states: usize,
    /// What a state may cost more than the cheapest.
    pub behind: f64,
}

impl Limits {
    /// What books are set with: as many states as give the pages that all of them would give (`docs/pages.md` says how that
    /// was found), and one relaxation with what it would save.
    pub const USUAL: Limits = Limits { states: 16, behind: 1.5 * cost::RELAXED };
}

/// A page: where it begins, where it ends.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedPage {
    /// What remains when it begins.
    pub start: Remaining,
    /// Its end.
    pub end: End,
}

/// The pages of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// In order.
    pub pages: Vec<PlannedPage>,
    /// What they cost together.
    pub cost: f64,
}

/// What choosing took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Different states that a page could begin with, what faces it aside.
    pub states: usize,
    /// Items that walks looked at.
    pub steps: usize,
}

/// Where a page is in its spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facing {
    /// A left page.
    Left,
    /// A right page with nothing beside it: the first.
    First,
    /// A right page beside one that is so many lines short, [`cost::MOST_SHORT`] at most.
    Right(u8),
}

/// How many of them there are.
const FACINGS: usize = MOST_SHORT as usize + 3;
/// [`cost::MOST_SHORT`] as it is kept.
const MOST_SHORT: u8 = cost::MOST_SHORT as u8;

impl Facing {
    fn all() -> impl Iterator<Item = Facing> {
        [Facing::Left, Facing::First].into_iter().chain((0..=MOST_SHORT).map(Facing::Right))
    }

    /// Its place in a table of all.
    fn index(self) -> usize {
        match self {
            Facing::Left => 0,
            Facing::First => 1,
            Facing::Right(short) => usize::from(short) + 2,
        }
    }

    /// What the page after one with such an end faces.
    fn after(self, end: &End) -> Facing {
        match self {
            Facing::Right(_) | Facing::First => Facing::Left,
            Facing::Left => Facing::Right(shortness(end)),
        }
    }

    /// What it costs that facing pages differ.
    fn unequal(self, end: &End) -> f64 {
        match self {
            Facing::Left | Facing::First => 0.0,
            Facing::Right(short) => cost::unequal(f64::from(short.abs_diff(shortness(end)))),
        }
    }
}

/// Lines missing at the foot of a page, as far as it matters to the page facing it.
fn shortness(end: &End) -> u8 {
    u8::try_from(end.short).unwrap_or(MOST_SHORT).min(MOST_SHORT)
}

/// Index of a state in [`Table::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct StateId(u32);

/// The cheapest way to a state with a page that faces it.
#[derive(Clone, Copy, Debug)]
struct Reached {
    cost: f64,
    /// `None` at the start of the list.
    from: Option<From>,
}

/// The page before, what faces it, and which of its ends was taken.
#[derive(Clone, Copy, Debug)]
struct From {
    state: StateId,
    facing: Facing,
    /// Of the first 65,536; no page has as many lines. There is a state for almost every line of a book, so they are small.
    end: u16,
}

/// What remains when a page begins.
struct State {
    remaining: Remaining,
    settled: bool,
    /// By [`Facing::index`].
    best: [Option<Reached>; FACINGS],
}

impl State {
    /// What the cheapest way to it costs.
    fn cost(&self) -> f64 {
        self.best.iter().flatten().map(|reached| reached.cost).fold(f64::INFINITY, f64::min)
    }
}

/// A state to look at. A page of nothing but figures or notes leads to another state at the same place, with less left:
/// of two at one place that with more comes first.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Waiting {
    floats: usize,
    /// What is left of notes, in points.
    notes: f64,
    id: StateId,
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        let notes = self.notes.total_cmp(&other.notes);
        self.floats.cmp(&other.floats).then(notes).then(other.id.0.cmp(&self.id.0))
    }
}

/// All states found so far.
struct Table<'a> {
    material: &'a Material<'a>,
    limits: Limits,
    states: Vec<State>,
    /// By place in the list: the state with neither notes nor figures left over, as most are.
    plain: Vec<Option<StateId>>,
    /// All others. Never walked through, so that its order does not matter.
    ids: HashMap<Remaining, StateId>,
    /// The states to look at by their place in the list.
    waiting: Vec<Vec<StateId>>,
    /// Those at the place that is looked at.
    here: BinaryHeap<Waiting>,
    at: usize,
    /// What no way may cost more than.
    most: f64,
    effort: Effort,
}

/// The best pages of a list, whose first page is a right one if `recto`.
pub fn optimal(material: &Material, recto: bool) -> Plan {
    choose(material, recto, Limits::USUAL).0
}

/// The same within other limits, with what it took.
pub fn choose(material: &Material, recto: bool, limits: Limits) -> (Plan, Effort) {
    let start = Remaining::default();
    if material.done(&start) {
        return (Plan::default(), Effort::default());
    }
    let (greedy, effort) = first_fit(material, recto);
    let places = material.list.items.len() + 1;
    let mut table = Table {
        material,
        limits,
        states: Vec::new(),
        plain: vec![None; places],
        ids: HashMap::new(),
        waiting: vec![Vec::new(); places],
        here: BinaryHeap::new(),
        at: 0,
        most: greedy.cost + cost::EPSILON,
        effort,
    };
    let facing = if recto { Facing::First } else { Facing::Left };
    let id = table.intern(&start);
    table.reach(id, facing, Reached { cost: 0.0, from: None });
    for at in 0..places {
        table.settle_at(at);
    }
    table.effort.states = table.states.len();
    let best = table.cheapest().filter(|plan| plan.cost <= greedy.cost);
    (best.unwrap_or(greedy), table.effort)
}

impl Table<'_> {
    /// The state of what remains, a new one if there is none yet.
    fn intern(&mut self, remaining: &Remaining) -> StateId {
        let is_plain = remaining.notes.is_empty() && remaining.floats.is_empty();
        let plain = self.plain.get_mut(remaining.at).filter(|_| is_plain);
        let known = match &plain {
            Some(plain) => **plain,
            None => self.ids.get(remaining).copied(),
        };
        if let Some(id) = known {
            return id;
        }
        let id = StateId(u32::try_from(self.states.len()).unwrap_or(u32::MAX));
        self.states.push(State { remaining: remaining.clone(), settled: true, best: [None; FACINGS] });
        match plain {
            Some(plain) => *plain = Some(id),
            None => {
                self.ids.insert(remaining.clone(), id);
            }
        }
        id
    }

    /// Puts a state among those to look at.
    fn wait(&mut self, id: StateId) {
        let Some(state) = self.states.get_mut(id.0 as usize).filter(|state| state.settled) else { return };
        state.settled = false;
        let at = state.remaining.at;
        if at == self.at {
            self.look_at_soon(id);
        } else if let Some(waiting) = self.waiting.get_mut(at) {
            waiting.push(id);
        }
    }

    fn look_at_soon(&mut self, id: StateId) {
        let Some(state) = self.states.get(id.0 as usize) else { return };
        let (floats, notes) = (state.remaining.floats.len(), self.material.note_depth(&state.remaining).0);
        self.here.push(Waiting { floats, notes, id });
    }

    /// Looks at all pages that begin at a place.
    fn settle_at(&mut self, at: usize) {
        self.at = at;
        let mut ids = self.waiting.get_mut(at).map(std::mem::take).unwrap_or_default();
        let cost = |id: &StateId| self.state(*id).map_or(f64::INFINITY, State::cost);
        ids.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
        ids.truncate(self.limits.states);
        let cheapest = ids.first().map_or(0.0, cost);
        ids.retain(|id| cost(id) <= cheapest + self.limits.behind);
        for id in ids {
            self.look_at_soon(id);
        }
        while let Some(next) = self.here.pop() {
            self.settle(next.id);
        }
    }

    /// Looks at the pages that begin with a state.
    fn settle(&mut self, id: StateId) {
        let Some(state) = self.states.get_mut(id.0 as usize) else { return };
        state.settled = true;
        let (best, remaining) = (state.best, state.remaining.clone());
        if self.material.done(&remaining) {
            return;
        }
        let Ends { ends, steps } = self.material.ends(&remaining);
        self.effort.steps += steps;
        for (nth, end) in (0..=u16::MAX).zip(&ends) {
            let mut next = None;
            for facing in Facing::all() {
                let Some(here) = best.get(facing.index()).copied().flatten() else { continue };
                let cost = here.cost + end.cost + facing.unequal(end);
                if cost > self.most {
                    continue;
                }
                let next = *next.get_or_insert_with(|| self.intern(&end.next));
                self.reach(next, facing.after(end), Reached { cost, from: Some(From { state: id, facing, end: nth }) });
            }
        }
    }

    /// Notes a way to a state if it is the cheapest so far. Of two that cost the same that whose last page costs more is
    /// taken, or the first.
    fn reach(&mut self, id: StateId, facing: Facing, way: Reached) {
        let before = way.from.map(|from| self.cost(from));
        let known = self.reached(id, facing);
        let better = match known {
            None => Ordering::Less,
            Some(known) => way.cost.total_cmp(&known.cost).then_with(|| {
                let other = known.from.map(|from| self.cost(from));
                before.partial_cmp(&other).unwrap_or(Ordering::Equal)
            }),
        };
        if better == Ordering::Less
            && let Some(state) = self.states.get_mut(id.0 as usize)
            && let Some(slot) = state.best.get_mut(facing.index())
        {
            *slot = Some(way);
            // Ways lead to states not looked at yet; should one lead back, its pages are looked at again.
            if known.is_none_or(|known| known.cost > way.cost) {
                self.wait(id);
            }
        }
    }

    /// What the way up to the page before cost.
    fn cost(&self, from: From) -> f64 {
        self.reached(from.state, from.facing).map_or(f64::INFINITY, |reached| reached.cost)
    }

    fn state(&self, id: StateId) -> Option<&State> {
        self.states.get(id.0 as usize)
    }

    fn reached(&self, id: StateId, facing: Facing) -> Option<Reached> {
        self.state(id)?.best.get(facing.index()).copied().flatten()
    }

    /// The cheapest way through.
    fn cheapest(&self) -> Option<Plan> {
        let mut best: Option<(f64, StateId, Facing)> = None;
        for (id, state) in (0u32..).map(StateId).zip(&self.states).filter(|(_, s)| self.material.done(&s.remaining)) {
            for facing in Facing::all() {
                let Some(reached) = state.best.get(facing.index()).copied().flatten() else { continue };
                if best.is_none_or(|(cost, ..)| reached.cost < cost) {
                    best = Some((reached.cost, id, facing));
                }
            }
        }
        best.map(|(cost, id, facing)| Plan { pages: self.trace(id, facing), cost })
    }

    /// The pages that lead to a state. Their ends are found again: keeping those of all states would take more room than
    /// the book.
    fn trace(&self, last: StateId, facing: Facing) -> Vec<PlannedPage> {
        let mut pages = Vec::new();
        let mut at = self.reached(last, facing).and_then(|reached| reached.from);
        while let Some(from) = at
            && let Some(state) = self.state(from.state)
        {
            let start = state.remaining.clone();
            let end = self.material.ends(&start).ends.into_iter().nth(usize::from(from.end));
            pages.extend(end.map(|end| PlannedPage { start, end }));
            at = self.reached(from.state, from.facing).and_then(|reached| reached.from);
        }
        pages.reverse();
        pages
    }
}

/// The pages of a list when each takes as much as it can, and what finding them took.
pub fn first_fit(material: &Material, recto: bool) -> (Plan, Effort) {
    let (mut plan, mut effort) = (Plan::default(), Effort::default());
    let mut remaining = Remaining::default();
    let mut facing = if recto { Facing::First } else { Facing::Left };
    while !material.done(&remaining) {
        let Ends { ends, steps } = material.ends(&remaining);
        effort.steps += steps;
        let Some(end) = ends.into_iter().max_by_key(|end| end.end) else { break };
        plan.cost += end.cost + facing.unequal(&end);
        facing = facing.after(&end);
        let next = end.next.clone();
        plan.pages.push(PlannedPage { start: std::mem::replace(&mut remaining, next), end });
    }
    (plan, effort)
}
