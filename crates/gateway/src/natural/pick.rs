//! Choosing tables by their names alone, with the model's help: for a question whose words nothing in a large
//! schema answers to, as a Chinese question on an English schema.

use weir_link::{Index, Linked};
use weir_llm::{picked_tables, prompts};

use crate::{Error, natural::answer::Tongue, natural::calls::Phone};

/// Below this share of answered words, names are looked at: for a question in another script than the names more
/// easily, since the few words that match may be by chance.
const MATCHED: f32 = 0.25;
const MATCHED_ACROSS: f32 = 0.5;
/// The list of names may be this many times as long as a schema part.
const NAMES: usize = 3;

/// Whether words alone found too little.
pub(crate) fn is_needed(linked: &Linked, tongue: Tongue) -> bool {
    let least = match tongue {
        Tongue::Chinese => MATCHED_ACROSS,
        Tongue::English => MATCHED,
    };
    linked.tables.is_empty() || linked.matched_share < least
}

/// Asks for tables and puts those that exist before all others.
pub(crate) async fn pick(
    phone: &mut Phone,
    index: &Index,
    linked: &mut Linked,
    question: &str,
    budget: usize,
) -> Result<usize, Error> {
    let (names, _all) = index.names_part(linked, budget * NAMES);
    let prompt = prompts::pick(&names, question);
    let reply = phone.call("pick", &prompt, &mut |_| {}).await?;
    Ok(index.prefer(linked, &picked_tables(&reply)))
}
