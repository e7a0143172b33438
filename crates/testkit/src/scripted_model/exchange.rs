//! One HTTP exchange of a scripted model: reads the request, records it, answers as the script says.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use serde_json::{Value, json};

use super::{Finish, Shared, Step};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct RecordedRequest {
    /// The path.
    pub path: String,
    /// The header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; null when it is no JSON.
    pub body: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wire {
    OpenAi,
    Anthropic,
}

impl RecordedRequest {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The text of the last turn.
    pub fn last_turn(&self) -> &str {
        let messages = self.body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        messages.last().and_then(|message| message["content"].as_str()).unwrap_or_default()
    }
}

/// Serves one connection, for one request.
pub(super) fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let request = read(&mut reader)?;
    let wire = if request.path.ends_with("/messages") { Wire::Anthropic } else { Wire::OpenAi };
    let mut step = None;
    shared.change(|state| {
        step = state.script.next(request.last_turn());
        state.requests.push(request);
    });
    let step = step.unwrap_or_else(|| Step {
        status: Some(501),
        body: Some("{\"error\":{\"message\":\"the script has no step for this\"}}".to_owned()),
        ..Step::default()
    });
    let answered = answer(stream, wire, &step);
    // A client that left already can't be written to, and has left.
    if step.hang {
        // Ends when the client closes its side, in an orderly way or not.
        let mut rest = Vec::new();
        drop(reader.read_to_end(&mut rest));
        shared.change(|state| state.left += 1);
        return Ok(());
    }
    answered
}

fn read(reader: &mut impl BufRead) -> io::Result<RecordedRequest> {
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(RecordedRequest { path, headers, body: serde_json::from_slice(&body).unwrap_or_default() })
}

fn answer(mut stream: TcpStream, wire: Wire, step: &Step) -> io::Result<()> {
    let is_stream = step.body.is_none() && !step.whole;
    let media_type = if is_stream { "text/event-stream" } else { "application/json" };
    let mut head = format!(
        "HTTP/1.1 {} Scripted\r\ncontent-type: {media_type}\r\nconnection: close\r\n",
        step.status.unwrap_or(200)
    );
    for (name, value) in &step.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    let whole = match &step.body {
        Some(body) => Some(body.clone()),
        None => step.whole.then(|| whole(wire, step).to_string()),
    };
    if let Some(body) = whole {
        return write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len());
    }
    // Chunked, so that breaking off differs from an end.
    head.push_str("transfer-encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    for event in events(wire, step) {
        write!(stream, "{:x}\r\n{event}\r\n", event.len())?;
        stream.flush()?;
    }
    if !step.hang && !step.cut {
        stream.write_all(b"0\r\n\r\n")?;
    }
    Ok(())
}

fn events(wire: Wire, step: &Step) -> Vec<String> {
    let text = step.spoken();
    let chars: Vec<char> = text.chars().collect();
    let pieces =
        chars.chunks(step.piece.unwrap_or(usize::MAX).max(1)).map(|piece| piece.iter().collect::<String>());
    let open = step.hang || step.cut;
    match wire {
        Wire::OpenAi => {
            let data = |json: Value| format!("data: {json}\n\n");
            let delta = |delta: Value| {
                data(json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]}))
            };
            let mut events = vec![": scripted\n\n".to_owned()];
            events.extend(step.thought.iter().map(|thought| delta(json!({"reasoning_content": thought}))));
            events.extend(pieces.map(|piece| delta(json!({"content": piece}))));
            if !open {
                events.push(data(
                    json!({"choices": [{"index": 0, "delta": {}, "finish_reason": openai(step.finish)}]}),
                ));
                events.push(data(
                    json!({"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7}}),
                ));
                events.push("data: [DONE]\n\n".to_owned());
            }
            events
        }
        Wire::Anthropic => {
            let event = |json: Value| {
                format!("event: {}\ndata: {json}\n\n", json["type"].as_str().unwrap_or_default())
            };
            let delta =
                |delta: Value| event(json!({"type": "content_block_delta", "index": 0, "delta": delta}));
            let mut events = vec![event(
                json!({"type": "message_start", "message": {"usage": {"input_tokens": 11, "output_tokens": 1}}}),
            )];
            events.extend(
                step.thought
                    .iter()
                    .map(|thought| delta(json!({"type": "thinking_delta", "thinking": thought}))),
            );
            events.extend(pieces.map(|piece| delta(json!({"type": "text_delta", "text": piece}))));
            if !open {
                events.push(event(json!({
                    "type": "message_delta", "delta": {"stop_reason": anthropic(step.finish)}, "usage": {"output_tokens": 7},
                })));
                events.push(event(json!({"type": "message_stop"})));
            }
            events
        }
    }
}

fn whole(wire: Wire, step: &Step) -> Value {
    let text = step.spoken();
    match wire {
        Wire::OpenAi => json!({
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": openai(step.finish)}],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7},
        }),
        Wire::Anthropic => json!({
            "type": "message", "content": [{"type": "text", "text": text}], "stop_reason": anthropic(step.finish),
            "usage": {"input_tokens": 11, "output_tokens": 7},
        }),
    }
}

fn openai(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "stop",
        Finish::Length => "length",
    }
}

fn anthropic(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "end_turn",
        Finish::Length => "max_tokens",
    }
}
