//! Questions in natural language: what people have told about a database, what was asked, and what went out.

use crate::{DbName, Timestamp};

/// An entry of a connection's glossary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossaryEntry {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub draft: GlossaryDraft,
    /// Who wrote it last.
    pub updated_by: String,
    /// When.
    pub updated_at: Timestamp,
}

/// What an entry of a glossary says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GlossaryDraft {
    /// The word or phrase, as people say it.
    pub term: String,
    /// What it means, in words or as a rule in SQL.
    pub meaning: String,
    /// Tables it speaks of, as `table` or `schema.table`.
    pub tables: Vec<String>,
}

/// A column whose values never leave the house.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SensitiveColumn {
    /// Its schema.
    pub schema: String,
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
}

/// What of a connection may go to a language model beside names, types and comments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discretion {
    /// Whether values of columns may go out at all. Off unless somebody turns it on.
    pub send_samples: bool,
    /// Columns whose values never do.
    pub sensitive: Vec<SensitiveColumn>,
}

/// A question and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaturalDraft {
    /// A UUID.
    pub id: String,
    /// The connection that was asked.
    pub db_name: DbName,
    /// Who asked.
    pub caller: String,
    /// The question.
    pub question: String,
    /// The statement; empty when there was none.
    pub sql: String,
    /// The tables that it reads, as `schema.table`.
    pub tables: Vec<String>,
    /// `ok`, `clarify` or `cannot`.
    pub status: String,
    /// When.
    pub created_at: Timestamp,
}

/// What a person said of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Whether it was right.
    pub verdict: Verdict,
    /// The statement that would have been right.
    pub corrected_sql: Option<String>,
    /// The tables that it reads.
    pub corrected_tables: Vec<String>,
    /// In the person's words.
    pub comment: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Whether an answer was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was.
    Right,
    /// It was not.
    Wrong,
}

impl Verdict {
    /// The word on the wire and in the catalog.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
        }
    }
}

/// A question whose SQL a person has confirmed or corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedExample {
    /// The question.
    pub question: String,
    /// The SQL that answers it.
    pub sql: String,
    /// The tables that the SQL reads.
    pub tables: Vec<String>,
}

/// One call to a language model. No text of the prompt is kept, only how much there was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LlmCall {
    /// The draft that it was for, a UUID; none for a test.
    pub draft_id: Option<String>,
    /// The connection, if the call was about one.
    pub db_name: Option<DbName>,
    /// Who asked.
    pub caller: String,
    /// The provider's name in the settings.
    pub provider: String,
    /// The model.
    pub model: String,
    /// `draft`, `repair`, `pick`, `explain` or `test`.
    pub purpose: String,
    /// The tables that were told, as `schema.table`.
    pub tables: Vec<String>,
    /// Bytes of the prompt.
    pub bytes_sent: u64,
    /// Whether values of columns were in it.
    pub sent_samples: bool,
    /// Tokens read, as the provider counts them.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// `answered`, `cancelled`, or what went wrong, in a stable word.
    pub outcome: String,
    /// When it began.
    pub started_at: Timestamp,
}
