//! Languages by the names of folders and files.

/// Tags that folders and suffixes of sites are named by. A list, since `go`, `db` and `ui` are no languages.
const TAGS: [&str; 64] = [
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "en-gb", "en-us", "eo", "es", "es-es", "es-mx", "et", "eu",
    "fa", "fi", "fr", "fr-fr", "gl", "he", "hi", "hr", "hu", "id", "it", "ja", "ja-jp", "ko", "ko-kr", "lt", "lv",
    "nb", "nl", "nn", "no", "pl", "pt", "pt-br", "pt-pt", "ro", "ru", "ru-ru", "sk", "sl", "sr", "sv", "ta", "th",
    "tr", "uk", "ur", "vi", "zh", "zh-cn", "zh-hans", "zh-hant", "zh-hk", "zh-tw", "de-de", "it-it", "pl-pl",
];

/// The language a folder or suffix names.
pub fn of(name: &str) -> Option<String> {
    let folded = name.to_lowercase().replace('_', "-");
    TAGS.contains(&&*folded).then(|| crate::document::language_tag(name)).flatten()
}

/// The language of a file's name (`index.es.md`).
pub fn of_suffix(stem: &str) -> Option<(&str, String)> {
    let (name, suffix) = stem.rsplit_once('.')?;
    let lang = of(suffix)?;
    (!name.is_empty()).then_some((name, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_tags_are_languages() {
        assert_eq!(of_suffix("index.es"), Some(("index", "es".to_owned())));
        assert_eq!(of_suffix("a.zh-cn").map(|(_, lang)| lang), Some("zh-cn".to_owned()));
        assert_eq!(of_suffix("v1.2"), None);
        assert_eq!(of("go"), None);
    }
}
