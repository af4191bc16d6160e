//! Styles of drawings that lead out of the book, in every writing that a reader's parser undoes.

use crate::epub_support::files;
use crate::support::{offprint, run};

/// Exports a post with these drawings as an EPUB; returns the drawings in it.
fn exported(drawings: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "---\nid: a\n---\n".to_owned();
    for (number, inside) in drawings.iter().enumerate() {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             xml:base=\"https://evil.example/\" width=\"{}\" height=\"9\">{inside}</svg>",
            number + 1
        );
        std::fs::write(folder.path().join(format!("{number}.svg")), svg).expect("written");
        text.push_str(&format!("![a drawing]({number}.svg)\n\n"));
    }
    std::fs::write(folder.path().join("a.md"), text).expect("written");
    let mut command = offprint();
    let (done, _, said) = run(command.current_dir(folder.path()).args(["export", "a.md", "--epub", "-o", "a.epub"]));
    assert!(done, "{said}");
    let epub = std::fs::read(folder.path().join("a.epub")).expect("an EPUB");
    let drawings = files(&epub).into_iter().filter(|(name, _)| name.ends_with(".svg"));
    drawings.map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8")).collect()
}

#[test]
fn no_style_of_a_drawing_leads_out() {
    let rules = [
        "@import url(https://evil.example/a.css);",
        "@imp<!-- -->ort 'https://evil.example/a.css';",
        "@imp<![CDATA[ort]]> 'https://evil.example/a.css';",
        "@\\69mport 'https://evil.example/a.css';",
        "rect { background: u\\72l(https://evil.example/a.png) }",
        "rect { content: '/*'; background: url(https://evil.example/a.png); content: '*/' }",
        "rect { background: image-set('https://evil.example/a.png' 1x) }",
        "@font-face { src: src('https://evil.example/a.woff') }",
        "rect { background: url(data:image/svg+xml,evil.example) }",
    ];
    let sheets = rules.iter().map(|rule| format!("<style>{rule}</style><rect width=\"9\" height=\"9\"/>"));
    let attributes = [
        "style=\"fill:u\\72l(https://evil.example/a.svg#b)\"",
        "fill=\"url(https://evil.example/a.svg#b)\"",
        "onclick=\"evil.example\"",
    ]
    .map(|attribute| format!("<rect width=\"9\" height=\"9\" {attribute}/>"));
    let images = ["https://evil.example/a.png", "data:image/svg+xml,&lt;svg onload='evil.example'/>"]
        .map(|href| format!("<image width=\"9\" height=\"9\" xlink:href=\"{href}\"/><image href=\"{href}\"/>"));
    let drawings: Vec<String> = sheets.chain(attributes).chain(images).collect();
    let out = exported(&drawings);
    assert_eq!(out.len(), drawings.len());
    for drawing in out {
        assert!(!drawing.contains("evil.example"), "{drawing}");
    }
}

#[test]
fn styles_within_a_drawing_stay() {
    let pixel = "data:image/png;base64,\
                 iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let inside = format!(
        "<defs><linearGradient id=\"g\"/></defs><style>rect {{ fill: url(#g) }} /* a note */</style>\
         <rect width=\"9\" height=\"9\" style=\"stroke:#369\"/><image width=\"1\" height=\"1\" href=\"{pixel}\"/>"
    );
    let out = exported(&[inside]).join("");
    for kept in ["fill: url(#g)", "stroke:#369", pixel] {
        assert!(out.contains(kept), "{kept}: {out}");
    }
}
