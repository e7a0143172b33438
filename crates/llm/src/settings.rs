//! What the operator says about one provider.

use std::time::Duration;

use weir_model::Secret;

/// One provider and one of its models.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// The name in the settings, for records and answers.
    pub name: String,
    /// The wire it speaks.
    pub wire: Wire,
    /// Where it is, such as `https://api.openai.com/v1`; the wire's path is added.
    pub base_url: String,
    /// The model, as the provider calls it.
    pub model: String,
    /// The key; none for a server that wants none.
    pub key: Option<Secret>,
    /// The most tokens of an answer; none leaves it to the provider.
    pub max_output_tokens: Option<u32>,
    /// How freely it chooses words; none leaves it to the provider. Some models refuse the parameter.
    pub temperature: Option<f32>,
    /// How long a call may take, retries included.
    pub timeout: Duration,
    /// The HTTP proxy to it, if any.
    pub proxy: Option<String>,
}

/// The two wires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Chat completions as OpenAI has them: also DeepSeek, Qwen, vLLM, Ollama and many others.
    OpenAi,
    /// Messages as Anthropic has them.
    Anthropic,
}
