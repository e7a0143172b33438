//! Chat completions as OpenAI has them (platform.openai.com/docs/api-reference/chat), which many others speak too.

use serde_json::{Map, Value, json};

use crate::{
    Error, Finish, Prompt, ProviderSettings, Role,
    events::Event,
    wire::{Demands, Piece, Structure, schema},
};

pub(crate) const PATH: &str = "/chat/completions";

/// The request.
pub(crate) fn request(settings: &ProviderSettings, prompt: &Prompt, demands: Demands) -> Value {
    let mut messages = vec![json!({"role": "system", "content": prompt.system})];
    messages.extend(prompt.messages.iter().map(|message| {
        let role = match message.role {
            Role::User => "user",
            Role::Model => "assistant",
        };
        json!({"role": role, "content": message.text})
    }));
    let mut body = Map::new();
    body.insert("model".to_owned(), json!(settings.model));
    body.insert("messages".to_owned(), json!(messages));
    body.insert("stream".to_owned(), json!(true));
    if demands.usage {
        body.insert("stream_options".to_owned(), json!({"include_usage": true}));
    }
    if let Some(most) = settings.max_output_tokens {
        let name = if demands.newer_limit { "max_completion_tokens" } else { "max_tokens" };
        body.insert(name.to_owned(), json!(most));
    }
    if let Some(temperature) = settings.temperature.filter(|_| demands.temperature) {
        body.insert("temperature".to_owned(), json!(temperature));
    }
    if let Some((name, schema)) = schema(prompt.shape) {
        let format = match demands.form {
            Structure::Schema => Some(
                json!({"type": "json_schema", "json_schema": {"name": name, "strict": true, "schema": schema}}),
            ),
            Structure::Object => Some(json!({"type": "json_object"})),
            Structure::WordsOnly => None,
        };
        body.extend(format.map(|format| ("response_format".to_owned(), format)));
    }
    Value::Object(body)
}

/// What one event says. What is thought aloud (`reasoning_content`) is passed over.
pub(crate) fn read(event: &Event) -> Result<Vec<Piece>, Error> {
    let data = event.data.trim();
    if data == "[DONE]" {
        return Ok(vec![Piece::End]);
    }
    let json: Value =
        serde_json::from_str(data).ok().ok_or_else(|| Error::Unreadable("an event is no JSON".to_owned()))?;
    Ok(pieces(&json, "delta"))
}

/// What a whole answer says, from a server that doesn't stream.
pub(crate) fn read_whole(json: &Value) -> Vec<Piece> {
    let mut pieces = pieces(json, "message");
    pieces.push(Piece::End);
    pieces
}

fn pieces(json: &Value, part: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if let Some(error) = json.get("error").filter(|error| !error.is_null()) {
        let words = error.get("message").unwrap_or(error);
        pieces.push(Piece::Failed(words.as_str().map_or_else(|| words.to_string(), str::to_owned)));
    }
    let choice = &json["choices"][0];
    if let Some(text) = choice[part]["content"].as_str().filter(|text| !text.is_empty()) {
        pieces.push(Piece::Text(text.to_owned()));
    }
    match choice["finish_reason"].as_str() {
        Some("length") => pieces.push(Piece::Finish(Finish::Length)),
        Some("content_filter") => pieces.push(Piece::Finish(Finish::Filtered)),
        Some(_) => pieces.push(Piece::Finish(Finish::Done)),
        None => {}
    }
    let usage = &json["usage"];
    if usage.is_object() {
        pieces.push(Piece::Usage {
            input: usage["prompt_tokens"].as_u64(),
            output: usage["completion_tokens"].as_u64(),
        });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: &str) -> Vec<Piece> {
        super::read(&Event { name: String::new(), data: data.to_owned() }).unwrap()
    }

    #[test]
    fn reads_the_events_of_many_servers() {
        assert_eq!(read("[DONE]"), [Piece::End]);
        assert_eq!(
            read(r#"{"choices":[{"delta":{"content":"SELECT"},"finish_reason":null}]}"#),
            [Piece::Text("SELECT".to_owned())]
        );
        assert_eq!(read(r#"{"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}"#), []);
        assert_eq!(
            read(r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#),
            [Piece::Finish(Finish::Length)]
        );
        assert_eq!(
            read(r#"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}"#),
            [Piece::Usage { input: Some(7), output: Some(3) }]
        );
        assert_eq!(read(r#"{"error":{"message":"overloaded"}}"#), [Piece::Failed("overloaded".to_owned())]);
        assert_eq!(read(r#"{"error":"odd"}"#), [Piece::Failed("odd".to_owned())]);
        assert_eq!(read("[1]"), []);
    }
}
