//! The command line as it is written: commands, flags, their help.

mod operations;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::Flag;

pub(crate) use operations::{BackupFlags, CatalogCommand, CompletionsFlags, RestoreFlags, SecretsCommand};

const EXAMPLES: &str = "\
Examples:
  weir demo                                          a server on a sample shop, to try everything
  weir connections add shop postgresql://reader:secret@db.example/shop
  weir query shop \"SELECT * FROM orders LIMIT 10\"
  weir query shop - --format csv < report.sql > report.csv
  weir serve --listen 127.0.0.1:8642

Exit codes:
  0 done · 1 failed · 2 wrong command line or settings · 3 refused by the guard
  4 database or catalog unreachable · 5 over the time limit · 130 interrupted";

/// One server between a team and its databases: guarded read-only SQL through an HTTP API and this command line.
#[derive(Debug, Parser)]
#[command(name = "weir", version, after_help = EXAMPLES, max_term_width = 100, subcommand_required = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalFlags,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command.
#[derive(Debug, Args)]
pub(crate) struct GlobalFlags {
    /// The settings file [default: ./weir.toml, else weir.toml in the data directory]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where Weir keeps its files [default: ~/.local/share/weir]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// How much is logged: error, warn, info, debug, trace
    #[arg(long, global = true, value_name = "LEVEL")]
    log_level: Option<String>,
    /// How log lines are written
    #[arg(long, global = true, value_name = "FORMAT", value_parser = ["text", "json"])]
    log_format: Option<String>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the HTTP API
    Serve(ListenFlag),
    /// Serve a sample shop, made on the spot, to try everything
    Demo(DemoFlags),
    /// List, add, remove and test connections
    #[command(subcommand)]
    Connections(ConnectionsCommand),
    /// Add, list, disable and change people who may sign in
    #[command(subcommand)]
    Users(UsersCommand),
    /// Make, list and revoke API tokens
    #[command(subcommand)]
    Tokens(TokensCommand),
    /// Run one read-only statement
    Query(QueryFlags),
    /// Measure the databases of the ledger's instances now
    Collect(CollectFlags),
    /// Remove what was made up for the demo
    #[command(subcommand)]
    Sample(SampleCommand),
    /// Try out the language model
    #[command(subcommand)]
    Llm(LlmCommand),
    /// Print the default settings, or check those that hold
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Check what Weir needs to work, and tell what to mend
    Doctor,
    /// Check the sealed secrets, or seal them with a new key
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Write the catalog to a file, also while servers work
    Backup(BackupFlags),
    /// Put the catalog of a backup in place
    Restore(RestoreFlags),
    /// Copy the catalog to another database
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Print a script that completes commands in a shell
    Completions(CompletionsFlags),
    /// Print the version
    Version,
}

/// Where a server listens.
#[derive(Debug, Args)]
pub(crate) struct ListenFlag {
    /// Address and port; port 0 takes a free one [default: 127.0.0.1:8642]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

/// Flags of `weir demo`.
#[derive(Debug, Args)]
#[command(after_help = "\
The sample is kept in demo/ in the data directory and made once; nothing of `weir serve` is touched.
On a server it goes into a schema or database of its own, weir_sample, which must not hold anything else.

Examples:
  weir demo
  weir demo --listen 127.0.0.1:9000
  weir demo --postgres postgresql://me:secret@localhost/test --mysql mysql://root:secret@localhost")]
pub(crate) struct DemoFlags {
    #[command(flatten)]
    pub(crate) listen: ListenFlag,
    /// Write the sample to this PostgreSQL database as well
    #[arg(long, value_name = "URL")]
    pub(crate) postgres: Option<String>,
    /// Write the sample to this MySQL or MariaDB server as well
    #[arg(long, value_name = "URL")]
    pub(crate) mysql: Option<String>,
}

/// What can be done with connections.
#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionsCommand {
    /// List them by name
    List {
        /// As a table, or as JSON like GET /api/v1/dbs
        #[arg(long, value_enum, default_value = "table")]
        format: ListFormat,
    },
    /// Connect to a database and keep its URL, sealed; an existing name is changed
    #[command(after_help = "\
URLs:
  postgresql://user:password@host:5432/database?sslmode=require
  mysql://user:password@host:3306/database        (MariaDB too)
  sqlite:///absolute/path/to/file.db

Other people on this machine can see the command line: `-` reads the URL from standard input.")]
    Add {
        /// 1 to 64 letters of any script, digits, `-`, `_`, `.`
        name: String,
        /// The database's URL, or - for standard input
        url: String,
        /// Without TLS, whatever the URL says
        #[arg(long)]
        no_tls: bool,
    },
    /// Forget one; the database itself is not touched
    Remove {
        /// Which one
        name: String,
    },
    /// Make one round trip to its database
    Test {
        /// Which one
        name: String,
    },
    /// Tell what its account could do beyond reading, and the script for one that could not
    #[command(after_help = "\
Grades:
  A  reads only what it needs, over a line that nobody can listen to
  B  reads more than it needs, or over TLS whose certificate is not checked
  C  can write rows, or create or own things
  D  talks without encryption over a network
  E  can create users or databases, or read the server's files
  F  superuser, or can make itself one

The script alone goes to standard output, so that it can be kept and read before an administrator runs it:
  weir connections safety shop > least-privilege.sql")]
    Safety {
        /// Which one
        name: String,
        /// As text, or as JSON like GET /api/v1/dbs/{name}/safety
        #[arg(long, value_enum, default_value = "text")]
        format: SafetyFormat,
    },
    /// Show who may see it, or say it anew; for everybody else but admins it doesn't exist
    Access {
        /// Which one
        name: String,
        /// Everybody with the permission
        #[arg(long, conflicts_with_all = ["users", "roles"])]
        everybody: bool,
        /// These people
        #[arg(long = "user", value_name = "NAME", value_delimiter = ',')]
        users: Vec<String>,
        /// Everybody in these roles
        #[arg(long = "role", value_name = "ROLE", value_delimiter = ',')]
        roles: Vec<String>,
        /// Until this moment, such as 2027-01-01T00:00:00Z [default: for ever]
        #[arg(long, value_name = "MOMENT")]
        until: Option<String>,
    },
}

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// List them by name
    List,
    /// Make an account; its password is made up and shown once
    #[command(after_help = "\
Roles:
  viewer    sees the ledger            analyst  runs SQL too
  operator  manages connections too    admin    everything")]
    Add {
        /// 1 to 64 letters of any script, digits, `-`, `_`, `.`, `@`
        name: String,
        /// What they may do
        #[arg(long, default_value = "viewer", value_parser = ["viewer", "analyst", "operator", "admin"])]
        role: String,
        /// Read the password from standard input instead
        #[arg(long)]
        password_stdin: bool,
    },
    /// Nobody can sign in with it any more; its sessions and tokens end at once
    Disable {
        /// Which one
        name: String,
    },
    /// Let a disabled account be used again
    Enable {
        /// Which one
        name: String,
    },
    /// Give an account another password, made up and shown once; its sessions end
    ResetPassword {
        /// Which one
        name: String,
        /// Read the password from standard input instead
        #[arg(long)]
        password_stdin: bool,
    },
    /// Change what somebody may do; their sessions end
    SetRole {
        /// Which one
        name: String,
        /// What they may do from now on
        #[arg(value_parser = ["viewer", "analyst", "operator", "admin"])]
        role: String,
    },
}

/// What can be done with API tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokensCommand {
    /// List everybody's
    List,
    /// Make one for somebody; it is shown once, alone on standard output
    Add {
        /// Whose it is: it never allows more than they may do
        user: String,
        /// What it is for
        name: String,
        /// What it allows: view, query, export, create, update, delete, admin [default: all that its owner may do]
        #[arg(long = "allow", value_name = "PERMISSION", value_delimiter = ',')]
        permissions: Vec<String>,
        /// The only connections it reaches [default: all that its owner reaches]
        #[arg(long = "connection", value_name = "NAME", value_delimiter = ',')]
        connections: Vec<String>,
        /// Days until it ends
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
    /// Revoke one; it is refused from now on
    Revoke {
        /// Its number
        id: i64,
    },
}

/// Flags of `weir collect`.
#[derive(Debug, Args)]
#[command(after_help = "\
A server on the same catalog helps with the work. What goes wrong at one instance costs that instance only; the exit
code is 1 when anything did.

Examples:
  weir collect
  weir collect --instance billing --instance 7
  weir collect --tables")]
pub(crate) struct CollectFlags {
    /// Only this instance, by name or number; may be repeated [default: all]
    #[arg(long = "instance", value_name = "NAME")]
    pub(crate) instances: Vec<String>,
    /// The tables of every database, instead of the databases
    #[arg(long)]
    pub(crate) tables: bool,
}

/// What can be done with what was made up.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum SampleCommand {
    /// Remove the made-up instances with everything in them; what is real is not touched
    Remove,
}

/// How connections are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Table,
    Json,
}

/// How an account's safety is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SafetyFormat {
    Text,
    Json,
}

/// Flags of `weir query`.
#[derive(Debug, Args)]
#[command(after_help = "\
Only the answer goes to standard output; whether it was cut off is told on standard error.

Examples:
  weir query shop \"SELECT status, count(*) FROM orders GROUP BY status\"
  weir query shop - --format csv --limit 10000 < report.sql > report.csv
  weir query shop \"SELECT * FROM orders\" --format ndjson | jq .total")]
pub(crate) struct QueryFlags {
    /// The connection
    pub(crate) name: String,
    /// One statement that reads, or - for standard input
    pub(crate) sql: String,
    /// How the rows are written
    #[arg(long, short, value_enum, default_value = "table")]
    pub(crate) format: RowFormat,
    /// The limit for a statement without one [default: limits.default_rows]
    #[arg(long, short = 'n', value_name = "ROWS")]
    pub(crate) limit: Option<u64>,
    /// Seconds that it may take [default: limits.default_timeout_s]
    #[arg(long, short, value_name = "SECONDS")]
    pub(crate) timeout: Option<u32>,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// For people; NULL is shown as NULL
    Table,
    /// With a header line; NULL is an empty field
    Csv,
    /// One document, as the HTTP API answers
    Json,
    /// One object a line, and a last line that tells the end
    Ndjson,
}

/// What can be done with language models.
#[derive(Debug, Subcommand)]
pub(crate) enum LlmCommand {
    /// Ask a model for one word, to see that address, key and model are right
    Test {
        /// The provider's name [default: the one of llm.provider]
        provider: Option<String>,
    },
}

/// What can be done with settings.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print a settings file with every default and what each setting is for
    Default,
    /// Print the settings that hold and where each comes from; passwords as ****
    Check,
}

impl Arguments {
    /// The settings that were given as flags.
    pub(crate) fn flags(&self) -> Vec<Flag> {
        let listen = match &self.command {
            Command::Serve(listen) => listen.listen.as_ref(),
            Command::Demo(flags) => flags.listen.listen.as_ref(),
            _ => None,
        };
        let given = [
            ("--listen", "server.listen", listen),
            ("--data-dir", "catalog.data_dir", self.global.data_dir.as_ref()),
            ("--log-level", "log.level", self.global.log_level.as_ref()),
            ("--log-format", "log.format", self.global.log_format.as_ref()),
        ];
        given
            .into_iter()
            .filter_map(|(name, setting, value)| Some(Flag { name, setting, value: value?.clone() }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
