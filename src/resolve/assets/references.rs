//! References within a drawing: how deep they go, and how much they make the library draw.

use std::collections::HashMap;
use usvg::roxmltree::{Document, Node};

/// Longest chain of references: a use of a use, a pattern filled with a pattern.
const MOST_CHAIN: usize = 16;
/// Most elements drawn when every reference is followed.
const MOST_DRAWN: usize = 2_000_000;

/// What is drawn only where something refers to it, and what that costs.
#[derive(Default)]
pub(super) struct References {
    /// The root, then every element with an `id`.
    targets: Vec<Target>,
    /// Points of all paths, roughly: each may carry a marker.
    points: usize,
}

/// Bounds that depend on what is drawn.
pub(super) struct Bounds {
    /// Most clips, masks, patterns and filters that refer to each other.
    pub layers: usize,
    /// Most filter primitives, counted as often as they are used.
    pub primitives: usize,
}

#[derive(Default)]
struct Target {
    /// Targets drawn with it, each as often as it says so.
    uses: Vec<Use>,
    /// Elements in it that are no target themselves.
    elements: usize,
    primitives: usize,
    is_layer: bool,
    is_marker: bool,
}

#[derive(Clone, Copy)]
struct Use {
    target: usize,
    /// Whether it is referred to; else it is within.
    referred: bool,
}

/// What a target costs when all its references are followed.
#[derive(Clone, Copy, Default)]
struct Cost {
    chain: usize,
    layers: usize,
    elements: usize,
    primitives: usize,
}

impl References {
    /// Those of a document. An element with an `id` is a target; what is in it belongs to it.
    pub fn of(document: &Document<'_>) -> References {
        let mut by_id: HashMap<&str, usize> = HashMap::new();
        let mut found = References { targets: vec![Target::default()], points: 0 };
        for node in document.descendants().filter(Node::is_element) {
            if let Some(id) = node.attribute("id") {
                let next = found.targets.len();
                if *by_id.entry(id).or_insert(next) == next {
                    let is_marker = node.tag_name().name() == "marker";
                    found.targets.push(Target { is_layer: is_layer(node), is_marker, ..Target::default() });
                }
            }
        }
        let mut owners: HashMap<u32, usize> = HashMap::new();
        for node in document.descendants().filter(Node::is_element) {
            let around = node.parent().and_then(|parent| owners.get(&parent.id().get())).copied().unwrap_or(0);
            let own = node.attribute("id").and_then(|id| by_id.get(id)).copied();
            let owner = own.unwrap_or(around);
            owners.insert(node.id().get(), owner);
            if let (Some(target), Some(around)) = (own.filter(|own| *own != around), found.targets.get_mut(around)) {
                around.uses.push(Use { target, referred: false });
            }
            found.add(node, owner, &by_id);
        }
        found
    }

    /// Adds what one element draws to its owner.
    fn add(&mut self, node: Node<'_, '_>, owner: usize, by_id: &HashMap<&str, usize>) {
        let name = node.tag_name().name();
        // A path's point takes some four characters.
        self.points +=
            ["d", "points"].iter().filter_map(|shape| node.attribute(*shape)).map(|v| v.len() / 4).sum::<usize>();
        let Some(target) = self.targets.get_mut(owner) else { return };
        target.elements += 1;
        target.primitives += usize::from(name.starts_with("fe"));
        // A link and an animation draw nothing.
        let leads_elsewhere = name == "a" || name == "set" || name.starts_with("animate");
        for attribute in node.attributes() {
            let value = attribute.value();
            let named =
                (attribute.name() == "href" && !leads_elsewhere).then(|| value.trim().strip_prefix('#')).flatten();
            let named = named.into_iter().chain(urls(value)).filter_map(|id| by_id.get(id));
            target.uses.extend(named.map(|target| Use { target: *target, referred: true }));
        }
    }

    /// Whether all bounds hold.
    ///
    /// # Errors
    /// Which one does not.
    pub fn check(&self, bounds: &Bounds) -> Result<(), String> {
        let costs = self.costs()?;
        let root = costs.first().copied().unwrap_or_default();
        let markers = self.targets.iter().zip(&costs).filter(|(target, _)| target.is_marker);
        let largest_marker = markers.map(|(_, cost)| cost.elements).max().unwrap_or(0);
        if root.chain > MOST_CHAIN {
            return Err(format!("its references lead farther than {MOST_CHAIN} steps"));
        }
        if root.layers > bounds.layers {
            return Err(format!("more than {} of its clips, masks, patterns and filters nest", bounds.layers));
        }
        if root.elements.saturating_add(largest_marker.saturating_mul(self.points)) > MOST_DRAWN {
            return Err(format!("its references make more than {MOST_DRAWN} elements"));
        }
        if root.primitives > bounds.primitives {
            return Err(format!("its filters take more than {} steps", bounds.primitives));
        }
        Ok(())
    }

    /// What each target costs. Without recursion: a target waits on the stack until all that it uses is known.
    fn costs(&self) -> Result<Vec<Cost>, String> {
        let mut known: Vec<Option<Cost>> = vec![None; self.targets.len()];
        let mut waiting = vec![false; self.targets.len()];
        let mut stack: Vec<(usize, usize)> = vec![(0, 0)];
        while let Some((at, next)) = stack.last_mut() {
            let (at, Some(target)) = (*at, self.targets.get(*at)) else { break };
            if let Some(used) = target.uses.get(*next) {
                if known.get(used.target).is_some_and(Option::is_some) {
                    *next += 1;
                    continue;
                }
                if let Some(slot) = waiting.get_mut(at) {
                    *slot = true;
                }
                if waiting.get(used.target).copied().unwrap_or(true) {
                    return Err("one of its elements refers to itself".to_owned());
                }
                stack.push((used.target, 0));
                continue;
            }
            if let Some(slot) = waiting.get_mut(at) {
                *slot = false;
            }
            let cost = cost_of(target, &known);
            if let Some(slot) = known.get_mut(at) {
                *slot = Some(cost);
            }
            stack.pop();
        }
        Ok(known.into_iter().map(Option::unwrap_or_default).collect())
    }
}

/// What a target costs, the costs of all that it uses being known.
fn cost_of(target: &Target, known: &[Option<Cost>]) -> Cost {
    let mut cost = Cost { elements: target.elements, primitives: target.primitives, ..Cost::default() };
    for used in &target.uses {
        let Some(of) = known.get(used.target).copied().flatten() else { continue };
        cost.chain = cost.chain.max(of.chain + usize::from(used.referred));
        cost.layers = cost.layers.max(of.layers);
        cost.elements = cost.elements.saturating_add(of.elements);
        cost.primitives = cost.primitives.saturating_add(of.primitives);
    }
    cost.layers += usize::from(target.is_layer);
    cost
}

fn is_layer(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().name(), "pattern" | "clipPath" | "mask" | "filter" | "marker")
}

/// The names in `url(#name)`.
fn urls(value: &str) -> impl Iterator<Item = &str> {
    value.split("url(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches([' ', '\'', '"']).strip_prefix('#')?;
        rest.split([')', '\'', '"', ' ']).next()
    })
}
