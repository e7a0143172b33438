//! What an account could do beyond reading, and the grade that follows. The engines find it out; the rule from
//! findings to grade is here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Phrase;

/// How safe a registered account is, from `A` (reads only what it needs, over verified TLS) to `F` (superuser).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Reads only what it needs, over a line that nobody can listen to.
    A,
    /// Reads only, but more than it needs, or over TLS whose certificate is not checked.
    B,
    /// Can write rows, or create or own things.
    C,
    /// Talks without encryption over a network.
    D,
    /// Can create users or databases, or read the server's files.
    E,
    /// Superuser, or can make itself one.
    F,
}

impl Grade {
    /// The letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no grade.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown grade `{0}`")]
pub struct UnknownGrade(pub String);

impl FromStr for Grade {
    type Err = UnknownGrade;

    fn from_str(text: &str) -> Result<Self, UnknownGrade> {
        let all = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];
        all.into_iter().find(|grade| grade.as_str() == text).ok_or_else(|| UnknownGrade(text.to_owned()))
    }
}

/// Who could listen between Weir and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// No network: a file, a Unix socket or a loopback address.
    Local,
    /// TLS, with a certificate that was checked.
    Verified,
    /// TLS, with anybody's certificate.
    Unverified,
    /// No encryption.
    Clear,
}

impl Link {
    /// The word on the wire and in the catalog.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Verified => "verified",
            Self::Unverified => "unverified",
            Self::Clear => "clear",
        }
    }

    /// The link of this word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Local, Self::Verified, Self::Unverified, Self::Clear];
        all.into_iter().find(|link| link.as_str() == word)
    }

    /// What is wrong with it, if anything.
    pub fn finding(self) -> Option<Finding> {
        match self {
            Self::Local | Self::Verified => None,
            Self::Unverified => Some(Finding::new(
                Grade::B,
                "tls_unverified",
                Phrase::new(
                    "The connection uses TLS, but does not check whose certificate it is.",
                    "连接使用了 TLS，但没有校验服务器证书。",
                ),
            )),
            Self::Clear => Some(Finding::new(
                Grade::D,
                "no_encryption",
                Phrase::new(
                    "The connection is not encrypted: whoever listens on the network reads everything.",
                    "连接没有加密，网络上的窃听者可以看到全部内容。",
                ),
            )),
        }
    }
}

/// One thing that an account could do beyond reading what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The best grade that an account with this finding can have.
    pub grade: Grade,
    /// A stable word for the kind of finding.
    pub code: String,
    /// The finding as a sentence.
    pub phrase: Phrase,
}

impl Finding {
    /// A finding.
    pub fn new(grade: Grade, code: &str, phrase: Phrase) -> Self {
        Self { grade, code: code.to_owned(), phrase }
    }
}

/// What was found out about the account of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSafety {
    /// The account, as the server names it; the operating system's user for a SQLite file.
    pub account: String,
    /// Who could listen.
    pub link: Link,
    /// What it could do beyond reading, the worst first.
    pub findings: Vec<Finding>,
    /// What creates an account of grade A for the same data, to be run by an administrator, never by Weir.
    pub script: String,
}

impl AccountSafety {
    /// Puts the findings of the account and of its link together.
    pub fn new(account: String, link: Link, mut findings: Vec<Finding>, script: String) -> Self {
        findings.extend(link.finding());
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.grade));
        Self { account, link, findings, script }
    }

    /// The grade: that of the worst finding, `A` without any.
    pub fn grade(&self) -> Grade {
        self.findings.iter().map(|finding| finding.grade).max().unwrap_or(Grade::A)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(link: Link, grades: &[Grade]) -> AccountSafety {
        let finding = |grade: &Grade| Finding::new(*grade, "x", Phrase::new("x", "x"));
        AccountSafety::new(String::new(), link, grades.iter().map(finding).collect(), String::new())
    }

    #[test]
    fn the_worst_finding_is_the_grade() {
        for (link, grades, expected) in [
            (Link::Local, &[][..], Grade::A),
            (Link::Verified, &[], Grade::A),
            (Link::Unverified, &[], Grade::B),
            (Link::Unverified, &[Grade::C], Grade::C),
            (Link::Clear, &[Grade::C], Grade::D),
            (Link::Clear, &[Grade::B, Grade::F, Grade::E], Grade::F),
        ] {
            assert_eq!(account(link, grades).grade(), expected, "{link:?} {grades:?}");
        }
    }

    #[test]
    fn tells_the_worst_first() {
        let grades: Vec<Grade> = account(Link::Clear, &[Grade::B, Grade::F])
            .findings
            .iter()
            .map(|finding| finding.grade)
            .collect();
        assert_eq!(grades, [Grade::F, Grade::D, Grade::B]);
    }

    #[test]
    fn reads_the_letters_back() {
        for grade in [Grade::A, Grade::B, Grade::C, Grade::D, Grade::E, Grade::F] {
            assert_eq!(grade.as_str().parse(), Ok(grade));
        }
        assert!("G".parse::<Grade>().is_err());
    }
}
