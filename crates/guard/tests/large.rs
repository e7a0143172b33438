//! Long and deep statements on MySQL, MariaDB and SQLite, on a thread with half the stack of a server's worker:
//! an overflow would end the process.

mod common;

use std::thread;

use common::guard;
use weir_guard::Dialect;

/// `head`, then `open` and `close` around `inside`, so many times.
fn nested(head: &str, open: &str, inside: &str, close: &str, levels: usize) -> String {
    format!("{head}{}{inside}{}", open.repeat(levels), close.repeat(levels))
}

/// Each with the verdict on the three dialects: whether it passes.
fn statements() -> Vec<(String, bool)> {
    vec![
        // As large and as deep as what is parsed without a thread of its own.
        (nested("SELECT ", "(SELECT ", "1", ")", 6), true),
        (nested("SELECT * FROM ", "(SELECT * FROM ", "t", ") a", 6), true),
        (format!("SELECT 1 FROM t{}", " JOIN t".repeat(57)), true),
        (format!("SELECT 1{}", "+1".repeat(59)), true),
        // The limits of the lexer.
        (nested("SELECT ", "(", "1", ")", 200), true),
        (nested("SELECT ", "(", "1", ")", 201), false),
        (nested("SELECT ", "CASE WHEN 1 THEN ", "1", " END", 200), true),
        (nested("SELECT ", "(SELECT ", "1", ")", 200), true),
        (nested("SELECT * FROM ", "(SELECT * FROM ", "t", ") a", 200), true),
        (format!("SELECT 1{}", ",1".repeat(24_990)), true),
        (format!("SELECT 1{}", ",1".repeat(25_010)), false),
        // Trees that lean to one side, and what a parser may read twice.
        (format!("SELECT 1{}", "+1".repeat(2_400)), true),
        (format!("SELECT 1{}", " AND 1".repeat(24_000)), true),
        (format!("SELECT 1 FROM t{}", " JOIN t".repeat(2_400)), true),
        (format!("SELECT 1{}", " UNION SELECT 1".repeat(1_600)), true),
        (format!("SELECT {}1", "NOT ".repeat(4_900)), true),
        (format!("SELECT {}1", "- ".repeat(40_000)), true),
        (format!("SELECT '{}'", "''".repeat(500_000)), true),
    ]
}

#[test]
fn survives_large_statements_on_a_small_stack() {
    let check = || {
        for (sql, passes) in statements() {
            for dialect in [Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite] {
                let verdict = guard(&sql, dialect);
                let start: String = sql.chars().take(40).collect();
                assert_eq!(
                    common::label(&verdict) != "refused",
                    passes,
                    "{dialect:?} {start}: {:?}",
                    verdict.err()
                );
            }
        }
    };
    let small = thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap();
    small.join().unwrap();
}

#[test]
fn is_not_kept_busy_by_what_the_parser_reads_twice() {
    // Without its budget the second opinion would take longer than the universe has lasted.
    for dialect in [Dialect::MySql, Dialect::MariaDb] {
        assert!(guard(&nested("SELECT ", "POSITION(", "1", ")", 199), dialect).is_ok());
    }
}
