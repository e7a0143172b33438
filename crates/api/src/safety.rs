//! `/api/v1/dbs/{name}/safety`: what the account of a connection could do beyond reading.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{AccountSafety, DbName, Finding, Timestamp};

/// What is known about the account of a connection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SafetyResponse {
    /// The connection's name.
    pub name: String,
    /// `A` (reads only what it needs) to `F` (superuser); null as long as it could not be found out.
    #[schema(example = "A")]
    pub grade: Option<String>,
    /// The account, as the server names it.
    #[schema(example = "reader")]
    pub account: Option<String>,
    /// Who could listen: `local`, `verified`, `unverified` (TLS with anybody's certificate) or `clear`.
    #[schema(example = "verified")]
    pub link: Option<String>,
    /// When it was found out.
    #[schema(format = DateTime)]
    pub checked_at: Option<String>,
    /// What it could do beyond reading what it needs, the worst first.
    pub findings: Vec<FindingResponse>,
    /// What an administrator would run to create an account of grade A for the same data. Weir never runs it.
    pub script: Option<String>,
}

/// One thing that an account could do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingResponse {
    /// The best grade that an account with this finding can have.
    #[schema(example = "C")]
    pub grade: String,
    /// A stable word for the kind of finding.
    #[schema(example = "writes")]
    pub code: String,
    /// The finding as a sentence.
    pub message: String,
    /// The same in Chinese.
    pub message_zh: String,
}

impl SafetyResponse {
    /// What is known, if anything.
    pub fn new(name: &DbName, found: Option<AccountSafety>, checked_at: Option<Timestamp>) -> Self {
        let grade = found.as_ref().map(|safety| safety.grade().to_string());
        let link = found.as_ref().map(|safety| safety.link.as_str().to_owned());
        let (account, findings, script) = match found {
            Some(safety) => (Some(safety.account), safety.findings, Some(safety.script)),
            None => (None, Vec::new(), None),
        };
        Self {
            name: name.to_string(),
            grade,
            account,
            link,
            checked_at: checked_at.map(|at| at.to_string()),
            findings: findings.into_iter().map(Into::into).collect(),
            script,
        }
    }
}

impl From<Finding> for FindingResponse {
    fn from(finding: Finding) -> Self {
        Self {
            grade: finding.grade.to_string(),
            code: finding.code,
            message: finding.phrase.english,
            message_zh: finding.phrase.chinese,
        }
    }
}
