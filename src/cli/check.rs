//! `offprint check`: reports what is known of a book and applies limits.

use super::args::MessageFormat;
use super::exit::Exit;
use super::job::Checks;
use super::messages::Messenger;
use super::proofs;
use crate::batch::unit::{Refusal, refusal};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::epub::{Access, Standing};
use crate::layout::quality::{Summary, Typography};
use crate::project::Settings;
use crate::report::Report;
use crate::source::Sources;
use std::path::Path;

/// What a check of a post came to.
pub struct Checked {
    /// What is to be printed, after the messages.
    pub shown: String,
    /// Why the post does not pass; empty where it does.
    pub failures: Vec<String>,
    /// How it ended.
    pub exit: Exit,
    /// Figures.
    pub summary: Summary,
}

/// Judges a post.
pub fn judge(
    checks: &Checks,
    name: &str,
    (typography, access): (Typography, &Access),
    (settings, sources, format): (&Settings, &Sources, MessageFormat),
    report: &mut Report,
) -> Checked {
    tell_missing_alt(access, &mut report.diagnostics);
    let mut shown = String::new();
    if checks.accessibility {
        shown += &proofs::access(name, access, sources, format);
    }
    if checks.typography {
        shown += &proofs::faults(&typography.faults, sources, format);
    }
    let summary = typography.summary;
    let limits = checks.limits.as_ref().or(settings.config.check.fail_on.as_ref());
    let mut failures = limits.map(|limits| limits.judge(&summary)).unwrap_or_default();
    let mut exit = if failures.is_empty() { Exit::Done } else { Exit::Limits };
    if let Some(refused) = refusal(report, settings) {
        let ended = if refused == Refusal::Warnings { Exit::Warnings } else { Exit::Failed };
        failures.push(refused.to_string());
        exit = exit.max(ended);
    }
    Checked { shown, failures, exit, summary }
}

/// What the book cannot claim for want of alternative texts, in one note after those on each of them.
fn tell_missing_alt(access: &Access, diagnostics: &mut Diagnostics) {
    let lost: Vec<String> = access
        .claims
        .iter()
        .filter(|claim| claim.standing == Standing::NeedsAlt && claim.property != "a11y:certifiedBy")
        .map(|claim| format!("{} {}", claim.property, claim.value))
        .collect();
    if lost.is_empty() {
        return;
    }
    let (missing, all) = (access.without_alt.len(), access.pictures);
    diagnostics.push(Diagnostic {
        code: Code::MissingAltText,
        severity: Severity::Note,
        message: format!(
            "{missing} of {all} pictures have no alternative text, so the EPUB does not claim {}",
            lost.join(", ")
        ),
        span: None,
        hint: None,
    });
}

/// The figures of a run: a row a post, and one for all of them.
pub fn table(rows: &[(String, Summary)], format: MessageFormat, messenger: Messenger) {
    let mut rows = rows.to_vec();
    if rows.len() > 1 && format == MessageFormat::Human {
        let mut all = Summary::default();
        rows.iter().for_each(|(_, summary)| all.add(summary));
        rows.push((format!("all {} posts", rows.len()), all));
    }
    messenger.print(&proofs::table(&rows, format));
}

/// Tells why a post does not pass.
pub fn tell_failures(name: &str, failures: &[String], messenger: Messenger) {
    for failure in failures {
        messenger.failure(Some(Path::new(name)), failure, None);
    }
}
