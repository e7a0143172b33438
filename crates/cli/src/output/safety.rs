//! An account's findings for people: beside the answer, which is the script alone.

use weir_model::{AccountSafety, DbName, Grade};

use crate::{
    failure::Failure,
    messages::Language,
    terminal::{self, Terminal, Tone},
};

/// Tells the findings on standard error, and the script, where there is something to mend, on standard output.
pub(crate) fn tell(name: &DbName, safety: &AccountSafety, terminal: Terminal) -> Result<(), Failure> {
    let language = terminal.language;
    let grade = terminal.toned(safety.grade().as_str(), tone(safety.grade()));
    terminal::note(&language.graded(name.as_str(), &safety.account, &grade));
    for finding in &safety.findings {
        let sentence = match language {
            Language::English => &finding.phrase.english,
            Language::Chinese => &finding.phrase.chinese,
        };
        terminal::note(&format!(
            "  {}  {sentence}",
            terminal.toned(finding.grade.as_str(), tone(finding.grade))
        ));
    }
    if safety.findings.is_empty() {
        terminal::note(language.reads_only_what_it_needs());
        return Ok(());
    }
    terminal::note(&format!("\n{}\n", language.script_follows()));
    terminal::say(safety.script.trim_end())
}

fn tone(grade: Grade) -> Tone {
    match grade {
        Grade::A | Grade::B => Tone::Good,
        Grade::C | Grade::D => Tone::Doubtful,
        Grade::E | Grade::F => Tone::Bad,
    }
}
