//! Why a model gave no answer, named for what can be done about it.

use thiserror::Error;

/// Why a call failed. No text here holds a key or a prompt.
#[derive(Debug, Error)]
pub enum Error {
    /// The settings can't be used.
    #[error("the settings of provider {provider} cannot be used: {why}")]
    Settings {
        /// The provider's name.
        provider: String,
        /// What is wrong.
        why: String,
    },
    /// No connection to the provider.
    #[error("the language model cannot be reached: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("the language model did not answer within {limit_s} seconds")]
    TimedOut {
        /// The limit.
        limit_s: u64,
    },
    /// The provider asks to come later, and later is after the time limit.
    #[error("the provider of the language model has too much to do")]
    RateLimited {
        /// When it may be asked again, in seconds, if it said so.
        retry_after_s: Option<u64>,
    },
    /// The key is missing or wrong.
    #[error("the provider of the language model refused the key")]
    KeyRefused,
    /// The provider refused the request.
    #[error("the provider of the language model refused the request with status {status}: {message}")]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The provider's words, cut short, the key taken out.
        message: String,
    },
    /// The provider fails.
    #[error("the provider of the language model failed with status {status}")]
    Failing {
        /// The HTTP status.
        status: u16,
    },
    /// The answer broke off.
    #[error("the language model's answer broke off")]
    CutOff,
    /// The answer was longer than any answer should be.
    #[error("the language model's answer is longer than {limit_bytes} bytes")]
    TooLong {
        /// The limit.
        limit_bytes: usize,
    },
    /// What came is no answer of this wire.
    #[error("the provider's answer cannot be read: {0}")]
    Unreadable(String),
}

impl Error {
    /// A stable word for records.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Settings { .. } => "settings",
            Self::Unreachable(_) => "unreachable",
            Self::TimedOut { .. } => "timed_out",
            Self::RateLimited { .. } => "rate_limited",
            Self::KeyRefused => "key_refused",
            Self::Rejected { .. } => "rejected",
            Self::Failing { .. } => "failing",
            Self::CutOff => "cut_off",
            Self::TooLong { .. } => "too_long",
            Self::Unreadable(_) => "unreadable",
        }
    }
}
