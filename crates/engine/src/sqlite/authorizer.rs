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
    pub(super) fn begin(connection: &'a Connection) -> rusqlite::Result<Self> {
        let denied = Arc::new(Mutex::new(None));
        let first = Arc::clone(&denied);
        connection.authorizer(Some(move |context: AuthContext<'_>| match check(&context) {
            Ok(()) => Authorization::Allow,
            Err(refusal) => {
                first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(refusal);
                Authorization::Deny
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

/// An allowlist: what isn't known to be harmless is denied, unknown actions included.
fn check(context: &AuthContext<'_>) -> Result<(), Refusal> {
    let (rule, subject, message) = match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => return Ok(()),
        AuthAction::Function { function_name } if function_allowed(function_name) => return Ok(()),
        AuthAction::Function { function_name: name } => {
            (Rule::FunctionNotAllowed, name, "The function {} is not on the list of those that only read")
        }
        // Full-text search asks for these by itself.
        AuthAction::Pragma { pragma_name: "data_version" | "page_size", pragma_value: None } => return Ok(()),
        AuthAction::Pragma { pragma_name, pragma_value } if pragma_allowed(pragma_name, pragma_value) => {
            return Ok(());
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
