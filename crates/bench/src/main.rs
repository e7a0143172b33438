//! Measures the query path beside the databases' own tools, on the same private servers in the same run.
//!
//! Prints one JSON line a figure. Only ratios and CPU per request carry over from machine to machine; a line
//! with `hold` says what the figure should be, and `held` whether it is. Asserts nothing.

mod export;
mod http;
mod metadata;
mod peers;
mod process;
mod scenarios;

use std::{env, path::PathBuf};

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((binary, chosen)) = arguments.split_first() else {
        bail!("usage: weir-bench <path of the release build of weir> [{}]...", scenarios::NAMES.join("|"));
    };
    if let Some(unknown) = chosen.iter().find(|name| !scenarios::NAMES.contains(&name.as_str())) {
        bail!("no scenario `{unknown}`: there are {}", scenarios::NAMES.join(", "));
    }
    let binary = PathBuf::from(binary).canonicalize().context("the release build of weir")?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(scenarios::run(&binary, chosen))
}
