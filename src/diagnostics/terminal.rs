//! Text on its way to a terminal or to a log. Titles, ids, paths and source lines may be a stranger's: what a terminal
//! would obey, what would hide or reorder the text around it, and what a service that runs builds would take for a command
//! is shown as an escape. All rendering of diagnostics and all lines of the command line go through here.

use std::borrow::Cow;
use std::fmt::Write as _;

/// How a command begins that build services find anywhere in a line: GitHub's older form and Azure's, Azure's own,
/// TeamCity's. GitHub's newer form, `::`, counts only where a line begins.
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// A text that is part of one line: line breaks are escaped, too.
pub fn field(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_hidden(c) || matches!(c, '\n' | '\t'))
}

/// Finished lines. Line feeds stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    escape(text, is_hidden)
}

/// JSON text. What is escaped is within its strings, where `\u001b` means the same character (RFC 8259, 7), so a program
/// that reads the line gets the text unchanged.
pub fn json(text: &str) -> Cow<'_, str> {
    if !needs_escapes(text, is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        if is_hidden(c) || begins_command(text, at) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal would obey a character, or nobody would see it while it changes what is seen: control characters, line
/// and paragraph separators, bidirectional controls, the byte order mark, tag characters, noncharacters.
pub fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control() || u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// Escapes the characters that `hidden` says, and the first character of what could be a command.
fn escape(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !needs_escapes(text, &hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut line_begins = true;
    for (at, c) in text.char_indices() {
        let command =
            begins_command(text, at) || line_begins && text.get(at..).is_some_and(|rest| rest.starts_with("::"));
        match c {
            '\n' if hidden(c) => out.push_str("\\n"),
            '\t' if hidden(c) => out.push_str("\\t"),
            c if command || hidden(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
        line_begins = !hidden(c) && (c == '\n' || line_begins && c.is_whitespace());
    }
    Cow::Owned(out)
}

fn needs_escapes(text: &str, hidden: impl Fn(char) -> bool) -> bool {
    text.contains("##") || text.contains("::") || text.chars().any(hidden)
}

/// Whether a build service finds a command at a byte of a line.
pub(super) fn begins_command(text: &str, at: usize) -> bool {
    text.get(at..)
        .is_some_and(|rest| rest.starts_with("##") && COMMANDS.iter().any(|command| rest.starts_with(command)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        assert_eq!(field("a\u{1b}[31mb\u{9b}1m\u{7}\r\n::error::c"), "a\\u{1b}[31mb\\u{9b}1m\\u{7}\\u{d}\\n::error::c");
        assert_eq!(lines("a\u{202e}b\n\tc\u{2028}d\u{e0041}"), "a\\u{202e}b\n\tc\\u{2028}d\\u{e0041}");
        for plain in ["", "niño — 日本 👩‍🚀 a:b a::b c# ##", "two\nlines\twith tabs"] {
            assert!(matches!(lines(plain), Cow::Borrowed(same) if same == plain) || lines(plain) == plain);
        }
        assert_eq!(field("two\nlines\t"), "two\\nlines\\t");
    }

    #[test]
    fn no_text_begins_a_command_of_a_build_service() {
        assert_eq!(
            lines("::warning::x\n \t::add-mask::y\nz ::error::"),
            "\\u{3a}:warning::x\n \t\\u{3a}:add-mask::y\nz ::error::"
        );
        assert_eq!(
            lines("a ##[error]b ##vso[task] ##teamcity[x]"),
            "a \\u{23}#[error]b \\u{23}#vso[task] \\u{23}#teamcity[x]"
        );
        assert_eq!(lines("## [a]"), "## [a]");
    }

    #[test]
    fn json_means_the_same_text() {
        for text in ["a\u{7f}\u{9b}\u{202e}b", "##[error]c", "\u{1b}[0m ::x\n", "\u{e0041}", "plain"] {
            let line = serde_json::to_string(text).expect("a string");
            let shown = json(&line);
            assert!(!shown.chars().any(is_hidden) && !shown.contains("##["), "{shown}");
            assert_eq!(serde_json::from_str::<String>(&shown).expect("a string"), text);
        }
    }
}
