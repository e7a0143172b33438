//! What is wrong with a proposal: in a sentence for people, and in the words with which a model is asked to mend it.
//! No value of a row goes into either.

use weir_engine::SqlDiagnostic;
use weir_guard::{Refusal, Rule};
use weir_llm::Unusable;
use weir_model::Phrase;
use weir_resolve::Problem;

/// Something wrong, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// For people.
    pub(crate) phrase: Phrase,
    /// For the model.
    pub(crate) text: String,
    /// Whether asking the model again may help, and may be done.
    pub(crate) can_be_mended: bool,
}

impl Complaint {
    fn mendable(phrase: Phrase) -> Self {
        Self { text: phrase.english.clone(), phrase, can_be_mended: true }
    }

    /// A reply without a draft in it.
    pub(crate) fn unusable(why: Unusable) -> Self {
        let (english, chinese) = match why {
            Unusable::Empty => ("The model said nothing", "模型没有给出任何内容"),
            Unusable::CutShort => {
                ("The model's answer was cut off by its limit of tokens", "模型的回答因长度限制被截断")
            }
            Unusable::Filtered => ("The provider held the answer back", "模型服务商拦截了回答"),
            Unusable::NoStatement => {
                ("The model's answer holds no SQL statement", "模型的回答中没有 SQL 语句")
            }
        };
        let advice = match why {
            Unusable::CutShort => "Think less, and keep the JSON object short.",
            _ => "Answer with the JSON object alone.",
        };
        Self {
            phrase: Phrase::new(english, chinese),
            text: format!("{english}. {advice}"),
            can_be_mended: why != Unusable::Filtered,
        }
    }

    /// The guard's no. What would write is not mended: nobody is taught to get around the guard.
    pub(crate) fn refused(refusal: &Refusal, sql: &str) -> Self {
        let phrase = Phrase::new(
            format!("The guard refuses the statement: {}", refusal.message),
            format!("安全检查拒绝了该语句：{}", refusal.message),
        );
        let can_be_mended = match refusal.rule {
            Rule::Syntax
            | Rule::FunctionNotAllowed
            | Rule::ConstructNotAllowed
            | Rule::Parameter
            | Rule::Unterminated
            | Rule::LookalikeCharacter
            | Rule::LimitNotUnderstood
            | Rule::Empty
            | Rule::MultipleStatements => only_reads(sql),
            Rule::TooLong
            | Rule::TooManyTokens
            | Rule::TooDeep
            | Rule::NulByte
            | Rule::ExecutableComment
            | Rule::NotReadOnly
            | Rule::WriteInside
            | Rule::SelectInto
            | Rule::LockingRead
            | Rule::Variable
            | Rule::PragmaNotAllowed => false,
        };
        Self { can_be_mended, ..Self::mendable(phrase) }
    }

    /// Names that don't exist.
    pub(crate) fn unresolved(problems: &[Problem]) -> Self {
        let phrases: Vec<Phrase> = problems.iter().take(5).map(Problem::phrase).collect();
        let join = |text: fn(&Phrase) -> &str, separator: &str| {
            phrases.iter().map(text).collect::<Vec<_>>().join(separator)
        };
        Self::mendable(Phrase::new(
            join(|phrase| &phrase.english, "\n"),
            join(|phrase| &phrase.chinese, "\n"),
        ))
    }

    /// Another server's SQL.
    pub(crate) fn foreign(phrases: &[Phrase]) -> Self {
        let english: Vec<&str> = phrases.iter().map(|phrase| phrase.english.as_str()).collect();
        let chinese: Vec<&str> = phrases.iter().map(|phrase| phrase.chinese.as_str()).collect();
        Self::mendable(Phrase::new(english.join("\n"), chinese.join("\n")))
    }

    /// The server would not plan it. Its own words go to the model only where they can't hold a value.
    pub(crate) fn unplanned(diagnostic: &SqlDiagnostic) -> Self {
        let SqlDiagnostic { message, sqlstate, code, hint, .. } = diagnostic;
        let phrase = Phrase::new(
            format!("The database refuses the statement: {message}"),
            format!("数据库拒绝了该语句：{message}"),
        );
        let state = sqlstate.as_deref().unwrap_or_default();
        let text = if speaks_of_names(diagnostic) {
            let hint = hint.as_deref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("The database refuses the statement: {message}{hint}")
        } else {
            let code = code.map(|code| format!(" {code}")).unwrap_or_default();
            format!(
                "The database refuses the statement with error {state}{code}; a value or an expression in it has the wrong form"
            )
        };
        Self { phrase, text, can_be_mended: !is_about_rights(diagnostic) }
    }
}

/// Whether every statement of the text begins like one that reads. Only then may a model be asked to write it anew.
fn only_reads(sql: &str) -> bool {
    const READS: [&str; 9] =
        ["select", "with", "values", "table", "show", "explain", "describe", "desc", "pragma"];
    const WRITES: [&str; 13] = [
        "insert", "update", "delete", "merge", "drop", "alter", "create", "truncate", "grant", "revoke",
        "call", "replace", "copy",
    ];
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .map(str::to_ascii_lowercase)
            .filter(|word| !word.is_empty())
            .collect()
    };
    sql.split(';').map(words).filter(|words| !words.is_empty()).all(|words| {
        let begins = words.first().is_some_and(|word| READS.contains(&word.as_str()));
        // `replace` is a function as well.
        let writes = words.iter().any(|word| word != "replace" && WRITES.contains(&word.as_str()));
        begins && !writes
    })
}

/// PostgreSQL's class 42 (syntax, names, types), and MySQL's and MariaDB's errors of the same kind: their messages
/// hold identifiers and types, never a value of a row.
fn speaks_of_names(diagnostic: &SqlDiagnostic) -> bool {
    const NAMES: [i64; 16] =
        [1051, 1052, 1054, 1055, 1056, 1060, 1064, 1066, 1109, 1111, 1140, 1146, 1222, 1247, 1248, 1305];
    match diagnostic.code {
        Some(code) if diagnostic.sqlstate.is_some() => NAMES.contains(&code),
        // SQLite plans without reading a row.
        Some(_) => true,
        None => diagnostic.sqlstate.as_deref().is_some_and(|state| state.starts_with("42")),
    }
}

/// The account may not read something: no other wording of the statement helps.
fn is_about_rights(diagnostic: &SqlDiagnostic) -> bool {
    const RIGHTS: [i64; 5] = [1044, 1142, 1143, 1227, 1370];
    diagnostic.sqlstate.as_deref() == Some("42501")
        || diagnostic.code.is_some_and(|code| RIGHTS.contains(&code))
}

/// An error text that a person hands in, without the values that a server may have put into it: what is quoted or
/// follows `=` and doesn't stand in the statement is taken out.
pub(crate) fn without_values(error: &str, sql: &str) -> String {
    let mut clean = String::with_capacity(error.len());
    let mut rest = error;
    while let Some(at) = rest.find(['\'', '"', '`', '(']) {
        let open = rest[at..].chars().next().unwrap_or('\'');
        let close = if open == '(' { ')' } else { open };
        clean.push_str(&rest[..at]);
        let inside = &rest[at + open.len_utf8()..];
        let Some(end) = inside.find(close) else {
            // Never closed: what follows may be anything.
            clean.push('…');
            return clean;
        };
        let content = &inside[..end];
        clean.push(open);
        clean.push_str(if sql.contains(content) { content } else { "…" });
        clean.push(close);
        rest = &inside[end + close.len_utf8()..];
    }
    clean.push_str(rest);
    let words = clean.split_inclusive(char::is_whitespace);
    words
        .map(|word| if holds_value(word, sql) { "… ".to_owned() } else { word.to_owned() })
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// A long number or an address that the statement doesn't have.
fn holds_value(word: &str, sql: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    (digits >= 5 || word.contains('@')) && !sql.contains(word.trim_matches(|c: char| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_write_is_not_mended() {
        for (sql, expected) in [
            ("SELECT 1; SELECT 2", true),
            ("SELECT replace(a, 'x', 'y') FROM t; ", true),
            ("SELECT 1; DROP TABLE t", false),
            ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", false),
            ("DELETE FROM t", false),
            ("; ;", true),
        ] {
            assert_eq!(only_reads(sql), expected, "{sql}");
        }
    }

    #[test]
    fn an_error_that_is_handed_in_loses_its_values() {
        let sql = "SELECT totl FROM orders WHERE id = 'abc'";
        for (error, expected) in [
            ("column \"totl\" does not exist", "column \"totl\" does not exist"),
            (
                "invalid input syntax for type integer: \"abc\"",
                "invalid input syntax for type integer: \"abc\"",
            ),
            ("invalid input for numeric: \"4111-1111\"", "invalid input for numeric: \"…\""),
            ("Key (email)=(amy@example.com) exists", "Key (…)=(…) exists"),
            ("value 123456789 is out of range", "value … is out of range"),
            ("open 'secret", "open …"),
        ] {
            assert_eq!(without_values(error, sql), expected);
        }
    }
}
