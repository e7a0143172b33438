//! The value of one text field in JSON that is broken elsewhere: raw line feeds inside strings, a comma too many, a
//! cut end. The value itself must be whole.

/// The first `"name": "…"` in a text, unescaped; none when the string doesn't end.
pub(crate) fn field(text: &str, name: &str) -> Option<String> {
    let key = format!("\"{name}\"");
    let mut rest = text;
    loop {
        let at = rest.find(&key)?;
        rest = &rest[at + key.len()..];
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(value) = value.and_then(|value| value.strip_prefix('"')) {
            return string(value);
        }
    }
}

fn string(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => match chars.next()? {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                'r' => value.push('\r'),
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    value.push(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)?);
                }
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_whole_value_out_of_broken_json() {
        for (text, expected) in [
            ("{\"sql\": \"SELECT 1\nFROM t\", oops", Some("SELECT 1\nFROM t")),
            (r#"{"sql":"SELECT \"a\" FROM \u0074","#, Some("SELECT \"a\" FROM t")),
            (r#"{"sql": null, "x": {"sql": "SELECT 2"}"#, Some("SELECT 2")),
            (r#"{"sql":"SELECT 1"#, None),
            (r#"{"sql":"SELECT \"#, None),
            ("no field", None),
        ] {
            assert_eq!(field(text, "sql").as_deref(), expected, "{text}");
        }
    }
}
