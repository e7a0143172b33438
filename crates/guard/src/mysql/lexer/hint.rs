//! Optimizer hints: `/*+ … */`. Some do more than choose a plan, so that only known ones pass.

use crate::Rule;

/// Hints that only choose a plan (MySQL manual, "Optimizer Hints"; MariaDB knows a part of them since 12.0).
const PLAN_HINTS: &[&str] = &[
    "BKA",
    "BNL",
    "DERIVED_CONDITION_PUSHDOWN",
    "GROUP_INDEX",
    "HASH_JOIN",
    "INDEX",
    "INDEX_MERGE",
    "JOIN_FIXED_ORDER",
    "JOIN_INDEX",
    "JOIN_ORDER",
    "JOIN_PREFIX",
    "JOIN_SUFFIX",
    "MERGE",
    "MRR",
    "NO_BKA",
    "NO_BNL",
    "NO_DERIVED_CONDITION_PUSHDOWN",
    "NO_GROUP_INDEX",
    "NO_HASH_JOIN",
    "NO_ICP",
    "NO_INDEX",
    "NO_INDEX_MERGE",
    "NO_JOIN_INDEX",
    "NO_MERGE",
    "NO_MRR",
    "NO_ORDER_INDEX",
    "NO_RANGE_OPTIMIZATION",
    "NO_SEMIJOIN",
    "NO_SKIP_SCAN",
    "ORDER_INDEX",
    "QB_NAME",
    "SEMIJOIN",
    "SKIP_SCAN",
    "SUBQUERY",
];
/// The longest time that a hint may ask for, in milliseconds: the API's own longest. 0 would lift the limit.
const MAX_MILLISECONDS: std::ops::RangeInclusive<u32> = 1..=300_000;

/// Checks the text between `/*+` and `*/`. Away from a verb the servers take it for a plain comment; it is
/// checked all the same, because telling the places apart is not worth the risk.
pub(super) fn check(hints: &str) -> Result<(), (Rule, String)> {
    // Whether a quoted name in a hint may hide its end has changed between versions.
    if hints.contains(['\'', '"']) || !hints.matches('`').count().is_multiple_of(2) {
        let message = "A hint with strings or unfinished names is not accepted";
        return Err((Rule::ConstructNotAllowed, message.to_owned()));
    }
    let mut rest = hints;
    while let Some(open) = rest.find('(') {
        let (before, after) = rest.split_at(open);
        let inside = after.find(')').and_then(|close| after.get(1..close)).unwrap_or_default();
        let name = before.trim_end().rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
        check_one(name.unwrap_or_default(), inside.trim())?;
        rest = after.get(1..).unwrap_or_default();
    }
    Ok(())
}

fn check_one(name: &str, inside: &str) -> Result<(), (Rule, String)> {
    let name = name.to_ascii_uppercase();
    match name.as_str() {
        known if PLAN_HINTS.contains(&known) => Ok(()),
        "MAX_EXECUTION_TIME" if inside.parse().is_ok_and(|time| MAX_MILLISECONDS.contains(&time)) => Ok(()),
        "MAX_EXECUTION_TIME" => {
            let message = "The hint MAX_EXECUTION_TIME takes 1 to 300000 milliseconds here";
            Err((Rule::ConstructNotAllowed, message.to_owned()))
        }
        "SET_VAR" => Err((
            Rule::Variable,
            "The hint SET_VAR sets a variable, and a statement that reads sets none".to_owned(),
        )),
        _ => {
            let message = format!("The hint `{name}` is not known to be harmless");
            Err((Rule::ConstructNotAllowed, message))
        }
    }
}
