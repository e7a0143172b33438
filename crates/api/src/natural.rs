//! Questions in natural language on the wire: what is asked, what comes back, what people tell about a database.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use weir_model::{Discretion, GlossaryDraft, GlossaryEntry, SensitiveColumn, Verdict};

/// A question in natural language.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NaturalRequest {
    /// The question, in any language.
    #[schema(example = "top artist by revenue per country")]
    pub prompt: String,
    /// What this question follows up on.
    #[serde(default)]
    #[schema(nullable)]
    pub previous: Option<PreviousBody>,
    /// A statement that was run and failed, to be mended.
    #[serde(default)]
    #[schema(nullable)]
    pub failed: Option<FailedBody>,
    /// The provider to ask, by its name in the settings.
    #[serde(default)]
    #[schema(nullable)]
    pub provider: Option<String>,
    /// The person's time zone.
    #[serde(default, alias = "time_zone")]
    #[schema(nullable, example = "Asia/Shanghai")]
    pub time_zone: Option<String>,
}

/// A question before, and its SQL.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviousBody {
    /// The question.
    pub prompt: String,
    /// Its SQL.
    #[serde(alias = "generatedSql", alias = "generated_sql")]
    pub sql: String,
}

/// A statement that failed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FailedBody {
    /// The statement.
    pub sql: String,
    /// The error that the person saw.
    pub error: String,
}

/// The answer to a question. Nothing has run.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NaturalResponse {
    /// Its id, for feedback.
    pub id: String,
    /// `ok`, `clarify` or `cannot`.
    #[schema(example = "ok")]
    pub status: String,
    /// The statement; empty unless the status is `ok`.
    pub generated_sql: String,
    /// What it does, or why there is none, in the language of the question.
    pub explanation: String,
    /// Whose SQL.
    #[schema(example = "PostgreSQL 15.8")]
    pub dialect: String,
    /// The tables that it reads, as `schema.table`.
    pub tables_used: Vec<String>,
    /// The columns that it names, as `schema.table.column`.
    pub columns_used: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What to doubt.
    pub warnings: Vec<String>,
    /// How sure one may be.
    pub confidence: ConfidenceResponse,
    /// The question back, with the status `clarify`.
    pub clarification: Option<String>,
    /// What was checked.
    pub validation: ValidationResponse,
    /// What it cost.
    pub usage: UsageResponse,
}

/// How sure one may be of an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfidenceResponse {
    /// `high`, `medium` or `low`.
    #[schema(example = "high")]
    pub level: String,
    /// What speaks against more.
    pub signals: Vec<SignalResponse>,
}

/// Why one may be less sure.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignalResponse {
    /// A stable word.
    #[schema(example = "repaired")]
    pub code: String,
    /// A sentence in the language of the question.
    pub message: String,
}

/// What of an answer was checked.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ValidationResponse {
    /// The guard lets it run.
    pub guarded: bool,
    /// All its names exist.
    pub resolved: bool,
    /// The server planned it; null when it could not be asked.
    pub explained: Option<bool>,
    /// How often it was mended.
    pub repairs: u32,
}

/// What an answer cost.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsageResponse {
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
    /// Tokens of the schema that was told.
    pub schema_tokens: usize,
    /// Bytes that went out.
    pub bytes_sent: u64,
    /// The whole time, in milliseconds.
    pub elapsed_ms: u64,
    /// The model's share of it.
    pub model_ms: u64,
}

/// The event `linked`: what the question may speak of.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LinkedEvent {
    /// Tables, best first, as they are written in SQL.
    pub tables: Vec<String>,
    /// Words that nothing in the database answers to; they may be values.
    pub unmatched_words: Vec<String>,
}

/// The event `delta`: more of what the model writes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeltaEvent {
    /// The next piece.
    pub text: String,
}

/// The event `validating`: a proposal is being checked.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ValidatingEvent {
    /// Which proposal, from 1.
    pub attempt: u32,
}

/// The event `repair`: the model is asked to mend its proposal. What it wrote so far counts no more.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepairEvent {
    /// Which repair, from 1.
    pub attempt: u32,
    /// What was wrong.
    pub problem: String,
    /// The same in Chinese.
    pub problem_zh: String,
}

/// What a person says of an answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedbackBody {
    /// Whether it was right.
    pub verdict: VerdictName,
    /// The statement that would have been right.
    #[serde(default)]
    #[schema(nullable)]
    pub sql: Option<String>,
    /// In their words.
    #[serde(default)]
    #[schema(nullable)]
    pub comment: Option<String>,
}

/// Whether an answer was right.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerdictName {
    /// It was.
    Right,
    /// It was not.
    Wrong,
}

impl From<VerdictName> for Verdict {
    fn from(name: VerdictName) -> Self {
        match name {
            VerdictName::Right => Self::Right,
            VerdictName::Wrong => Self::Wrong,
        }
    }
}

/// The glossary of a connection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GlossaryResponse {
    /// By term.
    pub entries: Vec<GlossaryEntryResponse>,
}

/// An entry of a glossary.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GlossaryEntryResponse {
    /// Its number.
    pub id: i64,
    /// The word or phrase, as people say it.
    pub term: String,
    /// What it means.
    pub meaning: String,
    /// Tables it speaks of.
    pub tables: Vec<String>,
    /// Who wrote it last.
    pub updated_by: String,
    /// When.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl From<GlossaryEntry> for GlossaryEntryResponse {
    fn from(entry: GlossaryEntry) -> Self {
        let GlossaryEntry { id, draft: GlossaryDraft { term, meaning, tables }, updated_by, updated_at } =
            entry;
        Self { id, term, meaning, tables, updated_by, updated_at: updated_at.to_string() }
    }
}

/// What an entry of a glossary says.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GlossaryEntryBody {
    /// The word or phrase, as people say it.
    #[schema(example = "active customer")]
    pub term: String,
    /// What it means, in words or as a rule in SQL.
    #[schema(example = "a customer with an order in the last 90 days")]
    pub meaning: String,
    /// Tables it speaks of, as `table` or `schema.table`.
    #[serde(default)]
    pub tables: Vec<String>,
}

impl From<GlossaryEntryBody> for GlossaryDraft {
    fn from(body: GlossaryEntryBody) -> Self {
        Self { term: body.term, meaning: body.meaning, tables: body.tables }
    }
}

/// What of a connection may go to a language model beside names, types and comments.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SensitiveBody {
    /// Whether values of columns may go out at all.
    #[serde(alias = "send_samples")]
    pub send_samples: bool,
    /// Columns whose values never do.
    pub columns: Vec<SensitiveColumnBody>,
}

/// A column.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SensitiveColumnBody {
    /// Its schema.
    pub schema: String,
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
}

impl From<Discretion> for SensitiveBody {
    fn from(discretion: Discretion) -> Self {
        let column =
            |SensitiveColumn { schema, table, column }| SensitiveColumnBody { schema, table, column };
        Self {
            send_samples: discretion.send_samples,
            columns: discretion.sensitive.into_iter().map(column).collect(),
        }
    }
}

impl From<SensitiveBody> for Discretion {
    fn from(body: SensitiveBody) -> Self {
        let column =
            |SensitiveColumnBody { schema, table, column }| SensitiveColumn { schema, table, column };
        Self { send_samples: body.send_samples, sensitive: body.columns.into_iter().map(column).collect() }
    }
}
