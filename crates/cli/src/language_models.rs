//! `weir llm`: whether the language models answer.

use weir_gateway::{Caller, Gateway};

use crate::{
    arguments::LlmCommand,
    failure::Failure,
    terminal::{self, Terminal},
};

/// Does what was asked.
pub(crate) async fn run(command: LlmCommand, gateway: &Gateway, terminal: Terminal) -> Result<(), Failure> {
    let LlmCommand::Test { provider } = command;
    let tested = gateway.test_model(&Caller::local(), provider.as_deref()).await?;
    terminal::say(&terminal.language.model_answers(
        &tested.name.provider,
        &tested.name.model,
        tested.elapsed_ms,
    ))
}
