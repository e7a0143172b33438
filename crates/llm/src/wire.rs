//! What the two wires have in common: how an answer is told piece by piece, and how demands are lowered for a
//! provider that doesn't know one.

use serde_json::{Value, json};

use crate::{Finish, Shape, Usage};

/// What one event says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// Text of the answer.
    Text(String),
    /// Tokens; what is none was not told.
    Usage { input: Option<u64>, output: Option<u64> },
    /// Why the answer ended.
    Finish(Finish),
    /// Nothing more comes.
    End,
    /// The provider gave up, in its words.
    Failed(String),
}

/// How much a provider is asked to know beside the plain conversation. Lowered when it answers 400, and then
/// remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Demands {
    pub(crate) form: Structure,
    /// `stream_options` (OpenAI).
    pub(crate) usage: bool,
    /// Whether the limit of tokens is called `max_completion_tokens` (OpenAI's newer models).
    pub(crate) newer_limit: bool,
    pub(crate) temperature: bool,
}

/// How the form of an answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Structure {
    Schema,
    Object,
    WordsOnly,
}

impl Demands {
    pub(crate) const ALL: Self =
        Self { form: Structure::Schema, usage: true, newer_limit: false, temperature: true };

    /// Less, after a 400 with these words; none when there is nothing left to lower.
    pub(crate) fn lowered(self, words: &str, shape: Shape) -> Option<Self> {
        let words = words.to_ascii_lowercase();
        if self.usage && words.contains("stream_options") {
            return Some(Self { usage: false, ..self });
        }
        if !self.newer_limit && words.contains("max_tokens") && words.contains("max_completion_tokens") {
            return Some(Self { newer_limit: true, ..self });
        }
        if self.temperature && words.contains("temperature") {
            return Some(Self { temperature: false, ..self });
        }
        let form = match self.form {
            _ if shape == Shape::Text => return None,
            Structure::Schema => Structure::Object,
            Structure::Object => Structure::WordsOnly,
            Structure::WordsOnly => return None,
        };
        Some(Self { form, ..self })
    }
}

/// The JSON schema of a shape, with a name; none for text.
pub(crate) fn schema(shape: Shape) -> Option<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    let list = || json!({"type": "array", "items": {"type": "string"}});
    let (name, properties) = match shape {
        Shape::Text => return None,
        Shape::Tables => ("tables", json!({"tables": list()})),
        Shape::Draft => (
            "draft",
            json!({
                "status": {"type": "string", "enum": ["ok", "clarify", "cannot"]},
                "sql": text(),
                "explanation": text(),
                "assumptions": list(),
                "warnings": list(),
                "clarification": text(),
            }),
        ),
    };
    let required: Vec<&String> =
        properties.as_object().into_iter().flat_map(|object| object.keys()).collect();
    let schema = json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    });
    Some((name, schema))
}

/// An answer as it grows.
#[derive(Debug)]
pub(crate) struct Growing {
    pub(crate) text: String,
    pub(crate) finish: Option<Finish>,
    pub(crate) usage: Usage,
    pub(crate) ended: bool,
}

impl Growing {
    pub(crate) fn new() -> Self {
        Self { text: String::new(), finish: None, usage: Usage::default(), ended: false }
    }

    pub(crate) fn count(&mut self, input: Option<u64>, output: Option<u64>) {
        self.usage.input_tokens = input.unwrap_or(self.usage.input_tokens);
        self.usage.output_tokens = output.unwrap_or(self.usage.output_tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demands_are_lowered_step_by_step() {
        let lowered = |demands: Demands, words| demands.lowered(words, Shape::Draft);
        let object = lowered(Demands::ALL, "unsupported response_format").unwrap();
        assert_eq!(object.form, Structure::Object);
        assert_eq!(lowered(object, "").unwrap().form, Structure::WordsOnly);
        assert_eq!(lowered(Demands { form: Structure::WordsOnly, ..object }, "bad"), None);
        assert!(!lowered(Demands::ALL, "unknown field stream_options").unwrap().usage);
        assert!(!lowered(Demands::ALL, "temperature is not supported").unwrap().temperature);
        assert!(
            lowered(Demands::ALL, "use max_completion_tokens instead of max_tokens").unwrap().newer_limit
        );
        assert_eq!(Demands::ALL.lowered("bad", Shape::Text), None);
    }

    #[test]
    fn a_schema_requires_everything_and_nothing_else() {
        let (_, schema) = schema(Shape::Draft).unwrap();
        assert_eq!(schema["required"].as_array().unwrap().len(), 6);
        assert_eq!(schema["additionalProperties"], false);
    }
}
