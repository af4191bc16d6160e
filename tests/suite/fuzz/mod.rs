//! Good inputs changed at random, for every reader of what a stranger may write. An ordinary run tries some, the same each
//! time; `OFFPRINT_FUZZ=COUNT` tries so many others, from `OFFPRINT_FUZZ_SEED` on. What fails is written to the folder of
//! temporary files, and its seed is told. The targets of `fuzz/` run the same checks, led by coverage.

mod checks;
mod mutate;

use crate::generate;
use crate::support::cases::cases;
use mutate::Numbers;
use proptest::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Tries inputs made from the numbers of one seed each: an ordinary number, or as many as are asked for.
fn fuzz<T: AsRef<[u8]>>(name: &str, ordinary: u64, make: impl Fn(&mut Numbers) -> T, check: impl Fn(&T)) {
    let asked = |variable: &str| std::env::var(variable).ok().filter(|value| !value.is_empty());
    let number = |value: String| value.parse::<u64>().expect("a number");
    let first = asked("OFFPRINT_FUZZ_SEED").map_or(1, number);
    let count = asked("OFFPRINT_FUZZ").map_or(ordinary, number);
    for seed in first..first + count {
        let input = make(&mut Numbers(seed.wrapping_mul(0x5851_f42d_4c95_7f2d)));
        if let Err(fault) = catch_unwind(AssertUnwindSafe(|| check(&input))) {
            let path = std::env::temp_dir().join(format!("offprint-fuzz-{name}-{seed}"));
            std::fs::write(&path, input.as_ref()).expect("the input is kept");
            eprintln!("{name}: seed {seed}, input {}", path.display());
            std::panic::resume_unwind(fault);
        }
    }
    eprintln!("{name}: {count} inputs from seed {first}");
}

#[test]
fn texts_become_documents() {
    let seeds = mutate::texts();
    fuzz("texts", 200, |numbers| mutate::text(numbers, &seeds), |text| checks::documents(text));
}

#[test]
fn marks_of_every_extension_become_documents() {
    let seeds = mutate::texts();
    fuzz("marks", 200, |numbers| mutate::text(numbers, &seeds), |text| checks::marks(text, u64::MAX));
}

#[test]
fn front_matter_is_read_or_refused() {
    let seeds = [
        "id: x\ntitle: 'T'\nauthors: [A, {name: B, role: editor}]\ndate: 2024-02-29\ntags: &a [x, y]\nmore: *a\n",
        "id = 'x'\ntitle = \"T\"\ndate = 2024-02-29\n[cover]\nsrc = 'a.png'\n",
        "\"id\": \"x\", \"title\": \"T\\u0041\", \"authors\": [{\"name\": \"A\"}], \"date\": \"2024-02-29\"\n",
    ];
    fuzz(
        "front-matter",
        200,
        |numbers| {
            let seed = numbers.one(&seeds).as_bytes();
            String::from_utf8_lossy(&mutate::bytes(numbers, seed)).into_owned()
        },
        |text| checks::front_matters(text),
    );
}

#[test]
fn texts_become_books_whose_files_read_and_whose_links_lead_somewhere() {
    let seeds = mutate::texts();
    fuzz("books", 60, |numbers| mutate::text(numbers, &seeds), |text| checks::epub(text));
}

#[test]
fn texts_become_pdf_that_reads() {
    let seeds = mutate::texts();
    fuzz("pages", 20, |numbers| mutate::text(numbers, &seeds), |text| checks::pdf(text));
}

/// Small images of every format.
fn images() -> Vec<Vec<u8>> {
    use image::ImageFormat::{Gif, Jpeg, Png, WebP};
    let picture = image::RgbaImage::from_fn(13, 9, |x, y| image::Rgba([x as u8 * 9, y as u8 * 20, 99, 255 - x as u8]));
    let picture = image::DynamicImage::ImageRgba8(picture);
    let mut all = Vec::new();
    for format in [Png, Jpeg, WebP, Gif] {
        let source = if format == Jpeg { picture.to_rgb8().into() } else { picture.clone() };
        let mut bytes = std::io::Cursor::new(Vec::new());
        source.write_to(&mut bytes, format).expect("encoded");
        all.push(bytes.into_inner());
    }
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><defs><linearGradient id='g'><stop offset='1'/></linearGradient>\
        <pattern id='p' width='3' height='3'><path d='M0 0h1z'/></pattern><filter id='f'><feGaussianBlur stdDeviation='2'/></filter></defs>\
        <style>.a{fill:url(#g)}</style><g class='a' filter='url(#f)'><rect width='9' height='9' fill='url(#p)'/><text x='1' y='5'>a<tspan>b</tspan></text></g>\
        <use href='#p'/><image href='data:image/png;base64,AAAA' width='1' height='1'/></svg>";
    all.push(drawing.as_bytes().to_vec());
    all
}

#[test]
fn images_are_read_or_refused() {
    let seeds = images();
    fuzz(
        "images",
        1000,
        |numbers| {
            let seed = numbers.one(&seeds).clone();
            mutate::bytes(numbers, &seed)
        },
        |bytes| checks::image(bytes),
    );
}

#[test]
fn bytes_are_text_or_said_not_to_be() {
    let seeds = mutate::texts();
    fuzz(
        "bytes",
        300,
        |numbers| {
            let text = mutate::text(numbers, &seeds);
            mutate::bytes(numbers, text.as_bytes())
        },
        |bytes| checks::bytes(bytes),
    );
}

#[test]
fn configurations_themes_manifests_and_records_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let record = r#"{"id":"a","identifier":"urn:a","kind":"post","title":"A","subtitle":null,"authors":["B"],"language":"en","description":null,"category":"c","category_title":null,"subjects":[],"url":null,"date":null,"pages":1,"words":2,"files":[{"format":"pdf","type":"application/pdf","path":"c/a.pdf","size":3,"sha256":"00"}],"cover":null,"thumbnail":null,"pictures":[]}"#;
    let manifest = format!(
        r#"{{"version":1,"site":{{"title":null,"url":null,"language":null,"downloads":null}},"books":[{record}]}}"#
    );
    let entry = format!(r#"{{"keys":{{"pdf":"k"}},"warnings":0,"record":{record}}}"#);
    let configuration = "site: { title: T, url: 'https://a.example' }\nlang: en\ncategories: { a: { title: A, color: '#abc' } }\nexport: { page: a5, order: date }\n";
    let theme = "text:\n  size: 11\ncallouts:\n  tip: { color: '#0a0' }\n";
    let seeds = [&manifest, &entry, configuration, theme];
    let path = folder.path().join("offprint.yaml");
    fuzz(
        "owner",
        300,
        |numbers| {
            let seed = numbers.one(&seeds).as_bytes();
            mutate::bytes(numbers, seed)
        },
        |bytes| {
            checks::remembered(bytes);
            checks::owned(&path, bytes);
        },
    );
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn documents_of_known_content_are_whole_in_the_files((_, generated) in generate::post()) {
        checks::generated(&generated);
    }
}
