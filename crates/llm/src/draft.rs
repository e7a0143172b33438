//! A model's proposal, as data. It proves nothing: the guard, the resolver and the server have not seen it.

use serde::Deserialize;

/// What a model proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Whether it has an answer.
    pub status: DraftStatus,
    /// The statement; empty unless the status is `Ok`.
    pub sql: String,
    /// What it does, in the language of the question.
    pub explanation: String,
    /// What was assumed where the question leaves it open.
    pub assumptions: Vec<String>,
    /// What to doubt.
    pub warnings: Vec<String>,
    /// The question back, when the status is `Clarify`.
    pub clarification: String,
    /// In which form it came.
    pub form: Form,
}

/// Whether a model has an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftStatus {
    /// It has.
    Ok,
    /// It must know more first.
    Clarify,
    /// The schema holds no answer, or the question asks for something else than reading.
    Cannot,
}

/// The form in which a draft came; the further down, the more was guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The JSON that was asked for.
    Json,
    /// JSON that is broken somewhere, with the statement whole.
    BrokenJson,
    /// A fenced block.
    Fence,
    /// A statement among prose.
    Prose,
}

/// The JSON that is asked for, read with forbearance.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DraftJson {
    pub(crate) status: String,
    #[serde(alias = "query", alias = "generatedSql", alias = "generated_sql", alias = "SQL")]
    pub(crate) sql: Option<String>,
    pub(crate) explanation: Option<String>,
    pub(crate) assumptions: Lines,
    pub(crate) warnings: Lines,
    pub(crate) clarification: Option<String>,
}

/// A list of texts; models also write one text, or null.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(crate) enum Lines {
    Many(Vec<String>),
    One(String),
    #[default]
    None,
}

impl Lines {
    pub(crate) fn into_vec(self) -> Vec<String> {
        let lines = match self {
            Self::Many(lines) => lines,
            Self::One(line) => vec![line],
            Self::None => Vec::new(),
        };
        lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }
}

impl DraftJson {
    /// The draft, unless the object has neither statement nor status: then it is some other JSON.
    pub(crate) fn into_draft(self) -> Option<Draft> {
        let sql = self.sql.unwrap_or_default().trim().to_owned();
        let text = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
        let status = match self.status.trim().to_ascii_lowercase().as_str() {
            "clarify" => DraftStatus::Clarify,
            "cannot" => DraftStatus::Cannot,
            "" if sql.is_empty() => return None,
            _ if sql.is_empty() => DraftStatus::Cannot,
            _ => DraftStatus::Ok,
        };
        Some(Draft {
            status,
            sql: if status == DraftStatus::Ok { sql } else { String::new() },
            explanation: text(self.explanation),
            assumptions: self.assumptions.into_vec(),
            warnings: self.warnings.into_vec(),
            clarification: text(self.clarification),
            form: Form::Json,
        })
    }
}
