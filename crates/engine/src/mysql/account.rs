//! What the account of a MySQL or MariaDB target could do beyond reading, and the script for one that could not.
//!
//! SHOW GRANTS is the one place that names every privilege, static and dynamic, at every level. Roles count
//! whether they are active or not: an account may activate what it was granted.
//! Sources: <https://dev.mysql.com/doc/refman/en/privileges-provided.html>, <https://mariadb.com/kb/en/grant/>.

use std::{collections::BTreeSet, io};

use weir_guard::Dialect;
use weir_model::{AccountSafety, Finding, Grade, Link, Phrase};

use super::{
    fault::Fault,
    grants::{Grant, Place, parse},
    rights::Rights,
    session::{Session, optional_text, text},
};

const ACCOUNT: &str = "SELECT CURRENT_USER(), SUBSTRING_INDEX(USER(), '@', -1), @@GLOBAL.secure_file_priv";
const GRANTS: &str = "SHOW GRANTS FOR CURRENT_USER()";
/// MariaDB: the role taken now, quoted, or NONE.
const ROLE: &str = "SELECT COALESCE(CONCAT('`', REPLACE(CURRENT_ROLE(), '`', '``'), '`'), 'NONE')";
const ROLE_GRANTS: &str = "SHOW GRANTS FOR CURRENT_ROLE()";
const DATABASES: &str = "SELECT SCHEMA_NAME, DATABASE() FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN \
     ('information_schema', 'mysql', 'performance_schema', 'sys')";

/// How deep roles of roles are followed; deeper ones would be a mistake of their administrator.
const MOST_ROLES: usize = 64;

/// Reads what the account may do.
pub(super) async fn read(session: &mut Session, dialect: Dialect) -> Result<AccountSafety, Fault> {
    let link = session.link;
    let (mut account, mut host, mut files) = (String::new(), String::new(), None);
    session
        .rows(ACCOUNT, |row| {
            (account, host, files) = (text(row)?, text(row)?, optional_text(row)?);
            Ok(())
        })
        .await?;
    let mut rights = Rights::new(files);
    for grant in grants(session, dialect).await? {
        match grant {
            Grant::Privileges { names, place, passes_on } => rights.add(&names, &place, passes_on),
            Grant::Proxy => rights.add(&["PROXY".to_owned()], &Place::Global, false),
            Grant::Roles(_) => {}
        }
    }
    let script = script(session, &host, link).await?;
    Ok(AccountSafety::new(account, link, rights.findings(), script))
}

/// The grants of the account and of every role that it may take.
async fn grants(session: &mut Session, dialect: Dialect) -> Result<Vec<Grant>, Fault> {
    let mut found = lines(session, GRANTS).await?;
    let mut asked = BTreeSet::new();
    let mut restore = String::new();
    if dialect == Dialect::MariaDb {
        // MariaDB shows the grants of a role only to who has taken it.
        session
            .rows(ROLE, |row| {
                restore = format!("SET ROLE {}", text(row)?);
                Ok(())
            })
            .await?;
    }
    loop {
        let roles = found.iter().filter_map(|grant| match grant {
            Grant::Roles(roles) => Some(roles),
            _ => None,
        });
        let next = roles.flatten().find(|role| !asked.contains(*role)).cloned();
        let Some(role) = next.filter(|_| asked.len() < MOST_ROLES) else { break };
        // The name is quoted as the server itself wrote it.
        match dialect {
            Dialect::MariaDb => {
                run(session, &format!("SET ROLE {role}")).await?;
                found.extend(lines(session, ROLE_GRANTS).await?);
            }
            _ => found.extend(lines(session, &format!("{GRANTS} USING {role}")).await?),
        }
        asked.insert(role);
    }
    if dialect == Dialect::MariaDb && !asked.is_empty() {
        run(session, &restore).await?;
    }
    Ok(found)
}

async fn run(session: &mut Session, statement: &str) -> Result<(), Fault> {
    session.rows(statement, |_row| Ok(())).await
}

async fn lines(session: &mut Session, statement: &str) -> Result<Vec<Grant>, Fault> {
    let mut found = Vec::new();
    session
        .rows(statement, |row| {
            let line = text(row)?;
            match parse(&line) {
                Some(grant) => found.push(grant),
                // A grant that can't be read must not make an account look safer.
                None if line.starts_with("GRANT ") => {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "a grant in a form that is not known",
                    ));
                }
                None => {}
            }
            Ok(())
        })
        .await?;
    Ok(found)
}

/// The name of the account that the script creates.
const READER: &str = "weir_reader";

async fn script(session: &mut Session, host: &str, link: Link) -> Result<String, Fault> {
    let (mut all, mut current) = (Vec::new(), None);
    session
        .rows(DATABASES, |row| {
            all.push(text(row)?);
            current = optional_text(row)?;
            Ok(())
        })
        .await?;
    let mut databases = current.map_or(all, |current| vec![current]);
    databases.sort_unstable();
    let reader = format!("{}@{}", literal(READER), literal(host));
    let encrypted = matches!(link, Link::Verified | Link::Unverified);
    let required = if encrypted { " REQUIRE SSL" } else { "" };
    let mut script = format!(
        "-- As an administrator. The account may come only from the address that Weir has now.\n\
         CREATE USER {reader} IDENTIFIED BY 'CHANGE-ME'{required};\n"
    );
    for database in databases {
        let place = pattern(&database);
        script.push_str(&["GRANT SELECT, SHOW VIEW ON ", &place, ".* TO ", &reader, ";\n"].concat());
    }
    if matches!(link, Link::Unverified | Link::Clear) {
        script +=
            "-- Register it with ?ssl-mode=VERIFY_IDENTITY (and ssl-ca=FILE for an authority of your own).\n";
    }
    Ok(script)
}

/// A string literal, whatever the SQL mode says of backslashes: accounts hold none.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A database name in a GRANT, where `_` and `%` are wildcards.
fn pattern(name: &str) -> String {
    let escaped = name.replace('`', "``").replace('_', "\\_").replace('%', "\\%");
    format!("`{escaped}`")
}

/// A finding about places, one of them named.
pub(super) fn finding(grade: Grade, code: &str, english: String, chinese: String) -> Finding {
    Finding::new(grade, code, Phrase::new(english, chinese))
}
