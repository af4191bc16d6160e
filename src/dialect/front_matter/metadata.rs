//! Fields to [`Metadata`].

use super::fields::{Fields, wrong};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::dialect::blocks::Breaks;
use crate::dialect::parser::Parser;
use crate::dialect::syntax::Syntax;
use crate::dialect::text::Mapped;
use crate::dialect::title::stem;
use crate::document::{Aspect, CoverFile, Date, FieldNote, Inline, Metadata, Thumbnail, language_tag};
use crate::source::Span;
use std::path::Path;

/// Reads the fields. The title stays empty where no field gives it.
pub(in crate::dialect) fn metadata(parser: &mut Parser<'_>, mut fields: Fields, path: &Path) -> Metadata {
    let field_note = field_note(parser, &mut fields);
    let id = id(parser, &mut fields, field_note.as_ref(), path);
    let f = &mut fields;
    let title = f.text(parser, "title");
    let title = f.text(parser, "displayTitle").or(title).map(|(title, _)| title);
    let title = title.or_else(|| field_note.as_ref().map(|note| note.name.clone())).unwrap_or_default();
    let lang = f.text(parser, "lang").and_then(|(text, span)| language(parser, &text, span));
    let mut one = |parser: &mut Parser<'_>, name: &str| f.text(parser, name).map(|(text, _)| text);
    let subtitle = one(parser, "subtitle");
    let description = one(parser, "description");
    let category = one(parser, "category");
    let status = one(parser, "status");
    let github = one(parser, "github");
    let demo = one(parser, "demo");
    let duration = one(parser, "duration");
    let lead = f.text(parser, "lead").map(|(text, span)| inlines(parser, text, span));
    let tldr = f.texts(parser, "tldr").into_iter().map(|(text, span)| inlines(parser, text, span)).collect();
    let mut many = |parser: &mut Parser<'_>, name: &str| -> Vec<String> {
        f.texts(parser, name).into_iter().map(|(text, _)| text).collect()
    };
    let authors = many(parser, "author");
    let authors = if authors.is_empty() { many(parser, "authors") } else { authors };
    let tags = many(parser, "tags");
    let related = many(parser, "related");
    let technologies = many(parser, "technologies");
    let date = date(parser, f);
    let thumbnail = thumbnail(parser, f);
    let series = series(parser, f);
    let cover = f.text(parser, "cover").map(|(source, span)| CoverFile { source, span });
    let featured = f.flag(parser, "featured");
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
        lang,
        thumbnail,
        cover,
        tags,
        series,
        related,
        featured,
        status,
        technologies,
        github,
        demo,
        duration,
        field_note,
        span,
        extra: fields.rest(),
    }
}

/// The inlines of a field with markup. All of them stand where the field stands.
fn inlines(parser: &mut Parser<'_>, text: String, span: Span) -> Vec<Inline> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let prose = parser.prose(Mapped::fixed(text, span));
    let mode = parser.mode(Breaks::Spaces);
    let mut inlines = parser.inlines(&prose, 0..prose.len(), mode);
    parser.settle_captions(&mut inlines);
    inlines
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
    // A post of another tool never had one.
    let severity = if parser.syntax == Syntax::Site { Severity::Warning } else { Severity::Note };
    let start = fields.span.start as usize;
    let place = if fields.span.end > fields.span.start { fields.span } else { parser.span(start..start) };
    let place = Span { end: place.start, ..place };
    parser.diagnostics.push(Diagnostic {
        code: Code::MissingId,
        severity,
        message: format!("no `id`; the file's name serves: `{stem}`"),
        span: Some(place),
        hint: Some(format!("add `id: {stem}` to the front matter, between two lines `---` at the top of the file")),
    });
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

fn date(parser: &mut Parser<'_>, fields: &mut Fields) -> Option<Date> {
    let (text, span) = fields.text(parser, "date")?;
    // A time of day after the date (`2026-02-05T10:00:00Z`) says nothing a book would show.
    let day =
        text.get(..10).filter(|_| text.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['T', ' '])));
    let date = day.and_then(|day| day.parse::<Date>().ok());
    if date.is_none() {
        parser.diagnostics.warn(
            Code::BadDate,
            span,
            format!("`{text}` is not a date; the post is left without one"),
            "write it as YYYY-MM-DD, for example 2026-02-05",
        );
    }
    date
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
    let (title, _) = fields.text(parser, "series")?;
    let number = part.and_then(|(text, span)| {
        let number = text.parse().ok().filter(|number| *number > 0);
        if number.is_none() {
            wrong(parser, span, format!("`{text}` is not the number of a part"), "write a whole number from 1");
        }
        number
    });
    Some((title, number))
}

fn thumbnail(parser: &mut Parser<'_>, fields: &mut Fields) -> Option<Thumbnail> {
    let aspect = fields.text(parser, "thumbnailAspect");
    let shading = fields.text(parser, "thumbnailShading").map(|(text, _)| text);
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
    Some(Thumbnail { source, span, aspect, alt, shading })
}
