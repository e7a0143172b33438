//! A statement explained on the wire: its plan, read, and words.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A statement to be explained.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExplainBody {
    /// The statement.
    #[schema(example = "SELECT city, count(*) FROM customers GROUP BY city")]
    pub sql: String,
    /// Its plan as the server's EXPLAIN told it in JSON; read from the server when absent.
    #[serde(default)]
    #[schema(nullable, value_type = Option<Object>)]
    pub plan: Option<serde_json::Value>,
    /// The language of the words: `en`, `zh`, or a language's name.
    #[serde(default)]
    #[schema(nullable, example = "zh")]
    pub language: Option<String>,
    /// Whether words are wanted beside the plan; they need a language model.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub words: bool,
    /// The provider to ask for the words.
    #[serde(default)]
    #[schema(nullable)]
    pub provider: Option<String>,
}

fn yes() -> bool {
    true
}

/// A statement, explained.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExplainResponse {
    /// The statement with the limit that would hold.
    pub sql: String,
    /// What it does, in words.
    pub explanation: Option<String>,
    /// Why there are no words, where they were wanted.
    pub explanation_missing: Option<SentenceResponse>,
    /// Its plan; null for a statement without one.
    pub plan: Option<PlanResponse>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SentenceResponse {
    /// In English.
    pub message: String,
    /// In Chinese.
    pub message_zh: String,
}

/// A plan, read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanResponse {
    /// A few sentences, the costliest step first.
    pub reading: Vec<SentenceResponse>,
    /// The place in `steps` of the step that costs most.
    pub costly_step: Option<usize>,
    /// What the shares are shares of: `cost`, `rows`, `kind` or `time`.
    #[schema(example = "cost")]
    pub basis: String,
    /// From the last to the first that runs.
    pub steps: Vec<PlanStepResponse>,
}

/// One step of a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanStepResponse {
    /// A stable word for what it does.
    #[schema(example = "full-scan")]
    pub kind: String,
    /// The server's own words.
    pub label: String,
    /// How deep it stands below the last step.
    pub depth: usize,
    /// The table that it reads.
    pub table: Option<String>,
    /// The index that it uses.
    pub index: Option<String>,
    /// Rows that it is expected to read in one run.
    pub rows: Option<f64>,
    /// Rows that it gave, where the statement was run.
    pub actual_rows: Option<f64>,
    /// How often it runs.
    pub runs: Option<f64>,
    /// Its own part of the whole, 0 to 1.
    pub share: Option<f64>,
    /// The condition by which it drops rows that it has read.
    pub condition: Option<String>,
    /// Whether it needed the disk because its memory did not do.
    pub on_disk: bool,
}
