//! Messages as Anthropic has them (docs.anthropic.com/en/api/messages).

use serde_json::{Map, Value, json};

use crate::{
    Error, Finish, Prompt, ProviderSettings, Role,
    events::Event,
    wire::{Demands, Piece, Structure, schema},
};

pub(crate) const PATH: &str = "/v1/messages";
pub(crate) const VERSION: &str = "2023-06-01";

/// This wire demands a limit.
const DEFAULT_MAX_TOKENS: u32 = 4_096;

/// The request.
pub(crate) fn request(settings: &ProviderSettings, prompt: &Prompt, demands: Demands) -> Value {
    let messages: Vec<Value> = prompt
        .messages
        .iter()
        .map(|message| {
            let role = match message.role {
                Role::User => "user",
                Role::Model => "assistant",
            };
            json!({"role": role, "content": message.text})
        })
        .collect();
    let mut body = Map::new();
    body.insert("model".to_owned(), json!(settings.model));
    body.insert("max_tokens".to_owned(), json!(settings.max_output_tokens.unwrap_or(DEFAULT_MAX_TOKENS)));
    body.insert("system".to_owned(), json!(prompt.system));
    body.insert("messages".to_owned(), json!(messages));
    body.insert("stream".to_owned(), json!(true));
    if let Some(temperature) = settings.temperature.filter(|_| demands.temperature) {
        body.insert("temperature".to_owned(), json!(temperature));
    }
    if let (Some((_, schema)), Structure::Schema) = (schema(prompt.shape), demands.form) {
        body.insert("output_config".to_owned(), json!({"format": {"type": "json_schema", "schema": schema}}));
    }
    Value::Object(body)
}

/// What one event says.
pub(crate) fn read(event: &Event) -> Result<Vec<Piece>, Error> {
    let json: Value = serde_json::from_str(&event.data)
        .ok()
        .ok_or_else(|| Error::Unreadable("an event is no JSON".to_owned()))?;
    let usage = |usage: &Value| Piece::Usage {
        input: usage["input_tokens"].as_u64(),
        output: usage["output_tokens"].as_u64(),
    };
    Ok(match json["type"].as_str() {
        Some("message_start") => vec![usage(&json["message"]["usage"])],
        // Thinking comes as `thinking_delta` and is passed over.
        Some("content_block_delta") => {
            json["delta"]["text"].as_str().map(|text| Piece::Text(text.to_owned())).into_iter().collect()
        }
        Some("message_delta") => {
            let finish = json["delta"]["stop_reason"].as_str().map(finish).map(Piece::Finish);
            std::iter::once(usage(&json["usage"])).chain(finish).collect()
        }
        Some("message_stop") => vec![Piece::End],
        Some("error") => {
            vec![Piece::Failed(json["error"]["message"].as_str().unwrap_or_default().to_owned())]
        }
        _ => Vec::new(),
    })
}

/// What a whole answer says, from a server that doesn't stream.
pub(crate) fn read_whole(json: &Value) -> Vec<Piece> {
    let blocks = json["content"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut pieces: Vec<Piece> =
        blocks.iter().filter_map(|block| Some(Piece::Text(block["text"].as_str()?.to_owned()))).collect();
    pieces.extend(json["stop_reason"].as_str().map(finish).map(Piece::Finish));
    pieces.push(Piece::Usage {
        input: json["usage"]["input_tokens"].as_u64(),
        output: json["usage"]["output_tokens"].as_u64(),
    });
    pieces.push(Piece::End);
    pieces
}

fn finish(reason: &str) -> Finish {
    match reason {
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Filtered,
        _ => Finish::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: &str) -> Vec<Piece> {
        super::read(&Event { name: String::new(), data: data.to_owned() }).unwrap()
    }

    #[test]
    fn reads_the_events() {
        assert_eq!(
            read(r#"{"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}"#),
            [Piece::Usage { input: Some(9), output: Some(1) }]
        );
        assert_eq!(
            read(r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"SELECT"}}"#),
            [Piece::Text("SELECT".to_owned())]
        );
        assert_eq!(
            read(r#"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"hm"}}"#),
            []
        );
        assert_eq!(
            read(
                r#"{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":5}}"#
            ),
            [Piece::Usage { input: None, output: Some(5) }, Piece::Finish(Finish::Length)]
        );
        assert_eq!(read(r#"{"type":"message_stop"}"#), [Piece::End]);
        assert_eq!(read(r#"{"type":"ping"}"#), []);
        assert_eq!(
            read(r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
            [Piece::Failed("Overloaded".to_owned())]
        );
    }
}
