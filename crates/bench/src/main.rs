//! Measures the query path beside the databases' own tools, on the same private servers in the same run.
//!
//! Prints one JSON line a figure. Only ratios and CPU per request carry over from machine to machine; a line
//! with `hold` says what the figure should be, and `held` whether it is. Asserts nothing.

mod http;
mod peers;
mod process;
mod scenarios;

use std::{env, path::PathBuf};

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [binary] = arguments.as_slice() else {
        bail!("usage: weir-bench <path of the release build of weir>");
    };
    let binary = PathBuf::from(binary).canonicalize().context("the release build of weir")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(scenarios::run(&binary))
}
