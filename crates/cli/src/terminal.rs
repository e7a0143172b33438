//! Where text goes: answers to standard output, everything else to standard error, in the person's language.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use crate::{
    config::Environment,
    failure::{Failure, Kind},
    messages::Language,
};

/// The person's terminal, or what stands in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    pub(crate) language: Language,
    /// Colours are welcome on standard output.
    pub(crate) colour: bool,
    /// And on standard error.
    pub(crate) colour_on_error: bool,
}

/// Whether something is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Doubtful,
    Bad,
}

impl Tone {
    fn style(self) -> Style {
        let colour = match self {
            Self::Good => AnsiColor::Green,
            Self::Doubtful => AnsiColor::Yellow,
            Self::Bad => AnsiColor::Red,
        };
        Style::new().bold().fg_color(Some(colour.into()))
    }
}

impl Terminal {
    pub(crate) fn of(environment: &Environment) -> Self {
        let language = if environment.speaks_chinese() { Language::Chinese } else { Language::English };
        let welcome = !environment.wants_no_colour();
        Self {
            language,
            colour: welcome && io::stdout().is_terminal(),
            colour_on_error: welcome && io::stderr().is_terminal(),
        }
    }

    /// Why a command failed, and what can be done about it.
    pub(crate) fn tell_failure(self, failure: &Failure) {
        if failure.is_silent() {
            return;
        }
        let red = self.style(Style::new().bold().fg_color(Some(AnsiColor::Red.into())));
        let bold = self.style(Style::new().bold());
        note(&format!("{red}{}:{red:#} {failure}", self.language.error()));
        if let Some(next) = failure.next_step() {
            note(&format!("{bold}{}:{bold:#} {next}", self.language.next()));
        }
    }

    /// A word on standard error in the colour of what it means.
    pub(crate) fn toned(self, text: &str, tone: Tone) -> String {
        let style = self.style(tone.style());
        format!("{style}{text}{style:#}")
    }

    /// A word on standard output in the colour of what it means.
    pub(crate) fn toned_out(self, text: &str, tone: Tone) -> String {
        let style = if self.colour { tone.style() } else { Style::new() };
        format!("{style}{text}{style:#}")
    }

    fn style(self, style: Style) -> Style {
        if self.colour_on_error { style } else { Style::new() }
    }
}

/// A line of the answer.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| not_written(&error))
}

/// A line beside the answer. That it can't be told is no reason to fail.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Why an answer could not be written.
pub(crate) fn not_written(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Failure::new(Kind::NoReader, "nobody reads the output any more")
    } else {
        Failure::failed(format!("cannot write the answer: {error}"))
    }
}
