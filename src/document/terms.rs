//! The words a book adds to its text, by language.

use super::CalloutKind;

/// Words that offprint itself puts on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Title of the table of contents.
    pub contents: &'static str,
    /// Title of the notes.
    pub notes: &'static str,
    /// Said of a box's repeated label: "The Shift, continued".
    pub continued: &'static str,
    /// Cover (for landmarks).
    pub cover: &'static str,
    /// Title page (for landmarks).
    pub title_page: &'static str,
    /// Begin reading (for landmarks).
    pub text: &'static str,
    /// Name of the `tldr` list.
    pub takeaways: &'static str,
    /// Name of the interactions list.
    pub related_notes: &'static str,
    /// Glossary.
    pub glossary: &'static str,
    /// "See", before the places where a glossary's entry is referred to.
    pub see: &'static str,
    /// "p.", before a page's number.
    pub page_short: &'static str,
    /// "pp.", before several.
    pub pages_short: &'static str,
    /// "Back to the text": label of a note's back link.
    pub back: &'static str,
    /// Name of the list of the printed edition's pages.
    pub pages: &'static str,
    /// "Figure", for image descriptions.
    pub figure: &'static str,
    /// An annotation on the post's own date.
    pub day_zero: &'static str,
    /// "later", after an annotation's interval.
    pub later: &'static str,
    /// "earlier", for annotations dated before the post.
    pub earlier: &'static str,
    /// Before the name of the site and a date: "First published in Example, 6 February 2026".
    pub first_published_in: &'static str,
    /// Before a date alone.
    pub first_published_on: &'static str,
    /// Before the date of this printing.
    pub this_edition: &'static str,
    /// What the colophon is called.
    pub colophon: &'static str,
    /// Before the names of typefaces.
    pub set_in: &'static str,
    /// Before the last of several names.
    pub and: &'static str,
    /// Before the name of the program.
    pub made_with: &'static str,
    /// Between the whole and the decimals of a number.
    pub decimal: &'static str,
    /// Labels of the callouts, in the order of [`CalloutKind::ALL`].
    pub callouts: [&'static str; 5],
    /// Abbreviated months, lower case.
    pub months: [&'static str; 12],
    /// Full months.
    pub full_months: [&'static str; 12],
}

const EN: Terms = Terms {
    contents: "Contents",
    notes: "Notes",
    continued: "continued",
    cover: "Cover",
    title_page: "Title page",
    text: "Start of text",
    takeaways: "In short",
    related_notes: "Related notes",
    glossary: "Glossary",
    see: "See",
    page_short: "p.",
    pages_short: "pp.",
    back: "Back to the text",
    pages: "Pages",
    figure: "Figure",
    day_zero: "day zero",
    later: "later",
    earlier: "earlier",
    first_published_in: "First published in",
    first_published_on: "First published on",
    this_edition: "This edition:",
    colophon: "Colophon",
    set_in: "Set in",
    and: "and",
    made_with: "Made with",
    decimal: ".",
    callouts: ["Note", "Tip", "Warning", "Danger", "Key concept"],
    months: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    full_months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

const ES: Terms = Terms {
    contents: "Índice",
    notes: "Notas",
    continued: "continuación",
    cover: "Cubierta",
    title_page: "Portada",
    text: "Comienzo del texto",
    takeaways: "En resumen",
    related_notes: "Notas relacionadas",
    glossary: "Glosario",
    see: "Véase",
    page_short: "p.",
    pages_short: "pp.",
    back: "Volver al texto",
    pages: "Páginas",
    figure: "Figura",
    day_zero: "día cero",
    later: "después",
    earlier: "antes",
    first_published_in: "Publicado por primera vez en",
    first_published_on: "Publicado por primera vez el",
    this_edition: "Esta edición:",
    colophon: "Colofón",
    set_in: "Compuesto en",
    and: "y",
    made_with: "Hecho con",
    decimal: ",",
    callouts: ["Nota", "Consejo", "Advertencia", "Peligro", "Concepto clave"],
    months: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
    full_months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
};

const FR: Terms = Terms {
    contents: "Table des matières",
    notes: "Notes",
    continued: "suite",
    cover: "Couverture",
    title_page: "Page de titre",
    text: "Début du texte",
    takeaways: "En bref",
    related_notes: "Notes liées",
    glossary: "Glossaire",
    see: "Voir",
    page_short: "p.",
    pages_short: "p.",
    back: "Retour au texte",
    pages: "Pages",
    figure: "Figure",
    day_zero: "jour zéro",
    later: "plus tard",
    earlier: "plus tôt",
    first_published_in: "Première publication dans",
    first_published_on: "Première publication le",
    this_edition: "Cette édition :",
    colophon: "Colophon",
    set_in: "Composé en",
    and: "et",
    made_with: "Réalisé avec",
    decimal: ",",
    callouts: ["Note", "Conseil", "Avertissement", "Danger", "Idée clé"],
    months: ["janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"],
    full_months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};

const DE: Terms = Terms {
    contents: "Inhalt",
    notes: "Anmerkungen",
    continued: "Fortsetzung",
    cover: "Umschlag",
    title_page: "Titelseite",
    text: "Textbeginn",
    takeaways: "Kurz gefasst",
    related_notes: "Verwandte Notizen",
    glossary: "Glossar",
    see: "Siehe",
    page_short: "S.",
    pages_short: "S.",
    back: "Zurück zum Text",
    pages: "Seiten",
    figure: "Abbildung",
    day_zero: "Tag null",
    later: "später",
    earlier: "früher",
    first_published_in: "Zuerst erschienen in",
    first_published_on: "Zuerst erschienen am",
    this_edition: "Diese Ausgabe:",
    colophon: "Kolophon",
    set_in: "Gesetzt in",
    and: "und",
    made_with: "Hergestellt mit",
    decimal: ",",
    callouts: ["Hinweis", "Tipp", "Warnung", "Gefahr", "Kernbegriff"],
    months: ["jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"],
    full_months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
};

impl Terms {
    /// The words of a language by its BCP 47 tag; English where the language is not known.
    pub fn of(lang: &str) -> &'static Terms {
        match lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase().as_str() {
            "es" => &ES,
            "fr" => &FR,
            "de" => &DE,
            _ => &EN,
        }
    }

    /// Whether [`Terms::of`] knows the language.
    pub fn knows(lang: &str) -> bool {
        matches!(lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase().as_str(), "en" | "es" | "fr" | "de")
    }

    /// The default label of a callout.
    pub fn callout(&self, kind: CalloutKind) -> &'static str {
        CalloutKind::ALL.iter().position(|k| *k == kind).and_then(|i| self.callouts.get(i)).copied().unwrap_or("Note")
    }
}
