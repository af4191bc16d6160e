//! Why a run cannot begin, and what the environment says of it.

use crate::batch::select::SelectError;
use crate::document::Date;
use crate::project::SettingsError;

/// Why a run cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// The configuration, the theme or a cover is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// What was named is not there.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// Flags that do not go together, or a value that cannot be.
    #[error("{0}")]
    Flags(String),
}

/// The specification of `SOURCE_DATE_EPOCH` asks for an error where it is no number.
pub fn epoch(value: Option<&str>) -> Result<Option<i64>, UsageError> {
    let wrong = |text: &str| UsageError::Flags(format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds"));
    match value.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => text.parse().map(Some).map_err(|_| wrong(text)),
        None => Ok(None),
    }
}

/// The variable `SOURCE_DATE_EPOCH` of this process.
pub fn epoch_of_environment() -> Result<Option<i64>, UsageError> {
    epoch(std::env::var("SOURCE_DATE_EPOCH").ok().as_deref())
}

/// The day that tells future posts from others: that of `SOURCE_DATE_EPOCH`, else today.
pub fn today(epoch: Option<i64>) -> Date {
    let now = epoch.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()).unwrap_or_else(jiff::Timestamp::now);
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_date_epoch_is_a_number_of_seconds() {
        assert!(epoch(Some("soon")).expect_err("epoch").to_string().contains("`soon`"));
        assert!(matches!(epoch(Some("86400")), Ok(Some(86_400))));
        assert!(matches!((epoch(None), epoch(Some(" "))), (Ok(None), Ok(None))));
        assert_eq!(today(Some(86_400)).to_string(), "1970-01-02");
    }
}
