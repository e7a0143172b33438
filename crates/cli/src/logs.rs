//! The log, on standard error.

use std::io;

use tracing_subscriber::{
    EnvFilter, filter::LevelFilter, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt,
};

use crate::{
    config::{LogConfig, LogFormat},
    failure::Failure,
    terminal::Terminal,
};

/// Starts the log of this process.
pub(crate) fn start(config: &LogConfig, terminal: Terminal) -> Result<(), Failure> {
    let filter = filter(config)?;
    let lines = fmt::layer().with_writer(io::stderr);
    let started = match config.format {
        LogFormat::Text => registry().with(filter).with(lines.with_ansi(terminal.colour_on_error)).try_init(),
        LogFormat::Json => registry().with(filter).with(lines.json().flatten_event(true)).try_init(),
    };
    started.map_err(|error| Failure::failed(format!("the log could not be started: {error}")))
}

/// What is logged: a level, or `target=level` for a part, separated by commas.
pub(crate) fn filter(config: &LogConfig) -> Result<EnvFilter, Failure> {
    let mut parts = config.level.split(',').map(str::trim);
    // The library takes a word that is no level for the name of a part, and then logs nothing of the rest.
    let level = |part: &str| {
        let level = part.rsplit('=').next().unwrap_or_default();
        !level.is_empty() && level.parse::<LevelFilter>().is_ok()
    };
    let filter = if parts.all(level) { EnvFilter::builder().parse(&config.level).ok() } else { None };
    filter.ok_or_else(|| {
        Failure::usage("log.level is neither a level nor a list of levels for parts of Weir")
            .next("use off, error, warn, info, debug or trace, or such as info,weir_engine=debug")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_levels_and_refuses_other_words() {
        let is_level =
            |level: &str| filter(&LogConfig { level: level.to_owned(), format: LogFormat::Text }).is_ok();
        for level in ["info", "WARN", "off", "info,weir_engine=debug", "weir_http::query=trace, error"] {
            assert!(is_level(level), "{level}");
        }
        for level in ["verbose", "info,weir_engine", "weir=loud", "", "info,"] {
            assert!(!is_level(level), "{level}");
        }
    }
}
