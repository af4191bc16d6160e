//! What extensions add within a line: formulas, `==text==`, `~x~`, `^x^`, `:smile:`, attributes. Each function looks at
//! what starts at one place and costs no more than the text up to the first sign that could close it.

use std::ops::Range;

/// Longest name of an emoji, with room to spare.
const LONGEST_NAME: usize = 60;

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// A formula in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Formula {
    /// Its TeX, without the signs around it.
    pub tex: Range<usize>,
    /// Where it ends.
    pub end: usize,
    /// Whether it is to stand on a line of its own.
    pub display: bool,
}

/// The formula `$x$`, `` $`x`$ `` or `$$x$$` at `at`. As pandoc has it, no white space stands within the single signs; so
/// that prices and names of variables stay text, no letter or digit stands outside of them.
pub(super) fn math(text: &str, at: usize) -> Option<Formula> {
    let rest = text.get(at..)?;
    if before(text, at) == Some('$') {
        return None;
    }
    if rest.starts_with("$$") {
        let inner = rest.get(2..)?;
        let end = inner.find("$$").filter(|end| inner.get(..*end).is_some_and(|tex| !tex.trim().is_empty()))?;
        return Some(Formula { tex: at + 2..at + 2 + end, end: at + 2 + end + 2, display: true });
    }
    if before(text, at).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let inner = rest.get(1..)?;
    let close = unescaped(inner, b'$')?;
    let tex = inner.get(..close)?;
    let tight = !tex.is_empty() && !tex.starts_with(char::is_whitespace) && !tex.ends_with(char::is_whitespace);
    let end = at + 1 + close + 1;
    let parted = !after(text, end).is_some_and(|c| c.is_alphanumeric() || c == '$');
    // GitHub's way to keep Markdown out of a formula.
    let ticks = usize::from(tex.len() > 2 && tex.starts_with('`') && tex.ends_with('`'));
    (tight && parted).then_some(Formula { tex: at + 1 + ticks..end - 1 - ticks, end, display: false })
}

/// The formula `\(x\)` or `\[x\]` at `at`. In Markdown the signs are escapes, so that what is within has to look like a
/// formula: one letter, or something with an operator, a command or a script.
pub(super) fn bracketed_math(text: &str, at: usize) -> Option<Formula> {
    let rest = text.get(at..)?;
    let (inner, close, display) = match rest.strip_prefix("\\(") {
        Some(inner) => (inner, "\\)", false),
        None => (rest.strip_prefix("\\[")?, "\\]", true),
    };
    let length = inner.find(close)?;
    let tex = inner.get(..length)?;
    let formula = is_tex(tex) && !inner.starts_with('[');
    let tex = at + 2..at + 2 + length;
    formula.then_some(Formula { end: tex.end + 2, tex, display })
}

/// Whether what is between escaped brackets is TeX: a letter, something with a command, or something with a script or an
/// operator that is not prose (`\[_my note_: a + b\]`).
pub(in crate::dialect) fn is_tex(text: &str) -> bool {
    let mut signs = text.trim().chars();
    let letter = signs.next().is_some_and(char::is_alphabetic) && signs.next().is_none();
    let command = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic());
    letter || text.split('\\').skip(1).any(command) || (has_operator(text) && !is_prose(text))
}

/// Whether a text has an operator, or a sign of a script between what has the script and what it is.
fn has_operator(text: &str) -> bool {
    let is_script = |(at, sign): (usize, char)| {
        let before = before(text, at).is_some_and(|c| c.is_alphanumeric() || matches!(c, '}' | ')' | ']'));
        let after = after(text, at + sign.len_utf8());
        before && after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '{' | '\\' | '-' | '+' | '*'))
    };
    text.contains(['=', '+', '<', '>']) || text.char_indices().filter(|(_, c)| matches!(c, '^' | '_')).any(is_script)
}

/// Whether a text has two words of three letters or more, or the sign of a price.
fn is_prose(text: &str) -> bool {
    let is_word = |part: &str| {
        let letters = part.trim_matches(|c: char| !c.is_alphanumeric());
        letters.chars().count() > 2 && letters.chars().all(char::is_alphabetic)
    };
    text.contains('$') || text.split_whitespace().filter(|part| is_word(part)).count() > 1
}

/// The first `sign` without a backslash before it.
fn unescaped(text: &str, sign: u8) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let found = byte == sign && !escaped;
        escaped = byte == b'\\' && !escaped;
        found
    })
}

/// Whether the `==` at `at` may open a highlight: alone, before a word, and not in the middle of one.
pub(super) fn opens_highlight(text: &str, at: usize) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, '=' | ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}');
    let open = after(text, at + 2).is_some_and(|c| !ends(c));
    open && !before(text, at).is_some_and(|c| c.is_alphanumeric() || matches!(c, '=' | '!' | '<' | '>'))
}

/// Whether a `==` at `at` may close one.
pub(super) fn closes_highlight(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with("=="))
        && after(text, at + 2) != Some('=')
        && before(text, at).is_some_and(|c| !c.is_whitespace() && c != '=')
}

/// Where the lowered or raised text after the sign at `at` is closed by the same sign; it holds no white space.
pub(super) fn script_end(text: &str, at: usize) -> Option<usize> {
    let sign = *text.as_bytes().get(at)?;
    let inner = text.get(at + 1..)?;
    if before(text, at) == Some(char::from(sign)) {
        return None;
    }
    let length = inner.find(|c: char| c.is_whitespace() || c == char::from(sign))?;
    let close = at + 1 + length;
    let single = |at: usize| text.as_bytes().get(at) == Some(&sign);
    (length > 0 && single(close) && !single(close + 1)).then_some(close)
}

/// The end of `:name:` at `at` and what it stands for.
pub(super) fn emoji(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let inner = text.get(at + 1..)?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+');
    let length = inner.bytes().take(LONGEST_NAME).position(|b| !is_name(b)).filter(|length| *length > 0)?;
    if inner.as_bytes().get(length) != Some(&b':') || before(text, at).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let emoji = emojis::get_by_shortcode(inner.get(..length)?)?;
    Some((at + 1 + length + 1, emoji.as_str()))
}

/// The end of the attributes `{#id .class key=value}` at `at`, directly after what they are about.
pub(super) fn attributes_end(text: &str, at: usize) -> Option<usize> {
    let touches = before(text, at).is_some_and(|c| matches!(c, ')' | ']' | '`' | '*' | '_' | '>' | '$'));
    let inner = text.get(at..)?.strip_prefix('{').filter(|_| touches)?;
    let end = inner.find(['}', '{', '\n']).filter(|end| inner.as_bytes().get(*end) == Some(&b'}'))?;
    id_of(inner.get(..end)?)?;
    Some(at + 1 + end + 1)
}

/// Where a heading's text ends before its attributes, and the id among them; empty if it is not.
pub(in crate::dialect) fn heading_attributes(text: &str) -> Option<(usize, String)> {
    let inner = text.trim_end().strip_suffix('}')?;
    let open = inner.rfind('{')?;
    let start = inner.get(..open)?;
    if start.ends_with(['\\', '{', '$']) {
        return None;
    }
    let id = id_of(inner.get(open + 1..)?)?;
    Some((start.trim_end().len(), id))
}

/// The id in a list of attributes (`#id .class key=value`, after a colon in kramdown; `-` for "no number"), empty if it
/// has none; `None` if this is no list of attributes.
pub(in crate::dialect) fn id_of(list: &str) -> Option<String> {
    let list = list.strip_prefix(':').unwrap_or(list).trim();
    let name = |text: &str| {
        text.starts_with(char::is_alphabetic)
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
    };
    let (mut id, mut found) = (String::new(), false);
    let mut rest = list;
    while !rest.is_empty() {
        let word_end = word_end(rest);
        let word = rest.get(..word_end)?;
        match word.as_bytes().first()? {
            b'#' => {
                let wanted = word.get(1..)?;
                if wanted.is_empty() || wanted.contains(['#', '=', '"']) {
                    return None;
                }
                wanted.clone_into(&mut id);
            }
            b'.' if name(word.get(1..)?) => {}
            b'-' if word == "-" => {}
            _ => {
                let (key, value) = word.split_once('=')?;
                if !name(key) || value.is_empty() {
                    return None;
                }
            }
        }
        found = true;
        rest = rest.get(word_end..)?.trim_start();
    }
    found.then_some(id)
}

/// The end of the first word; a value in quotation marks is one.
fn word_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_whitespace() => return at,
            None => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_around_words_are_no_formula() {
        for tex in ["x", "a_1", "x^2", "a = b", "\\frac{1}{2}", "f(x) < 3", "e^{-x}", "x \\text{ if and only if } y"] {
            assert!(is_tex(tex), "{tex}");
        }
        for words in
            ["sic", "see below", "_sic_", "_a note_", "my note: three + four", "$3k+ saved", "editor note", "1"]
        {
            assert!(!is_tex(words), "{words}");
        }
    }

    #[test]
    fn formulas_are_no_prices() {
        let math = |text, at| math(text, at).map(|formula| formula.end);
        assert_eq!(math("$x_1$ is", 0), Some(5));
        assert_eq!(math("$$ a\n+ b $$", 0), Some(11));
        assert_eq!(math(r"$a\$b$", 0), Some(6));
        assert_eq!(super::math("$`a`$", 0).map(|formula| formula.tex), Some(2..3));
        for text in ["$5 and $10", "$5-$10", "$HOME/$USER", "$ x $", "$$$$", "$x"] {
            assert_eq!(math(text, 0), None, "{text}");
        }
        assert_eq!(math("US$5, CA$6", 2), None);
    }

    #[test]
    fn escaped_brackets_hold_formulas_that_look_like_some() {
        let of = |text| bracketed_math(text, 0).map(|formula| (formula.tex, formula.display));
        assert_eq!(of(r"\(x\)"), Some((2..3, false)));
        assert_eq!(of(r"\[a = b\]"), Some((2..7, true)));
        for text in [r"\[\\\]", r"\(see there\)", r"\[note\]", r"\(a^2", r"\[[a=b\]"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn comparisons_are_no_highlights() {
        assert!(opens_highlight("==x==", 0) && closes_highlight("==x==", 3));
        for text in ["a == b", "a==b", "=== x", "!==x"] {
            let at = text.find("==").unwrap_or(0);
            assert!(!opens_highlight(text, at), "{text}");
        }
    }

    #[test]
    fn scripts_hold_no_white_space() {
        assert_eq!(script_end("H~2~O", 1), Some(3));
        assert_eq!(script_end("x^10^", 1), Some(4));
        assert_eq!(script_end("~~x~~", 0), None);
        assert_eq!(script_end("~a b~", 0), None);
    }

    #[test]
    fn names_of_emoji_stand_between_colons() {
        assert_eq!(emoji(":rocket: up", 0), Some((8, "🚀")));
        assert_eq!(emoji("at 10:30:15", 5), None);
        assert_eq!(emoji(":nothing-of-that-name:", 0), None);
    }

    #[test]
    fn attributes_are_ids_classes_and_pairs() {
        assert_eq!(id_of("#sec-a .x width=\"3 cm\""), Some("sec-a".into()));
        assert_eq!(id_of(": .note"), Some(String::new()));
        assert_eq!(id_of("-"), Some(String::new()));
        for text in ["", "x", "a b", "1, 2"] {
            assert_eq!(id_of(text), None, "{text}");
        }
        assert_eq!(heading_attributes("Intro {#the-intro}"), Some((5, "the-intro".into())));
        assert_eq!(heading_attributes("The set {x}"), None);
        assert_eq!(heading_attributes("Set {1, 2}"), None);
        assert_eq!(attributes_end("![](a.png){width=50%} b", 10), Some(21));
        assert_eq!(attributes_end("a {width=50%}", 2), None);
    }
}
