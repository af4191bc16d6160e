//! Which pages of a book are shown: its opening, one full of text, and one with something to see.

use crate::layout::page::{Item, ItemKind, Page, Pages, Role, StructId, Tag};

/// Indexes of the pages to show, in their order: the first that is not blank; the one with the most text; the one with
/// most that is not running text (a figure, a table, code, a box), or the next fullest if there is none. Fewer if the
/// book has fewer pages.
pub fn choose(pages: &Pages) -> Vec<usize> {
    let facts: Vec<Facts> = pages.pages.iter().map(|page| Facts::of(page, pages)).collect();
    let mut chosen: Vec<usize> = Vec::new();
    chosen.extend(opening(&facts));
    let sights = best(&facts, &chosen, |facts| (facts.sights, facts.glyphs), |facts| facts.sights > 0);
    chosen.extend(sights);
    while chosen.len() < 3 {
        let Some(next) = best(&facts, &chosen, |facts| (facts.glyphs, 0), |facts| !facts.blank) else { break };
        chosen.push(next);
    }
    chosen.sort_unstable();
    chosen
}

/// The first page that is not blank; the one after it, if it says little, as a half title does.
fn opening(facts: &[Facts]) -> Option<usize> {
    const LITTLE: usize = 60;
    let mut pages = facts.iter().enumerate().filter(|(_, facts)| !facts.blank);
    let (first, found) = pages.next()?;
    let says_little = found.glyphs < LITTLE && found.sights == 0;
    let next = pages.next().filter(|(_, next)| says_little && (next.sights > 0 || next.glyphs > found.glyphs));
    Some(next.map_or(first, |(index, _)| index))
}

/// The first of the pages that score highest.
fn best(
    facts: &[Facts],
    taken: &[usize],
    score: impl Fn(&Facts) -> (usize, usize),
    fits: impl Fn(&Facts) -> bool,
) -> Option<usize> {
    let free = facts.iter().enumerate().filter(|(index, facts)| !taken.contains(index) && fits(facts));
    free.max_by_key(|(index, facts)| (score(facts), std::cmp::Reverse(*index))).map(|(index, _)| index)
}

/// What is on a page.
struct Facts {
    blank: bool,
    /// Glyphs of its content.
    glyphs: usize,
    /// Kinds of thing other than running text: figures, tables, code, boxes.
    sights: usize,
}

impl Facts {
    fn of(page: &Page, pages: &Pages) -> Facts {
        let content = |item: &&Item| matches!(item.tag, Tag::Content(_));
        let glyphs = |item: &Item| if let ItemKind::Glyphs(run) = &item.kind { run.glyphs.len() } else { 0 };
        let within = |wanted: fn(Role) -> bool| {
            page.leaves().any(|item| matches!(item.tag, Tag::Content(id) if is_within(pages, id, wanted)))
        };
        let figure = page.leaves().any(|item| matches!(item.kind, ItemKind::Image { .. }) && content(&item));
        let box_ = page.leaves().any(|item| item.tag == Tag::Decoration && is_ground(item, page));
        let table = within(|role| role == Role::Table);
        let code = within(|role| role == Role::Code) && box_;
        Facts {
            blank: !page.leaves().any(|item| content(&item)),
            glyphs: page.leaves().filter(content).map(glyphs).sum(),
            sights: [figure, table, code, box_].into_iter().filter(|there| *there).count(),
        }
    }
}

/// Whether an element or one above it has a role.
fn is_within(pages: &Pages, id: StructId, wanted: fn(Role) -> bool) -> bool {
    let element = |id: StructId| pages.structure.get(id.0 as usize);
    let above = std::iter::successors(element(id), |found| found.parent.and_then(element));
    // Parents are before their children; the bound holds where they do not.
    above.take(pages.structure.len()).any(|found| wanted(found.role))
}

/// Whether an item is the ground of a box: wide, and more than a line deep.
fn is_ground(item: &Item, page: &Page) -> bool {
    const LEAST_DEPTH: f64 = 24.0;
    let (ItemKind::Fill { rect, .. } | ItemKind::Frame { rect, .. }) = &item.kind else { return false };
    rect.size.width.0 > page.trim.width.0 / 3.0 && rect.size.height.0 > LEAST_DEPTH
}
