//! The `weir` binary: reads the command line and the settings, puts the parts together, tells how it went.
//!
//! The only crate that reads the environment, prints, and decides exit codes.

mod arguments;
mod collect;
mod compose;
mod config;
mod connections;
mod demo;
mod failure;
mod logs;
mod messages;
mod output;
mod query;
mod sample;
mod serve;
mod terminal;
mod tokens;
mod users;

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use weir_gateway::Gateway;

use crate::{
    arguments::{Arguments, Command, ConfigCommand},
    config::{Config, Environment, Loaded},
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
        Command::Connections(command) => on_catalog(load()?, terminal, async |gateway, _| {
            connections::run(command, gateway, terminal).await
        }),
        Command::Users(command) => {
            on_catalog(load()?, terminal, async |gateway, _| users::run(command, gateway, terminal).await)
        }
        Command::Tokens(command) => {
            on_catalog(load()?, terminal, async |gateway, _| tokens::run(command, gateway, terminal).await)
        }
        Command::Collect(flags) => on_catalog(load()?, terminal, async |gateway, config| {
            collect::run(flags, gateway, &config.scheduler, terminal).await
        }),
        Command::Sample(command) => {
            on_catalog(load()?, terminal, async |gateway, _| sample::run(command, gateway, terminal).await)
        }
        Command::Query(flags) => on_catalog(load()?, terminal, async |gateway, config| {
            query::run(flags, gateway, &config.limits, terminal).await
        }),
    }
}

/// Does work on the catalog for a person who waits for it.
fn on_catalog(
    loaded: Loaded,
    terminal: Terminal,
    work: impl AsyncFnOnce(&Arc<Gateway>, &Config) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let loaded = quiet(loaded);
    logs::start(&loaded.config.log, terminal)?;
    wait(async {
        let gateway = compose::gateway(&loaded).await?;
        let done = work(&gateway, &loaded.config).await;
        done.and(serve::close(&gateway).await)
    })
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
    logs::filter(&loaded.config.log)?;
    compose::location(loaded)?;
    compose::scheduler_settings(&loaded.config.scheduler)?;
    Ok(())
}
