//! Character references of HTML.

/// Longest name of a character reference, with `&` and `;` (HTML 13.5: `&CounterClockwiseContourIntegral;`).
const LONGEST_ENTITY: usize = 34;

/// A text with its character references (`&amp;`, `&#233;`) replaced.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let end = from.find(';').filter(|end| *end < LONGEST_ENTITY).map_or(1, |end| end + 1);
        let (entity, after) = from.split_at_checked(end).unwrap_or((from, ""));
        let decoded = pulldown_cmark::Parser::new(entity).find_map(|event| match event {
            pulldown_cmark::Event::Text(text) => Some(text),
            _ => None,
        });
        out.push_str(decoded.as_deref().unwrap_or(entity));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_references_are_decoded() {
        assert_eq!(decoded("a &amp; b &#233; &lt;&nosuch; & c"), "a & b é <&nosuch; & c");
    }
}
