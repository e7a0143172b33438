//! The place behind a row of the ledger as one word, for `after`. Clients take it as it is.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use weir_model::{DatabaseId, LedgerAfter};

/// The place as a word.
pub(super) fn encode(after: &LedgerAfter) -> String {
    let json = match after {
        LedgerAfter::Instance(instance, name, id) => serde_json::json!(["i", instance, name, id.get()]),
        LedgerAfter::Name(name, id) => serde_json::json!(["n", name, id.get()]),
        LedgerAfter::Size(bytes, id) => serde_json::json!(["s", bytes, id.get()]),
        LedgerAfter::CollectedAt(millis, id) => serde_json::json!(["c", millis, id.get()]),
    };
    BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
}

/// The place that a word names.
pub(super) fn decode(word: &str) -> Option<LedgerAfter> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(word).ok()?;
    let parts: Vec<serde_json::Value> = serde_json::from_slice(&bytes).ok()?;
    let (id, parts) = parts.split_last()?;
    let (kind, parts) = parts.split_first()?;
    let id = DatabaseId::new(id.as_i64()?);
    let text =
        |value: &serde_json::Value| value.as_str().filter(|text| !text.contains('\0')).map(str::to_owned);
    Some(match (kind.as_str()?, parts) {
        ("i", [instance, name]) => LedgerAfter::Instance(text(instance)?, text(name)?, id),
        ("n", [name]) => LedgerAfter::Name(text(name)?, id),
        ("s", [bytes]) => LedgerAfter::Size(bytes.as_i64()?, id),
        ("c", [millis]) => LedgerAfter::CollectedAt(millis.as_i64()?, id),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_and_anything_else_is_none() {
        let id = DatabaseId::new(7);
        for after in [
            LedgerAfter::Instance("订单,\"1\"".to_owned(), "a".to_owned(), id),
            LedgerAfter::Name(String::new(), id),
            LedgerAfter::Size(-1, id),
            LedgerAfter::CollectedAt(i64::MAX, id),
        ] {
            assert_eq!(decode(&encode(&after)), Some(after));
        }
        let encoded = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
        for word in [
            "",
            "x",
            "%",
            &encoded("[]"),
            &encoded("[1]"),
            &encoded("[\"s\",\"x\",1]"),
            &encoded("[\"n\",\"\\u0000\",1]"),
        ] {
            assert_eq!(decode(word), None, "{word}");
        }
    }
}
