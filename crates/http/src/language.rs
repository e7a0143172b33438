//! Which language a person reads.

use axum::http::{HeaderMap, header};
use weir_model::Phrase;

/// A language that Weir speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    /// Picks this language's sentence.
    pub(crate) fn speak(self) -> fn(&Phrase) -> &str {
        match self {
            Self::English => |phrase| &phrase.english,
            Self::Chinese => |phrase| &phrase.chinese,
        }
    }

    /// The language of the ledger dialect: Chinese, unless `Accept-Language` prefers English.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let ranked = wanted.unwrap_or_default().split(',').filter_map(weighted);
        // `max_by` gives the last of equals and the header lists the preferred one first: so reversed.
        let best = ranked.rev().max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(Self::Chinese, |(language, _)| language)
    }
}

/// One entry of the header, if it is a language of ours: `en-GB;q=0.8`.
fn weighted(entry: &str) -> Option<(Language, f32)> {
    let (tag, weight) = entry.split_once(";q=").unwrap_or((entry, "1"));
    let weight: f32 = weight.trim().parse().ok().filter(|weight| *weight > 0.0)?;
    match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
        "en" => Some((Language::English, weight)),
        "zh" => Some((Language::Chinese, weight)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn follows_the_preferred_language_and_defaults_to_chinese() {
        for (header, language) in [
            ("en", Language::English),
            ("en-US,en;q=0.9", Language::English),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("fr,en;q=0.5,zh;q=0.4", Language::English),
            ("fr", Language::Chinese),
            ("en;q=0", Language::Chinese),
            ("", Language::Chinese),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(header));
            assert_eq!(Language::of(&headers), language, "{header}");
        }
        assert_eq!(Language::of(&HeaderMap::new()), Language::Chinese);
    }
}
