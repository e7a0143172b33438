//! Which tables does a question speak of? And how does one tell a language model about them in few tokens?
//!
//! Words of the question are looked up in the names and comments of the cached metadata, in the glossary and in
//! questions that people have confirmed; foreign keys carry what was found to the neighbours. What is chosen is
//! written as a compact schema that never exceeds its budget of tokens.
//!
//! Invariants:
//! - Pure: no IO, no async, no model. The same metadata and question give the same answer.
//! - A schema part is never longer than its budget, counted with the tokens that models really use (o200k).
//! - Nothing here knows a row of a table, only names, types, keys and comments.

mod ddl;
mod expand;
mod index;
mod joins;
mod lexicon;
mod lore;
mod part;
mod score;
mod stem;
mod tokens;
mod words;

pub use ddl::Naming;
pub use index::Index;
pub use lore::{Example, GlossaryEntry, Lore, LoreHits};
pub use part::SchemaPart;
pub use score::{Linked, LinkedTable};
pub use tokens::{count_tokens, warm_up};
