//! The checks that need no dialect: size, NUL.

use crate::{Refusal, Rule};

/// The longest statement, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Refuses text that no dialect should ever see.
pub(crate) fn check(sql: &str) -> Result<(), Refusal> {
    if sql.len() > MAX_BYTES {
        return Err(Refusal {
            rule: Rule::TooLong,
            message: format!("The statement is {} bytes long; at most {MAX_BYTES} are accepted", sql.len()),
            position: None,
            subject: None,
        });
    }
    if let Some(offset) = sql.find('\0') {
        return Err(Refusal {
            rule: Rule::NulByte,
            message: "The statement holds a NUL byte, which no server accepts".to_owned(),
            position: Some(position(sql, offset)),
            subject: None,
        });
    }
    Ok(())
}

/// The position of a byte offset as people count: characters from 1.
pub(crate) fn position(sql: &str, offset: usize) -> usize {
    sql.get(..offset).map_or_else(|| sql.chars().count(), |before| before.chars().count()) + 1
}
