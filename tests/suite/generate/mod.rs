//! Documents whose content is known: every word, note, image and link that was put in can be looked for in what came out.

pub mod fragments;

use proptest::prelude::*;
use std::fmt::Write as _;

/// A part of a document: its source, and what it shows.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// The source.
    pub source: String,
    /// The words of its text in reading order; none of a note or of an image's alternative text.
    pub words: Vec<String>,
    /// The words of its notes, outer before inner.
    pub notes: Vec<String>,
    /// How many notes it calls.
    pub calls: usize,
    /// The alternative texts of its images, each another.
    pub images: Vec<String>,
    /// Where its links lead, each somewhere else.
    pub links: Vec<String>,
}

impl Generated {
    /// The same content between marks that show nothing.
    fn within(self, open: &str, close: &str) -> Generated {
        Generated { source: format!("{open}{}{close}", self.source), ..self }
    }

    /// Both, one after the other.
    fn then(mut self, between: &str, next: Generated) -> Generated {
        self.source.push_str(between);
        self.source.push_str(&next.source);
        self.words.extend(next.words);
        self.notes.extend(next.notes);
        self.calls += next.calls;
        self.images.extend(next.images);
        self.links.extend(next.links);
        self
    }

    /// The content as that of a note, with nothing of it in the text.
    fn noted(self, source: String) -> Generated {
        let notes = [self.words, self.notes].concat();
        Generated { source, words: Vec::new(), notes, calls: self.calls + 1, images: self.images, links: self.links }
    }
}

/// A language with words of its own: some long, some with letters that others do not have.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary {
    /// BCP 47.
    pub lang: &'static str,
    /// Words, in lower case and without marks.
    pub words: &'static [&'static str],
}

/// Eight languages in four scripts.
pub const VOCABULARIES: [Vocabulary; 8] = [
    Vocabulary { lang: "en", words: &["the", "kettle", "boils", "a", "thoroughly", "incomprehensible", "way", "of"] },
    Vocabulary {
        lang: "de",
        words: &["der", "kessel", "größe", "donaudampfschifffahrt", "und", "wärmeleitung", "süß"],
    },
    Vocabulary {
        lang: "fr", words: &["le", "thé", "où", "cœur", "extraordinairement", "à", "naïveté", "garçon"]
    },
    Vocabulary {
        lang: "pl", words: &["i", "źdźbło", "czajnik", "w", "konstantynopolitański", "łódź", "żółty"]
    },
    Vocabulary {
        lang: "tr", words: &["çaydanlık", "ve", "ılık", "iğne", "muvaffakiyetsizleştirici", "şöyle", "göz"]
    },
    Vocabulary {
        lang: "ru", words: &["и", "чайник", "в", "достопримечательность", "ещё", "объём", "кипит"]
    },
    Vocabulary {
        lang: "he", words: &["מים", "רותחים", "של", "קומקום", "אנציקלופדיה", "עם", "חום"]
    },
    Vocabulary {
        lang: "ar", words: &["ماء", "يغلي", "في", "إبريق", "الموسوعة", "مع", "حرارة"]
    },
];

/// A picture of one pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn words(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    prop::collection::vec(prop::sample::select(vocabulary.words), 1..5).prop_map(|words| Generated {
        source: words.join(" "),
        words: words.into_iter().map(str::to_owned).collect(),
        ..Generated::default()
    })
}

/// CommonMark's own elements, which do not nest in themselves, around plain words; links; code.
fn leaf(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    let marks = prop::sample::select(vec![("", ""), ("**", "**"), ("*", "*"), ("~~", "~~"), ("`", "`")]);
    let marked = (marks, words(vocabulary)).prop_map(|((open, close), words)| words.within(open, close));
    let link = (words(vocabulary), any::<u32>()).prop_map(|(words, number)| {
        let address = format!("https://example.org/{number}");
        Generated { links: vec![address.clone()], ..words.within("[", &format!("]({address})")) }
    });
    prop_oneof![3 => marked, 1 => link]
}

/// What the text within a line may hold.
fn inline(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    leaf(vocabulary).prop_recursive(3, 16, 3, |inner| {
        let marks = vec![
            ("{sc:", "}"),
            ("{#tomato:", "}"),
            ("{^:", "}"),
            ("{v:", "}"),
            ("{kbd:", "}"),
            ("{_:", "}"),
            ("<u>", "</u>"),
            ("<b>", "</b>"),
            ("<span lang=\"la\">", "</span>"),
        ];
        let wrapped =
            (prop::sample::select(marks), inner.clone()).prop_map(|((open, close), it)| it.within(open, close));
        let note = (inner.clone(), inner.clone(), any::<bool>()).prop_map(|(term, body, old)| match old {
            true => {
                let close = format!("|{}}}}}", body.source);
                term.within("{{", &close).then("", body.noted(String::new()))
            }
            false => {
                let source = format!("^[{}]", body.source);
                term.then("", body.noted(source))
            }
        });
        let row = prop::collection::vec(inner, 1..4).prop_map(|pieces| joined(pieces, " "));
        prop_oneof![2 => wrapped, 2 => note, 1 => row]
    })
}

/// Parts one after the other.
pub fn joined(parts: Vec<Generated>, between: &str) -> Generated {
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |all, part| all.then(between, part))
}

fn image(number: u32, place: &str) -> Generated {
    let alt = format!("picture{number}");
    Generated { source: format!("![{alt}{place}"), images: vec![alt], ..Generated::default() }
}

/// Pictures: alone, with a caption, at the side, in a link, within text, in a cell.
fn pictures(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    (any::<u32>(), 0..6u8, inline(vocabulary), words(vocabulary)).prop_map(|(number, kind, text, caption)| {
        let end = format!("]({PIXEL})");
        match kind {
            0 => image(number, &end),
            1 => {
                let place = format!("|{}{end}", caption.source);
                Generated { words: caption.words, ..image(number, &place) }
            }
            2 => image(number, &format!("]({PIXEL} \"left:60px\") ")).then("", text),
            3 => {
                let address = format!("https://example.org/picture/{number}");
                let linked = image(number, &end).within("[", &format!("]({address})"));
                Generated { links: vec![address], ..linked }
            }
            4 => caption.then(" ", image(number, &end)).then(" ", text),
            _ => Generated::default()
                .within("| ", "")
                .then("", image(number, &end))
                .within("", " | ")
                .then("", caption)
                .within("", " |\n|---|---|"),
        }
    })
}

/// A block around text within a line.
fn framed(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    // What the frame shows itself is `x`, or a date.
    let frames = prop::sample::select(vec![
        ("", ""),
        ("# ", ""),
        ("### ", ""),
        ("- ", ""),
        ("- x\n- ", "\n  - x"),
        ("- x\n\n  ", ""),
        ("> ", ""),
        ("> [!TIP]\n> ", ""),
        ("{bkqt/note}\n", "\n{/bkqt}"),
        ("{bkqt/warning|x}\n", "\n{/bkqt}"),
        ("{bkqt/quote}\n", "\n{/bkqt}"),
        ("{bkqt/pullquote}\n", "\n{/bkqt}"),
        ("{bkqt/tip}\n- ", "\n{/bkqt}"),
        ("- [ ] ", ""),
        ("- [x] ", ""),
        ("1. ", ""),
        ("7. x\n8. ", ""),
        ("a. x\nb. ", ""),
        ("A. x\nB. ", ""),
        ("| x |\n|---|\n| ", " |"),
        (">> 26.02.09 - ", ""),
        ("- x:: ", ""),
        ("> - ", ""),
        ("- > ", ""),
        ("{shout:x} ", ""),
        ("<div>\n", "\n</div>"),
        ("<ul><li>", "</li></ul>"),
        ("<blockquote>", "</blockquote>"),
        ("<details><summary>x</summary>", "</details>"),
    ]);
    (frames, inline(vocabulary)).prop_filter_map(
        "raw HTML holds no Markdown, a heading no links",
        |((open, close), inner)| {
            let raw = open.starts_with('<') && inner.source.contains(['*', '~', '`', ']']);
            let heading = open.starts_with('#') && !inner.links.is_empty();
            if raw || heading {
                return None;
            }
            let mut framed = inner.within(open, close);
            let mut own: Vec<String> = Vec::new();
            own.extend(
                open.contains('x').then_some(()).filter(|()| !open.starts_with("- [x]")).map(|()| "x".to_owned()),
            );
            own.extend(open.contains("26").then(|| "26.02.09".to_owned()));
            framed.words.splice(0..0, own);
            framed.words.extend(close.contains('x').then(|| "x".to_owned()));
            Some(framed)
        },
    )
}

/// Code, rules and footnotes.
fn others(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    (0..5u8, any::<u32>(), words(vocabulary), words(vocabulary)).prop_map(|(kind, number, text, note)| match kind {
        0 => text.within("```\n", "\n```"),
        1 => text.within("    ", ""),
        2 => text.within("---\n\n", "\n\n***"),
        3 => {
            let body = format!("[^n{number}]\n\n[^n{number}]: {}", note.source);
            text.then("", note.noted(body))
        }
        _ => text.then("\n{dots}\n", note),
    })
}

/// Text without pictures.
pub fn prose(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    prop_oneof![4 => framed(vocabulary), 1 => others(vocabulary)]
}

/// A block of any kind.
pub fn block(vocabulary: Vocabulary) -> impl Strategy<Value = Generated> {
    prop_oneof![4 => prose(vocabulary), 1 => pictures(vocabulary)]
}

/// A whole post in one of the languages: the language, and the post with its front matter and its title `title`.
pub fn post() -> impl Strategy<Value = (&'static str, Generated)> {
    prop::sample::select(VOCABULARIES.to_vec()).prop_flat_map(|vocabulary| {
        prop::collection::vec(block(vocabulary), 1..6).prop_map(move |blocks| {
            let mut front_matter = String::new();
            let lang = vocabulary.lang;
            let _ = write!(front_matter, "---\nid: post\ntitle: title\nlang: {lang}\nsyntax: site\n---\n");
            let title = Generated { source: front_matter, words: vec!["title".into()], ..Generated::default() };
            let between = "\n\ntext\n\n";
            let parts = blocks.into_iter().reduce(|mut all, block| {
                all.words.push("text".into());
                all.then(between, block)
            });
            (lang, title.then("", parts.unwrap_or_default()))
        })
    })
}
