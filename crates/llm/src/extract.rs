//! From what a model said to a [`Draft`]: JSON, broken JSON, a fenced block, a statement among prose.

use serde::Deserialize;

use crate::{Draft, DraftStatus, Finish, Form, Reply, draft::DraftJson, lenient};

/// A draft, or why there is none in the reply.
pub type Extracted = Result<Draft, Unusable>;

/// Why a reply holds no draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Nothing was said aloud.
    Empty,
    /// It was cut by the provider's limit of tokens.
    CutShort,
    /// The provider held it back.
    Filtered,
    /// There is no statement in it.
    NoStatement,
}

/// Words that a statement which reads may begin with.
const BEGINNINGS: &[&str] = &["select", "with", "values", "table", "show", "explain", "describe", "pragma"];
/// And those of one that doesn't: taken out all the same, so that the guard says no to it and not we.
const OTHERS: &[&str] = &[
    "insert", "update", "delete", "drop", "alter", "create", "truncate", "merge", "replace", "grant", "call",
];

/// Takes the draft out of a reply.
pub fn extract(reply: &Reply) -> Extracted {
    let text = reply.text.trim();
    if text.is_empty() {
        return Err(match reply.finish {
            Finish::Length => Unusable::CutShort,
            Finish::Filtered => Unusable::Filtered,
            Finish::Done => Unusable::Empty,
        });
    }
    if let Some(draft) = json(text) {
        return Ok(draft);
    }
    // What follows takes the end of the text for the end of the statement.
    match reply.finish {
        Finish::Length => return Err(Unusable::CutShort),
        Finish::Filtered => return Err(Unusable::Filtered),
        Finish::Done => {}
    }
    broken_json(text).or_else(|| fence(text)).or_else(|| prose(text)).ok_or(Unusable::NoStatement)
}

#[derive(Deserialize)]
struct Picked {
    tables: Vec<String>,
}

/// The names in a reply to [`crate::prompts::pick`]; none when it isn't what was asked for.
pub fn picked_tables(reply: &Reply) -> Vec<String> {
    let Some(begin) = reply.text.find('{') else { return Vec::new() };
    let mut reader = serde_json::Deserializer::from_str(&reply.text[begin..]);
    Picked::deserialize(&mut reader).map(|picked| picked.tables).unwrap_or_default()
}

/// The first JSON object that is a draft, wherever it stands.
fn json(text: &str) -> Option<Draft> {
    let mut rest = text;
    // A text of nothing but brackets must not take long.
    for _ in 0..20 {
        let at = rest.find('{')?;
        let mut reader = serde_json::Deserializer::from_str(&rest[at..]);
        if let Some(draft) = DraftJson::deserialize(&mut reader).ok().and_then(DraftJson::into_draft) {
            return Some(Draft { sql: unfenced(&draft.sql), ..draft });
        }
        rest = &rest[at + 1..];
    }
    None
}

fn broken_json(text: &str) -> Option<Draft> {
    let begins = text.trim_start_matches("```json").trim_start().starts_with('{');
    let sql = begins.then(|| lenient::field(text, "sql"))??;
    let explanation = lenient::field(text, "explanation").unwrap_or_default();
    let sql = unfenced(sql.trim());
    (!sql.is_empty()).then(|| draft(sql, explanation, Form::BrokenJson))
}

/// The last fenced block that begins like a statement: what comes before it are steps towards it.
fn fence(text: &str) -> Option<Draft> {
    let blocks = text.split("```").skip(1).step_by(2);
    let statement = blocks
        .filter_map(|block| {
            let block =
                block.strip_prefix(|c: char| c.is_ascii_alphabetic()).map_or(block, |_| without_label(block));
            begins_statement(block.trim()).then(|| block.trim().to_owned())
        })
        .last()?;
    let outside: Vec<&str> =
        text.split("```").step_by(2).map(str::trim).filter(|part| !part.is_empty()).collect();
    Some(draft(statement, outside.join("\n"), Form::Fence))
}

/// `sql\nSELECT …` without its first line, if that is a single word.
fn without_label(block: &str) -> &str {
    match block.split_once(['\n', ' ']) {
        Some((label, rest)) if !begins_statement(label) && label.chars().all(char::is_alphanumeric) => rest,
        _ => block,
    }
}

/// A statement that begins at the beginning of a line and ends at `;`, a blank line or the end.
fn prose(text: &str) -> Option<Draft> {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| begins_statement(line.trim_start()) && looks_like_sql(line))?;
    let mut sql = Vec::new();
    let mut after = lines.len();
    for (at, line) in lines.iter().enumerate().skip(first) {
        if line.trim().is_empty() {
            after = at;
            break;
        }
        sql.push(*line);
        if line.trim_end().ends_with(';') {
            after = at + 1;
            break;
        }
    }
    let around = lines[..first].iter().chain(&lines[after.min(lines.len())..]);
    let explanation: Vec<&str> = around.map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    Some(draft(sql.join("\n").trim().to_owned(), explanation.join("\n"), Form::Prose))
}

/// `With this query you …` is no statement.
fn looks_like_sql(line: &str) -> bool {
    let lower = line.trim().to_ascii_lowercase();
    let mut words = lower.split_whitespace();
    match words.next() {
        Some("select" | "insert" | "delete" | "drop" | "values" | "explain") => true,
        Some("with") => lower.contains(" as ") || lower.contains(" as(") || words.count() <= 2,
        Some(_) => lower.ends_with(';'),
        None => false,
    }
}

fn begins_statement(text: &str) -> bool {
    let word: String = text.trim_start_matches('(').chars().take_while(char::is_ascii_alphabetic).collect();
    let word = word.to_ascii_lowercase();
    BEGINNINGS.contains(&word.as_str()) || OTHERS.contains(&word.as_str())
}

/// A statement that was put into a fence inside the JSON.
fn unfenced(sql: &str) -> String {
    let inside = sql.strip_prefix("```").and_then(|rest| rest.trim_end().strip_suffix("```"));
    inside.map_or(sql, without_label).trim().to_owned()
}

fn draft(sql: String, explanation: String, form: Form) -> Draft {
    Draft {
        status: DraftStatus::Ok,
        sql,
        explanation,
        assumptions: Vec::new(),
        warnings: Vec::new(),
        clarification: String::new(),
        form,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Usage;

    fn reply(text: &str, finish: Finish) -> Reply {
        Reply { text: text.to_owned(), finish, usage: Usage::default() }
    }

    fn sql(text: &str) -> Option<(String, Form)> {
        extract(&reply(text, Finish::Done)).ok().map(|draft| (draft.sql, draft.form))
    }

    #[test]
    fn takes_the_statement_out_of_every_wrapping() {
        for (text, expected, form) in [
            (r#"{"status":"ok","sql":"SELECT 1","explanation":"x"}"#, "SELECT 1", Form::Json),
            ("Sure!\n```json\n{\"sql\": \"SELECT 1\"}\n```\nHope this helps", "SELECT 1", Form::Json),
            (r#"{"query":"SELECT 1"}"#, "SELECT 1", Form::Json),
            ("{\"sql\":\"```sql\\nSELECT 1\\n```\"}", "SELECT 1", Form::Json),
            (r#"{"note":{}} {"sql":"SELECT 1","warnings":"slow"}"#, "SELECT 1", Form::Json),
            ("{\"sql\": \"SELECT 1\nFROM t\", \"explanation\": \"x\"", "SELECT 1\nFROM t", Form::BrokenJson),
            ("First:\n```sql\nSELECT 0\n```\nBetter:\n```sql\nSELECT 1\n```", "SELECT 1", Form::Fence),
            ("```\nSELECT 1\n```", "SELECT 1", Form::Fence),
            ("```SELECT 1```", "SELECT 1", Form::Fence),
            ("```sql SELECT 1```", "SELECT 1", Form::Fence),
            ("Here you are:\nSELECT 1\nFROM t;\nIt counts.", "SELECT 1\nFROM t;", Form::Prose),
            ("SELECT 1", "SELECT 1", Form::Prose),
            ("WITH a AS (SELECT 1)\nSELECT * FROM a", "WITH a AS (SELECT 1)\nSELECT * FROM a", Form::Prose),
            ("DELETE FROM t", "DELETE FROM t", Form::Prose),
        ] {
            assert_eq!(sql(text), Some((expected.to_owned(), form)), "{text}");
        }
    }

    #[test]
    fn says_why_there_is_no_draft() {
        for (text, finish, expected) in [
            ("", Finish::Done, Unusable::Empty),
            ("  ", Finish::Length, Unusable::CutShort),
            ("{\"sql\":\"SELECT a, b", Finish::Length, Unusable::CutShort),
            ("```sql\nSELECT a, b", Finish::Length, Unusable::CutShort),
            ("I must not", Finish::Filtered, Unusable::Filtered),
            ("With pleasure. Which year do you mean?", Finish::Done, Unusable::NoStatement),
            ("{\"sql\":\"SELECT a, b", Finish::Done, Unusable::NoStatement),
            ("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", Finish::Done, Unusable::NoStatement),
        ] {
            assert_eq!(extract(&reply(text, finish)), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_whole_json_stands_although_the_limit_was_reached_behind_it() {
        let draft = extract(&reply("{\"sql\":\"SELECT 1\"} and then I", Finish::Length)).unwrap();
        assert_eq!(draft.sql, "SELECT 1");
    }

    #[test]
    fn keeps_what_is_said_beside_the_statement() {
        let json =
            r#"{"status":"ok","sql":"SELECT 1","explanation":"每个","assumptions":["a",""],"warnings":null}"#;
        let draft = extract(&reply(json, Finish::Done)).unwrap();
        assert_eq!(
            (draft.explanation.as_str(), draft.assumptions, draft.warnings),
            ("每个", vec!["a".to_owned()], vec![])
        );
        let asked = r#"{"status":"clarify","sql":"","explanation":"","clarification":"Which year?"}"#;
        let draft = extract(&reply(asked, Finish::Done)).unwrap();
        assert_eq!((draft.status, draft.clarification.as_str()), (DraftStatus::Clarify, "Which year?"));
        let none = extract(&reply(r#"{"status":"ok","sql":" "}"#, Finish::Done)).unwrap();
        assert_eq!(none.status, DraftStatus::Cannot);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "(?s).{0,200}|([`{}\"a-z :;\\n\\\\,]|sql|select |json){0,60}") {
            let _ = extract(&reply(&text, Finish::Done));
        }
    }
}
