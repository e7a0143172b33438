//! Which functions may be called on a MySQL or MariaDB connection: a static allowlist, read by name.
//!
//! A native function always wins over a stored or loadable one of the same name, so that a listed name means
//! what the manual says. Two kinds of names need more care, and have forms of their own:
//! those that are keywords (their quoted form is a stored function), and those that are keywords only when `(`
//! follows directly (with a blank between, `COUNT (x)` calls a stored function COUNT: MySQL manual, "Function
//! Name Parsing and Resolution").

mod list;

use std::collections::{HashMap, HashSet};

use weir_model::Function;

use crate::Dialect;

/// The functions that may be called on one MySQL or MariaDB connection.
#[derive(Debug)]
pub struct Functions {
    dialect: Dialect,
    forms: HashMap<&'static str, Form>,
}

/// How the server recognises a function's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Looked up by name, quoted or not, before stored functions are.
    Native,
    /// A keyword: unquoted only.
    Keyword,
    /// A keyword only when `(` follows directly.
    Glued,
}

impl Functions {
    /// Names that came to MariaDB lately count only if the server reports them (10.6 and newer do): on an older
    /// one they would call a stored function, and `TO_CHAR` is a name that people gave to theirs.
    pub(crate) fn build(dialect: Dialect, reported: &[Function]) -> Self {
        let mut forms = HashMap::with_capacity(512);
        let mut add = |names: &'static str, form: Form| {
            forms.extend(names.split_ascii_whitespace().map(|name| (name, form)));
        };
        add(list::NATIVE, Form::Native);
        add(list::KEYWORDS, Form::Keyword);
        add(list::GLUED, Form::Glued);
        if dialect == Dialect::MariaDb {
            add(list::MARIADB_NATIVE, Form::Native);
            add(list::MARIADB_KEYWORDS, Form::Keyword);
            add(list::MARIADB_GLUED, Form::Glued);
            let known: HashSet<String> = reported
                .iter()
                .filter(|function| function.schema.is_empty())
                .map(|function| function.name.to_ascii_uppercase())
                .collect();
            let recent = list::MARIADB_RECENT.split_ascii_whitespace().filter(|&name| known.contains(name));
            forms.extend(recent.map(|name| (name, Form::Native)));
        } else {
            add(list::MYSQL_NATIVE, Form::Native);
            add(list::MYSQL_KEYWORDS, Form::Keyword);
            add(list::MYSQL_GLUED, Form::Glued);
        }
        Self { dialect, forms }
    }

    /// The form of an allowed function.
    pub(super) fn form(&self, name: &str) -> Option<Form> {
        self.forms.get(name.to_ascii_uppercase().as_str()).copied()
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }
}

/// Why a well-known function is not on the list of a server, for the message.
pub(super) fn objection(dialect: Dialect, name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_uppercase().as_str() {
        "SLEEP" | "BENCHMARK" => "it only burns time",
        "LOAD_FILE" => "it reads files of the server",
        "GET_LOCK" | "RELEASE_LOCK" | "RELEASE_ALL_LOCKS" | "IS_FREE_LOCK" | "IS_USED_LOCK" => {
            "it works with locks that outlive the statement"
        }
        "MASTER_POS_WAIT"
        | "SOURCE_POS_WAIT"
        | "MASTER_GTID_WAIT"
        | "WAIT_FOR_EXECUTED_GTID_SET"
        | "WSREP_SYNC_WAIT_UPTO_GTID" => "it waits for replication",
        "SFORMAT" => "a width given to it takes gigabytes of the server's memory",
        "KDF" => "a number of rounds given to it keeps the server busy, and no time limit can interrupt it",
        "NEXTVAL" | "SETVAL" => "it changes a sequence",
        "LASTVAL" => "it reads what only this session has done",
        "EXTRACTVALUE" | "UPDATEXML" => "a hostile path given to it ends a MariaDB server",
        "ENCRYPT" | "JSON_SCHEMA_VALID" | "JSON_SCHEMA_VALIDATION_REPORT" => "no time limit can interrupt it",
        name if dialect == Dialect::MariaDb && (name.starts_with("ST_") || name.starts_with("MBR")) => {
            "a hostile geometry given to it ends a MariaDB server"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(names: &[&str]) -> Vec<Function> {
        let function = |name: &&str| Function {
            schema: String::new(),
            name: (*name).to_owned(),
            volatility: weir_model::Volatility::Volatile,
            extension: None,
        };
        names.iter().map(function).collect()
    }

    #[test]
    fn knows_each_name_in_one_form() {
        let both = [list::NATIVE, list::KEYWORDS, list::GLUED];
        let mysql = [list::MYSQL_NATIVE, list::MYSQL_KEYWORDS, list::MYSQL_GLUED];
        let mariadb =
            [list::MARIADB_NATIVE, list::MARIADB_KEYWORDS, list::MARIADB_GLUED, list::MARIADB_RECENT];
        for own in [&mysql[..], &mariadb[..]] {
            let mut seen = HashSet::new();
            for name in both.iter().chain(own).flat_map(|names| names.split_ascii_whitespace()) {
                assert!(seen.insert(name), "{name} stands twice");
                assert_eq!(name, name.to_ascii_uppercase());
                assert_eq!(objection(Dialect::MySql, name), None, "{name}");
            }
        }
    }

    #[test]
    fn takes_a_recent_name_only_from_a_server_that_has_it() {
        assert_eq!(Functions::build(Dialect::MariaDb, &[]).form("SYS_GUID"), None);
        let new = Functions::build(Dialect::MariaDb, &reported(&["sys_guid", "SLEEP"]));
        assert_eq!((new.form("Sys_Guid"), new.form("SLEEP")), (Some(Form::Native), None));
    }

    #[test]
    fn lists_differ_between_the_two_servers() {
        let mysql = Functions::build(Dialect::MySql, &[]);
        let mariadb = Functions::build(Dialect::MariaDb, &[]);
        for (name, on_mysql, on_mariadb) in [
            ("CONCAT", Some(Form::Native), Some(Form::Native)),
            ("count", Some(Form::Glued), Some(Form::Glued)),
            ("RANK", Some(Form::Keyword), Some(Form::Glued)),
            ("JSON_QUERY", None, Some(Form::Native)),
            ("NVL", None, None),
            ("REGEXP_LIKE", Some(Form::Native), None),
            ("ST_ASTEXT", Some(Form::Native), None),
            ("LOAD_FILE", None, None),
        ] {
            assert_eq!((mysql.form(name), mariadb.form(name)), (on_mysql, on_mariadb), "{name}");
        }
    }
}
