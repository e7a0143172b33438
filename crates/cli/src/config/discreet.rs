//! Values as they may be shown: an address among them may carry a password, a token or a key, which the list of
//! settings can't know of.

use toml::Value;

/// The value without what stands before the host of an address and after its path.
pub(crate) fn discreet(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(discreet_text(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(discreet).collect()),
        other => other,
    }
}

/// Each word for itself: `llm.others` says several things in one text.
fn discreet_text(text: &str) -> String {
    text.split(' ').map(discreet_word).collect::<Vec<_>>().join(" ")
}

fn discreet_word(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return word.to_owned() };
    let (address, query) = match rest.find(['?', '#']) {
        // Neither has a place in an address of ours, so nothing is lost to who reads it.
        Some(at) => (&rest[..at], "?****"),
        None => (rest, ""),
    };
    let authority_end = address.find('/').unwrap_or(address.len());
    let shown = match address[..authority_end].rfind('@') {
        Some(at) => format!("****{}", &address[at..]),
        None => address.to_owned(),
    };
    format!("{scheme}://{shown}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_what_may_be_secret_and_other_texts_nothing() {
        for (text, shown) in [
            ("127.0.0.1:8642", "127.0.0.1:8642"),
            ("info,weir_engine=debug", "info,weir_engine=debug"),
            ("https://weir.example/weir", "https://weir.example/weir"),
            ("http://u:p@proxy:3128", "http://****@proxy:3128"),
            ("http://u:p@ss@proxy", "http://****@proxy"),
            ("http://h/a@b", "http://h/a@b"),
            ("https://h/v1?key=k", "https://h/v1?****"),
            ("https://h/v1#k", "https://h/v1?****"),
            ("name=a base_url=https://t@h/v1 model=m", "name=a base_url=https://****@h/v1 model=m"),
        ] {
            assert_eq!(discreet_text(text), shown);
        }
    }
}
