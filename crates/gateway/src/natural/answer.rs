//! What comes back to a question: events while the answer is made, and the answer.

use weir_model::Phrase;

/// What happens while an answer is made.
#[derive(Clone, Debug)]
pub enum AskEvent<'a> {
    /// The question was linked to tables.
    Linked(&'a LinkedWords),
    /// The model said more.
    Delta(&'a str),
    /// A proposal is being checked; counted from 1.
    Validating {
        /// Which proposal.
        attempt: u32,
    },
    /// Something was wrong with it, and the model is asked to mend that.
    Repair {
        /// Which repair, from 1.
        attempt: u32,
        /// What was wrong.
        problem: &'a Phrase,
    },
}

/// Who hears the events.
pub type AskEvents<'a> = dyn for<'e> FnMut(AskEvent<'e>) + Send + 'a;

/// What the linker made of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkedWords {
    /// The tables that it may speak of, best first, as they are written in SQL.
    pub tables: Vec<String>,
    /// Words that nothing in the database answers to. They may be values.
    pub unmatched: Vec<String>,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct AskAnswer {
    /// Its id, for feedback.
    pub id: String,
    /// Whether there is SQL.
    pub status: AskStatus,
    /// The statement, checked; empty unless the status is `Ok`.
    pub sql: String,
    /// What it does, or why there is none, in the language of the question.
    pub explanation: String,
    /// Whose SQL, such as `PostgreSQL 15.8`.
    pub dialect: String,
    /// The tables that the statement reads, as `schema.table`.
    pub tables_used: Vec<String>,
    /// The columns that it names, as `schema.table.column`.
    pub columns_used: Vec<String>,
    /// What the model assumed.
    pub assumptions: Vec<String>,
    /// What to doubt: the model's doubts, and ours.
    pub warnings: Vec<String>,
    /// How sure one may be.
    pub confidence: Confidence,
    /// The question back; with the status `Clarify`.
    pub clarification: Option<String>,
    /// What was checked.
    pub validation: Validation,
    /// What it cost.
    pub usage: AskUsage,
}

/// Whether there is an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskStatus {
    /// There is SQL, and it passed the checks.
    Ok,
    /// A question back.
    Clarify,
    /// No SQL; the explanation says why.
    Cannot,
}

impl AskStatus {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Clarify => "clarify",
            Self::Cannot => "cannot",
        }
    }
}

/// How sure one may be of an answer. No percentage: nobody measured one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confidence {
    /// In one word.
    pub level: Level,
    /// What speaks against more.
    pub signals: Vec<Signal>,
}

/// A degree of confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something is doubtful.
    Low,
    /// Not everything could be checked, or a check failed first.
    Medium,
    /// Everything that can be checked was, at once.
    High,
}

impl Level {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Why one may be less sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// A stable word.
    pub code: &'static str,
    /// In a sentence, in the language of the question.
    pub message: String,
}

/// What of an answer was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    /// The guard lets it run.
    pub guarded: bool,
    /// All its names exist.
    pub resolved: bool,
    /// The server planned it; none when it could not be asked.
    pub explained: Option<bool>,
    /// How often it was mended.
    pub repairs: u32,
}

/// What an answer cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskUsage {
    /// The provider.
    pub provider: String,
    /// Its model.
    pub model: String,
    /// Calls to it.
    pub calls: u32,
    /// Tokens read, as the provider counts them; 0 where it doesn't.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Tables that were told.
    pub tables_sent: usize,
    /// Tokens of the schema that was told, as Weir counts them.
    pub schema_tokens: usize,
    /// Bytes that went out.
    pub bytes_sent: u64,
    /// The whole time, in milliseconds.
    pub elapsed_ms: u64,
    /// The model's share of it.
    pub model_ms: u64,
}

/// The language of a question, for what Weir itself says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    Chinese,
}

impl Tongue {
    pub(crate) fn of(question: &str) -> Self {
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        if question.chars().any(is_han) { Self::Chinese } else { Self::English }
    }

    pub(crate) fn say(self, phrase: Phrase) -> String {
        match self {
            Self::English => phrase.english,
            Self::Chinese => phrase.chinese,
        }
    }
}
