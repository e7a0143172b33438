//! What a language model is to the rest of Weir: something that answers a prompt, piece by piece.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::Error;

/// A language model. The configured ones are [`crate::ModelClient`]s.
#[async_trait]
pub trait SqlWriter: Send + Sync + Debug {
    /// What it is called, for records and answers.
    fn name(&self) -> &WriterName;

    /// Answers a prompt. `heard` gets each piece of text as it comes, what a model thinks aloud left out.
    ///
    /// Dropping the future ends the call at the provider. There are no retries once a piece was heard.
    async fn write(&self, prompt: &Prompt, heard: &mut Heard<'_>) -> Result<Reply, Error>;
}

/// Who hears the pieces of an answer.
pub type Heard<'a> = dyn for<'t> FnMut(&'t str) + Send + 'a;

/// Which model of which provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriterName {
    /// The name in the settings.
    pub provider: String,
    /// The model, as the provider calls it.
    pub model: String,
}

/// What a model is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Its role and the rules.
    pub system: String,
    /// The conversation, a person's turn first and last.
    pub messages: Vec<Message>,
    /// The form of the answer.
    pub shape: Shape,
}

impl Prompt {
    /// How many bytes of text go out.
    pub fn bytes(&self) -> usize {
        self.system.len() + self.messages.iter().map(|message| message.text.len()).sum::<usize>()
    }
}

/// One turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Whose.
    pub role: Role,
    /// What was said.
    pub text: String,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person's, or ours on their behalf.
    User,
    /// The model's.
    Model,
}

/// The form of the answer that is asked for; a provider that can't is asked in words alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The JSON object of a [`crate::Draft`].
    Draft,
    /// The JSON object `{"tables": […]}`.
    Tables,
    /// Text for people.
    Text,
}

/// What a model answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The text, what was thought aloud left out.
    pub text: String,
    /// Why it ended.
    pub finish: Finish,
    /// What the provider counted; zeros where it doesn't say.
    pub usage: Usage,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// By itself.
    Done,
    /// It reached the provider's limit of tokens: the end is missing.
    Length,
    /// The provider held it back.
    Filtered,
}

/// Tokens of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read by the model.
    pub input_tokens: u64,
    /// Written by it, thinking included.
    pub output_tokens: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.input_tokens += other.input_tokens;
        self.output_tokens += other.output_tokens;
    }
}
