//! The language models themselves: which there are, whether they answer, what was asked of them.

use std::time::Instant;

use weir_llm::{WriterName, prompts};
use weir_model::{LlmCall, Page, Paged};

use crate::{Caller, Error, Gateway, Permission};

/// A model that answered a test.
#[derive(Clone, Debug)]
pub struct TestedModel {
    /// Which.
    pub name: WriterName,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// Tokens read, as the provider counts them.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
}

impl Gateway {
    /// The configured models, the default one first.
    pub fn list_models(&self, caller: &Caller) -> Result<Vec<WriterName>, Error> {
        caller.require(Permission::View)?;
        Ok(self.models.writers().iter().map(|writer| writer.name().clone()).collect())
    }

    /// Makes ready what questions need, in the background, so that the first one doesn't wait for it. Nothing where
    /// no model is configured.
    pub fn warm_up(&self) {
        if !self.models.writers().is_empty() {
            self.tasks.spawn_blocking(weir_link::warm_up);
        }
    }

    /// Asks a model for one word.
    pub async fn test_model(&self, caller: &Caller, provider: Option<&str>) -> Result<TestedModel, Error> {
        caller.require(Permission::Admin)?;
        let writer = self.models.find(provider)?.ok_or_else(|| Error::NoLanguageModel(Box::default()))?;
        let name = writer.name().clone();
        let began = Instant::now();
        let reply = self.phone(caller, writer, None).call("test", &prompts::ping(), &mut |_| {}).await?;
        Ok(TestedModel {
            name,
            elapsed_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            input_tokens: reply.usage.input_tokens,
            output_tokens: reply.usage.output_tokens,
        })
    }

    /// What was asked of models, the newest first.
    pub async fn list_llm_calls(&self, caller: &Caller, page: Page) -> Result<Paged<LlmCall>, Error> {
        caller.require(Permission::Admin)?;
        Ok(self.store.list_llm_calls(page).await?)
    }
}
