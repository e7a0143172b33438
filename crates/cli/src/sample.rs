//! `weir sample`: what was made up for the demo.

use weir_gateway::{Caller, Gateway};

use crate::{
    arguments::SampleCommand,
    failure::Failure,
    terminal::{self, Terminal},
};

/// Does what was asked.
pub(crate) async fn run(
    command: SampleCommand,
    gateway: &Gateway,
    terminal: Terminal,
) -> Result<(), Failure> {
    match command {
        SampleCommand::Remove => {
            let removed = gateway.remove_samples(&Caller::local()).await?;
            terminal::say(&terminal.language.samples_removed(removed))
        }
    }
}
