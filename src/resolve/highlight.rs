//! Code in a known language gets its token classes. The grammars are loaded at the first such block, never before, and a
//! grammar's patterns are compiled when a line first needs them (`docs/performance.md`, "Highlighting").

use crate::document::{Block, BlockKind, CodeBlock, CodeToken, TokenClass, walk};
use std::sync::OnceLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// A line of more bytes than this is data or minified code: highlighting helps no reader. Some grammars have patterns that
/// take time with the cube of a line's length; at this length the slowest one known takes a fifth of a second, at four
/// times the length twelve seconds.
const LONGEST_LINE: usize = 500;

/// Highlights every code block of a run.
pub fn blocks(blocks: &mut [Block]) {
    walk::blocks_mut(blocks, &mut |block| {
        if let BlockKind::Code(code) = &mut block.kind {
            code_block(code);
        }
    });
}

/// Highlights one block; it stays as it is if its language is not known or a grammar fails.
fn code_block(code: &mut CodeBlock) {
    let Some(language) = code.language.as_deref().filter(|name| names_a_language(name)) else { return };
    let texts: Vec<String> =
        code.lines.iter().map(|line| line.iter().map(|token| token.text.as_str()).collect()).collect();
    if texts.iter().any(|line| line.len() > LONGEST_LINE) {
        return;
    }
    if let Some(lines) = syntax_of(language).and_then(|syntax| highlight(syntax, &texts)) {
        code.lines = lines;
    }
}

/// Info strings that say there is nothing to highlight; they must not cost loading the grammars.
fn names_a_language(name: &str) -> bool {
    !matches!(name.to_ascii_lowercase().as_str(), "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output")
}

fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

fn syntax_of(language: &str) -> Option<&'static SyntaxReference> {
    // Names common after ``` that are neither a grammar's name nor its file extension.
    let name = match language.to_ascii_lowercase().as_str() {
        "shell" | "console" | "shell-session" | "sh-session" => "bash".to_owned(),
        "c++" => "cpp".to_owned(),
        "jsonc" | "json5" => "json".to_owned(),
        "golang" => "go".to_owned(),
        "ps1" | "pwsh" => "powershell".to_owned(),
        "docker" => "dockerfile".to_owned(),
        other => other.to_owned(),
    };
    grammars().find_syntax_by_token(&name)
}

fn highlight(syntax: &SyntaxReference, lines: &[String]) -> Option<Vec<Vec<CodeToken>>> {
    let classes = ClassTable::get();
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut highlighted = Vec::with_capacity(lines.len());
    for line in lines {
        let operations = state.parse_line(&format!("{line}\n"), grammars()).ok()?;
        let mut tokens = Tokens::default();
        let mut from = 0;
        for (at, operation) in operations {
            let at = at.min(line.len());
            tokens.push(classes.class(&stack), line.get(from..at)?);
            stack.apply(&operation).ok()?;
            from = at;
        }
        tokens.push(classes.class(&stack), line.get(from..)?);
        highlighted.push(tokens.0);
    }
    Some(highlighted)
}

/// A line's tokens; neighbours of one class are one token.
#[derive(Default)]
struct Tokens(Vec<CodeToken>);

impl Tokens {
    fn push(&mut self, class: TokenClass, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.class == class || text.trim().is_empty() => last.text.push_str(text),
            _ => self.0.push(CodeToken { class, text: text.to_owned() }),
        }
    }
}

/// Scope prefixes and their classes. The innermost scope that has an entry decides; among the entries the first that is
/// a prefix, so special cases are before general ones. Names: Sublime Text's scope naming guidelines.
const CLASSES: &[(&str, Option<TokenClass>)] = &[
    ("comment", Some(TokenClass::Comment)),
    ("punctuation.definition.comment", Some(TokenClass::Comment)),
    ("punctuation.definition.string", Some(TokenClass::String)),
    ("string", Some(TokenClass::String)),
    ("constant.character.escape", Some(TokenClass::Constant)),
    ("constant", Some(TokenClass::Constant)),
    ("support.constant", Some(TokenClass::Constant)),
    ("keyword.operator.word", Some(TokenClass::Keyword)),
    ("keyword.operator", Some(TokenClass::Operator)),
    ("keyword", Some(TokenClass::Keyword)),
    ("storage", Some(TokenClass::Keyword)),
    ("variable.language", Some(TokenClass::Keyword)),
    ("entity.name.function", Some(TokenClass::Function)),
    ("entity.name.macro", Some(TokenClass::Function)),
    ("support.function", Some(TokenClass::Function)),
    ("support.macro", Some(TokenClass::Function)),
    ("variable.function", Some(TokenClass::Function)),
    ("entity.name.tag", Some(TokenClass::Tag)),
    ("punctuation.definition.tag", Some(TokenClass::Tag)),
    ("entity.other.attribute-name", Some(TokenClass::Variable)),
    ("entity.other.inherited-class", Some(TokenClass::Type)),
    ("entity.name", Some(TokenClass::Type)),
    ("support.type", Some(TokenClass::Type)),
    ("support.class", Some(TokenClass::Type)),
    ("variable", Some(TokenClass::Variable)),
    ("markup.inserted", Some(TokenClass::Inserted)),
    ("markup.deleted", Some(TokenClass::Deleted)),
    ("markup.heading", Some(TokenClass::Keyword)),
    ("punctuation", None),
];

struct ClassTable(Vec<(Scope, Option<TokenClass>)>);

impl ClassTable {
    fn get() -> &'static ClassTable {
        static TABLE: OnceLock<ClassTable> = OnceLock::new();
        TABLE.get_or_init(|| {
            let parse = |(name, class): &(&str, Option<TokenClass>)| Some((Scope::new(name).ok()?, *class));
            ClassTable(CLASSES.iter().filter_map(parse).collect())
        })
    }

    fn class(&self, stack: &ScopeStack) -> TokenClass {
        let entry =
            |scope: &Scope| self.0.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).and_then(|(_, class)| *class);
        stack.as_slice().iter().rev().find_map(entry).unwrap_or(TokenClass::Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(language: &str, text: &str) -> CodeBlock {
        let plain = |line: &str| vec![CodeToken { class: TokenClass::Plain, text: line.to_owned() }];
        let mut code = CodeBlock { language: Some(language.to_owned()), lines: text.split('\n').map(plain).collect() };
        code_block(&mut code);
        code
    }

    fn text(code: &CodeBlock) -> String {
        let line = |tokens: &Vec<CodeToken>| tokens.iter().map(|token| token.text.as_str()).collect::<String>();
        code.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn classes(code: &CodeBlock) -> String {
        let token = |t: &CodeToken| format!("{}:{}", t.class.name(), t.text.trim());
        code.lines.iter().flatten().map(token).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tokens_get_the_classes_a_reader_expects() {
        let shown = classes(&code("rust", "// hi\nlet x: u8 = \"a\".len();"));
        assert_eq!(
            shown,
            "comment:// hi keyword:let plain:x: keyword:u8 operator:= string:\"a\" plain:. function:len plain:();"
        );
        assert!(classes(&code("diff", "+new\n-old")).contains("inserted:+new deleted:-old"));
    }

    #[test]
    fn the_text_stays_what_it_was() {
        for language in ["rust", "python", "bash", "yaml", "js", "ts", "html", "toml", "go", "shell", "c++", "nonsense"]
        {
            let source = "fn a() {\n\n\t\"unclosed é 🚀\n  # x: [1, 2]\n<b>\n}";
            assert_eq!(text(&code(language, source)), source, "{language}");
        }
    }

    #[test]
    fn unknown_languages_and_minified_code_stay_plain() {
        assert_eq!(classes(&code("klingon", "let x")), "plain:let x");
        assert_eq!(code("js", &"var a;".repeat(400)).lines.first().map(Vec::len), Some(1));
    }
}
