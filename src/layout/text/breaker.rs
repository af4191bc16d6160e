//! Optimum-fit line breaking after Knuth and Plass, "Breaking Paragraphs into Lines" (1981).
//!
//! A paragraph is a list of places where lines may end. A path from its start to its end is a way of setting it; every
//! line on the path has a cost, its *demerits*; the path of the least total wins. Active nodes are the ends of the
//! best paths found so far, one for each way in which the past can bear on the future: line number (while lines differ
//! in width), fitness class, and how many lines in a row ended in a hyphen.

use super::candidate::Candidate;
use super::sums::Sums;
use crate::layout::steps;

/// How far letters may be scaled, as a fraction of their width, so that spaces vary less. Two in a hundred is not seen.
const SCALE_RESERVE: f64 = 0.02;
/// How far letters may be spaced beyond that, as a fraction of their width: a hundredth of an em.
const TRACKING_RESERVE: f64 = 0.02;
/// The part of a line's need that letters take until their reserve is used up; spaces take the rest.
const LETTER_SHARE: f64 = 0.78;

/// How lines are filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fill {
    /// To the measure; the last line is left as it is.
    Justify,
    /// Ragged: spaces keep their width. `slack` is how much a line may fall short before it counts as 1.
    Ragged {
        /// In points.
        slack: f64,
        /// Whether the last line should be as long as the others (centred text).
        balance: bool,
    },
}

/// How generous a pass is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tolerance {
    /// Greatest ratio of a line.
    pub ratio: f64,
    /// Stretch added to every line when looking at it, in points.
    pub emergency: f64,
    /// Whether a line that is too long is taken when there is no other way.
    pub overfull: bool,
    /// The worst last line that is taken, at a cost.
    pub runts: Option<Runt>,
}

/// A last line that looks like a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Runt {
    /// Next to nothing.
    Short,
    /// One short word, or the end of a divided one.
    Stub,
}

/// A paragraph to be broken.
pub(super) struct Problem<'a> {
    /// The first is the start, the last is the end.
    pub candidates: &'a [Candidate],
    /// Widths of lines, the first line's indent taken off; the last one is used for all further lines.
    pub widths: &'a [f64],
    /// How lines are filled.
    pub fill: Fill,
    /// A last line shorter than this looks like a mistake.
    pub runt: f64,
}

/// Costs that do not belong to one place.
mod cost {
    /// Of every line: fewer lines are better, all else equal (TeX's `\linepenalty`).
    pub const LINE: f64 = 10.0;
    /// Badness of a line whose ratio is 1, and the power of the ratio by which it grows (TeX's cube).
    pub const LOOSE: (f64, f64) = (200.0, 3.0);
    /// The same for a ratio of -1. Spaces cannot shrink beyond, and a little shrink is harmless: a steep curve.
    pub const TIGHT: (f64, f64) = (240.0, 4.0);
    /// Two lines in a row that end in a hyphen.
    pub const TWO_HYPHENS: f64 = 18_000.0;
    /// Three: a ladder, taken only to avoid a torn line.
    pub const LADDER: f64 = 1_000_000.0;
    /// A tight line next to a loose one.
    pub const FITNESS: f64 = 10_000.0;
    /// A hyphen on the last line but one.
    pub const LAST_HYPHEN: f64 = 60_000.0;
    /// A last line that is next to nothing.
    pub const SHORT: f64 = 80_000.0;
    /// The same of one short word, or of the end of a divided one.
    pub const STUB: f64 = 280_000.0;
    /// A line that sticks out: more than all others together.
    pub const OVERFULL: f64 = 1e12;
}

/// A last line shorter than this fraction of what is too short is as bad as the end of a divided word.
const STUB: f64 = 0.5;

/// Ratio of a line that has nothing to give.
const HOPELESS: f64 = 1e4;

/// How a line between two candidates comes out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fitted {
    /// Adjustment ratio: 0 natural, 1 all stretch used, -1 all shrink used.
    pub ratio: f64,
    /// How far it is too long even when shrunk.
    pub over: f64,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    candidate: usize,
    /// Number of lines so far.
    line: usize,
    /// 0 tight, 1 normal, 2 loose, 3 very loose.
    fitness: u8,
    /// Lines in a row that ended in a hyphen, at most 2.
    hyphens: u8,
    demerits: f64,
    before: Option<usize>,
}

impl Problem<'_> {
    /// The indices of the candidates at which lines end, in order, or `None` if the tolerance allows no way.
    pub fn best(&self, tolerance: &Tolerance) -> Option<Vec<usize>> {
        let mut nodes = vec![Node { candidate: 0, line: 0, fitness: 1, hyphens: 0, demerits: 0.0, before: None }];
        let mut active = vec![0_usize];
        for end in 1..self.candidates.len() {
            let mut fresh: Vec<Node> = Vec::new();
            let mut rescue: Option<Node> = None;
            let mut kept = Vec::with_capacity(active.len());
            for &id in &active {
                let Some(node) = nodes.get(id).copied() else { continue };
                let next = self.extend(&node, id, end, tolerance);
                if let Some(next) = next.node {
                    insert(&mut fresh, next, self.widths.len());
                }
                if next.alive {
                    kept.push(id);
                } else {
                    let forced = self.successor(&node, id, end, 1, cost::OVERFULL * (1.0 + next.over));
                    rescue = rescue.filter(|r| r.demerits <= forced.demerits).or(Some(forced));
                }
            }
            if kept.is_empty() && fresh.is_empty() {
                // Nothing fits: on the last pass a line that sticks out is better than no line.
                fresh.extend(rescue.filter(|_| tolerance.overfull));
            }
            active = kept;
            for node in fresh {
                nodes.push(node);
                active.push(nodes.len() - 1);
            }
            if active.is_empty() {
                return None;
            }
        }
        self.trace(&nodes, &active)
    }

    /// The path to the cheapest node at the end.
    fn trace(&self, nodes: &[Node], active: &[usize]) -> Option<Vec<usize>> {
        let last = self.candidates.len().checked_sub(1)?;
        let ends = active.iter().filter_map(|&id| nodes.get(id)).filter(|node| node.candidate == last);
        let mut node = ends.min_by(|a, b| a.demerits.total_cmp(&b.demerits))?;
        let mut path = vec![node.candidate];
        while let Some(before) = node.before.and_then(|id| nodes.get(id)) {
            node = before;
            path.push(node.candidate);
        }
        path.pop(); // the start
        path.reverse();
        Some(path)
    }

    /// What a line from a node to a candidate leads to.
    fn extend(&self, node: &Node, id: usize, end: usize, tolerance: &Tolerance) -> Extension {
        steps::count(1);
        let (Some(start), Some(to)) = (self.candidates.get(node.candidate), self.candidates.get(end)) else {
            return Extension { node: None, alive: false, over: 0.0 };
        };
        let fitted = self.fit(start, to, self.width(node.line), tolerance.emergency);
        if fitted.over > 0.0 {
            // A hyphen can be too much where the whole word would still fit.
            let mut bare = self.natural(start, to);
            bare.width += to.hang_end - to.extra - to.hang_end.max(to.extra);
            bare.stretch += tolerance.emergency;
            let alive = fit(bare, self.width(node.line), self.fill, to.last).over <= 0.0;
            return Extension { node: None, alive: alive && !to.last, over: fitted.over };
        }
        if fitted.ratio > tolerance.ratio {
            return Extension { node: None, alive: !to.last, over: 0.0 };
        }
        if self.runt(node, start, to) > tolerance.runts {
            return Extension { node: None, alive: false, over: 0.0 };
        }
        let fitness = fitness(fitted.ratio);
        let demerits = self.demerits(node, start, to, fitted.ratio);
        Extension { node: Some(self.successor(node, id, end, fitness, demerits)), alive: !to.last, over: 0.0 }
    }

    fn successor(&self, node: &Node, id: usize, end: usize, fitness: u8, demerits: f64) -> Node {
        let flagged = self.candidates.get(end).is_some_and(Candidate::flagged);
        Node {
            candidate: end,
            line: node.line + 1,
            fitness,
            hyphens: if flagged { (node.hyphens + 1).min(2) } else { 0 },
            demerits: node.demerits + demerits,
            before: Some(id),
        }
    }

    fn width(&self, line: usize) -> f64 {
        self.widths.get(line).or(self.widths.last()).copied().unwrap_or(0.0)
    }

    /// The cost of a line.
    fn demerits(&self, node: &Node, start: &Candidate, end: &Candidate, ratio: f64) -> f64 {
        let (scale, power) = if ratio < 0.0 { cost::TIGHT } else { cost::LOOSE };
        let badness = scale * ratio.abs().powf(power);
        let mut demerits = (cost::LINE + badness).powi(2) + end.penalty * end.penalty;
        if fitness(ratio).abs_diff(node.fitness) > 1 {
            demerits += cost::FITNESS;
        }
        if end.flagged() {
            demerits += match node.hyphens {
                0 => 0.0,
                1 => cost::TWO_HYPHENS,
                _ => cost::LADDER,
            };
        }
        if end.last && node.before.is_some() {
            if start.flagged() {
                demerits += cost::LAST_HYPHEN;
            }
            demerits += match self.runt(node, start, end) {
                Some(Runt::Stub) => cost::STUB,
                Some(Runt::Short) => cost::SHORT,
                None => 0.0,
            };
        }
        demerits
    }

    /// What is wrong with a line that is the last of several.
    fn runt(&self, node: &Node, start: &Candidate, end: &Candidate) -> Option<Runt> {
        if !end.last || node.before.is_none() {
            return None;
        }
        let width = self.natural(start, end).width;
        let stub = start.flagged() || width < self.runt * STUB;
        (width < self.runt).then_some(if stub { Runt::Stub } else { Runt::Short })
    }

    /// The greatest ratio of a path's lines, as they are set.
    pub fn loosest(&self, path: &[usize]) -> f64 {
        let starts = std::iter::once(0).chain(path.iter().copied());
        let lines = starts.zip(path).enumerate().filter_map(|(line, (start, &end))| {
            let (start, end) = (self.candidates.get(start)?, self.candidates.get(end)?);
            Some(self.fit(start, end, self.width(line), 0.0).ratio)
        });
        lines.fold(0.0, f64::max)
    }

    /// What is on a line at its natural width.
    fn natural(&self, start: &Candidate, end: &Candidate) -> Sums {
        let until = if end.end < start.next { start.sum_next } else { end.sum_end };
        let mut sums = until.since(start.sum_next);
        sums.width += start.after + end.extra - start.hang_start - end.hang_end;
        sums.stretch -= end.open;
        sums
    }

    /// How a line comes out.
    pub fn fit(&self, start: &Candidate, end: &Candidate, width: f64, emergency: f64) -> Fitted {
        let mut natural = self.natural(start, end);
        natural.stretch += emergency;
        fit(natural, width, self.fill, end.last)
    }

    /// Ends each line as late as it can: what optimum-fit is compared with.
    #[cfg(test)]
    pub fn first_fit(&self, tolerance: &Tolerance) -> Vec<usize> {
        let (mut path, mut start, mut last_fit) = (Vec::new(), 0, None);
        let mut end = 1;
        while end < self.candidates.len() {
            let width = self.width(path.len());
            let fitted = self.fit(&self.candidates[start], &self.candidates[end], width, tolerance.emergency);
            if fitted.over > 0.0 {
                let chosen = last_fit.unwrap_or(end);
                path.push(chosen);
                (start, end, last_fit) = (chosen, chosen + 1, None);
            } else {
                last_fit = Some(end);
                end += 1;
            }
        }
        if path.last() != Some(&(self.candidates.len() - 1)) {
            path.push(self.candidates.len() - 1);
        }
        path
    }

    /// Total demerits of a path.
    #[cfg(test)]
    pub fn total(&self, path: &[usize], tolerance: &Tolerance) -> f64 {
        let mut node = Node { candidate: 0, line: 0, fitness: 1, hyphens: 0, demerits: 0.0, before: None };
        for &end in path {
            let (start, to) = (&self.candidates[node.candidate], &self.candidates[end]);
            let fitted = self.fit(start, to, self.width(node.line), tolerance.emergency);
            let demerits = if fitted.over > 0.0 {
                cost::OVERFULL * (1.0 + fitted.over)
            } else {
                self.demerits(&node, start, to, fitted.ratio)
            };
            node = self.successor(&node, 0, end, fitness(fitted.ratio), demerits);
        }
        node.demerits
    }
}

/// What comes of a line from a node.
struct Extension {
    /// The node at its end, if the line is good enough.
    node: Option<Node>,
    /// Whether longer lines from the same node are worth trying.
    alive: bool,
    /// How far the line sticks out.
    over: f64,
}

/// How a line of given sums comes out in a width.
pub(super) fn fit(natural: Sums, width: f64, fill: Fill, last: bool) -> Fitted {
    /// Rounding that is not worth a complaint, in points.
    const HAIR: f64 = 1e-6;
    let need = width - natural.width;
    match fill {
        Fill::Ragged { slack, balance } if need >= -HAIR => {
            let ratio = if last && !balance { 0.0 } else { need.max(0.0) / slack.max(HAIR) };
            Fitted { ratio, over: 0.0 }
        }
        Fill::Ragged { .. } => Fitted { ratio: -1.0, over: -need },
        Fill::Justify if need.abs() <= HAIR => Fitted { ratio: 0.0, over: 0.0 },
        Fill::Justify if need > 0.0 && (last || natural.fills > 0.0) => Fitted { ratio: 0.0, over: 0.0 },
        Fill::Justify => {
            let spaces = need - letters_share(need, &natural);
            let give = if need > 0.0 { natural.stretch } else { natural.shrink };
            let ratio = if give > 0.0 { (spaces / give).clamp(-1.0, HOPELESS) } else { HOPELESS * need.signum() };
            let over = (-need - natural.shrink - natural.letters * (SCALE_RESERVE + TRACKING_RESERVE) - HAIR).max(0.0);
            Fitted { ratio: if spaces == 0.0 { 0.0 } else { ratio.max(-1.0) }, over }
        }
    }
}

/// The part of what a line needs (or has too much, if negative) that its letters take.
pub(super) fn letters_share(need: f64, natural: &Sums) -> f64 {
    let reserve = natural.letters * (SCALE_RESERVE + TRACKING_RESERVE);
    let share = (need * LETTER_SHARE).clamp(-reserve, reserve);
    // Rather narrow letters than squeeze spaces beyond their shrink.
    if need - share < -natural.shrink { (need + natural.shrink).max(-reserve) } else { share }
}

/// Splits what letters take into scaling and spacing, in the proportion of their reserves.
pub(super) fn scaling(share: f64) -> f64 {
    share * SCALE_RESERVE / (SCALE_RESERVE + TRACKING_RESERVE)
}

/// Fitness class of a ratio (Knuth and Plass).
fn fitness(ratio: f64) -> u8 {
    match ratio {
        r if r < -0.5 => 0,
        r if r <= 0.5 => 1,
        r if r <= 1.0 => 2,
        _ => 3,
    }
}

/// Keeps the cheapest node of each kind. Line numbers matter only while widths differ.
fn insert(fresh: &mut Vec<Node>, node: Node, widths: usize) {
    let class = |n: &Node| (n.line.min(widths.saturating_sub(1)), n.fitness, n.hyphens);
    match fresh.iter_mut().find(|known| class(known) == class(&node)) {
        Some(known) if node.demerits < known.demerits => *known = node,
        Some(_) => {}
        None => fresh.push(node),
    }
}
