//! Measures the query path beside the databases' own tools, on the same private servers in the same run; and
//! the ledger on a large catalog.
//!
//! Prints one JSON line a figure. Only ratios and CPU per request carry over from machine to machine; a line
//! with `hold` says what the figure should be, and `held` whether it is. Asserts nothing.

mod http;
mod ledger;
mod peers;
mod process;
mod scenarios;

use std::{env, path::PathBuf};

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match arguments.as_slice() {
        [weir] => runtime.block_on(scenarios::run(&found(weir)?)),
        ["ledger", weir, filler, days] => {
            runtime.block_on(ledger::run(&found(weir)?, &found(filler)?, days.parse()?))
        }
        _ => bail!("usage: weir-bench [ledger] <release build of weir> [<its example fill> <days of sizes>]"),
    }
}

fn found(program: &str) -> anyhow::Result<PathBuf> {
    PathBuf::from(program).canonicalize().with_context(|| program.to_owned())
}
