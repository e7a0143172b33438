//! The `weir` binary: reads the command line and the settings, puts the parts together, tells how it went.
//!
//! The only crate that reads the environment, prints, and decides exit codes.

mod access;
mod arguments;
mod catalog;
mod collect;
mod compose;
mod config;
mod connections;
mod demo;
mod doctor;
mod failure;
mod language_models;
mod logs;
mod messages;
mod network;
mod output;
mod query;
mod sample;
mod secrets;
mod serve;
mod terminal;
mod tokens;
mod users;

use std::{process::ExitCode, time::Duration};

use clap::{CommandFactory, Parser};
use weir_gateway::Gateway;

use crate::{
    arguments::{Arguments, Command, CompletionsFlags, ConfigCommand},
    config::{Environment, Loaded},
    failure::Failure,
    terminal::Terminal,
};

fn main() -> ExitCode {
    let environment = Environment::of_process();
    let terminal = Terminal::of(&environment);
    match run(Arguments::parse(), &environment, terminal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.tell_failure(&failure);
            failure.exit_code()
        }
    }
}

fn run(arguments: Arguments, environment: &Environment, terminal: Terminal) -> Result<(), Failure> {
    let flags = arguments.flags();
    let load = || config::load(arguments.global.config.as_deref(), &flags, environment);
    match arguments.command {
        Command::Version => terminal::say(concat!("weir ", env!("CARGO_PKG_VERSION"))),
        Command::Config(ConfigCommand::Default) => terminal::say(&config::default_file()),
        Command::Config(ConfigCommand::Check) => check_config(&load()?, terminal),
        Command::Serve(_) => {
            let loaded = load()?;
            logs::start(&loaded.config.log, terminal)?;
            wait(serve::run(&loaded, terminal))
        }
        Command::Demo(flags) => {
            let loaded = quiet(load()?);
            logs::start(&loaded.config.log, terminal)?;
            wait(demo::run(flags, loaded, terminal))
        }
        Command::Connections(command) => with_gateway(load, terminal, async |gateway, _loaded| {
            connections::run(command, gateway, terminal).await
        }),
        Command::Query(flags) => with_gateway(load, terminal, async |gateway, loaded| {
            query::run(flags, gateway, &loaded.config.limits, terminal).await
        }),
        Command::Collect(flags) => at_work(load, terminal, async |loaded| {
            let gateway = compose::gateway(loaded).await?;
            let done = collect::run(flags, &gateway, &loaded.config.scheduler, terminal).await;
            done.and(serve::close(&gateway).await)
        }),
        Command::Sample(command) => with_gateway(load, terminal, async |gateway, _loaded| {
            sample::run(command, gateway, terminal).await
        }),
        Command::Doctor => at_work(load, terminal, async |loaded| doctor::run(loaded, terminal).await),
        Command::Secrets(command) => {
            at_work(load, terminal, async |loaded| secrets::run(command, loaded, terminal).await)
        }
        Command::Users(command) => with_gateway(load, terminal, async |gateway, _loaded| {
            users::run(command, gateway, terminal).await
        }),
        Command::Tokens(command) => with_gateway(load, terminal, async |gateway, _loaded| {
            tokens::run(command, gateway, terminal).await
        }),
        Command::Llm(command) => with_gateway(load, terminal, async |gateway, _loaded| {
            language_models::run(command, gateway, terminal).await
        }),
        Command::Backup(flags) => {
            at_work(load, terminal, async |loaded| catalog::back_up(&flags, loaded, terminal).await)
        }
        Command::Restore(flags) => {
            at_work(load, terminal, async |loaded| catalog::put_back(&flags, loaded, terminal).await)
        }
        Command::Catalog(command) => {
            at_work(load, terminal, async |loaded| catalog::run(command, loaded, terminal).await)
        }
        Command::Completions(flags) => completions(flags),
    }
}

/// Reads the settings, starts the log and works.
fn at_work(
    load: impl FnOnce() -> Result<Loaded, Failure>,
    terminal: Terminal,
    work: impl AsyncFnOnce(&Loaded) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let loaded = quiet(load()?);
    logs::start(&loaded.config.log, terminal)?;
    wait(work(&loaded))
}

/// The same with the use cases put together, and ended in order.
fn with_gateway(
    load: impl FnOnce() -> Result<Loaded, Failure>,
    terminal: Terminal,
    work: impl AsyncFnOnce(&Gateway, &Loaded) -> Result<(), Failure>,
) -> Result<(), Failure> {
    at_work(load, terminal, async |loaded| {
        let gateway = compose::gateway(loaded).await?;
        let done = work(&gateway, loaded).await;
        done.and(serve::close(&gateway).await)
    })
}

fn completions(flags: CompletionsFlags) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(flags.shell, &mut Arguments::command(), "weir", &mut script);
    terminal::say(String::from_utf8_lossy(&script).trim_end())
}

/// A person who waits for an answer wants only warnings beside it, unless they asked for more.
fn quiet(mut loaded: Loaded) -> Loaded {
    if !loaded.sources.contains_key("log.level") {
        "warn".clone_into(&mut loaded.config.log.level);
    }
    loaded
}

fn wait(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::failed(format!("cannot start: {error}")))?;
    let done = runtime.block_on(work);
    // A thread that is stuck in a database file must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

fn check_config(loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let titles = terminal.language.setting_titles();
    terminal::say(&output::table::plain_table(titles, config::check(loaded).into_iter(), terminal))?;
    terminal::note(&terminal.language.settings_hold(loaded.file.as_deref(), &loaded.data_dir));
    // What `serve` would refuse although each value alone is right.
    serve::guarded_metrics(&loaded.config, serve::address(&loaded.config.server.listen)?)?;
    network::acceptor(&network::settings(&loaded.config.server)?)?;
    logs::filter(&loaded.config.log)?;
    compose::location(loaded)?;
    compose::scheduler_settings(&loaded.config.scheduler)?;
    Ok(())
}
