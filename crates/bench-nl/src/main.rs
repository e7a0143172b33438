//! Measures what asking in natural language rests on, without any model: what the linker finds, what the guard, the
//! resolver and the dialect check say of recorded SQL beside what real servers say of it, and Weir's own time.
//!
//! Prints one JSON line a figure; a line with `hold` says what the figure should be, and `held` whether it is.
//! Asserts nothing. The data is no part of the project: the first argument is its folder. With `list` as second
//! argument it also prints each statement on which Weir and the server differ.

mod asking;
mod checks;
mod data;
mod figures;
mod linking;
mod replay;
mod scale;
mod servers;

use std::{env, path::PathBuf};

use anyhow::bail;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (folder, list) = match arguments.as_slice() {
        [folder] => (folder, false),
        [folder, word] if word == "list" => (folder, true),
        _ => bail!("usage: weir-bench-nl <folder with spider_dev.jsonl, bird_minidev_a.jsonl, …> [list]"),
    };
    let folder = PathBuf::from(folder);
    if !folder.join("spider_dev.jsonl").exists() {
        bail!(
            "no data in {}: there is no spider_dev.jsonl. The data sets are no part of the project; give the folder \
             that holds them, `make bench-nl WEIR_TEST_DATA=<folder>`",
            folder.display()
        );
    }
    let figures = figures::Figures::new(list);
    linking::measure(&folder, &figures)?;
    scale::measure(&figures);
    checks::gold_without_server(&folder, &figures)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(asking::measure(&figures))?;
    runtime.block_on(checks::with_servers(&folder, &figures))
}
