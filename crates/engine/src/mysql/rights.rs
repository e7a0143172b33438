//! From privileges to findings: which of them goes beyond reading, and how far.

use std::collections::{BTreeMap, BTreeSet};

use weir_model::{Finding, Grade};

use super::{account::finding, grants::Place};

/// What the server's own account tables are kept in: whoever writes there is an administrator.
const SYSTEM: &str = "mysql";

/// Privileges collected by what they amount to.
#[derive(Debug)]
pub(super) struct Rights {
    /// `secure_file_priv`: none forbids files, an empty text allows all of them.
    files: Option<String>,
    /// For each kind: the privileges, and where they hold.
    found: BTreeMap<Kind, (BTreeSet<String>, BTreeSet<String>)>,
}

/// What a privilege amounts to, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Superuser,
    Administers,
    CreatesUsers,
    CreatesDatabases,
    Files,
    PassesOn,
    Writes,
    Creates,
    Executes,
    Locks,
    Watches,
    ReadsAll,
}

impl Rights {
    /// No rights yet, on a server with this `secure_file_priv`.
    pub(super) fn new(files: Option<String>) -> Self {
        Self { files, found: BTreeMap::new() }
    }

    /// Adds privileges that hold in a place.
    pub(super) fn add(&mut self, names: &[String], place: &Place, passes_on: bool) {
        for name in names {
            if let Some(kind) = kind(name, place) {
                self.note(kind, name, place);
            }
        }
        if passes_on {
            self.note(Kind::PassesOn, "GRANT OPTION", place);
        }
    }

    fn note(&mut self, kind: Kind, name: &str, place: &Place) {
        let (names, places) = self.found.entry(kind).or_default();
        names.insert(name.to_owned());
        places.insert(place.shown());
    }

    /// The findings, one for each kind.
    pub(super) fn findings(self) -> Vec<Finding> {
        let Self { files, found } = self;
        let tell = |(kind, (names, places)): (Kind, (BTreeSet<String>, BTreeSet<String>))| {
            tell(kind, &listed(&names), &listed(&places), files.as_deref())
        };
        found.into_iter().map(tell).collect()
    }
}

/// What a privilege amounts to in a place; nothing, if it only reads what it should.
fn kind(name: &str, place: &Place) -> Option<Kind> {
    let global = *place == Place::Global;
    let system = match place {
        Place::Database(database) | Place::Table { database, .. } => database == SYSTEM,
        Place::Global | Place::Routine(_) => false,
    };
    // On everything includes the server's own account tables.
    let accounts = global || system;
    Some(match name {
        "SELECT" if accounts => Kind::ReadsAll,
        "USAGE" | "SELECT" | "SHOW VIEW" | "SHOW CREATE ROUTINE" => return None,
        "ALL PRIVILEGES" | "ALL" | "INSERT" | "UPDATE" | "DELETE" if accounts => Kind::Superuser,
        "ALL PRIVILEGES" | "ALL" | "INSERT" | "UPDATE" | "DELETE" | "DELETE HISTORY" => Kind::Writes,
        "SUPER"
        | "PROXY"
        | "SET USER"
        | "SET_USER_ID"
        | "SET_ANY_DEFINER"
        | "ROLE_ADMIN"
        | "CLONE_ADMIN"
        | "SYSTEM_VARIABLES_ADMIN"
        | "SYSTEM_USER"
        | "ALLOW_NONEXISTENT_DEFINER" => Kind::Superuser,
        "CREATE" | "DROP" if global => Kind::CreatesDatabases,
        "CREATE"
        | "DROP"
        | "ALTER"
        | "INDEX"
        | "TRIGGER"
        | "EVENT"
        | "REFERENCES"
        | "CREATE VIEW"
        | "CREATE ROUTINE"
        | "ALTER ROUTINE"
        | "CREATE TEMPORARY TABLES" => Kind::Creates,
        "EXECUTE" => Kind::Executes,
        "LOCK TABLES" => Kind::Locks,
        "CREATE USER" | "CREATE ROLE" | "DROP ROLE" => Kind::CreatesUsers,
        "FILE" => Kind::Files,
        "GRANT OPTION" => Kind::PassesOn,
        "PROCESS"
        | "SHOW DATABASES"
        | "REPLICATION CLIENT"
        | "BINLOG MONITOR"
        | "SLAVE MONITOR"
        | "REPLICA MONITOR"
        | "SHOW_ROUTINE"
        | "SENSITIVE_VARIABLES_OBSERVER" => Kind::Watches,
        // Everything else that a server has or will have administers it.
        _ => Kind::Administers,
    })
}

fn listed(items: &BTreeSet<String>) -> String {
    const SHOWN: usize = 6;
    let mut list: Vec<&str> = items.iter().take(SHOWN).map(String::as_str).collect();
    if items.len() > SHOWN {
        list.push("…");
    }
    list.join(", ")
}

fn tell(kind: Kind, names: &str, places: &str, files: Option<&str>) -> Finding {
    if kind == Kind::Files {
        return file_finding(files);
    }
    let (grade, code, english, chinese) = words(kind);
    let fill = |text: &str| text.replace("{names}", names).replace("{places}", places);
    finding(grade, code, fill(english), fill(chinese))
}

/// Grade, code and sentences of a kind.
fn words(kind: Kind) -> (Grade, &'static str, &'static str, &'static str) {
    match kind {
        Kind::Superuser => (
            Grade::F,
            "superuser",
            "The account administers the server, or can make itself able to ({names} on {places}).",
            "账号是服务器管理员，或可以使自己成为管理员（{places} 上的 {names}）。",
        ),
        Kind::Administers => (
            Grade::E,
            "administers",
            "The account has administrative rights ({names}).",
            "账号拥有管理权限（{names}）。",
        ),
        Kind::CreatesUsers => (
            Grade::E,
            "create_user",
            "The account can create and change users ({names}).",
            "账号可以创建和修改用户（{names}）。",
        ),
        Kind::CreatesDatabases => (
            Grade::E,
            "create_db",
            "The account can create or drop databases ({names}).",
            "账号可以创建或删除数据库（{names}）。",
        ),
        Kind::PassesOn => (
            Grade::C,
            "passes_on",
            "The account can give its rights on {places} to others (GRANT OPTION).",
            "账号可以把 {places} 上的权限授予他人（GRANT OPTION）。",
        ),
        Kind::Writes => (
            Grade::C,
            "writes",
            "The account can write rows on {places} ({names}).",
            "账号可以写入 {places}（{names}）。",
        ),
        Kind::Creates => (
            Grade::C,
            "creates_tables",
            "The account can create, change or drop things on {places} ({names}).",
            "账号可以在 {places} 上创建、修改或删除对象（{names}）。",
        ),
        Kind::Executes => (
            Grade::C,
            "definer",
            "The account can call stored routines, which may write with their owner's rights ({places}).",
            "账号可以调用存储过程和函数，它们可能以所有者的权限写入数据（{places}）。",
        ),
        other => lesser_words(other),
    }
}

/// The kinds that stop others or read more than they need.
fn lesser_words(kind: Kind) -> (Grade, &'static str, &'static str, &'static str) {
    match kind {
        Kind::Locks => (
            Grade::C,
            "locks",
            "The account can lock tables against others on {places}.",
            "账号可以锁定 {places} 上的表。",
        ),
        Kind::ReadsAll => (
            Grade::B,
            "passwords",
            "The account can read the server's account tables with their password hashes (SELECT on {places}).",
            "账号可以读取服务器的账号表及密码哈希（{places} 上的 SELECT）。",
        ),
        _ => (
            Grade::B,
            "watches",
            "The account sees more of the server than its data ({names}).",
            "账号可以查看数据之外的服务器信息（{names}）。",
        ),
    }
}

/// FILE is worth what `secure_file_priv` leaves of it.
/// <https://dev.mysql.com/doc/refman/en/server-system-variables.html#sysvar_secure_file_priv>
fn file_finding(files: Option<&str>) -> Finding {
    match files {
        None => finding(
            Grade::B,
            "files_off",
            "The account has the right FILE, which the server has switched off (secure_file_priv is NULL)."
                .to_owned(),
            "账号拥有 FILE 权限，但服务器已禁用文件访问（secure_file_priv 为 NULL）。".to_owned(),
        ),
        Some("") => finding(
            Grade::E,
            "files",
            "The account can read and write files on the server, in any folder (FILE).".to_owned(),
            "账号可以读写服务器上任意目录的文件（FILE）。".to_owned(),
        ),
        Some(folder) => finding(
            Grade::E,
            "files",
            format!("The account can read and write files on the server in {folder} (FILE)."),
            format!("账号可以读写服务器上 {folder} 中的文件（FILE）。"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(names: &[&str], place: &Place, files: Option<&str>) -> Grade {
        let mut rights = Rights::new(files.map(str::to_owned));
        rights.add(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), place, false);
        rights.findings().iter().map(|finding| finding.grade).max().unwrap_or(Grade::A)
    }

    #[test]
    fn grades_a_privilege_by_what_it_amounts_to() {
        let shop = Place::Database("shop".to_owned());
        let accounts = Place::Database(SYSTEM.to_owned());
        for (names, place, expected) in [
            (&["USAGE"][..], &Place::Global, Grade::A),
            (&["SELECT", "SHOW VIEW"], &shop, Grade::A),
            (&["SELECT"], &Place::Global, Grade::B),
            (&["SELECT"], &accounts, Grade::B),
            (&["PROCESS"], &Place::Global, Grade::B),
            (&["INSERT"], &shop, Grade::C),
            (&["EXECUTE"], &Place::Routine("shop.p".to_owned()), Grade::C),
            (&["CREATE"], &shop, Grade::C),
            (&["CREATE"], &Place::Global, Grade::E),
            (&["CREATE USER"], &Place::Global, Grade::E),
            (&["SOME_NEW_ADMIN"], &Place::Global, Grade::E),
            (&["UPDATE"], &accounts, Grade::F),
            (&["SUPER"], &Place::Global, Grade::F),
            (&["ALL PRIVILEGES"], &shop, Grade::C),
            (&["ALL PRIVILEGES"], &Place::Global, Grade::F),
        ] {
            assert_eq!(grade(names, place, None), expected, "{names:?} on {place:?}");
        }
    }

    #[test]
    fn files_are_worth_what_the_server_leaves_of_them() {
        let of = |files| grade(&["FILE"], &Place::Global, files);
        assert_eq!((of(None), of(Some("")), of(Some("/srv/out/"))), (Grade::B, Grade::E, Grade::E));
    }
}
