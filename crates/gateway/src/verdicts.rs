//! Statements that passed the guard, kept with the allowlist they were checked against. Programs and dashboards ask
//! the same again and again, and reading a statement twice (once as written, once with its limit) is an eighth of
//! Weir's own work for a small one.
//!
//! Nothing but a yes is kept, for the very text and the very limits; it goes with its allowlist, a minute later at
//! the latest.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use weir_guard::{ReadOnlyQuery, RowLimits};

/// How many statements of one connection are kept; when more come, all are checked anew.
const KEPT: usize = 128;
/// Longer statements are not kept, so that one connection holds at most about a megabyte.
const LONGEST_BYTES: usize = 4096;

/// Statements that passed, by their text.
#[derive(Debug, Default)]
pub(crate) struct Verdicts(Mutex<HashMap<String, Verdict>>);

#[derive(Debug)]
struct Verdict {
    limits: RowLimits,
    query: ReadOnlyQuery,
}

impl Verdicts {
    /// What this text became when it was checked with these limits.
    pub(crate) fn find(&self, sql: &str, limits: RowLimits) -> Option<ReadOnlyQuery> {
        let verdicts = self.lock();
        let verdict = verdicts.get(sql)?;
        (verdict.limits == limits).then(|| verdict.query.clone())
    }

    /// Remembers that this text passed with these limits.
    pub(crate) fn keep(&self, sql: String, limits: RowLimits, query: &ReadOnlyQuery) {
        if sql.len() > LONGEST_BYTES {
            return;
        }
        let mut verdicts = self.lock();
        if verdicts.len() >= KEPT {
            verdicts.clear();
        }
        verdicts.insert(sql, Verdict { limits, query: query.clone() });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Verdict>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use weir_guard::{Dialect, FunctionSet, GuardContext};

    use super::*;

    fn checked(sql: &str, limits: RowLimits) -> ReadOnlyQuery {
        let functions = Arc::new(FunctionSet::build(Dialect::Sqlite, &[], &[]));
        ReadOnlyQuery::parse(sql, &GuardContext { dialect: Dialect::Sqlite, functions, limits }).unwrap()
    }

    #[test]
    fn a_verdict_holds_for_the_same_text_with_the_same_limits_alone() {
        let verdicts = Verdicts::default();
        let (ten, five) = (RowLimits { default: 10, max: 100 }, RowLimits { default: 5, max: 100 });
        let query = checked("SELECT 1", ten);
        verdicts.keep("SELECT 1".to_owned(), ten, &query);
        assert_eq!(verdicts.find("SELECT 1", ten), Some(query));
        assert_eq!(verdicts.find("SELECT 1", five), None);
        assert_eq!(verdicts.find("SELECT 1 ", ten), None);
        assert_eq!(verdicts.find("select 1", ten), None);
    }

    #[test]
    fn what_is_kept_stays_small() {
        let verdicts = Verdicts::default();
        let limits = RowLimits { default: 10, max: 100 };
        let long = format!("SELECT '{}'", "x".repeat(LONGEST_BYTES));
        verdicts.keep(long.clone(), limits, &checked(&long, limits));
        assert_eq!(verdicts.find(&long, limits), None);
        for number in 0..=KEPT {
            let sql = format!("SELECT {number}");
            verdicts.keep(sql.clone(), limits, &checked(&sql, limits));
        }
        assert!(verdicts.lock().len() <= KEPT);
        assert!(verdicts.find(&format!("SELECT {KEPT}"), limits).is_some(), "the newest is kept");
    }
}
