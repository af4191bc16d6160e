//! Posts in scripts other than Latin: every word of them is found in the PDF by programs that others wrote, each of which puts
//! text together in its own way. poppler and MuPDF are on most machines; `OFFPRINT_PDFJS` is the `node_modules` folder that
//! holds pdf.js, `OFFPRINT_PDFIUM` a Python that has pypdfium2. A program that is not there is passed over, unless
//! `OFFPRINT_REQUIRE_TOOLS=1`.

use crate::support::{offprint, root, run};
use icu_normalizer::ComposingNormalizerBorrowed;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Letters with separate dots, ligatures, marks, figures of both kinds, a Latin name; then Persian and Urdu.
const ARABIC: &str = "---\nid: ar\ntitle: عن الحروف\nlang: ar\n---\n\n# مقدمة\n\n\
    قال الطابع (بهدوء): «عندي 500 صفحة من الورق»، ثم ذهب إلى London في الساعة 12. كانت السنوات صعبة جدًا على المطابع؛ \
    لا إله إلا الله. مُحَمَّدٌ كتب قليلاً وأكثر من ذلك في كتاب تُملأ صفحاته.\n\n\
    <p lang=\"fa\">گربه می‌خواهد پیش پنجره بنشیند و چای بنوشد.</p>\n\n\
    <p lang=\"ur\">ہم نے کتاب پڑھی اور ٹھیک وقت پر گھر پہنچے۔</p>\n\n- أولاً\n- ثانياً\n\n| الاسم | العدد |\n|---|---|\n| ألف | 1 |\n";

/// With points and a maqaf.
const HEBREW: &str = "---\nid: he\ntitle: על אותיות\nlang: he\n---\n\n# פתיחה\n\n\
    אמר המדפיס: \"יש לי 500 דפים\", והלך אל London בשעה 12. שָׁלוֹם עֲלֵיכֶם, בְּרֵאשִׁית הָאָרֶץ וְהַשָּׁמַיִם.\n\n\
    בית־ספר הוא מקום שבו לומדים, וספר טוב הוא חבר נאמן לכל מי שקורא בו לאט.\n\n- ראשון\n- שני\n";

const JAPANESE: &str = "---\nid: ja\ntitle: 印刷について\nlang: ja\n---\n\n# はじめに\n\n\
    活版印刷（かっぱんいんさつ）は、金属の活字を並べて版を作る方法です。「一字一字」を拾い、Gutenbergは1455年に聖書を刷りました。\
    コンピューターでも、行の頭に句読点や小さな「っ」を置きません。ゞや々も同じです。\n\n- 一つ目\n- 二つ目\n";

const CHINESE: &str = "---\nid: zh\ntitle: 论印刷\nlang: zh-Hans\n---\n\n# 引言\n\n\
    印刷术改变了世界：书籍不再由人手抄写，而是成百上千地印出来。他说：“一本好书，是一位朋友。”——这句话写于1894年……\
    后来London的工人也学会了排字。\n\n- 第一\n- 第二\n";

/// A program, and its text of a PDF; `None` if it is not there and may be missing.
struct Reader {
    name: &'static str,
    command: Option<Command>,
    /// Whether it gives right-to-left letters as they stand on the page, from the left.
    visual: bool,
    /// Whether its search does not look at marks over letters.
    without_marks: bool,
}

impl Reader {
    fn new(name: &'static str, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str], file: &Path) -> Reader {
        let mut command = Command::new(program);
        command.args(
            arguments.iter().map(|argument| if *argument == "FILE" { file.as_os_str() } else { argument.as_ref() }),
        );
        Reader { name, command: Some(command), visual: false, without_marks: false }
    }

    fn absent(name: &'static str) -> Reader {
        Reader { name, command: None, visual: false, without_marks: false }
    }

    /// Its text of the file.
    fn text(&mut self) -> Option<String> {
        let required = std::env::var_os("OFFPRINT_REQUIRE_TOOLS").is_some_and(|value| value == "1");
        let Some(output) = self.command.as_mut().and_then(|command| command.output().ok()) else {
            assert!(!required, "{} is not there, and OFFPRINT_REQUIRE_TOOLS=1", self.name);
            eprintln!("skipped: {} is not there", self.name);
            return None;
        };
        assert!(output.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Prints the text of a PDF with PDFium.
const PDFIUM: &str = "import sys, pypdfium2\nsys.stdout.reconfigure(encoding='utf-8')\n\
    for page in pypdfium2.PdfDocument(sys.argv[1]): print(page.get_textpage().get_text_range())";

fn readers(file: &Path) -> Vec<Reader> {
    let script = root().join("tests/readers/pdf-text.mjs").display().to_string();
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    vec![
        Reader::new("poppler", "pdftotext", &["FILE", "-"], file),
        Reader { visual: true, ..Reader::new("MuPDF", "mutool", &["draw", "-q", "-F", "txt", "FILE"], file) },
        match variable("OFFPRINT_PDFJS") {
            Some(modules) => {
                Reader { without_marks: true, ..Reader::new("pdf.js", "node", &[&script, &modules, "FILE"], file) }
            }
            None => Reader::absent("pdf.js"),
        },
        match variable("OFFPRINT_PDFIUM") {
            Some(python) => Reader::new("PDFium", python, &["-c", PDFIUM, "FILE"], file),
            None => Reader::absent("PDFium"),
        },
    ]
}

/// A text without what is not seen, and without marks if those are not looked at.
fn plain(text: &str, without_marks: bool) -> String {
    let is_format = |c: char| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let kept: String = text.chars().filter(|c| !(is_format(*c) || without_marks && is_mark(*c))).collect();
    // The order of several marks over a letter is the normal one.
    ComposingNormalizerBorrowed::new_nfc().normalize(&kept).into_owned()
}

/// Marks of Hebrew and Arabic letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C7}' | '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// Exports a post; the file stays to be looked at.
fn exported(name: &str, post: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scripts");
    std::fs::create_dir_all(&folder).expect("a folder");
    let source = folder.join(format!("{name}.md"));
    std::fs::write(&source, post).expect("a post");
    let file = folder.join(format!("{name}.pdf"));
    let (done, _, said) = run(offprint().args(["export", "--offline", "-o"]).args([&file, &source]));
    assert!(done, "{said}");
    file
}

fn words(post: &str) -> Vec<&str> {
    let (_, body) = post.split_once("\n---\n").expect("front matter");
    let mut words: Vec<&str> = body
        .split(|c: char| !(c.is_alphanumeric() || is_mark(c) || c == '\u{200C}'))
        .filter(|word| !word.is_empty() && !["p", "lang", "fa", "ur"].contains(word))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Every word of a post is in the text that each reader has of its PDF. `joined`: lines end within words.
fn finds_every_word(name: &str, post: &str, joined: bool) {
    let file = exported(name, post);
    for mut reader in readers(&file) {
        let Some(text) = reader.text() else { continue };
        assert!(!text.contains('\u{FFFD}'), "{}: {text}", reader.name);
        let shown = |text: &str| -> String {
            let text = plain(text, reader.without_marks);
            if joined { text.chars().filter(|c| !c.is_whitespace()).collect() } else { text }
        };
        let (text, reversed) = (shown(&text), shown(&text.chars().rev().collect::<String>()));
        let missing = words(post).into_iter().map(|word| plain(word, reader.without_marks));
        let missing: Vec<String> =
            missing.filter(|word| !(text.contains(word) || reader.visual && reversed.contains(word))).collect();
        assert!(missing.is_empty(), "{}: {missing:?} not in {text}", reader.name);
    }
}

#[test]
fn arabic_words_are_found() {
    finds_every_word("arabic", ARABIC, false);
}

#[test]
fn hebrew_words_are_found() {
    finds_every_word("hebrew", HEBREW, false);
}

#[test]
fn words_of_an_arabic_line_have_spaces_between_them() {
    let file = exported("arabic-line", ARABIC);
    for mut reader in readers(&file) {
        let Some(text) = reader.text() else { continue };
        let reversed = plain(&text.chars().rev().collect::<String>(), reader.without_marks);
        let text = plain(&text, reader.without_marks);
        let phrase = "كانت السنوات صعبة";
        assert!(text.contains(phrase) || (reader.visual && reversed.contains(phrase)), "{}: {text}", reader.name);
    }
}

/// The faces are those of the machine.
fn has_ideographs() -> bool {
    let found = Path::new("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").is_file();
    let required = std::env::var_os("OFFPRINT_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(found || !required, "Noto Serif CJK is not installed, and OFFPRINT_REQUIRE_TOOLS=1");
    if !found {
        eprintln!("skipped: Noto Serif CJK is not installed");
    }
    found
}

#[test]
fn japanese_and_chinese_words_are_found() {
    if has_ideographs() {
        finds_every_word("japanese", JAPANESE, true);
        finds_every_word("chinese", CHINESE, true);
    }
}
