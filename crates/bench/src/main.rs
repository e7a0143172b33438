//! Measures the query path beside the databases' own tools, on the same private servers in the same run; and
//! the ledger on a large catalog.
//!
//! Prints one JSON line a figure. Only ratios and CPU per request carry over from machine to machine; a line
//! with `hold` says what the figure should be, and `held` whether it is. Asserts nothing.

mod export;
mod http;
mod ledger;
mod metadata;
mod peers;
mod process;
mod scenarios;

use std::{env, path::PathBuf};

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // The ledger asks for a catalog that was filled, and so for the program that fills it.
    let shown: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["ledger", binary, filler, days, rest @ ..] = shown.as_slice() {
        let backend = match rest {
            [] => ledger::Backend::Sqlite,
            ["postgres"] => ledger::Backend::Postgres,
            _ => bail!("a catalog is kept in SQLite, or in `postgres`"),
        };
        return runtime.block_on(ledger::run(&found(binary)?, &found(filler)?, days.parse()?, backend));
    }
    let Some((binary, chosen)) = arguments.split_first() else {
        let names = scenarios::NAMES.join("|");
        bail!(
            "usage: weir-bench <release build of weir> [{names}]... or weir-bench ledger <release build of weir> <its example fill> <days of sizes> [postgres]"
        );
    };
    if let Some(unknown) = chosen.iter().find(|name| !scenarios::NAMES.contains(&name.as_str())) {
        bail!("no scenario `{unknown}`: there are {}", scenarios::NAMES.join(", "));
    }
    runtime.block_on(scenarios::run(&found(binary)?, chosen))
}

fn found(program: &str) -> anyhow::Result<PathBuf> {
    PathBuf::from(program).canonicalize().with_context(|| program.to_owned())
}
