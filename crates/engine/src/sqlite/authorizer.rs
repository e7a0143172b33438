//! The server-side proof: SQLite itself asks here about everything a user's statement would do, with names
//! resolved, through views and virtual tables. Which functions and pragmas are harmless is the guard's to say.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{
    Connection,
    hooks::{AuthAction, AuthContext, Authorization},
};
use weir_guard::{
    Refusal, Rule,
    sqlite::{function_allowed, pragma_allowed},
};

/// Names in messages are cut here: a message has at most 300 characters.
const MAX_NAME: usize = 100;

/// Watches a connection until it is dropped. Statements are watched while they are prepared *and*
/// while they run: table-valued pragmas and full-text search prepare others then.
pub(super) struct Watch<'a> {
    connection: &'a Connection,
    denied: Arc<Mutex<Option<Refusal>>>,
}

impl<'a> Watch<'a> {
    /// Watches what one text does.
    pub(super) fn begin(connection: &'a Connection, sql: &str) -> rusqlite::Result<Self> {
        let denied = Arc::new(Mutex::new(None));
        let first = Arc::clone(&denied);
        let pads_by_argument = pads_by_argument(sql);
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            match check(&context, pads_by_argument) {
                Ok(()) => Authorization::Allow,
                Err(refusal) => {
                    first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(refusal);
                    Authorization::Deny
                }
            }
        }))?;
        Ok(Self { connection, denied })
    }

    /// The first thing that was denied: it is why the statement failed.
    pub(super) fn take_denied(&self) -> Option<Refusal> {
        self.denied.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // It fails only for a connection that somebody else owns; ours is our own.
        drop(self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>));
    }
}

/// Whether a text holds a format such as `%*d` or `%.*c`, which takes its length from an argument.
///
/// SQLite gives NULL, and no error, for a formatted text over the limit of lengths: an answer that is wrong.
fn pads_by_argument(sql: &str) -> bool {
    sql.split('%').skip(1).any(|format| {
        let flags = |c: char| c.is_ascii_digit() || "-+ !#,.".contains(c);
        format.trim_start_matches(flags).starts_with('*')
    })
}

/// An allowlist: what isn't on it is denied, unknown actions included.
fn is_harmless(action: &AuthAction<'_>) -> bool {
    match *action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => function_allowed(function_name),
        AuthAction::Pragma { pragma_name, pragma_value } => {
            // Full-text search asks for these by itself.
            let of_search = pragma_value.is_none() && matches!(pragma_name, "data_version" | "page_size");
            of_search || pragma_allowed(pragma_name, pragma_value)
        }
        _ => false,
    }
}

/// The verdict on an action, with its reason.
fn check(context: &AuthContext<'_>, pads_by_argument: bool) -> Result<(), Refusal> {
    let (rule, subject, message) = match context.action {
        AuthAction::Function { function_name: name @ ("printf" | "format") } if pads_by_argument => {
            (Rule::FunctionNotAllowed, name, "The function {} must not take a length from an argument (%*)")
        }
        action if is_harmless(&action) => return Ok(()),
        AuthAction::Function { function_name: name } => {
            (Rule::FunctionNotAllowed, name, "The function {} is not on the list of those that only read")
        }
        AuthAction::Pragma { pragma_name: name, .. } => {
            (Rule::PragmaNotAllowed, name, "The pragma {} is not on the list of those that only read")
        }
        AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name } => {
            (Rule::WriteInside, table_name, "The statement would write to the table {}")
        }
        AuthAction::Unknown { .. } => {
            (Rule::ConstructNotAllowed, "", "SQLite would do something here that is not known to be harmless")
        }
        other => (Rule::NotReadOnly, verb(&other), "Only statements that read may run; this one would {}"),
    };
    let name: String = subject.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    let named = if rule == Rule::NotReadOnly { name.clone() } else { format!("`{name}`") };
    Err(Refusal {
        rule,
        message: message.replace("{}", &named),
        position: None,
        subject: (!name.is_empty()).then_some(name),
    })
}

/// What an action is called in SQL.
fn verb(action: &AuthAction<'_>) -> &'static str {
    match action {
        AuthAction::Attach { .. } => "ATTACH a database",
        AuthAction::Detach { .. } => "DETACH a database",
        AuthAction::AlterTable { .. } => "ALTER a table",
        AuthAction::Reindex { .. } => "REINDEX",
        AuthAction::Analyze { .. } => "ANALYZE",
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => "control a transaction",
        AuthAction::DropIndex { .. }
        | AuthAction::DropTable { .. }
        | AuthAction::DropTempIndex { .. }
        | AuthAction::DropTempTable { .. }
        | AuthAction::DropTempTrigger { .. }
        | AuthAction::DropTempView { .. }
        | AuthAction::DropTrigger { .. }
        | AuthAction::DropView { .. }
        | AuthAction::DropVtable { .. } => "DROP something",
        _ => "CREATE something",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = "
        CREATE TABLE t (x, y); INSERT INTO t VALUES (1, 2); CREATE INDEX i ON t (x);
        CREATE VIEW v AS SELECT abs(x) FROM t;
        CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t; END;";

    /// What the authorizer alone says to a statement that is prepared and run to its end, in a database that
    /// may be written to.
    fn verdict(sql: &str) -> Result<(), Refusal> {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        let watch = Watch::begin(&connection, sql).unwrap();
        let ran = connection.prepare(sql).and_then(|mut statement| {
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        });
        match (ran, watch.take_denied()) {
            (Err(_), Some(refusal)) => Err(refusal),
            (Ok(()), None) => Ok(()),
            (ran, denied) => panic!("{sql}: {ran:?}, {denied:?}"),
        }
    }

    #[test]
    fn lets_reading_through() {
        for sql in [
            "SELECT * FROM t JOIN v",
            "SELECT name FROM sqlite_schema",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3) SELECT * FROM c",
            "SELECT '%*', value, count(*) FROM json_each('[1, 1]') GROUP BY value",
            "SELECT * FROM pragma_table_info('t')",
            "PRAGMA table_xinfo(t)",
            "SELECT printf('%5d %.2f 100%%', x, y) FROM t WHERE x * y > 0",
            "EXPLAIN SELECT x FROM t",
            "EXPLAIN QUERY PLAN SELECT x FROM t",
        ] {
            assert_eq!(verdict(sql), Ok(()), "{sql}");
        }
    }

    #[test]
    fn stops_everything_else_and_names_it() {
        for (sql, rule, subject) in [
            ("INSERT INTO t VALUES (1, 2)", Rule::WriteInside, "t"),
            ("UPDATE t SET x = 1", Rule::WriteInside, "t"),
            ("WITH c AS (SELECT 1) DELETE FROM t RETURNING x", Rule::WriteInside, "t"),
            ("EXPLAIN DELETE FROM t", Rule::WriteInside, "t"),
            ("SELECT 1; DELETE FROM t", Rule::WriteInside, "t"),
            ("SELECT load_extension('x')", Rule::FunctionNotAllowed, "load_extension"),
            (
                "SELECT x FROM t WHERE fts3_tokenizer('simple') IS NULL",
                Rule::FunctionNotAllowed,
                "fts3_tokenizer",
            ),
            ("PRAGMA user_version = 5", Rule::PragmaNotAllowed, "user_version"),
            ("SELECT * FROM pragma_optimize", Rule::PragmaNotAllowed, "optimize"),
            ("PRAGMA query_only = OFF", Rule::PragmaNotAllowed, "query_only"),
            ("ATTACH ':memory:' AS other", Rule::NotReadOnly, "ATTACH a database"),
            ("DETACH main", Rule::NotReadOnly, "DETACH a database"),
            ("ALTER TABLE t ADD COLUMN z", Rule::NotReadOnly, "ALTER a table"),
            ("BEGIN", Rule::NotReadOnly, "control a transaction"),
            ("SAVEPOINT s", Rule::NotReadOnly, "control a transaction"),
            ("REINDEX", Rule::NotReadOnly, "REINDEX"),
            ("CREATE TEMP TABLE z (x)", Rule::WriteInside, "sqlite_temp_master"),
            ("CREATE VIRTUAL TABLE z USING fts5(x)", Rule::WriteInside, "sqlite_master"),
            ("DROP TABLE t", Rule::WriteInside, "sqlite_master"),
        ] {
            let refusal = verdict(sql).expect_err(sql);
            assert_eq!((refusal.rule, refusal.subject.as_deref()), (rule, Some(subject)), "{sql}");
            assert!(refusal.message.contains(subject) && refusal.message.len() <= 300, "{sql}: {refusal}");
        }
    }

    #[test]
    fn a_long_name_is_cut() {
        let name = "表".repeat(500);
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&format!("CREATE TABLE {name} (x)")).unwrap();
        let watch = Watch::begin(&connection, "").unwrap();
        assert!(connection.prepare(&format!("DELETE FROM {name}")).is_err());
        assert!(watch.take_denied().unwrap().message.chars().count() <= 300);
    }

    #[test]
    fn a_connection_that_is_no_longer_watched_is_free() {
        let connection = Connection::open_in_memory().unwrap();
        drop(Watch::begin(&connection, "").unwrap());
        connection.execute_batch("CREATE TABLE t (x)").unwrap();
    }
}
