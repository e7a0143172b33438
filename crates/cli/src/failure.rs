//! How a command fails: what is told, what to do next, the exit code.

use std::{fmt, process::ExitCode};

use weir_gateway::Error;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    next: Option<String>,
}

/// The exit codes. They are documented in `weir --help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything else, an answer of the database to wrong SQL among it.
    Failed = 1,
    /// The command line or the settings are wrong.
    Usage = 2,
    /// The guard said no.
    Refused = 3,
    /// A database or the catalog can't be reached.
    Unreachable = 4,
    /// The time limit was reached.
    TimedOut = 5,
    /// Interrupted from the keyboard (128 + SIGINT).
    Interrupted = 130,
    /// Nobody reads our output any more (128 + SIGPIPE); nothing is told.
    NoReader = 141,
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), next: None }
    }

    /// Anything that has no better kind.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// A mistake in the command line or the settings.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Adds what can be done about it.
    pub(crate) fn next(self, step: impl Into<String>) -> Self {
        Self { next: Some(step.into()), ..self }
    }

    /// Whether there is somebody to tell.
    pub(crate) fn is_silent(&self) -> bool {
        self.kind == Kind::NoReader
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind as u8)
    }

    /// What can be done about it.
    pub(crate) fn next_step(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let told = error.to_string();
        match error {
            Error::ConnectionNotFound(_) => Self::failed(told).next("see the names with `weir connections list`"),
            Error::Refused(_) => Self::new(Kind::Refused, told),
            Error::Unreachable(_) | Error::ConnectionLost(_) => Self::new(Kind::Unreachable, told)
                .next("check that the database runs and that its URL is right"),
            Error::CatalogUnavailable(source) => Self::new(Kind::Unreachable, with_causes(&source)),
            Error::TimedOut { .. } => {
                Self::new(Kind::TimedOut, told).next("allow more seconds with --timeout, or ask for less")
            }
            Error::QueryFailed(diagnostic) => {
                let hint = diagnostic.hint.clone();
                let failure = Self::failed(told);
                if let Some(hint) = hint { failure.next(hint) } else { failure }
            }
            Error::Target(_) => Self::usage(told).next(
                "write postgresql://user:password@host:5432/database, mysql://user:password@host:3306/database or sqlite:///path/to/file.db",
            ),
            Error::Invalid { .. } => Self::usage(told),
            Error::Internal(source) => Self::failed(with_causes(source.as_ref())),
            Error::Store(source) => source.into(),
            Error::Unauthenticated
            | Error::InvalidCredentials
            | Error::SessionRequired
            | Error::PasswordChangeRequired
            | Error::Oidc(_)
            | Error::Forbidden(_)
            | Error::TableNotFound { .. }
            | Error::SshTunnel
            | Error::Cancelled { .. }
            | Error::QueryIdUsed(_)
            | Error::Busy { .. }
            | Error::Missing { .. }
            | Error::Conflict(_)
            | Error::CollectFailed(_)
            | Error::TooMany { .. }
            | Error::NoLanguageModel(_)
            | Error::Model(_) => Self::failed(told),
        }
    }
}

impl From<weir_store::Error> for Failure {
    fn from(error: weir_store::Error) -> Self {
        use weir_store::Error as E;
        let told = with_causes(&error);
        match error {
            E::Unavailable(_) => Self::new(Kind::Unreachable, told)
                .next("check that nothing else holds the catalog and that its disk has room"),
            E::WrongKey { .. } => Self::failed(told)
                .next("give the key that this catalog was made with (secrets.key_file or WEIR_SECRETS__KEY); after an interrupted change of the key, run `weir secrets rotate` again"),
            E::KeyChanged => Self::failed(told).next("start this program anew, with the new key"),
            E::InUse { .. } => Self::failed(told).next("stop Weir first (systemctl stop weir)"),
            E::NotNew { .. } => Self::failed(told)
                .next("make a new database, or name another one; nothing was changed"),
            E::CopyDiffers { .. } => {
                Self::failed(told).next("end what is still writing to the catalog, and copy again into a new database")
            }
            E::Newer { .. } => Self::failed(told).next("use the newer Weir"),
            E::InvalidKey | E::Location(_) | E::Files(_) => Self::usage(told),
            E::Database(_) | E::Migration(_) | E::Sealing | E::Damaged { .. } => Self::failed(told),
        }
    }
}

/// The error with what lies under it. Only for the operator: errors of drivers name hosts and files.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !told.contains(&more) {
            told = format!("{told}: {more}");
        }
        cause = error.source();
    }
    told
}
