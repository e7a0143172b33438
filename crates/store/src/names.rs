//! Lists of names as JSON text.

use crate::history::text;

pub(crate) fn write_names(names: &[String]) -> String {
    let names: serde_json::Value = names.iter().map(|name| text(name).into_owned()).collect();
    names.to_string()
}

pub(crate) fn read_names(json: &str) -> Option<Vec<String>> {
    serde_json::from_str(json).ok()
}
