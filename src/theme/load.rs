//! Reading themes: the built-in file, and a user's file laid over it field by field.

use super::Theme;
use crate::document::{CalloutKind, Rgb, TokenClass};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;
use std::path::PathBuf;

/// The built-in theme's text.
pub const BUILT_IN: &str = include_str!("../../styles/theme.yaml");

/// Why a theme cannot be used. Each message names the file, the place and the field.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// The file cannot be read.
    #[error("{}: cannot read the theme: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A field is unknown or has the wrong type.
    #[error("{}: {message}", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// What the reader said, with line and column.
        message: String,
    },
}

/// The built-in theme.
pub fn built_in() -> Result<Theme, ThemeError> {
    overlay(PathBuf::from("styles/theme.yaml"), None)
}

/// The built-in theme with the fields of a user's file laid over it.
pub fn load(path: &std::path::Path) -> Result<Theme, ThemeError> {
    let text = std::fs::read_to_string(path).map_err(|source| ThemeError::Io { path: path.to_path_buf(), source })?;
    overlay(path.to_path_buf(), Some(&text))
}

/// The text of the theme that is in effect: the built-in one as it is written, or with the fields of a user's file laid over
/// it, in the order of their names.
///
/// # Errors
/// What [`load`] says of the file.
pub fn effective(path: Option<&std::path::Path>) -> Result<String, ThemeError> {
    let Some(path) = path else { return Ok(BUILT_IN.to_owned()) };
    let text = std::fs::read_to_string(path).map_err(|source| ThemeError::Io { path: path.to_path_buf(), source })?;
    let merged = merged(path, Some(&text))?;
    serde_yaml::to_string(&merged)
        .map_err(|error| ThemeError::Field { path: path.to_path_buf(), message: error.to_string() })
}

fn overlay(path: PathBuf, text: Option<&str>) -> Result<Theme, ThemeError> {
    let merged = merged(&path, text)?;
    serde_json::from_value(merged).map_err(|error| ThemeError::Field { path, message: error.to_string() })
}

fn merged(path: &std::path::Path, text: Option<&str>) -> Result<Value, ThemeError> {
    let field = |message: String| ThemeError::Field { path: path.to_path_buf(), message };
    let mut merged: Value = serde_yaml::from_str(BUILT_IN).map_err(|e| field(e.to_string()))?;
    if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
        // Read into the typed theme first: only this knows the place of a wrong field.
        let _: Theme = serde_yaml::from_str(text).map_err(|e| field(e.to_string()))?;
        let patch: Value = serde_yaml::from_str(text).map_err(|e| field(e.to_string()))?;
        merge(&mut merged, patch);
    }
    Ok(merged)
}

fn merge(base: &mut Value, patch: Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, patch) => *base = patch,
    }
}

impl<'de> Deserialize<'de> for Rgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Rgb::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not a colour: write \"#rrggbb\"")))
    }
}

impl Rgb {
    /// Reads `#rgb` or `#rrggbb`, with or without its sign. (CSS colour names belong to the dialect.)
    pub fn parse(text: &str) -> Option<Rgb> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let nibbles: Option<Vec<u8>> =
            digits.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        match nibbles?.as_slice() {
            [r, g, b] => Some(Rgb(r * 17, g * 17, b * 17)),
            [r0, r1, g0, g1, b0, b1] => Some(Rgb(r0 * 16 + r1, g0 * 16 + g1, b0 * 16 + b1)),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for CalloutKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        CalloutKind::from_name(&name).ok_or_else(|| D::Error::custom(format!("`{name}` is not a kind of callout")))
    }
}

impl<'de> Deserialize<'de> for TokenClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        TokenClass::ALL
            .into_iter()
            .find(|class| class.name() == name)
            .ok_or_else(|| D::Error::custom(format!("`{name}` is not a class of code token")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_file_changes_only_what_it_names() {
        let theme = overlay("t.yaml".into(), Some("text:\n  size: 11\ncallouts:\n  tip: { color: '#0a0' }\n"));
        let (theme, built_in) = (theme.expect("theme"), built_in().expect("built-in"));
        assert_eq!(theme.text.size, 11.0);
        assert_eq!(theme.text.leading, built_in.text.leading);
        assert_eq!(theme.callout(CalloutKind::Tip).color, Rgb(0, 170, 0));
        assert_eq!(theme.callout(CalloutKind::Tip).background, built_in.callout(CalloutKind::Tip).background);
        assert_eq!(theme.callout(CalloutKind::Note).color, built_in.callout(CalloutKind::Note).color);
    }

    #[test]
    fn a_wrong_field_is_named_with_its_place() {
        let error = overlay("t.yaml".into(), Some("text:\n  size: 11\n  leadings: 3\n")).expect_err("unknown field");
        let message = error.to_string();
        assert!(message.contains("leadings") && message.contains('3'), "{message}");
        let error = overlay("t.yaml".into(), Some("text:\n  size: big\n")).expect_err("wrong type");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
