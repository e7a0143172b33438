//! The shared cases of `data/cases.jsonl` for MySQL and MariaDB: every deny refused, every allow let through
//! with the limit that the case names.

#[path = "common/cases.rs"]
mod cases;
mod common;

use cases::Case;
use common::guard;
use weir_guard::Dialect;

/// The dialects that a case is for; without a server named it is for both.
fn dialects(case: &Case) -> &'static [Dialect] {
    match case.server.as_deref() {
        Some("mysql8") => &[Dialect::MySql],
        Some("mariadb") => &[Dialect::MariaDb],
        Some(other) => panic!("{}: unknown server {other}", case.id),
        None => &[Dialect::MySql, Dialect::MariaDb],
    }
}

#[test]
fn judges_every_shared_case_as_it_is_labelled() {
    let mut wrong = Vec::new();
    let mut counted = 0;
    for case in cases::of("mysql") {
        for &dialect in dialects(&case) {
            counted += 1;
            let label = common::label(&guard(&case.sql, dialect));
            if label != case.label() {
                wrong.push(format!(
                    "{} on {dialect:?}: {label}, not {}: {}",
                    case.id,
                    case.label(),
                    case.sql
                ));
            }
        }
    }
    assert_eq!(counted, 836, "433 cases, most of them for both servers");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn gives_every_refusal_a_sentence_and_most_a_place() {
    let refusals: Vec<_> = cases::of("mysql")
        .flat_map(|case| dialects(&case).iter().filter_map(move |&dialect| guard(&case.sql, dialect).err()))
        .collect();
    for refusal in &refusals {
        let length = refusal.message.chars().count();
        assert!((10..=300).contains(&length), "{refusal:?}");
        assert!(!refusal.message.ends_with('.') && !refusal.message.contains('\n'), "{refusal:?}");
    }
    let without = refusals.iter().filter(|refusal| refusal.position.is_none()).count();
    assert!(without * 20 < refusals.len(), "{without} of {} refusals name no place", refusals.len());
}
