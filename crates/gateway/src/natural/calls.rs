//! Calls to a model, each remembered with how it ended, also when the person left in the middle. What was said is
//! not kept, only how much.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_util::task::TaskTracker;
use tracing::{info, warn};
use weir_llm::{Heard, Prompt, Reply, SqlWriter, Usage};
use weir_model::{Clock, LlmCall};
use weir_store::Store;

use crate::Error;

/// Who calls, which model, and where calls are remembered.
#[derive(Clone, Debug)]
pub(crate) struct Phone {
    pub(crate) writer: Arc<dyn SqlWriter>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tasks: TaskTracker,
    /// What all calls of one question share; its numbers are zero.
    pub(crate) about: LlmCall,
    pub(crate) spent: Spent,
}

/// What the calls so far have cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) calls: u32,
    pub(crate) usage: Usage,
    pub(crate) bytes: u64,
    pub(crate) time: Duration,
}

impl Phone {
    /// A phone that has not been used.
    pub(crate) fn new(
        writer: Arc<dyn SqlWriter>,
        store: Store,
        clock: Arc<dyn Clock>,
        tasks: TaskTracker,
    ) -> Self {
        let name = writer.name();
        let about = LlmCall {
            draft_id: None,
            db_name: None,
            caller: String::new(),
            provider: name.provider.clone(),
            model: name.model.clone(),
            purpose: String::new(),
            tables: Vec::new(),
            bytes_sent: 0,
            sent_samples: false,
            input_tokens: 0,
            output_tokens: 0,
            elapsed_ms: 0,
            outcome: String::new(),
            started_at: clock.now(),
        };
        Self { writer, store, clock, tasks, about, spent: Spent::default() }
    }

    /// One call.
    pub(crate) async fn call(
        &mut self,
        purpose: &str,
        prompt: &Prompt,
        heard: &mut Heard<'_>,
    ) -> Result<Reply, Error> {
        let call = LlmCall {
            purpose: purpose.to_owned(),
            bytes_sent: prompt.bytes() as u64,
            outcome: "cancelled".to_owned(),
            started_at: self.clock.now(),
            ..self.about.clone()
        };
        self.spent.calls += 1;
        self.spent.bytes += call.bytes_sent;
        let mut record =
            Record { call, began: Instant::now(), store: self.store.clone(), tasks: self.tasks.clone() };
        let said = self.writer.write(prompt, heard).await;
        self.spent.time += record.began.elapsed();
        match &said {
            Ok(reply) => {
                self.spent.usage += reply.usage;
                record.call.input_tokens = reply.usage.input_tokens;
                record.call.output_tokens = reply.usage.output_tokens;
                "answered".clone_into(&mut record.call.outcome);
            }
            Err(error) => error.code().clone_into(&mut record.call.outcome),
        }
        Ok(said?)
    }
}

/// Remembered when it is dropped, whatever the end was.
struct Record {
    call: LlmCall,
    began: Instant,
    store: Store,
    tasks: TaskTracker,
}

impl Drop for Record {
    fn drop(&mut self) {
        self.call.elapsed_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (call, store) = (self.call.clone(), self.store.clone());
        info!(
            llm.provider = call.provider,
            llm.model = call.model,
            llm.purpose = call.purpose,
            llm.outcome = call.outcome,
            bytes_sent = call.bytes_sent,
            elapsed_ms = call.elapsed_ms,
            "asked the language model of `{}`: {}",
            call.provider,
            call.outcome
        );
        self.tasks.spawn(async move {
            if let Err(error) = store.append_llm_call(&call).await {
                warn!(llm.provider = call.provider, "could not remember a call to a language model: {error}");
            }
        });
    }
}
