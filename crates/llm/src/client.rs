//! One call to a provider: send, read piece by piece, lower the demands on a 400, try again where that may help.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use reqwest::{Client, Response, StatusCode, header::CONTENT_TYPE};
use serde_json::Value;
use tokio::time::{sleep, timeout};
use tracing::debug;
use url::Url;

use crate::{
    Error, Finish, Heard, Prompt, ProviderSettings, Reply, SqlWriter, Wire, WriterName, anthropic,
    events::EventParser,
    http, openai, retry,
    think::{ThinkFilter, after_thinking},
    wire::{Demands, Growing, Piece},
};

/// An answer longer than this is none.
const MAX_ANSWER: usize = 4 << 20;
/// How much of a refusal is read.
const MAX_REFUSAL: usize = 64 << 10;

/// A model of a provider, over HTTP.
#[derive(Debug)]
pub struct ModelClient {
    settings: ProviderSettings,
    name: WriterName,
    http: Client,
    url: Url,
    /// What the provider was found to know.
    demands: Mutex<Demands>,
}

/// Why one try failed.
enum Trouble {
    /// It would fail again.
    Lasting(Error),
    /// It may go better, perhaps after the pause that the provider asks for.
    Passing(Error, Option<Duration>),
    /// The provider doesn't know something that was asked of it.
    TooMuch(Demands),
}

/// Where pieces go, and whether any went there.
struct Listener<'a> {
    heard: &'a mut Heard<'a>,
    any: bool,
    filter: ThinkFilter,
}

impl ModelClient {
    /// A client for these settings. Nothing is sent yet.
    pub fn new(settings: ProviderSettings) -> Result<Self, Error> {
        let name = WriterName { provider: settings.name.clone(), model: settings.model.clone() };
        let (http, url) = (http::client(&settings)?, http::address(&settings)?);
        Ok(Self { settings, name, http, url, demands: Mutex::new(Demands::ALL) })
    }

    async fn tries(&self, prompt: &Prompt, heard: &mut Heard<'_>) -> Result<Reply, Error> {
        let deadline = Instant::now() + self.settings.timeout;
        let mut listener = Listener { heard, any: false, filter: ThinkFilter::default() };
        let mut retry = 0;
        loop {
            listener.filter = ThinkFilter::default();
            let (error, asked) = match self.attempt(prompt, &mut listener).await {
                Ok(reply) => return Ok(reply),
                Err(Trouble::Lasting(error)) => return Err(error),
                Err(Trouble::TooMuch(demands)) => {
                    debug!(llm.provider = self.name.provider, "asking the provider for less: {demands:?}");
                    *self.demands.lock().unwrap_or_else(PoisonError::into_inner) = demands;
                    continue;
                }
                Err(Trouble::Passing(error, asked)) => (error, asked),
            };
            let pause = asked.unwrap_or_else(|| retry::pause(retry, retry::chance()));
            if listener.any || retry == retry::RETRIES || Instant::now() + pause >= deadline {
                return Err(error);
            }
            retry += 1;
            sleep(pause).await;
        }
    }

    async fn attempt(&self, prompt: &Prompt, listener: &mut Listener<'_>) -> Result<Reply, Trouble> {
        let demands = *self.demands.lock().unwrap_or_else(PoisonError::into_inner);
        let body = match self.settings.wire {
            Wire::OpenAi => openai::request(&self.settings, prompt, demands),
            Wire::Anthropic => anthropic::request(&self.settings, prompt, demands),
        };
        let sent = self.http.post(self.url.clone()).json(&body).send().await;
        let response =
            sent.map_err(|error| Trouble::Passing(Error::Unreachable(http::cause(&error)), None))?;
        if !response.status().is_success() {
            return Err(self.refusal(response, demands, prompt).await);
        }
        let is_stream = response
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"text/event-stream"));
        let growing = if is_stream {
            self.read_stream(response, listener).await?
        } else {
            self.read_whole(response, listener).await?
        };
        let Growing { mut text, finish, usage, .. } = growing;
        let rest = listener.filter.finish();
        listener.hear(&rest);
        text.push_str(&rest);
        let text = after_thinking(&text).trim().to_owned();
        Ok(Reply { text, finish: finish.unwrap_or(Finish::Done), usage })
    }

    /// What an answer that isn't 2xx means.
    async fn refusal(&self, response: Response, demands: Demands, prompt: &Prompt) -> Trouble {
        let (status, pause) = (response.status(), retry::asked_pause(response.headers()));
        let retry_after_s = pause.map(|pause| pause.as_secs());
        if status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN {
            return Trouble::Lasting(Error::KeyRefused);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Trouble::Passing(Error::RateLimited { retry_after_s }, pause);
        }
        if retry::is_passing(status.as_u16()) {
            return Trouble::Passing(Error::Failing { status: status.as_u16() }, pause);
        }
        let said = read_to_end(response, MAX_REFUSAL).await.unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        if matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY)
            && let Some(less) = demands.lowered(&said, prompt.shape)
        {
            return Trouble::TooMuch(less);
        }
        let json: Option<Value> = serde_json::from_str(&said).ok();
        let words = json.as_ref().and_then(|json| json["error"]["message"].as_str()).unwrap_or(&said);
        let message = http::words(&self.settings, words);
        Trouble::Lasting(Error::Rejected { status: status.as_u16(), message })
    }

    async fn read_stream(
        &self,
        mut response: Response,
        listener: &mut Listener<'_>,
    ) -> Result<Growing, Trouble> {
        let mut parser = EventParser::default();
        let mut growing = Growing::new();
        let mut read = 0;
        // A connection that breaks and one that ends too early are the same: the answer broke off.
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            if read > MAX_ANSWER {
                return Err(Trouble::Lasting(Error::TooLong { limit_bytes: MAX_ANSWER }));
            }
            for event in parser.feed(&chunk).map_err(Trouble::Lasting)? {
                let pieces = match self.settings.wire {
                    Wire::OpenAi => openai::read(&event),
                    Wire::Anthropic => anthropic::read(&event),
                };
                self.take(pieces.map_err(Trouble::Lasting)?, &mut growing, listener)?;
            }
            if growing.ended {
                return Ok(growing);
            }
        }
        // Some servers end without a last event, once they have said why they end.
        if growing.finish.is_some() { Ok(growing) } else { Err(Trouble::Passing(Error::CutOff, None)) }
    }

    async fn read_whole(&self, response: Response, listener: &mut Listener<'_>) -> Result<Growing, Trouble> {
        let body = read_to_end(response, MAX_ANSWER).await?;
        let unreadable =
            |_| Trouble::Lasting(Error::Unreadable("it is neither an event stream nor JSON".to_owned()));
        let json: Value = serde_json::from_slice(&body).map_err(unreadable)?;
        let pieces = match self.settings.wire {
            Wire::OpenAi => openai::read_whole(&json),
            Wire::Anthropic => anthropic::read_whole(&json),
        };
        let mut growing = Growing::new();
        self.take(pieces, &mut growing, listener)?;
        Ok(growing)
    }

    fn take(
        &self,
        pieces: Vec<Piece>,
        growing: &mut Growing,
        listener: &mut Listener<'_>,
    ) -> Result<(), Trouble> {
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    let said = listener.filter.feed(&text);
                    listener.hear(&said);
                    growing.text.push_str(&said);
                }
                Piece::Usage { input, output } => growing.count(input, output),
                Piece::Finish(finish) => growing.finish = Some(finish),
                Piece::End => growing.ended = true,
                Piece::Failed(said) => {
                    let message = http::words(&self.settings, &said);
                    return Err(Trouble::Passing(Error::Rejected { status: 200, message }, None));
                }
            }
        }
        Ok(())
    }
}

impl Listener<'_> {
    fn hear(&mut self, said: &str) {
        if !said.is_empty() {
            self.any = true;
            (self.heard)(said);
        }
    }
}

async fn read_to_end(mut response: Response, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > most => {
                return Err(Trouble::Lasting(Error::TooLong { limit_bytes: most }));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(_) => return Err(Trouble::Passing(Error::CutOff, None)),
        }
    }
}

#[async_trait]
impl SqlWriter for ModelClient {
    fn name(&self) -> &WriterName {
        &self.name
    }

    async fn write(&self, prompt: &Prompt, heard: &mut Heard<'_>) -> Result<Reply, Error> {
        let limit = self.settings.timeout;
        let done = timeout(limit, self.tries(prompt, heard)).await;
        done.unwrap_or(Err(Error::TimedOut { limit_s: limit.as_secs() }))
    }
}
