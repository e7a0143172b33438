//! The part of the command line that is for whoever runs Weir: secrets, backups, the catalog, completions.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::Shell;

/// What can be done with secrets.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// Open every sealed secret and tell which don't open
    Check,
    /// Seal every secret with a new key
    #[command(after_help = "\
With the key in a file (the default), the new key takes its place and the old one is kept beside it, as
secret.key.<id>: older backups need it. With the key in WEIR_SECRETS__KEY, name the new one with --to.

Either everything is sealed anew or nothing is; run it again after an interruption. Servers that are
running must be started anew.

Examples:
  weir secrets rotate
  weir secrets rotate --to /etc/weir/new.key")]
    Rotate {
        /// The file with the new key; made if it doesn't exist
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

/// Flags of `weir backup`.
#[derive(Debug, Args)]
#[command(after_help = "\
Servers may go on working. The file is a SQLite database whatever the catalog is in, readable by you alone.
Secrets stay sealed in it: keep the key (secret.key) too, and elsewhere.

Example:
  weir backup /var/backups/weir-$(date +%F).db")]
pub(crate) struct BackupFlags {
    /// The file to write; it must not exist
    pub(crate) file: PathBuf,
}

/// Flags of `weir restore`.
#[derive(Debug, Args)]
#[command(after_help = "\
Stop Weir first. A catalog that is there is kept beside it, as catalog.db.before-restore. With the catalog in
PostgreSQL, its database must be new. The key must be the one that the backup was made under.

Example:
  weir restore /var/backups/weir-2026-01-31.db")]
pub(crate) struct RestoreFlags {
    /// A file that `weir backup` wrote
    pub(crate) file: PathBuf,
}

/// What can be done with the catalog.
#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// Copy everything into a new catalog elsewhere
    #[command(after_help = "\
Stop Weir first: what is written meanwhile is not copied. Rows are counted on both sides before anything holds.
Then set catalog.url, or take it away when the copy is in a file.

Examples:
  weir catalog copy --to postgresql://weir:secret@db.example/weir
  weir catalog copy --to /var/lib/weir/catalog.db")]
    Copy {
        /// A PostgreSQL database, a file for SQLite, or - to read either from standard input
        #[arg(long, value_name = "URL or FILE")]
        to: String,
    },
}

/// Flags of `weir completions`.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_help = "\
Examples:
  weir completions bash > ~/.local/share/bash-completion/completions/weir
  weir completions zsh > ~/.zfunc/_weir
  weir completions fish > ~/.config/fish/completions/weir.fish")]
pub(crate) struct CompletionsFlags {
    /// For which shell
    pub(crate) shell: Shell,
}
