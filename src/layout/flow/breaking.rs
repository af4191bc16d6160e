//! Choosing all page breaks of a list together.
//!
//! A shortest path: the nodes are what remains to be placed when a page begins (with how full the page facing it is),
//! the edges are the ways a page can end. Costs are never negative, so Dijkstra's algorithm finds the cheapest way
//! through; taking the last possible end of every page (first-fit) is one of the ways, so the result is never worse.

use super::cost;
use super::fill::{End, Filler, Remaining};
use super::footnotes::Patience;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

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

/// Where a page stands in its spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Facing {
    /// A left page.
    Left,
    /// A right page with nothing beside it: the first.
    First,
    /// A right page beside one that is so many lines short.
    Right(u32),
}

type Node = (Remaining, Facing);

/// A node to visit, cheapest first, then in order of discovery.
struct Visit {
    cost: f64,
    order: usize,
    node: usize,
}

impl PartialEq for Visit {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Visit {}
impl PartialOrd for Visit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Visit {
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then(other.order.cmp(&self.order))
    }
}

/// What is known of a node.
struct Known {
    node: Node,
    cost: f64,
    from: Option<(usize, End)>,
    settled: bool,
}

/// The best pages of a list, whose first page is a right one if `recto`.
pub fn optimal(filler: &Filler, recto: bool) -> Plan {
    let start = (Remaining::default(), if recto { Facing::First } else { Facing::Left });
    if start.0.done(filler.list) {
        return Plan::default();
    }
    let mut ends_of: BTreeMap<Remaining, Rc<Vec<End>>> = BTreeMap::new();
    let mut index: BTreeMap<Node, usize> = BTreeMap::from([(start.clone(), 0)]);
    let mut known = vec![Known { node: start, cost: 0.0, from: None, settled: false }];
    let mut heap = BinaryHeap::from([Visit { cost: 0.0, order: 0, node: 0 }]);
    while let Some(visit) = heap.pop() {
        let Some(here) = known.get_mut(visit.node) else { break };
        if std::mem::replace(&mut here.settled, true) {
            continue;
        }
        let (remaining, facing) = here.node.clone();
        let so_far = here.cost;
        if remaining.done(filler.list) {
            return trace(&known, visit.node);
        }
        let ends = Rc::clone(ends_of.entry(remaining.clone()).or_insert_with(|| Rc::new(possible(filler, &remaining))));
        for end in ends.iter() {
            let cost = so_far + end.cost + unequal(facing, end);
            let node = (end.next.clone(), beside(facing, end));
            let next = *index.entry(node.clone()).or_insert(known.len());
            if next == known.len() {
                known.push(Known { node, cost: f64::INFINITY, from: None, settled: false });
            }
            if let Some(there) = known.get_mut(next).filter(|there| cost < there.cost) {
                there.cost = cost;
                there.from = Some((visit.node, end.clone()));
                heap.push(Visit { cost, order: next, node: next });
            }
        }
    }
    Plan::default()
}

#[cfg(test)]
/// The pages of a list when each takes as much as it can: what [`optimal`] is compared with.
#[cfg(test)]
pub fn first_fit(filler: &Filler, recto: bool) -> Plan {
    let mut plan = Plan::default();
    let mut remaining = Remaining::default();
    let mut facing = if recto { Facing::First } else { Facing::Left };
    while !remaining.done(filler.list) {
        let Some(end) = possible(filler, &remaining).into_iter().max_by_key(|end| end.end) else { break };
        plan.cost += end.cost + unequal(facing, &end);
        facing = beside(facing, &end);
        let next = end.next.clone();
        plan.pages.push(PlannedPage { start: std::mem::replace(&mut remaining, next), end });
    }
    plan
}

fn trace(known: &[Known], last: usize) -> Plan {
    let mut pages = Vec::new();
    let mut at = last;
    while let Some((before, end)) = known.get(at).and_then(|node| node.from.clone()) {
        let start = known.get(before).map(|node| node.node.0.clone()).unwrap_or_default();
        pages.push(PlannedPage { start, end });
        at = before;
    }
    pages.reverse();
    Plan { pages, cost: known.get(last).map_or(0.0, |node| node.cost) }
}

fn beside(facing: Facing, end: &End) -> Facing {
    match facing {
        Facing::Right(_) | Facing::First => Facing::Left,
        Facing::Left => Facing::Right(end.short.min(cost::MOST_SHORT)),
    }
}

fn unequal(facing: Facing, end: &End) -> f64 {
    match facing {
        Facing::Left | Facing::First => 0.0,
        Facing::Right(short) => cost::unequal(f64::from(short.abs_diff(end.short.min(cost::MOST_SHORT)))),
    }
}

/// The ends of a page worth trying, under the strictest rules that leave any. There is always one, since the last
/// relaxation takes anything.
fn possible(filler: &Filler, remaining: &Remaining) -> Vec<End> {
    let mut found: Vec<End> = Vec::new();
    for patience in [Patience::Strict, Patience::Loose, Patience::Forbidden, Patience::Desperate] {
        found.extend(filler.ends(remaining, patience));
        // Rather a very short page than one that ends where none may: a figure would be torn from the lines beside it.
        let enough = found.iter().any(|end| end.short <= cost::MOST_SHORT);
        if enough || (patience >= Patience::Loose && !found.is_empty()) {
            break;
        }
    }
    let last = found.iter().map(|end| end.end).max();
    if found.iter().any(|end| end.short <= cost::MOST_SHORT) {
        found.retain(|end| end.short <= cost::MOST_SHORT || Some(end.end) == last);
    }
    found
}
