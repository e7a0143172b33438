//! Why a use case did not do what it was asked, named for what the caller can do about it.

use std::error::Error as StdError;

use thiserror::Error;
use uuid::Uuid;
use weir_engine::{SqlDiagnostic, TargetError};
use weir_guard::Refusal;
use weir_model::{DbName, Phrase};

use crate::{LinkedWords, OidcProblem, Permission};

/// What can be looked for in the catalog and not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// A database server of the ledger.
    Instance,
    /// A database of the ledger.
    Database,
    /// A tag.
    Tag,
    /// A person who may sign in.
    User,
    /// An API token.
    Token,
    /// A session of a signed-in person.
    Session,
    /// A scheduled job.
    Job,
    /// One execution of a job.
    Run,
    /// A query that runs or ran.
    Query,
    /// A saved query.
    SavedQuery,
    /// A question answered by a language model.
    Draft,
    /// An entry of a glossary.
    GlossaryEntry,
    /// Where people may sign in instead of here.
    IdentityProvider,
}

impl Noun {
    /// The word in English.
    pub fn english(self) -> &'static str {
        match self {
            Self::Instance => "Instance",
            Self::Database => "Database",
            Self::Tag => "Tag",
            Self::User => "User",
            Self::Token => "Token",
            Self::Session => "Session",
            Self::Job => "Job",
            Self::Run => "Run",
            Self::Query => "Query",
            Self::SavedQuery => "Saved query",
            Self::Draft => "Draft",
            Self::GlossaryEntry => "Glossary entry",
            Self::IdentityProvider => "Identity provider",
        }
    }

    /// The word in Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Instance => "实例",
            Self::Database => "数据库",
            Self::Tag => "标签",
            Self::User => "用户",
            Self::Token => "令牌",
            Self::Session => "会话",
            Self::Job => "任务",
            Self::Run => "运行记录",
            Self::Query => "查询",
            Self::SavedQuery => "已保存的查询",
            Self::Draft => "草稿",
            Self::GlossaryEntry => "术语",
            Self::IdentityProvider => "身份提供方",
        }
    }
}

/// Why a use case failed. The two HTTP renderers and the command line match it in full.
#[derive(Debug, Error)]
pub enum Error {
    /// Nobody has shown who they are.
    #[error("Sign in, or send an API token as `Authorization: Bearer …`")]
    Unauthenticated,
    /// The name or the password is wrong, or the account is disabled: which of them is not told.
    #[error("Wrong username or password")]
    InvalidCredentials,
    /// Only a person who signed in may do this, no token.
    #[error("This needs a session: sign in with your password")]
    SessionRequired,
    /// Somebody else knows the caller's password: they must change it before anything else.
    #[error("Change your password first: somebody else chose it")]
    PasswordChangeRequired,
    /// Signing in at the identity provider failed.
    #[error(transparent)]
    Oidc(#[from] OidcProblem),
    /// The caller lacks a permission.
    #[error("Permission '{}' is required", .0.as_str())]
    Forbidden(Permission),
    /// No connection has this name.
    #[error("Database '{0}' not found")]
    ConnectionNotFound(DbName),
    /// The metadata of the connection has no such table.
    #[error("Table '{schema}.{table}' not found")]
    TableNotFound {
        /// The schema asked for.
        schema: String,
        /// The table asked for.
        table: String,
    },
    /// The catalog has no such thing, or not for this caller.
    #[error("{} '{key}' not found", .what.english())]
    Missing {
        /// What was looked for.
        what: Noun,
        /// The id or name that was asked for.
        key: String,
    },
    /// What was asked contradicts what is there.
    #[error("{0}")]
    Conflict(Phrase),
    /// A target answered, but what it said of its sizes could not be read or kept.
    #[error("Collecting failed: {0}")]
    CollectFailed(String),
    /// Too much was asked at once or in a short time.
    #[error("{phrase}")]
    TooMany {
        /// What there was too much of.
        phrase: Phrase,
        /// When to try again, in seconds.
        retry_after_s: u32,
    },
    /// A value of the request is out of its range or form.
    #[error("{field}: {why}")]
    Invalid {
        /// The field as the client spells it.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The URL is no target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The request asks for an SSH tunnel.
    #[error("SSH tunnels are not supported yet")]
    SshTunnel,
    /// The guard said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No session with the database could be opened. The text is for people.
    #[error("Failed to connect to database: {0}")]
    Unreachable(String),
    /// The session broke in the middle of the work.
    #[error("Lost connection to database: {0}")]
    ConnectionLost(String),
    /// The query reached its time limit.
    #[error("Query exceeded its time limit of {limit_s} seconds and {}", ended(*.confirmed))]
    TimedOut {
        /// The limit, in seconds.
        limit_s: u64,
        /// The server confirmed that the statement is gone.
        confirmed: bool,
    },
    /// Somebody ended the query.
    #[error("The query was cancelled and {}", ended(*.confirmed))]
    Cancelled {
        /// The server confirmed that the statement is gone.
        confirmed: bool,
    },
    /// A query of this id was asked for before. It ran once, or runs still.
    #[error("A query with the id {0} was asked for before; it is not run again")]
    QueryIdUsed(Uuid),
    /// Every session of the connection was busy for as long as the query could wait.
    #[error("All {limit} sessions of this connection are busy; try again in a moment")]
    Busy {
        /// How many sessions it may have.
        limit: usize,
    },
    /// The server's answer to the user's own SQL; it may be shown.
    #[error("{0}")]
    QueryFailed(Box<SqlDiagnostic>),
    /// SQL of ours failed or a driver misbehaved; for the log only.
    #[error("internal fault")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
    /// No language model is configured. The linker alone found this.
    #[error(
        "No language model is configured: set llm.provider, llm.base_url, llm.model and llm.api_key_env in weir.toml (or WEIR_LLM__PROVIDER, WEIR_LLM__BASE_URL, WEIR_LLM__MODEL, WEIR_LLM__API_KEY_ENV)"
    )]
    NoLanguageModel(Box<LinkedWords>),
    /// The language model gave no answer.
    #[error("No answer: {0}")]
    Model(#[from] weir_llm::Error),
    /// The catalog can't be reached, is locked or full.
    #[error("Weir's own catalog is unavailable at the moment")]
    CatalogUnavailable(#[source] weir_store::Error),
    /// The catalog failed.
    #[error("the catalog failed")]
    Store(#[source] weir_store::Error),
}

impl From<weir_engine::Error> for Error {
    fn from(error: weir_engine::Error) -> Self {
        use weir_engine::Error as E;
        match error {
            E::Unreachable(why) => Self::Unreachable(why),
            E::Lost(why) => Self::ConnectionLost(why),
            E::TimedOut { limit, confirmed } => Self::TimedOut { limit_s: limit.as_secs(), confirmed },
            E::Cancelled { confirmed } => Self::Cancelled { confirmed },
            E::Busy { limit } => Self::Busy { limit },
            E::QueryFailed(diagnostic) => Self::QueryFailed(Box::new(diagnostic)),
            E::Refused(refusal) => Self::Refused(refusal),
            E::Internal(source) => Self::Internal(source),
        }
    }
}

impl From<weir_store::Error> for Error {
    fn from(error: weir_store::Error) -> Self {
        match error {
            weir_store::Error::Unavailable(_) => Self::CatalogUnavailable(error),
            other => Self::Store(other),
        }
    }
}

fn ended(confirmed: bool) -> &'static str {
    if confirmed { "was ended on the server" } else { "the server has not confirmed that it ended" }
}
