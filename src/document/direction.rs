//! The direction in which a language is written.

/// Languages that are written from right to left where their tag names no script (CLDR's likely subtags).
const LANGUAGES: [&str; 15] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"];
/// Scripts that are (ISO 15924).
const SCRIPTS: [&str; 10] = ["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"];

/// Whether the language of a tag (BCP 47) is written from right to left. A script in the tag decides: `az-Arab` is,
/// `ar-Latn` is not.
pub fn is_right_to_left(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    match parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        Some(script) => SCRIPTS.contains(&script),
        None => LANGUAGES.contains(&language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_decides_before_the_language() {
        for tag in ["he", "ar-EG", "fa", "UR-pk", "az-Arab", "pa-Arab-PK", "yi"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "az", "ar-Latn", "ru", "zh-Hant", "", "arn"] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }
}
