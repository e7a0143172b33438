//! What was found out about the accounts of connections.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use weir_model::{AccountSafety, DbName, Finding, Grade, Link, Phrase, Timestamp};

use crate::{
    Error, Store,
    pool::{in_transaction, on_backend},
};

/// An account as it was found at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSafety {
    /// What was found.
    pub safety: AccountSafety,
    /// When.
    pub checked_at: Timestamp,
}

#[derive(FromRow)]
struct SafetyRow {
    checked_at: i64,
    account: String,
    link: String,
    findings: String,
    script: String,
}

/// A finding as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptFinding {
    grade: Grade,
    code: String,
    message: String,
    message_zh: String,
}

impl Store {
    /// What was last found out about the account of a connection.
    pub async fn find_safety(&self, name: &DbName) -> Result<Option<CheckedSafety>, Error> {
        const SQL: &str =
            "SELECT checked_at, account, link, findings, script FROM connection_safety WHERE name = $1";
        let row: Option<SafetyRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(name.as_str()).fetch_optional(pool).await
        })?;
        row.map(|row| row.open(name)).transpose()
    }

    /// Keeps what was found out, if the connection still has this revision; says whether it did.
    pub async fn replace_safety(
        &self,
        name: &DbName,
        revision: i64,
        checked: &CheckedSafety,
    ) -> Result<bool, Error> {
        // Changes nothing, but locks the row; see `save_connection`.
        const LOCK: &str = "UPDATE connections SET revision = revision WHERE name = $1 AND revision = $2";
        const REPLACE: &str = "INSERT INTO connection_safety \
                               (name, checked_at, grade, account, link, findings, script) \
                               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO UPDATE SET \
                               checked_at = excluded.checked_at, grade = excluded.grade, \
                               account = excluded.account, link = excluded.link, \
                               findings = excluded.findings, script = excluded.script";
        let CheckedSafety { safety, checked_at } = checked;
        let findings = kept(&safety.findings)?;
        let name = name.as_str();
        let replaced = in_transaction!(self.pool(), |tx| {
            let locked = sqlx::query(LOCK).bind(name).bind(revision).execute(&mut *tx).await?;
            if locked.rows_affected() == 0 {
                return Ok(false);
            }
            let replace = sqlx::query(REPLACE).bind(name).bind(checked_at.as_millis());
            let replace = replace.bind(safety.grade().as_str()).bind(&safety.account);
            let replace = replace.bind(safety.link.as_str()).bind(&findings).bind(&safety.script);
            replace.execute(&mut *tx).await?.rows_affected() == 1
        });
        Ok(replaced)
    }
}

impl SafetyRow {
    fn open(self, name: &DbName) -> Result<CheckedSafety, Error> {
        let damaged =
            |column: &str| Error::Damaged { what: format!("connection_safety.{column} of `{name}`") };
        let link = Link::parse(&self.link).ok_or_else(|| damaged("link"))?;
        let findings: Vec<KeptFinding> =
            serde_json::from_str(&self.findings).ok().ok_or_else(|| damaged("findings"))?;
        let findings = findings.into_iter().map(KeptFinding::open).collect();
        let safety = AccountSafety { account: self.account, link, findings, script: self.script };
        Ok(CheckedSafety { safety, checked_at: Timestamp::from_millis(self.checked_at) })
    }
}

impl KeptFinding {
    fn open(self) -> Finding {
        Finding::new(self.grade, &self.code, Phrase::new(self.message, self.message_zh))
    }
}

fn kept(findings: &[Finding]) -> Result<String, Error> {
    let kept: Vec<KeptFinding> = findings
        .iter()
        .map(|finding| KeptFinding {
            grade: finding.grade,
            code: finding.code.clone(),
            message: finding.phrase.english.clone(),
            message_zh: finding.phrase.chinese.clone(),
        })
        .collect();
    serde_json::to_string(&kept).map_err(|error| Error::Database(sqlx::Error::Encode(error.into())))
}
