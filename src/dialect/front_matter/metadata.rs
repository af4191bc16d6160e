//! Fields to [`Metadata`].

use super::dates;
use super::fields::{Fields, wrong};
use crate::diagnostics::Code;
use crate::dialect::inline::Mode;
use crate::dialect::parser::Parser;
use crate::dialect::syntax::Syntax;
use crate::dialect::text::{Breaks, Mapped};
use crate::dialect::title::stem;
use crate::document::{
    Aspect, CoverFile, Date, FieldNote, Imprint, Inline, Metadata, Numbering, Thumbnail, isbn, language_tag, walk,
};
use crate::source::Span;
use std::path::Path;

/// Reads the fields. The title stays empty where no field gives it.
pub(in crate::dialect) fn metadata(parser: &mut Parser<'_>, mut fields: Fields, path: &Path) -> Metadata {
    let field_note = field_note(parser, &mut fields);
    let id = id(parser, &mut fields, field_note.as_ref(), path);
    let f = &mut fields;
    let title = f.text(parser, "title");
    let title = f.text(parser, "displayTitle").or(title).map(|(title, span)| without_html(parser, title, span));
    let title = title.or_else(|| field_note.as_ref().map(|note| note.name.clone())).unwrap_or_default();
    let lang = ["lang", "language", "locale"].iter().find_map(|name| f.text(parser, name));
    let lang = lang.and_then(|(text, span)| language(parser, &text, span));
    let subtitle = f.text(parser, "subtitle").map(|(subtitle, span)| without_html(parser, subtitle, span));
    let mut one = |parser: &mut Parser<'_>, name: &str| f.text(parser, name).map(|(text, _)| text);
    let description = ["description", "summary", "excerpt"].iter().find_map(|name| one(parser, name));
    let category = if f.is_scalar("category") { f.text(parser, "category").map(|(text, _)| text) } else { None };
    let lead = f.text(parser, "lead").map(|(text, span)| inlines(parser, text, span));
    let tldr = f.texts(parser, "tldr").into_iter().map(|(text, span)| inlines(parser, text, span)).collect();
    let authors = Some(f.names("author")).filter(|names| !names.is_empty()).unwrap_or_else(|| f.names("authors"));
    let file_as = ["author", "authors"].iter().flat_map(|field| f.file_as(field)).collect();
    let tags = tags(parser, f);
    let date = date(parser, f, path);
    let thumbnail = thumbnail(parser, f);
    let series = series(parser, f);
    let numbering = numbering(parser, f);
    let imprint = imprint(parser, f);
    let cover = f.inner_text("cover", &["image", "src", "url", "path"]);
    let cover = cover.or_else(|| f.text(parser, "cover")).map(|(source, span)| CoverFile { source, span });
    let span = f.span;
    Metadata {
        id,
        title,
        subtitle,
        description,
        lead: lead.filter(|lead| !lead.is_empty()),
        tldr,
        category,
        date,
        authors,
        file_as,
        lang,
        thumbnail,
        cover,
        tags,
        series,
        numbering,
        imprint,
        field_note,
        span,
        extra: fields.rest(),
    }
}

/// `tags`, a list or one text with commas, or those of `taxonomies`.
fn tags(parser: &mut Parser<'_>, fields: &mut Fields) -> Vec<String> {
    if !fields.has("tags") {
        return fields.inner_texts("taxonomies", "tags");
    }
    let single = fields.is_scalar("tags");
    let tags = fields.texts(parser, "tags").into_iter().map(|(text, _)| text);
    match single {
        true => tags
            .flat_map(|text| text.split(',').map(|tag| tag.trim().to_owned()).collect::<Vec<_>>())
            .filter(|tag| !tag.is_empty())
            .collect(),
        false => tags.collect(),
    }
}

/// The inlines of a field with markup. All of them are where the field is.
fn inlines(parser: &mut Parser<'_>, text: String, span: Span) -> Vec<Inline> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let prose = parser.prose(Mapped::fixed(text, span));
    let mode = parser.mode(Breaks::Spaces);
    let mut inlines = parser.inlines(&prose, 0..prose.len(), mode);
    parser.settle_captions(&mut inlines);
    inlines
}

/// Elements that titles hold.
const IN_TITLES: [&str; 13] =
    ["b", "code", "em", "i", "kbd", "q", "ruby", "small", "span", "strong", "sub", "sup", "u"];

/// What a title with HTML in it shows. One that only looks like HTML stays as it is typed.
fn without_html(parser: &mut Parser<'_>, text: String, span: Span) -> String {
    let holds = |name: &&str| {
        text.contains(&format!("</{name}>")) && [">", " "].iter().any(|end| text.contains(&format!("<{name}{end}")))
    };
    if !IN_TITLES.iter().any(holds) {
        return text;
    }
    let prose = parser.html_prose(Mapped::fixed(text, span));
    let mode = Mode { html: true, ..parser.mode(Breaks::Spaces) };
    walk::plain_text(&parser.inlines(&prose, 0..prose.len(), mode))
}

/// The post's key: `id`, a field note's `uid`, else the file's stem.
fn id(parser: &mut Parser<'_>, fields: &mut Fields, field_note: Option<&FieldNote>, path: &Path) -> String {
    if let Some((id, _)) = fields.text(parser, "id") {
        return id;
    }
    if let Some(note) = field_note {
        return note.uid.clone();
    }
    let stem = stem(path);
    if parser.syntax == Syntax::Site {
        let start = fields.span.start as usize;
        let place = if fields.span.end > fields.span.start { fields.span } else { parser.span(start..start) };
        parser.diagnostics.warn(
            Code::MissingId,
            Span { end: place.start, ..place },
            format!("no `id` in the front matter; using the file name `{stem}`"),
            format!("add `id: {stem}` to the front matter, between two lines `---` at the top of the file"),
        );
    }
    stem
}

fn field_note(parser: &mut Parser<'_>, fields: &mut Fields) -> Option<FieldNote> {
    if !fields.has("uid") {
        return None;
    }
    let (uid, _) = fields.text(parser, "uid")?;
    let text = |parser: &mut Parser<'_>, fields: &mut Fields, name: &str| {
        fields.text(parser, name).map(|(text, _)| text).unwrap_or_default()
    };
    let address = text(parser, fields, "address");
    let name = text(parser, fields, "name");
    let name = if name.is_empty() { address.rsplit("//").next().unwrap_or(&uid).to_owned() } else { name };
    let aliases = fields.texts(parser, "aliases").into_iter().map(|(alias, _)| alias).collect();
    Some(FieldNote { uid, address, name, aliases })
}

/// Fields that say when a post was published, in the order they count.
const DATES: [&str; 7] = ["date", "pubDate", "pubDatetime", "publishDate", "publish_date", "published", "created"];

/// When the post was published: as a field says, else as the file's name starts (`2026-02-05-title.md`).
fn date(parser: &mut Parser<'_>, fields: &mut Fields, path: &Path) -> Option<Date> {
    for name in DATES {
        // `published: false` says something else.
        let by_the_way = name != "date";
        if by_the_way && (!fields.is_scalar(name) || fields.is_flag(name)) {
            continue;
        }
        let Some((text, span)) = fields.text(parser, name) else { continue };
        if let Some(date) = dates::read_date(&text) {
            return Some(date);
        }
        if !by_the_way {
            parser.diagnostics.warn(
                Code::BadDate,
                span,
                format!("`{text}` is not a date; the post has no date"),
                "write it as YYYY-MM-DD, for example 2026-02-05",
            );
            return None;
        }
    }
    if parser.is_site() { None } else { dates::of_name(&stem(path)).0 }
}

fn language(parser: &mut Parser<'_>, text: &str, span: Span) -> Option<String> {
    let tag = language_tag(text);
    if tag.is_none() {
        parser.diagnostics.warn(
            Code::UnknownLanguage,
            span,
            format!("`{text}` is not the tag of a language; the site's is taken"),
            "write its code, for example en, es or pt-BR",
        );
    }
    tag
}

/// `series`, with the number of the part as `part`.
fn series(parser: &mut Parser<'_>, fields: &mut Fields) -> Option<(String, Option<u32>)> {
    let part = fields.text(parser, "part");
    let title = match fields.is_scalar("series") {
        true => fields.text(parser, "series")?.0,
        false => fields.names("series").into_iter().next()?,
    };
    let number = part.and_then(|(text, span)| {
        let number = text.parse().ok().filter(|number| *number > 0);
        if number.is_none() {
            wrong(parser, span, format!("`{text}` is not the number of a part"), "write a whole number from 1");
        }
        number
    });
    Some((title, number))
}

/// `numbering`; other tools write a truth value for headings with numbers or without.
fn numbering(parser: &mut Parser<'_>, fields: &mut Fields) -> Option<Numbering> {
    let (text, span) = fields.text(parser, "numbering")?;
    match text.as_str() {
        "true" => Some(Numbering::Sections),
        "false" => Some(Numbering::None),
        name => match name.parse() {
            Ok(numbering) => Some(numbering),
            Err(error) => {
                wrong(parser, span, format!("{error}"), "ignoring it");
                None
            }
        },
    }
}

/// What a book says of its publication. Elsewhere these fields may be about another book, which a post is about: only
/// books use them.
fn imprint(parser: &mut Parser<'_>, fields: &mut Fields) -> Imprint {
    let mut one = |name: &str| match fields.is_scalar(name) {
        true => fields.text(parser, name),
        false => None,
    };
    let [publisher, edition, isbn, rights] = ["publisher", "edition", "isbn", "rights"].map(&mut one);
    if let Some((text, span)) = &isbn
        && let Err(reason) = isbn::check(text)
    {
        wrong(parser, *span, format!("`{text}` is not an ISBN: {reason}"), "copy it from the agency's letter");
    }
    let text = |field: Option<(String, Span)>| field.map(|(text, _)| text);
    Imprint { publisher: text(publisher), edition: text(edition), isbn: text(isbn), rights: text(rights) }
}

fn thumbnail(parser: &mut Parser<'_>, fields: &mut Fields) -> Option<Thumbnail> {
    let aspect = fields.text(parser, "thumbnailAspect");
    let alt = fields.text(parser, "thumbnailAlt").map(|(text, _)| text);
    let (source, span) = fields.text(parser, "thumbnail")?;
    let aspect = match aspect {
        None => Aspect::Full,
        Some((name, span)) => match name.as_str() {
            "full" | "auto" => Aspect::Full,
            "wide" => Aspect::Wide,
            "banner" => Aspect::Banner,
            "strip" => Aspect::Strip,
            _ => {
                wrong(parser, span, format!("`{name}` is not an aspect"), "write full, wide, banner or strip");
                Aspect::Full
            }
        },
    };
    Some(Thumbnail { source, span, aspect, alt })
}
