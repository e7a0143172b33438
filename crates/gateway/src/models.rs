//! The configured language models: one is asked unless the caller names another.

use std::sync::Arc;

use weir_llm::SqlWriter;

use crate::Error;

/// Tokens of schema that a question may carry, unless the operator says otherwise.
const SCHEMA_TOKENS: usize = 8_000;

/// The models and what they may be told at once. Empty unless the operator configures some.
#[derive(Clone, Debug)]
pub struct Models {
    writers: Vec<Arc<dyn SqlWriter>>,
    schema_tokens: usize,
}

impl Default for Models {
    fn default() -> Self {
        Self { writers: Vec::new(), schema_tokens: SCHEMA_TOKENS }
    }
}

impl Models {
    /// Models; the first is asked by default.
    pub fn new(writers: Vec<Arc<dyn SqlWriter>>) -> Self {
        Self { writers, ..Self::default() }
    }

    /// With another budget for the schema, in tokens.
    #[must_use]
    pub fn with_schema_tokens(mut self, tokens: usize) -> Self {
        self.schema_tokens = tokens;
        self
    }

    /// The models, the default one first.
    pub fn writers(&self) -> &[Arc<dyn SqlWriter>] {
        &self.writers
    }

    pub(crate) fn schema_tokens(&self) -> usize {
        self.schema_tokens
    }

    /// The model of a provider, or the default one; none when none is configured at all.
    pub(crate) fn find(&self, provider: Option<&str>) -> Result<Option<Arc<dyn SqlWriter>>, Error> {
        let Some(provider) = provider.filter(|_| !self.writers.is_empty()) else {
            return Ok(self.writers.first().cloned());
        };
        let found = self.writers.iter().find(|writer| writer.name().provider == provider);
        let known = || {
            self.writers.iter().map(|writer| writer.name().provider.as_str()).collect::<Vec<_>>().join(", ")
        };
        let unknown = || Error::Invalid { field: "provider", why: format!("must be one of {}", known()) };
        found.cloned().map(Some).ok_or_else(unknown)
    }
}
