//! What a provider says of somebody, found by the names that the operator gives.

use std::collections::BTreeMap;

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// More groups than anybody is in; what comes after is left out.
const MOST_GROUPS: usize = 10_000;

/// Every claim that is not of the standard.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct OtherClaims {
    #[serde(flatten)]
    all: BTreeMap<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

/// The claim of a name: the name as it is, else as a way into objects, point by point.
fn find<'a>(claims: &'a Value, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| name.split('.').try_fold(claims, |claims, part| claims.get(part)))
}

/// Somebody's groups: a list of texts, or one text. None when nothing is said of them.
pub(crate) fn groups(claims: &Value, name: &str) -> Option<Vec<String>> {
    match find(claims, name)? {
        Value::String(group) => Some(vec![group.clone()]),
        Value::Array(items) => {
            Some(items.iter().filter_map(Value::as_str).take(MOST_GROUPS).map(str::to_owned).collect())
        }
        _ => None,
    }
}

/// A text that is not empty.
pub(crate) fn text(claims: &Value, name: &str) -> Option<String> {
    find(claims, name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_groups_wherever_the_provider_puts_them() {
        let claims = json!({
            "groups": ["dba", 7, "data"],
            "group": "dba",
            "realm_access": { "roles": ["dba"] },
            "https://weir.example/groups": ["dba"],
            "odd": { "dba": true },
        });
        let list = |groups: &[&str]| Some(groups.iter().map(|group| (*group).to_owned()).collect::<Vec<_>>());
        for (name, expected) in [
            ("groups", list(&["dba", "data"])),
            ("group", list(&["dba"])),
            ("realm_access.roles", list(&["dba"])),
            ("https://weir.example/groups", list(&["dba"])),
            ("odd", None),
            ("none", None),
            ("realm_access.none", None),
        ] {
            assert_eq!(groups(&claims, name), expected, "{name}");
        }
        assert_eq!(text(&json!({ "name": "  " }), "name"), None);
    }
}
