//! What people say of an answer. One that was right, or was corrected, serves as an example for later questions to
//! the same database.

use weir_model::{DbName, Feedback, Verdict};

use crate::{Caller, Error, Gateway, Noun, Permission, glossary::filled};

const MAX_COMMENT: usize = 2_000;
const MAX_SQL: usize = 100_000;

/// What a person says of an answer.
#[derive(Clone, Debug)]
pub struct FeedbackRequest {
    /// Whether it was right.
    pub verdict: Verdict,
    /// The statement that would have been right.
    pub sql: Option<String>,
    /// In their words.
    pub comment: Option<String>,
}

impl Gateway {
    /// Keeps what a person says of an answer; only who asked, or an administrator, may. A correction must pass the
    /// guard: it will be shown to the model as an example.
    pub async fn give_feedback(
        &self,
        caller: &Caller,
        name: &DbName,
        id: &str,
        request: FeedbackRequest,
    ) -> Result<(), Error> {
        caller.require(Permission::Query)?;
        let comment = request.comment.map(|comment| filled("comment", &comment, MAX_COMMENT)).transpose()?;
        let sql = request.sql.map(|sql| filled("sql", &sql, MAX_SQL)).transpose()?;
        let known = self.find_connection(caller, name).await?;
        let missing = || Error::Missing { what: Noun::Draft, key: id.to_owned() };
        let draft = self.store.find_draft(name, id).await?.ok_or_else(missing)?;
        if draft.caller != caller.name() && !caller.may(Permission::Admin) {
            return Err(missing());
        }
        let mut corrected_tables = Vec::new();
        if let Some(sql) = &sql {
            let checks = self.checks(caller, &known).await?;
            checks.guard(sql).await?;
            let used = checks.knowledge.resolver.check(sql).tables_used;
            corrected_tables = used.iter().map(|table| format!("{}.{}", table.schema, table.name)).collect();
        }
        let feedback = Feedback {
            verdict: request.verdict,
            corrected_sql: sql,
            corrected_tables,
            comment,
            by: caller.name().to_owned(),
            at: self.clock.now(),
        };
        if self.store.update_feedback(name, id, &feedback).await? { Ok(()) } else { Err(missing()) }
    }
}
