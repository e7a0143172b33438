//! A scripted language model as a program, for tests in a browser: `scripted-model <script.json> [address]`.
//!
//! Prints its base URL on one line when it listens, and serves until it is ended.

#![expect(clippy::print_stdout, reason = "its one line of output is what its starter waits for")]

use std::{env, error::Error, fs, thread};

use weir_testkit::{Script, ScriptedModel};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let script = arguments.next().ok_or("usage: scripted-model <script.json> [address]")?;
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let model = ScriptedModel::listen(&address, Script::from_json(&fs::read_to_string(script)?)?)?;
    println!("{}", model.openai_url());
    loop {
        thread::park();
    }
}
