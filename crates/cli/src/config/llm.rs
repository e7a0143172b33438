//! `[llm]`: the language models. The section itself is the default one; `others` names more, one text each.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use weir_llm::{ModelClient, ProviderSettings, Wire};
use weir_model::Secret;

use crate::{config::Environment, failure::Failure};

/// `[llm]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LlmConfig {
    /// None for no language model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<LlmWire>,
    /// None for the provider's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<String>,
    /// None for a server that wants no key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) api_key_env: Option<String>,
    pub(crate) others: Vec<String>,
    pub(crate) timeout_s: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_output_tokens: Option<u32>,
    pub(crate) schema_tokens: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) proxy: Option<String>,
}

impl Default for LlmConfig {
    fn default() -> Self {
        Self {
            provider: None,
            base_url: None,
            model: None,
            api_key_env: None,
            others: Vec::new(),
            timeout_s: 60,
            max_output_tokens: None,
            schema_tokens: 8_000,
            proxy: None,
        }
    }
}

/// The wire that a provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LlmWire {
    /// Chat completions; also the others that speak it.
    OpenAi,
    /// Messages.
    Anthropic,
}

impl LlmWire {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "openai" => Some(Self::OpenAi),
            "anthropic" => Some(Self::Anthropic),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
        }
    }

    fn own_address(self) -> &'static str {
        match self {
            Self::OpenAi => "https://api.openai.com/v1",
            Self::Anthropic => "https://api.anthropic.com",
        }
    }
}

/// What is said of one provider.
#[derive(Debug, Default)]
struct Said<'a> {
    name: Option<&'a str>,
    provider: Option<LlmWire>,
    base_url: Option<&'a str>,
    model: Option<&'a str>,
    api_key_env: Option<&'a str>,
}

/// The models of the settings, the default one first, with their keys read. Empty when none is set.
pub(crate) fn providers(
    config: &LlmConfig,
    environment: &Environment,
) -> Result<Vec<ProviderSettings>, Failure> {
    let first = Said {
        name: None,
        provider: config.provider,
        base_url: config.base_url.as_deref(),
        model: config.model.as_deref(),
        api_key_env: config.api_key_env.as_deref(),
    };
    let Some(wire) = config.provider else {
        if config.others.is_empty()
            && first.base_url.is_none()
            && first.model.is_none()
            && first.api_key_env.is_none()
        {
            return Ok(Vec::new());
        }
        return Err(Failure::usage("[llm] is set in part: llm.provider is missing")
            .next("set it to openai or anthropic"));
    };
    let mut all = vec![settings("llm", &Said { name: Some(wire.name()), ..first }, config, environment)?];
    for (nth, text) in config.others.iter().enumerate() {
        let place = format!("llm.others[{nth}]");
        let other = settings(&place, &parse(&place, text)?, config, environment)?;
        if all.iter().any(|known| known.name == other.name) {
            return Err(Failure::usage(format!("{place}: there is another provider named {}", other.name)));
        }
        all.push(other);
    }
    // What can't be used is told now, not at the first question.
    for settings in &all {
        ModelClient::new(settings.clone()).map_err(|error| Failure::usage(error.to_string()))?;
    }
    Ok(all)
}

/// `name=deepseek provider=openai base_url=… model=… api_key_env=…`
fn parse<'a>(place: &str, text: &'a str) -> Result<Said<'a>, Failure> {
    let mut said = Said::default();
    for word in text.split_whitespace() {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        match key {
            "name" => said.name = Some(value),
            "provider" => {
                let wire = LlmWire::parse(value);
                let wrong = || Failure::usage(format!("{place}: provider must be openai or anthropic"));
                said.provider = Some(wire.ok_or_else(wrong)?);
            }
            "base_url" => said.base_url = Some(value),
            "model" => said.model = Some(value),
            "api_key_env" => said.api_key_env = Some(value),
            other => {
                return Err(Failure::usage(format!("{place}: there is no {other}"))
                    .next("write name=… provider=… base_url=… model=… api_key_env=…"));
            }
        }
    }
    Ok(said)
}

fn settings(
    place: &str,
    said: &Said<'_>,
    config: &LlmConfig,
    environment: &Environment,
) -> Result<ProviderSettings, Failure> {
    let missing = |what: &str| Failure::usage(format!("{place}: {what} is missing"));
    let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let wire = said.provider.ok_or_else(|| missing("provider"))?;
    let key = match given(said.api_key_env) {
        Some(name) => {
            let unset = || {
                Failure::usage(format!("{place}: api_key_env names {name}, which is not set"))
                    .next(format!("put the key into the variable {name}"))
            };
            Some(Secret::new(environment.variable(&name).ok_or_else(unset)?))
        }
        None => None,
    };
    Ok(ProviderSettings {
        name: given(said.name).ok_or_else(|| missing("name"))?,
        wire: match wire {
            LlmWire::OpenAi => Wire::OpenAi,
            LlmWire::Anthropic => Wire::Anthropic,
        },
        base_url: given(said.base_url).unwrap_or_else(|| wire.own_address().to_owned()),
        model: given(said.model).ok_or_else(|| missing("model"))?,
        key,
        max_output_tokens: config.max_output_tokens,
        temperature: None,
        timeout: Duration::from_secs(config.timeout_s),
        proxy: config.proxy.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment::of([("OPENAI_API_KEY".to_owned(), "sk-1".to_owned())])
    }

    fn config() -> LlmConfig {
        LlmConfig {
            provider: Some(LlmWire::OpenAi),
            model: Some("m".to_owned()),
            api_key_env: Some("OPENAI_API_KEY".to_owned()),
            ..LlmConfig::default()
        }
    }

    fn told(config: &LlmConfig) -> Result<Vec<String>, String> {
        let providers = providers(config, &environment()).map_err(|failure| failure.to_string())?;
        Ok(providers.into_iter().map(|it| format!("{} {} {}", it.name, it.base_url, it.model)).collect())
    }

    #[test]
    fn reads_the_default_and_the_others() {
        assert_eq!(told(&LlmConfig::default()), Ok(vec![]));
        let others =
            vec!["name=local provider=openai base_url=http://localhost:11434/v1 model=qwen3".to_owned()];
        let expected = ["openai https://api.openai.com/v1 m", "local http://localhost:11434/v1 qwen3"];
        assert_eq!(told(&LlmConfig { others, ..config() }), Ok(expected.map(str::to_owned).to_vec()));
    }

    #[test]
    fn tells_what_is_missing_or_wrong() {
        let others = |text: &str| LlmConfig { others: vec![text.to_owned()], ..config() };
        for (config, part) in [
            (LlmConfig { provider: None, ..config() }, "llm.provider is missing"),
            (LlmConfig { model: None, ..config() }, "llm: model is missing"),
            (LlmConfig { api_key_env: Some("NOT_SET".to_owned()), ..config() }, "NOT_SET, which is not set"),
            (LlmConfig { base_url: Some("localhost".to_owned()), ..config() }, "base_url is no URL"),
            (others("provider=openai model=m"), "llm.others[0]: name is missing"),
            (others("name=openai provider=openai model=m"), "another provider named openai"),
            (others("name=x provider=soap model=m"), "provider must be openai or anthropic"),
            (others("name=x provider=openai modle=m"), "there is no modle"),
        ] {
            let told = told(&config).unwrap_err();
            assert!(told.contains(part) && !told.contains("sk-1"), "{told}");
        }
    }
}
