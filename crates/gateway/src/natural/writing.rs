//! The loop of a draft: the model proposes, the checks say what is wrong, the model mends it, twice at most. The same
//! statement a second time ends it: nothing new will come.

use weir_llm::{Draft, DraftStatus, Prompt, Reply, extract, prompts};
use weir_model::Phrase;

use crate::{
    Error,
    natural::{
        answer::{AskEvent, AskEvents},
        calls::Phone,
        check::{Checks, Passed},
        complaint::Complaint,
    },
};

/// How often a proposal may be mended.
const REPAIRS: u32 = 2;

/// What came of it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) end: End,
    pub(crate) repairs: u32,
}

/// How it ended.
#[derive(Debug)]
pub(crate) enum End {
    /// With a statement that passed.
    Passed(Draft, Passed),
    /// With a question back, or a reason why there is none.
    Declined(Draft),
    /// With a proposal that may not or could not be mended.
    GivenUp(Phrase),
}

/// Writes until a proposal passes, or nothing more is to be hoped for.
pub(crate) async fn write(
    phone: &mut Phone,
    checks: &Checks,
    mut prompt: Prompt,
    events: &mut AskEvents<'_>,
) -> Result<Written, Error> {
    let mut tried: Vec<String> = Vec::new();
    let mut repairs = 0;
    loop {
        let purpose = if repairs == 0 { "draft" } else { "repair" };
        let reply = phone.call(purpose, &prompt, &mut |said: &str| events(AskEvent::Delta(said))).await?;
        let complaint = match judge(&reply, checks, repairs + 1, &mut tried, events).await? {
            Judged::Done(end) => return Ok(Written { end: *end, repairs }),
            Judged::Wrong(complaint) => complaint,
        };
        if !complaint.can_be_mended || repairs == REPAIRS {
            return Ok(Written { end: End::GivenUp(complaint.phrase), repairs });
        }
        events(AskEvent::Repair { attempt: repairs + 1, problem: &complaint.phrase });
        prompt = prompts::repair(prompt, &reply.text, &complaint.text);
        repairs += 1;
    }
}

enum Judged {
    Done(Box<End>),
    Wrong(Complaint),
}

async fn judge(
    reply: &Reply,
    checks: &Checks,
    attempt: u32,
    tried: &mut Vec<String>,
    events: &mut AskEvents<'_>,
) -> Result<Judged, Error> {
    let draft = match extract(reply) {
        Ok(draft) => draft,
        Err(why) => return Ok(Judged::Wrong(Complaint::unusable(why))),
    };
    if draft.status != DraftStatus::Ok {
        return Ok(Judged::Done(Box::new(End::Declined(draft))));
    }
    events(AskEvent::Validating { attempt });
    let complaint = match checks.check(&draft.sql).await? {
        Ok(passed) => return Ok(Judged::Done(Box::new(End::Passed(draft, passed)))),
        Err(complaint) => complaint,
    };
    let bare = without_layout(&draft.sql);
    let known = tried.contains(&bare);
    tried.push(bare);
    Ok(Judged::Wrong(Complaint { can_be_mended: complaint.can_be_mended && !known, ..complaint }))
}

/// A statement as it counts for being the same: blanks and a last semicolon don't.
fn without_layout(sql: &str) -> String {
    sql.trim_end_matches([';', ' ', '\n', '\t', '\r']).split_whitespace().collect::<Vec<_>>().join(" ")
}
