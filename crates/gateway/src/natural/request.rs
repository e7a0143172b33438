//! What a client asks in natural language, checked.

use crate::{Error, glossary::filled};

const MAX_QUESTION: usize = 4_000;
const MAX_SQL: usize = 100_000;
const MAX_ERROR: usize = 10_000;
const MAX_TIME_ZONE: usize = 64;

/// A question.
#[derive(Clone, Debug, Default)]
pub struct AskRequest {
    /// The question, in any language.
    pub prompt: String,
    /// The question before, with its SQL, when this one follows up on it.
    pub previous: Option<PreviousAsk>,
    /// A statement that the person ran, and the error: this question asks to mend it.
    pub failed: Option<FailedStatement>,
    /// The provider to ask; the default one when none.
    pub provider: Option<String>,
    /// The person's time zone, such as `Asia/Shanghai`, for "today" and "last month".
    pub time_zone: Option<String>,
}

/// What was asked before.
#[derive(Clone, Debug)]
pub struct PreviousAsk {
    /// The question.
    pub prompt: String,
    /// Its SQL, as it was answered or as the person changed it since.
    pub sql: String,
}

/// What the person ran.
#[derive(Clone, Debug)]
pub struct FailedStatement {
    /// The statement.
    pub sql: String,
    /// The error that they saw.
    pub error: String,
}

impl AskRequest {
    /// Refuses what is empty or far too long; takes off blanks.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        let previous = self.previous.map(|previous| {
            Ok::<_, Error>(PreviousAsk {
                prompt: filled("previous.prompt", &previous.prompt, MAX_QUESTION)?,
                sql: filled("previous.sql", &previous.sql, MAX_SQL)?,
            })
        });
        let failed = self.failed.map(|failed| {
            Ok::<_, Error>(FailedStatement {
                sql: filled("failed.sql", &failed.sql, MAX_SQL)?,
                error: filled("failed.error", &failed.error, MAX_ERROR)?,
            })
        });
        let time_zone = self.time_zone.map(|zone| filled("timeZone", &zone, MAX_TIME_ZONE)).transpose()?;
        let is_zone = |c: char| c.is_ascii_alphanumeric() || "/_+-:".contains(c);
        if time_zone.as_ref().is_some_and(|zone| !zone.chars().all(is_zone)) {
            return Err(Error::Invalid {
                field: "timeZone",
                why: "must be a name such as Asia/Shanghai".to_owned(),
            });
        }
        Ok(Self {
            prompt: filled("prompt", &self.prompt, MAX_QUESTION)?,
            previous: previous.transpose()?,
            failed: failed.transpose()?,
            provider: self.provider,
            time_zone,
        })
    }

    /// What the linker looks up: the question, and what it follows up on.
    pub(crate) fn words(&self) -> String {
        let previous = self.previous.iter().map(|previous| format!("{} {}", previous.prompt, previous.sql));
        let failed = self.failed.iter().map(|failed| failed.sql.clone());
        std::iter::once(self.prompt.clone()).chain(previous).chain(failed).collect::<Vec<_>>().join(" ")
    }
}
