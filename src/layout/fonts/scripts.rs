//! Scripts and the families of fonts that have them: Noto's, by name.

use harfrust::Script;
use std::fmt;

/// A script as families of fonts are divided: that of ideographs by region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::layout) enum FontScript {
    /// Ideographs and what is set with them, in the shapes of a region.
    Ideographs(Region),
    /// Another script that Noto has a family for: an index into [`NAMED`].
    Named(u8),
    /// A character that belongs to no script: signs, arrows.
    Signs,
}

/// Where ideographs are written as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::layout) enum Region {
    /// Mainland China: simplified.
    #[default]
    China,
    /// Taiwan: traditional.
    Taiwan,
    /// Hong Kong: traditional.
    HongKong,
    /// Japan.
    Japan,
    /// Korea.
    Korea,
}

/// Tags (ISO 15924) and names of scripts that Noto has a family for, and that no family has in its Latin face.
const NAMED: &[(&[u8; 4], &str)] = &[
    (b"Adlm", "Adlam"),
    (b"Arab", "Arabic"),
    (b"Armn", "Armenian"),
    (b"Avst", "Avestan"),
    (b"Bali", "Balinese"),
    (b"Bamu", "Bamum"),
    (b"Batk", "Batak"),
    (b"Beng", "Bengali"),
    (b"Brah", "Brahmi"),
    (b"Bugi", "Buginese"),
    (b"Buhd", "Buhid"),
    (b"Cakm", "Chakma"),
    (b"Cans", "Canadian Aboriginal"),
    (b"Cham", "Cham"),
    (b"Cher", "Cherokee"),
    (b"Copt", "Coptic"),
    (b"Cprt", "Cypriot"),
    (b"Cyrl", ""),
    (b"Deva", "Devanagari"),
    (b"Dsrt", "Deseret"),
    (b"Egyp", "Egyptian Hieroglyphs"),
    (b"Ethi", "Ethiopic"),
    (b"Geor", "Georgian"),
    (b"Glag", "Glagolitic"),
    (b"Goth", "Gothic"),
    (b"Grek", ""),
    (b"Gujr", "Gujarati"),
    (b"Guru", "Gurmukhi"),
    (b"Hano", "Hanunoo"),
    (b"Hebr", "Hebrew"),
    (b"Ital", "Old Italic"),
    (b"Java", "Javanese"),
    (b"Kali", "Kayah Li"),
    (b"Khar", "Kharoshthi"),
    (b"Khmr", "Khmer"),
    (b"Knda", "Kannada"),
    (b"Lana", "Tai Tham"),
    (b"Laoo", "Lao"),
    (b"Latn", ""),
    (b"Lepc", "Lepcha"),
    (b"Limb", "Limbu"),
    (b"Linb", "Linear B"),
    (b"Lisu", "Lisu"),
    (b"Mand", "Mandaic"),
    (b"Mlym", "Malayalam"),
    (b"Mong", "Mongolian"),
    (b"Mtei", "Meetei Mayek"),
    (b"Mymr", "Myanmar"),
    (b"Nkoo", "NKo"),
    (b"Ogam", "Ogham"),
    (b"Olck", "Ol Chiki"),
    (b"Orkh", "Old Turkic"),
    (b"Orya", "Oriya"),
    (b"Osge", "Osage"),
    (b"Osma", "Osmanya"),
    (b"Phnx", "Phoenician"),
    (b"Rjng", "Rejang"),
    (b"Rohg", "Hanifi Rohingya"),
    (b"Runr", "Runic"),
    (b"Samr", "Samaritan"),
    (b"Saur", "Saurashtra"),
    (b"Sinh", "Sinhala"),
    (b"Sund", "Sundanese"),
    (b"Sylo", "Syloti Nagri"),
    (b"Syrc", "Syriac"),
    (b"Tagb", "Tagbanwa"),
    (b"Tale", "Tai Le"),
    (b"Talu", "New Tai Lue"),
    (b"Taml", "Tamil"),
    (b"Tavt", "Tai Viet"),
    (b"Telu", "Telugu"),
    (b"Tfng", "Tifinagh"),
    (b"Tglg", "Tagalog"),
    (b"Thaa", "Thaana"),
    (b"Thai", "Thai"),
    (b"Tibt", "Tibetan"),
    (b"Ugar", "Ugaritic"),
    (b"Vaii", "Vai"),
    (b"Xpeo", "Old Persian"),
    (b"Xsux", "Cuneiform"),
    (b"Yiii", "Yi"),
];

impl Region {
    /// The region of a language tag, if its texts are in ideographs.
    pub fn of_language(lang: &str) -> Option<Region> {
        let lang = lang.to_ascii_lowercase().replace('_', "-");
        let mut parts = lang.split('-');
        let primary = parts.next()?;
        let has = |wanted: &str| lang.split('-').skip(1).any(|part| part == wanted);
        match primary {
            "ja" => Some(Region::Japan),
            "ko" => Some(Region::Korea),
            "zh" | "yue" | "cmn" | "wuu" | "nan" | "hak" if has("hans") => Some(Region::China),
            "zh" | "yue" | "cmn" if has("hk") || has("mo") => Some(Region::HongKong),
            "zh" | "cmn" if has("hant") || has("tw") => Some(Region::Taiwan),
            "yue" => Some(Region::HongKong),
            "zh" | "cmn" | "wuu" | "nan" | "hak" => Some(Region::China),
            _ => None,
        }
    }

    /// What Noto's families call it: before variable fonts, and since.
    fn suffix(self) -> &'static str {
        match self {
            Region::China => "SC",
            Region::Taiwan => "TC",
            Region::HongKong => "HK",
            Region::Japan => "JP",
            Region::Korea => "KR",
        }
    }
}

impl FontScript {
    /// The script of a character in a text of a language. `near` is the region that the text around it speaks for.
    pub fn of(c: char, lang: &str, near: impl FnOnce() -> Option<Region>) -> FontScript {
        let script = harfrust::unicode::script(u32::from(c));
        let own = match script {
            Script::HIRAGANA | Script::KATAKANA => Some(Region::Japan),
            Script::HANGUL => Some(Region::Korea),
            Script::BOPOMOFO => Some(Region::Taiwan),
            _ => None,
        };
        if own.is_some() || script == Script::HAN || crate::document::is_ideographic(c) {
            return FontScript::Ideographs(Region::of_language(lang).or(own).or_else(near).unwrap_or_default());
        }
        let tag = script.tag().to_be_bytes();
        let named = NAMED.binary_search_by(|(known, _)| known.as_slice().cmp(tag.as_slice()));
        named.ok().and_then(|index| u8::try_from(index).ok()).map_or(FontScript::Signs, FontScript::Named)
    }

    /// Noto's name of it; empty for what is in its main families.
    fn name(self) -> &'static str {
        match self {
            FontScript::Named(index) => NAMED.get(usize::from(index)).map_or("", |(_, name)| *name),
            FontScript::Ideographs(_) | FontScript::Signs => "",
        }
    }

    /// Families that have it, the one most wanted first.
    pub fn families(self, look: Look) -> Vec<String> {
        let (first, second) = if look == Look::Serif { ("Serif", "Sans") } else { ("Sans", "Serif") };
        match self {
            FontScript::Ideographs(region) => {
                let region = region.suffix();
                let mono = (look == Look::Mono).then(|| format!("Noto Sans Mono CJK {region}"));
                let rest = [first, second].into_iter().flat_map(|kind| {
                    let [own, all] = [format!("Noto {kind} {region}"), format!("Noto {kind} CJK {region}")];
                    [all, own, format!("Source Han {kind} {region}")]
                });
                mono.into_iter().chain(rest).collect()
            }
            FontScript::Named(_) if self.name().is_empty() => {
                vec![format!("Noto {first}"), format!("Noto {second}")]
            }
            FontScript::Named(_) => {
                let name = self.name();
                // Of some scripts there is one style with a name of its own.
                let own = if name == "Arabic" { vec!["Noto Naskh Arabic".to_owned()] } else { Vec::new() };
                own.into_iter().chain([format!("Noto {first} {name}"), format!("Noto {second} {name}")]).collect()
            }
            FontScript::Signs => {
                let signs = ["Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Symbols 2", "Noto Sans Math"];
                signs
                    .into_iter()
                    .map(str::to_owned)
                    .chain([format!("Noto {first}"), format!("Noto {second}")])
                    .collect()
            }
        }
    }

    /// The package of Debian and its kin that has a family for it.
    pub fn package(self) -> &'static str {
        match self {
            FontScript::Ideographs(_) => "fonts-noto-cjk",
            FontScript::Named(_) | FontScript::Signs => "fonts-noto-core",
        }
    }
}

impl fmt::Display for FontScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FontScript::Ideographs(Region::Japan) => f.write_str("Japanese"),
            FontScript::Ideographs(Region::Korea) => f.write_str("Korean"),
            FontScript::Ideographs(_) => f.write_str("Chinese"),
            FontScript::Named(index) => match NAMED.get(usize::from(*index)) {
                Some((b"Latn", _)) => f.write_str("Latin"),
                Some((b"Grek", _)) => f.write_str("Greek"),
                Some((b"Cyrl", _)) => f.write_str("Cyrillic"),
                Some((_, name)) => f.write_str(name),
                None => f.write_str("unknown"),
            },
            FontScript::Signs => f.write_str("signs"),
        }
    }
}

/// The kind of face that fallback families are to match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::layout) enum Look {
    /// With serifs.
    #[default]
    Serif,
    /// Without.
    Sans,
    /// All of one width.
    Mono,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(NAMED.is_sorted_by(|a, b| a.0 < b.0), "it is searched by halves");
    }

    #[test]
    fn characters_have_scripts_and_ideographs_have_regions() {
        let of = |c, lang| FontScript::of(c, lang, || None);
        assert_eq!(of('ก', "th").to_string(), "Thai");
        assert_eq!(of('漢', "ja"), FontScript::Ideographs(Region::Japan));
        assert_eq!(of('漢', "zh-Hant-HK"), FontScript::Ideographs(Region::HongKong));
        assert_eq!(of('漢', "zh_TW"), FontScript::Ideographs(Region::Taiwan));
        assert_eq!(of('漢', "zh"), FontScript::Ideographs(Region::China));
        assert_eq!(of('漢', "en"), FontScript::Ideographs(Region::China));
        assert_eq!(FontScript::of('漢', "en", || Some(Region::Japan)), FontScript::Ideographs(Region::Japan));
        assert_eq!(of('の', "en"), FontScript::Ideographs(Region::Japan));
        assert_eq!(of('한', "en"), FontScript::Ideographs(Region::Korea));
        assert_eq!(of('。', "zh"), FontScript::Ideographs(Region::China), "its mark belongs to it");
        assert_eq!(of('☃', "en"), FontScript::Signs);
        assert_eq!(of('Ꙁ', "ru").to_string(), "Cyrillic");
    }

    #[test]
    fn families_are_named_by_script_and_look() {
        let families = |c, lang, look| FontScript::of(c, lang, || None).families(look);
        assert_eq!(families('ก', "th", Look::Serif), ["Noto Serif Thai", "Noto Sans Thai"]);
        assert_eq!(families('ก', "th", Look::Sans), ["Noto Sans Thai", "Noto Serif Thai"]);
        assert_eq!(families('漢', "ja", Look::Serif)[0], "Noto Serif CJK JP");
        assert_eq!(families('漢', "zh", Look::Mono)[..2], ["Noto Sans Mono CJK SC", "Noto Sans CJK SC"]);
        assert_eq!(families('Ж', "ru", Look::Serif)[0], "Noto Serif");
    }
}
