//! `<ruby>`: which reading belongs to which part of the text (HTML 4.5.10).

use crate::document::{Inline, InlineKind};

/// Elements of a ruby, which end where the next one begins.
pub(super) const PARTS: [&str; 3] = ["rt", "rp", "rb"];

/// The content of a ruby with each reading after its base. Bases that are together before as many readings are paired;
/// what is left over follows. A ruby without readings is its text.
pub(super) fn paired(content: Vec<Inline>) -> Result<InlineKind, Vec<Inline>> {
    let mut run = Vec::new();
    let (mut bases, mut readings): (Vec<Vec<Inline>>, Vec<Inline>) = (Vec::new(), Vec::new());
    let mut in_text = false;
    let mut read = false;
    for inline in content {
        if matches!(inline.kind, InlineKind::RubyText(_)) {
            read = true;
            readings.push(inline);
            continue;
        }
        if is_space(&inline) && !readings.is_empty() {
            continue; // white space between readings
        }
        if !readings.is_empty() {
            flush(&mut bases, &mut readings, &mut run);
            in_text = false;
        }
        match inline.kind {
            InlineKind::Ruby(base) => {
                bases.push(base);
                in_text = false;
            }
            _ => match bases.last_mut().filter(|_| in_text) {
                Some(base) => base.push(inline),
                None => {
                    bases.push(vec![inline]);
                    in_text = true;
                }
            },
        }
    }
    flush(&mut bases, &mut readings, &mut run);
    if read { Ok(InlineKind::Ruby(run)) } else { Err(run) }
}

/// Writes bases and readings in turn.
fn flush(bases: &mut Vec<Vec<Inline>>, readings: &mut Vec<Inline>, run: &mut Vec<Inline>) {
    let mut readings = std::mem::take(readings).into_iter();
    let bases = std::mem::take(bases);
    let count = bases.len();
    // One reading for several parts is that of all of them.
    let shared = readings.len() == 1;
    for (index, base) in bases.into_iter().enumerate() {
        run.extend(base);
        if !shared || index + 1 == count {
            run.extend(readings.next());
        }
    }
    run.extend(readings);
}

fn is_space(inline: &Inline) -> bool {
    matches!(&inline.kind, InlineKind::Text(text) if text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::walk::plain_text;
    use crate::source::Span;

    fn inline(kind: InlineKind) -> Inline {
        Inline { span: Span::default(), kind }
    }

    fn text(text: &str) -> Inline {
        inline(InlineKind::Text(text.into()))
    }

    fn read(reading: &str) -> Inline {
        inline(InlineKind::RubyText(vec![text(reading)]))
    }

    fn base(content: &str) -> Inline {
        inline(InlineKind::Ruby(vec![text(content)]))
    }

    fn shown(content: Vec<Inline>) -> String {
        match paired(content) {
            Ok(kind) => plain_text(&[inline(kind)]),
            Err(content) => format!("none: {}", plain_text(&content)),
        }
    }

    #[test]
    fn each_reading_follows_its_base() {
        assert_eq!(shown(vec![text("漢"), read("かん"), text("字"), read("じ")]), "漢(かん)字(じ)");
        assert_eq!(shown(vec![base("東"), base("京"), read("とう"), read("きょう")]), "東(とう)京(きょう)");
        assert_eq!(shown(vec![text("東"), base("京"), read("とう"), text(" "), read("きょう")]), "東(とう)京(きょう)");
        assert_eq!(shown(vec![base("東"), base("京"), read("とうきょう")]), "東京(とうきょう)");
        assert_eq!(shown(vec![text("a"), read("b"), read("c")]), "a(b)(c)", "none is lost");
        assert_eq!(shown(vec![text("a")]), "none: a");
    }
}
