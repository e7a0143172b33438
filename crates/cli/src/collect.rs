//! `weir collect`: a run of a job now, done by this process (and by servers on the same catalog), with its progress.

use std::{
    io::{self, IsTerminal, Write},
    sync::Arc,
    time::Duration,
};

use tokio::{select, time::interval};
use weir_gateway::{Caller, Gateway};
use weir_jobs::Crew;
use weir_model::{JobName, Run, RunPart, RunStatus};

use crate::{
    arguments::CollectFlags,
    compose,
    config::SchedulerConfig,
    failure::{Failure, Kind},
    output::table::plain_table,
    serve::Signals,
    terminal::{self, Terminal},
};

/// How often the progress is looked at, and the claim on the work renewed.
const LOOK: Duration = Duration::from_secs(1);

/// How wide the bar is, in characters.
const WIDTH: usize = 30;

/// Collects, and tells how it went.
pub(crate) async fn run(
    flags: CollectFlags,
    gateway: &Arc<Gateway>,
    config: &SchedulerConfig,
    terminal: Terminal,
) -> Result<(), Failure> {
    let caller = Caller::local();
    let mut instances = Vec::new();
    for text in &flags.instances {
        instances.push(gateway.instance_called(&caller, text).await?);
    }
    let job = if flags.tables { JobName::CollectTableSizes } else { JobName::CollectSizes };
    let mut signals = Signals::listen()?;
    let (run, is_new) = gateway.start_run(&caller, job, &instances).await?;
    if !is_new {
        terminal::note(terminal.language.joins_run());
    }
    let mut crew = Crew::new(Arc::clone(gateway), compose::crew_settings(config));
    let worked = select! {
        worked = work(gateway, &mut crew, run) => worked,
        () = signals.received() => Err(Failure::new(Kind::Interrupted, "interrupted; what was under way is given back")),
    };
    crew.stop().await;
    let run = worked?;
    tell(gateway, &caller, &run, terminal).await
}

/// Works until the run is over, whoever does how much of it.
async fn work(gateway: &Gateway, crew: &mut Crew, mut run: Run) -> Result<Run, Failure> {
    let mut bar = Bar::new();
    let mut looks = interval(LOOK);
    loop {
        crew.fill(Some(run.id)).await?;
        let panicked = select! {
            panicked = crew.one_done() => panicked,
            _ = looks.tick() => {
                crew.renew().await?;
                None
            }
        };
        if let Some(key) = panicked {
            crew.bury(key).await;
        }
        if let Some(found) = gateway.find_run(run.id).await? {
            run = found;
        }
        bar.show(&run);
        if run.status.is_over() {
            bar.clear();
            return Ok(run);
        }
    }
}

async fn tell(gateway: &Gateway, caller: &Caller, run: &Run, terminal: Terminal) -> Result<(), Failure> {
    let (_, parts) = gateway.run_with_parts(caller, run.id).await?;
    let rows = parts.iter().map(|part| row(part, terminal));
    terminal::say(&plain_table(terminal.language.part_titles(), rows, terminal))?;
    if run.status == RunStatus::Succeeded {
        return Ok(());
    }
    Err(Failure::failed(terminal.language.parts_failed(run.failed, run.parts)))
}

fn row(part: &RunPart, terminal: Terminal) -> [String; 4] {
    let took = part.started_at.zip(part.finished_at).map(|(from, to)| to.as_millis() - from.as_millis());
    let error = part.outcome.error.as_ref().map(|error| terminal.language.of(error).to_owned());
    [
        part.name.clone(),
        part.outcome.saved.to_string(),
        took.map(|millis| format!("{millis} ms")).unwrap_or_default(),
        error.unwrap_or_else(|| terminal.language.went_well().to_owned()),
    ]
}

/// A line that is written over and over, on a terminal only.
struct Bar {
    is_shown: bool,
}

impl Bar {
    fn new() -> Self {
        Self { is_shown: io::stderr().is_terminal() }
    }

    fn show(&mut self, run: &Run) {
        if self.is_shown {
            // That it can't be drawn is no reason to fail.
            let _ = write!(io::stderr().lock(), "\r{}", line(run.done, run.parts));
            let _ = io::stderr().lock().flush();
        }
    }

    fn clear(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

/// `[#######------] 7/13`
fn line(done: u64, parts: u64) -> String {
    let filled =
        usize::try_from(done.saturating_mul(WIDTH as u64) / parts.max(1)).unwrap_or(WIDTH).min(WIDTH);
    format!("[{}{}] {done}/{parts}", "#".repeat(filled), "-".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up() {
        assert_eq!(line(0, 0), format!("[{}] 0/0", "-".repeat(30)));
        assert_eq!(line(1, 3), format!("[{}{}] 1/3", "#".repeat(10), "-".repeat(20)));
        assert_eq!(line(3, 3), format!("[{}] 3/3", "#".repeat(30)));
    }
}
