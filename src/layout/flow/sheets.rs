//! Sheets: the pages of all parts, one after the other, with their numbers and what their furniture shows.

use super::paginate::furniture::Shown;
use super::paginate::material::PageGeometry;
use super::paginate::planned::plan;
use super::parts::Part;
use super::references::{Place, Places};
use crate::layout::page::PageLabel;
use rayon::prelude::*;

/// A page of the book.
pub struct Sheet {
    /// Index of its part and of the page in that; `None` for a blank page.
    pub content: Option<(usize, usize)>,
    /// Its number.
    pub label: PageLabel,
    /// What its furniture shows.
    pub shown: Shown,
}

/// All pages of all parts in order, blank ones among them. Parts whose lists have not changed keep their pages.
pub fn sheets(parts: &mut [Part], page: PageGeometry) -> Vec<Sheet> {
    // Those that begin on a right page do not depend on what is before them.
    parts.par_iter_mut().filter(|part| part.recto).for_each(|part| plan_part(part, page, true));
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut number = 0;
    let mut roman = parts.first().is_some_and(|part| part.roman);
    for (index, part) in parts.iter_mut().enumerate() {
        if part.recto && !sheets.len().is_multiple_of(2) {
            // The blank page belongs to what came before.
            number += 1;
            sheets.push(Sheet { content: None, label: PageLabel { number, roman }, shown: Shown::default() });
        }
        if roman != part.roman {
            roman = part.roman;
            number = 0;
        }
        plan_part(part, page, sheets.len().is_multiple_of(2));
        let mut section = part.section.clone();
        for (nth, filled) in part.planned.iter().flat_map(|planned| &planned.pages).enumerate() {
            number += 1;
            let here = match filled.marks(&part.list) {
                Some((first, last)) => {
                    section = last.to_owned();
                    first.to_owned()
                }
                None => section.clone(),
            };
            let opens = nth < part.opening_pages;
            let head = if sheets.len().is_multiple_of(2) { here } else { part.title.clone() };
            let head = (!opens && !head.is_empty()).then_some(head);
            sheets.push(Sheet {
                content: Some((index, nth)),
                label: PageLabel { number, roman },
                shown: Shown { head, folio: nth > 0 || part.first_folio },
            });
        }
    }
    sheets
}

fn plan_part(part: &mut Part, page: PageGeometry, recto: bool) {
    if part.planned.as_ref().is_none_or(|planned| planned.recto != recto) {
        part.planned = Some(plan(&part.list, page, recto));
    }
}

/// Where nodes are. One that is in several places counts where it is first.
pub fn places(sheets: &[Sheet], parts: &[Part]) -> Places {
    let mut places = Places::new();
    for (page, sheet) in sheets.iter().enumerate() {
        let Some((part, nth)) = sheet.content else { continue };
        let Some(part) = parts.get(part) else { continue };
        let Some(filled) = part.planned.as_ref().and_then(|planned| planned.pages.get(nth)) else { continue };
        for node in filled.anchors(&part.list) {
            places.entry(node).or_insert(Place { page, label: sheet.label });
        }
    }
    places
}
