//! What a check does not let pass, as `--fail-on` names it (`docs/check.md`).

use super::{FaultKind, Summary};
use crate::diagnostics::closest;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::str::FromStr;

/// Limits, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    limits: Vec<Limit>,
}

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limit {
    measure: Measure,
    most: f64,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Measure {
    /// Faults of a kind, one by one.
    Count(FaultKind),
    /// Percent of the lines.
    Share(Share),
    /// Variation of the word spaces.
    SpaceCv,
    /// Variation of the lines' mean word spaces.
    LineCv,
}

/// Shares of lines.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Share {
    Loose,
    Tight,
    Hyphenated,
}

/// Names that are no kinds of fault; they need a limit.
const HYPHENATED: &str = "hyphenated";
const SPACE_CV: &str = "space-cv";
const LINE_CV: &str = "line-cv";

impl Limits {
    /// The limits that a book passes, in words.
    pub fn judge(&self, summary: &Summary) -> Vec<String> {
        self.limits.iter().filter_map(|limit| limit.judge(summary)).collect()
    }
}

impl Limit {
    fn judge(&self, summary: &Summary) -> Option<String> {
        let found = match self.measure {
            Measure::Count(kind) => summary.count(kind) as f64,
            Measure::Share(Share::Loose) => summary.loose_percent(),
            Measure::Share(Share::Tight) => summary.tight_percent(),
            Measure::Share(Share::Hyphenated) => summary.hyphenated_percent(),
            Measure::SpaceCv => summary.space_cv(),
            Measure::LineCv => summary.line_cv(),
        };
        let (name, most) = (self.measure.name(), self.most);
        (found > most).then(|| match self.measure {
            Measure::Count(_) => format!("{name}: {found} found, {most} allowed"),
            Measure::Share(_) => format!("{name}: {found:.2}% of the lines, {most}% allowed"),
            Measure::SpaceCv | Measure::LineCv => format!("{name}: {found:.3}, {most} allowed"),
        })
    }
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Measure::Count(kind) => kind.name(),
            Measure::Share(Share::Loose) => FaultKind::Loose.name(),
            Measure::Share(Share::Tight) => FaultKind::Tight.name(),
            Measure::Share(Share::Hyphenated) => HYPHENATED,
            Measure::SpaceCv => SPACE_CV,
            Measure::LineCv => LINE_CV,
        }
    }

    /// What a name with a limit means.
    fn limited(name: &str) -> Option<Measure> {
        Some(match name {
            "loose" => Measure::Share(Share::Loose),
            "tight" => Measure::Share(Share::Tight),
            HYPHENATED => Measure::Share(Share::Hyphenated),
            SPACE_CV => Measure::SpaceCv,
            LINE_CV => Measure::LineCv,
            _ => Measure::Count(kind(name)?),
        })
    }
}

fn kind(name: &str) -> Option<FaultKind> {
    FaultKind::ALL.into_iter().find(|kind| kind.name() == name)
}

fn names() -> impl Iterator<Item = &'static str> {
    FaultKind::ALL.into_iter().map(FaultKind::name).chain([HYPHENATED, SPACE_CV, LINE_CV])
}

impl<'de> Deserialize<'de> for Limits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Limits, String> {
        let mut limits: Vec<Limit> = Vec::new();
        for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let limit = limit(item)?;
            if limits.iter().any(|other| other.measure == limit.measure) {
                return Err(format!("`{}` is named twice", limit.measure.name()));
            }
            limits.push(limit);
        }
        if limits.is_empty() {
            return Err(format!("name what fails, separated by commas: {}", names().collect::<Vec<_>>().join(", ")));
        }
        Ok(Limits { limits })
    }
}

fn limit(item: &str) -> Result<Limit, String> {
    let Some((name, most)) = item.split_once('=') else {
        if let Some(kind) = kind(item) {
            return Ok(Limit { measure: Measure::Count(kind), most: 0.0 });
        }
        return Err(match Measure::limited(item) {
            Some(Measure::Share(_)) => format!("`{item}` needs a limit, as in {item}=8%"),
            Some(_) => format!("`{item}` needs a limit, as in {item}=0.2"),
            None => unknown(item),
        });
    };
    let measure = Measure::limited(name).ok_or_else(|| unknown(name))?;
    let number = most.strip_suffix('%').unwrap_or(most);
    let most_of = || match measure {
        Measure::Count(_) => number.parse::<u32>().ok().filter(|_| number == most).map(f64::from),
        Measure::Share(_) => number.parse().ok(),
        Measure::SpaceCv | Measure::LineCv => number.parse().ok().filter(|_| number == most),
    };
    let most_of = most_of().filter(|most: &f64| most.is_finite() && *most >= 0.0);
    most_of.map(|most| Limit { measure, most }).ok_or_else(|| match measure {
        Measure::Count(_) => format!("`{name}` are counted: write {name}=N, a whole number, not `{most}`"),
        Measure::Share(_) => format!("`{name}` is a share of the lines: write it as in {name}=1.5%, not `{most}`"),
        Measure::SpaceCv | Measure::LineCv => format!("`{name}` is a number, as in {name}=0.2, not `{most}`"),
    })
}

fn unknown(name: &str) -> String {
    let all = names().collect::<Vec<_>>().join(", ");
    let best = closest(name, names());
    let meant = best.map(|known| format!(" (did you mean `{known}`?)")).unwrap_or_default();
    format!("`{name}` is not a check{meant}; the checks are {all}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        text.parse::<Limits>().expect_err(text)
    }

    fn summary() -> Summary {
        let faults = [(FaultKind::Widow, 2), (FaultKind::Loose, 3)].into();
        Summary { lines: 100, justified: 60, loose: 3, hyphenated: 7, faults, ..Summary::default() }
    }

    fn passed(text: &str) -> Vec<String> {
        text.parse::<Limits>().expect(text).judge(&summary())
    }

    #[test]
    fn what_is_within_its_limit_passes_and_what_is_not_does_not() {
        assert_eq!(passed("widows"), ["widows: 2 found, 0 allowed"]);
        assert_eq!(passed("widows=1"), ["widows: 2 found, 1 allowed"]);
        assert_eq!(passed("widows=2, orphans,ladders"), Vec::<String>::new());
        assert_eq!(passed("loose=5,tight=0"), Vec::<String>::new(), "the limit itself is allowed");
        assert_eq!(passed("loose=4.9%"), ["loose: 5.00% of the lines, 4.9% allowed"]);
        assert_eq!(passed("loose"), ["loose: 3 found, 0 allowed"], "alone it means any that is listed");
        assert_eq!(passed("hyphenated=6.5%,space-cv=0.1"), ["hyphenated: 7.00% of the lines, 6.5% allowed"]);
    }

    #[test]
    fn wrong_words_say_what_there_is() {
        assert!(wrong("widdows").contains("did you mean `widows`?"));
        assert!(wrong("beauty").ends_with(
            "the checks are loose, tight, ladders, runts, widows, orphans, short-pages, split-notes, missing-glyphs, \
             overfull, low-resolution, hyphenated, space-cv, line-cv"
        ));
        assert!(wrong(" , ").contains("widows"));
        assert!(wrong("hyphenated").contains("hyphenated=8%"));
        assert!(wrong("line-cv").contains("line-cv=0.2"));
        assert!(wrong("widows=1%").contains("whole number, not `1%`"));
        assert!(wrong("widows=1.5").contains("whole number"));
        assert!(wrong("loose=much").contains("loose=1.5%, not `much`"));
        assert!(wrong("loose=-1").contains("not `-1`"));
        assert!(wrong("line-cv=2%").contains("line-cv=0.2, not `2%`"));
        assert!(wrong("loose=inf").contains("not `inf`"));
        assert!(wrong("widows,widows=2").contains("named twice"));
    }
}
