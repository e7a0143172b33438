//! What a scripted model says: steps, each for the requests that it is meant for.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Steps; the first that is meant for a request and not used up answers it.
///
/// As JSON: `{"steps": [{"when": "singers", "text": "…"}, {"text": "…"}]}`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// In their order.
    pub steps: Vec<Step>,
}

/// One answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// Only for requests whose last turn holds this text.
    pub when: Option<String>,
    /// How often; always when none.
    pub times: Option<u32>,
    /// The HTTP status; 200 when none.
    pub status: Option<u16>,
    /// More headers.
    pub headers: BTreeMap<String, String>,
    /// A body as it stands, instead of an answer of the wire.
    pub body: Option<String>,
    /// What the model says. An object or array stands for its JSON text.
    pub text: Option<serde_json::Value>,
    /// What it thinks aloud in the wire's own place for that.
    pub thought: Option<String>,
    /// Characters per event; all in one when none.
    pub piece: Option<usize>,
    /// Why it ends.
    pub finish: Finish,
    /// Breaks off after the text, without an end.
    pub cut: bool,
    /// Keeps the client waiting after the text until it leaves.
    pub hang: bool,
    /// Answers in one JSON body, as servers do that don't stream.
    pub whole: bool,
}

/// Why a scripted answer ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finish {
    /// By itself.
    #[default]
    Stop,
    /// By the limit of tokens.
    Length,
}

impl Script {
    /// Steps that are each used once, in their order.
    pub fn in_order(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().map(|step| Step { times: Some(1), ..step }).collect() }
    }

    /// Reads a script.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The step for a request whose last turn is this.
    pub(crate) fn next(&mut self, last_turn: &str) -> Option<Step> {
        let meant = |step: &&mut Step| {
            step.times != Some(0) && step.when.as_ref().is_none_or(|when| last_turn.contains(when.as_str()))
        };
        let step = self.steps.iter_mut().find(meant)?;
        if let Some(times) = &mut step.times {
            *times -= 1;
        }
        Some(step.clone())
    }
}

impl Step {
    /// A model that says this.
    pub fn says(text: impl Into<String>) -> Self {
        Self { text: Some(serde_json::Value::String(text.into())), ..Self::default() }
    }

    /// A model that proposes this statement in the JSON that it is asked for.
    pub fn proposes(sql: &str) -> Self {
        let draft = serde_json::json!({
            "status": "ok", "sql": sql, "explanation": "As asked.", "assumptions": [], "warnings": [], "clarification": "",
        });
        Self::says(draft.to_string())
    }

    /// A provider that answers with a status and nothing useful.
    pub fn fails(status: u16) -> Self {
        Self {
            status: Some(status),
            body: Some("{\"error\":{\"message\":\"no\"}}".to_owned()),
            ..Self::default()
        }
    }

    pub(crate) fn spoken(&self) -> String {
        match &self.text {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }
}
