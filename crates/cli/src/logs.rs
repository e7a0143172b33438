//! The log, on standard error.

use std::io;

use tracing_subscriber::{EnvFilter, fmt, prelude::*, registry};

use crate::{
    config::{LogConfig, LogFormat},
    failure::Failure,
    terminal::Terminal,
};

/// Starts the log of this process.
pub(crate) fn start(config: &LogConfig, terminal: Terminal) -> Result<(), Failure> {
    let filter = EnvFilter::builder().parse(&config.level).map_err(|error| {
        Failure::usage(format!("log.level: {error}")).next("use error, warn, info, debug or trace")
    })?;
    let lines = fmt::layer().with_writer(io::stderr);
    let started = match config.format {
        LogFormat::Text => registry().with(filter).with(lines.with_ansi(terminal.colour_on_error)).try_init(),
        LogFormat::Json => registry().with(filter).with(lines.json().flatten_event(true)).try_init(),
    };
    started.map_err(|error| Failure::failed(format!("the log could not be started: {error}")))
}
