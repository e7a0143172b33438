//! Both wires against a scripted model on loopback, which behaves and misbehaves as real ones do.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::{sync::Arc, time::Duration};

use tokio::task::{JoinSet, spawn_blocking};
use weir_llm::{
    Error, Finish, Message, ModelClient, Prompt, ProviderSettings, Reply, Role, Shape, SqlWriter, Wire,
    extract,
};
use weir_model::Secret;
use weir_testkit::{Finish as Ends, Script, ScriptedModel, Step};

const BOTH: [Wire; 2] = [Wire::OpenAi, Wire::Anthropic];
const KEY: &str = "sk-never-to-be-seen";
const SECOND: Duration = Duration::from_secs(1);
const DRAFT: &str = r#"{"status":"ok","sql":"SELECT 1","explanation":"one"}"#;

fn settings(model: &ScriptedModel, wire: Wire) -> ProviderSettings {
    ProviderSettings {
        name: "scripted".to_owned(),
        wire,
        base_url: match wire {
            Wire::OpenAi => model.openai_url(),
            Wire::Anthropic => model.anthropic_url(),
        },
        model: "m-1".to_owned(),
        key: Some(Secret::new(KEY)),
        max_output_tokens: Some(500),
        temperature: Some(0.0),
        timeout: 20 * SECOND,
        proxy: None,
    }
}

fn prompt() -> Prompt {
    let message = Message { role: Role::User, text: "how many?".to_owned() };
    Prompt { system: "write SQL".to_owned(), messages: vec![message], shape: Shape::Draft }
}

struct Told {
    reply: Result<Reply, Error>,
    heard: Vec<String>,
    requests: usize,
}

async fn told(steps: Vec<Step>, wire: Wire) -> Told {
    let model = ScriptedModel::start(Script::in_order(steps));
    let client = ModelClient::new(settings(&model, wire)).unwrap();
    let mut heard = Vec::new();
    let reply = client.write(&prompt(), &mut |piece| heard.push(piece.to_owned())).await;
    Told { reply, heard, requests: model.requests().len() }
}

#[tokio::test]
async fn an_answer_comes_piece_by_piece() {
    for wire in BOTH {
        let told = told(vec![Step { piece: Some(7), ..Step::says(DRAFT) }], wire).await;
        let reply = told.reply.unwrap();
        assert_eq!((reply.text.as_str(), reply.finish), (DRAFT, Finish::Done));
        assert_eq!((reply.usage.input_tokens, reply.usage.output_tokens), (11, 7));
        assert!(told.heard.len() > 3 && told.heard.concat() == DRAFT, "{wire:?} {:?}", told.heard);
    }
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood() {
    for wire in BOTH {
        let told = told(vec![Step { whole: true, ..Step::says(DRAFT) }], wire).await;
        assert_eq!(told.reply.unwrap().text, DRAFT);
    }
}

#[tokio::test]
async fn what_is_thought_aloud_is_not_part_of_the_answer() {
    for wire in BOTH {
        let thinking = format!("<think>SELECT 0? No.</think>{DRAFT}");
        let step = Step { piece: Some(3), thought: Some("hm".to_owned()), ..Step::says(thinking) };
        let heard = told(vec![step], wire).await;
        assert_eq!((heard.reply.unwrap().text.as_str(), heard.heard.concat().as_str()), (DRAFT, DRAFT));
        let endless =
            told(vec![Step { finish: Ends::Length, ..Step::says("<think>and then and then") }], wire).await;
        let reply = endless.reply.unwrap();
        assert_eq!((reply.text.as_str(), reply.finish), ("", Finish::Length));
        let half = told(vec![Step::says(format!("begun inside</think>{DRAFT}"))], wire).await;
        assert_eq!(half.reply.unwrap().text, DRAFT);
    }
}

#[tokio::test]
async fn tries_again_where_that_may_help() {
    for wire in BOTH {
        let busy = Step { headers: [("retry-after".to_owned(), "0".to_owned())].into(), ..Step::fails(429) };
        let told_once = told(vec![busy, Step::says(DRAFT)], wire).await;
        assert_eq!((told_once.reply.unwrap().text.as_str(), told_once.requests), (DRAFT, 2));
        let failing =
            told(vec![Step::fails(500), Step::fails(503), Step::fails(500), Step::says(DRAFT)], wire).await;
        assert!(matches!(failing.reply, Err(Error::Failing { status: 500 })));
        assert_eq!(failing.requests, 3);
        let cut = told(vec![Step { cut: true, ..Step::default() }, Step::says(DRAFT)], wire).await;
        assert_eq!((cut.reply.unwrap().text.as_str(), cut.requests), (DRAFT, 2));
    }
}

#[tokio::test]
async fn does_not_try_again_where_that_cannot_help() {
    for wire in BOTH {
        let refused = told(vec![Step::fails(401), Step::says(DRAFT)], wire).await;
        assert!(matches!(refused.reply, Err(Error::KeyRefused)));
        assert_eq!(refused.requests, 1);
        let missing = told(vec![Step::fails(404), Step::says(DRAFT)], wire).await;
        assert!(matches!(missing.reply, Err(Error::Rejected { status: 404, .. })));
        // Something was heard already: a second answer would be put behind half of the first.
        let cut = told(vec![Step { cut: true, ..Step::says("{\"status\":") }, Step::says(DRAFT)], wire).await;
        assert!(matches!(cut.reply, Err(Error::CutOff)), "{:?}", cut.reply);
        assert_eq!(cut.requests, 1);
        let later =
            Step { headers: [("retry-after".to_owned(), "3600".to_owned())].into(), ..Step::fails(429) };
        let told = told(vec![later, Step::says(DRAFT)], wire).await;
        assert!(matches!(told.reply, Err(Error::RateLimited { retry_after_s: Some(3_600) })));
    }
}

#[tokio::test]
async fn a_model_that_hangs_is_given_up_and_the_call_ended() {
    for wire in BOTH {
        let model = ScriptedModel::start(Script::in_order([Step { hang: true, ..Step::says("{") }]));
        let client =
            ModelClient::new(ProviderSettings { timeout: SECOND, ..settings(&model, wire) }).unwrap();
        let reply = client.write(&prompt(), &mut |_| {}).await;
        assert!(matches!(reply, Err(Error::TimedOut { limit_s: 1 })), "{reply:?}");
        assert!(spawn_blocking(move || model.wait_until_client_leaves(10 * SECOND)).await.unwrap());
    }
}

#[tokio::test]
async fn dropping_a_call_ends_it_at_the_provider() {
    for wire in BOTH {
        let model =
            Arc::new(ScriptedModel::start(Script::in_order([Step { hang: true, ..Step::says("{") }])));
        let client = ModelClient::new(settings(&model, wire)).unwrap();
        let mut calls = JoinSet::new();
        calls.spawn(async move { client.write(&prompt(), &mut |_| {}).await.map(drop) });
        let asked = Arc::clone(&model);
        assert!(spawn_blocking(move || asked.wait_for_requests(1, 10 * SECOND)).await.unwrap());
        calls.shutdown().await;
        assert!(spawn_blocking(move || model.wait_until_client_leaves(10 * SECOND)).await.unwrap());
    }
}

#[tokio::test]
async fn asks_for_less_where_a_provider_knows_less_and_remembers_it() {
    let refusal = |words: &str| Step {
        status: Some(400),
        body: Some(format!("{{\"error\":{{\"message\":\"{words}\"}}}}")),
        ..Step::default()
    };
    let model = ScriptedModel::start(Script::in_order([
        refusal("response_format json_schema is not supported"),
        refusal("unknown field stream_options"),
        refusal("temperature does not go with this model"),
        Step::says(DRAFT),
        Step::says(DRAFT),
    ]));
    let client = ModelClient::new(settings(&model, Wire::OpenAi)).unwrap();
    for _ in 0..2 {
        assert_eq!(client.write(&prompt(), &mut |_| {}).await.unwrap().text, DRAFT);
    }
    let requests = model.requests();
    assert_eq!(requests[0].body["response_format"]["type"], "json_schema");
    assert_eq!(requests[0].body["max_tokens"], 500);
    for request in &requests[3..] {
        assert_eq!(request.body["response_format"]["type"], "json_object");
        assert!(request.body["stream_options"].is_null() && request.body["temperature"].is_null());
    }
    assert_eq!(requests.len(), 5);
}

#[tokio::test]
async fn the_key_travels_in_its_header_and_nowhere_else() {
    for wire in BOTH {
        let step = Step {
            status: Some(403 + 19),
            body: Some(format!("{{\"error\":{{\"message\":\"bad {KEY}\"}}}}")),
            ..Step::default()
        };
        let steps = vec![step.clone(), step.clone(), step.clone(), step];
        let model = ScriptedModel::start(Script::in_order(steps));
        let client = ModelClient::new(settings(&model, wire)).unwrap();
        let Err(error) = client.write(&prompt(), &mut |_| {}).await else { panic!("an answer") };
        assert!(!format!("{error} {error:?} {client:?}").contains(KEY), "{error:?}");
        for request in model.requests() {
            let with_key: Vec<_> = request
                .headers
                .iter()
                .filter(|(_, value)| value.contains(KEY))
                .map(|(name, _)| name.as_str())
                .collect();
            assert_eq!(with_key, [if wire == Wire::OpenAi { "authorization" } else { "x-api-key" }]);
            assert!(!request.body.to_string().contains(KEY));
        }
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_a_plain_error() {
    let address = ScriptedModel::start(Script::default()).openai_url();
    let model = ScriptedModel::start(Script::default());
    let gone = ProviderSettings { base_url: address, timeout: 5 * SECOND, ..settings(&model, Wire::OpenAi) };
    let reply = ModelClient::new(gone).unwrap().write(&prompt(), &mut |_| {}).await;
    assert!(matches!(reply, Err(Error::Unreachable(_))), "{reply:?}");
}

#[tokio::test]
async fn garbage_is_no_answer() {
    for wire in BOTH {
        let html = Step { body: Some("<html>".to_owned()), ..Step::default() };
        assert!(matches!(told(vec![html], wire).await.reply, Err(Error::Unreadable(_))));
        let empty = told(vec![Step::says("")], wire).await;
        assert!(extract(&empty.reply.unwrap()).is_err());
    }
}
