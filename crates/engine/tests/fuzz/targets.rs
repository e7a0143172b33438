//! What must hold for any bytes: of the lexers, of the splice, of URLs. Each target panics when it doesn't.
//!
//! Driven by `main.rs` beside it for some seconds in every test run, and by the coverage-guided `fuzz/` for
//! as long as one likes.

use std::sync::{Arc, LazyLock};

use weir_engine::Target;
use weir_guard::{AppliedLimit, Dialect, FunctionSet, GuardContext, ReadOnlyQuery, RowLimits, StatementKind};
use weir_model::{Function, Volatility};

use crate::oracle;

/// What a target does with made-up bytes.
pub(crate) type Run = fn(&[u8]);

/// A target's name and what it runs.
pub(crate) const ALL: [(&str, Run); 3] = [("lexers", lexers), ("splice", splice), ("urls", urls)];

const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite];
const MAX_ROWS: u64 = 1_000;

/// Any text in any dialect: no panic, and a refusal points into the text.
pub(crate) fn lexers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let characters = text.chars().count();
    for dialect in DIALECTS {
        if let Err(refusal) = parse(&text, dialect) {
            // One behind the end is where something is missing.
            let inside = refusal.position.is_none_or(|position| (1..=characters + 1).contains(&position));
            assert!(inside, "{dialect:?} points to {:?} in {text:?}", refusal.position);
        }
    }
}

/// Whatever passes is one statement to the servers' own parsers, with the limit and shown; and what is shown
/// passes again.
pub(crate) fn splice(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let dialect = DIALECTS[usize::from(*first) % DIALECTS.len()];
    let text = String::from_utf8_lossy(rest);
    let Ok(query) = parse(&text, dialect) else { return };
    for text in [query.text(), query.shown()] {
        let count = oracle::statements(dialect, text);
        assert!(count.is_none_or(|count| count == 1), "{dialect:?}: {count:?} statements in {text:?}");
    }
    assert!(query.max_rows() <= MAX_ROWS);
    if query.limit() == AppliedLimit::Injected && query.kind() == StatementKind::Select {
        let known = oracle::has_limit(dialect, query.text());
        assert!(known != Some(false), "{dialect:?}: the limit of {:?} is none", query.text());
    }
    match parse(query.shown(), dialect) {
        Ok(again) => assert_eq!(again.max_rows(), query.max_rows(), "{dialect:?}: {:?}", query.shown()),
        // A text of nearly the longest length has no room for its limit.
        Err(_) if text.len() > 1_000_000 => {}
        Err(refusal) => panic!("{dialect:?}: {:?} passed, {:?} does not: {refusal}", text, query.shown()),
    }
}

/// Any text as a URL: no panic; and a password in a URL's usual places is never shown.
pub(crate) fn urls(data: &[u8]) {
    const PASSWORD: &str = "hunter2";
    let text = String::from_utf8_lossy(data);
    for ssl_disabled in [false, true] {
        // Refused or not is the same here.
        let _target: Result<Target, _> = Target::parse(&text, ssl_disabled);
    }
    let (scheme, rest) = text.split_at(text.char_indices().nth(2).map_or(text.len(), |(at, _)| at));
    let scheme = match scheme.len() % 3 {
        0 => "postgresql",
        1 => "mysql",
        _ => "PostGres",
    };
    for url in [
        format!("{scheme}://user:{PASSWORD}@{rest}"),
        format!("{scheme}://user:{PASSWORD}{}@host/db", rest.replace(['#', '?'], "")),
        format!("{scheme}://host/db?password={PASSWORD}&{rest}"),
    ] {
        let told = match Target::parse(&url, false) {
            Ok(target) => format!("{} {target:?}", target.masked_url()),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(!told.contains(PASSWORD), "{url:?} is told as {told:?}");
    }
}

fn parse(text: &str, dialect: Dialect) -> Result<ReadOnlyQuery, weir_guard::Refusal> {
    static FUNCTIONS: LazyLock<[Arc<FunctionSet>; 4]> = LazyLock::new(|| {
        let reported = |name: &str| Function {
            schema: "pg_catalog".to_owned(),
            name: name.to_owned(),
            volatility: Volatility::Immutable,
            extension: None,
        };
        let reported = ["lower", "count", "sum", "generate_series", "length", "int4", "chr"].map(reported);
        DIALECTS.map(|dialect| Arc::new(FunctionSet::build(dialect, &reported, &[])))
    });
    let place = DIALECTS.iter().position(|known| *known == dialect).unwrap_or_default();
    let limits = RowLimits { default: MAX_ROWS, max: MAX_ROWS };
    let context = GuardContext { dialect, functions: Arc::clone(&FUNCTIONS[place]), limits };
    ReadOnlyQuery::parse(text, &context)
}
