//! Which server it is, and the settings that every session on it gets (guard, layer 4).
//!
//! The settings that give SQL its meaning stay as the server has them, but for the modes that would make it
//! read other tokens than the guard's lexer does.

use std::time::Duration;

use weir_guard::Dialect;
use weir_model::{ServerFlavor, ServerVersion};

/// Modes under which quotes, backslashes, `||` or the blank before a parenthesis mean something else; the last
/// seven stand for sets of modes with some of these in them (MySQL manual, "Server SQL Modes"; MariaDB,
/// "SQL_MODE").
const REMOVED_MODES: [&str; 11] = [
    "ANSI_QUOTES",
    "IGNORE_SPACE",
    "NO_BACKSLASH_ESCAPES",
    "PIPES_AS_CONCAT",
    "ANSI",
    "DB2",
    "MAXDB",
    "MSSQL",
    "ORACLE",
    "POSTGRESQL",
    "SYBASE",
];

/// How long a statement may wait for a lock, in seconds. A reader waits only for what changes the table itself.
const LOCK_WAIT_S: u32 = 10;

/// What a server says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) version: ServerVersion,
    pub(super) dialect: Dialect,
}

impl Server {
    /// Reads the version in the server's greeting. The error is for people.
    pub(super) fn identify(greeting: &str) -> Result<Self, String> {
        let mariadb = greeting.to_ascii_lowercase().contains("mariadb");
        // MariaDB before 11 puts this in front, for replicas that would not understand a number above 5.
        let text = greeting.strip_prefix("5.5.5-").filter(|_| mariadb).unwrap_or(greeting);
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(|digits| digits.parse().unwrap_or(0));
        let number = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        let (flavor, dialect, name, oldest) = if mariadb {
            (ServerFlavor::MariaDb, Dialect::MariaDb, "MariaDB", (10, 2))
        } else {
            (ServerFlavor::MySql, Dialect::MySql, "MySQL", (5, 7))
        };
        // Older ones lack COM_RESET_CONNECTION and a time limit of their own.
        if number < oldest {
            let (major, minor) = oldest;
            return Err(format!("{name} {text} is too old: {major}.{minor} or newer is needed"));
        }
        Ok(Self { version: ServerVersion { flavor, number, text: text.to_owned() }, dialect })
    }
}

/// What a fresh session says of itself.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// The number by which KILL knows it.
    pub(super) id: u64,
    pub(super) sql_mode: String,
    pub(super) time_zone: String,
    pub(super) system_time_zone: String,
}

/// The query that tells [`Facts`], in their order.
pub(super) const FACTS: &str =
    "SELECT CONNECTION_ID(), @@SESSION.sql_mode, @@SESSION.time_zone, @@GLOBAL.system_time_zone";

/// What is set in each session, once for all of its queries.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) set: String,
    pub(super) dialect: Dialect,
}

/// Refuses every write, and, together with `START TRANSACTION READ ONLY`, also what commits by itself
/// (CREATE, DROP, GRANT).
pub(super) const READ_ONLY: &str = "SET SESSION TRANSACTION READ ONLY";

/// Begins the one statement's transaction.
pub(super) const BEGIN: &str = "START TRANSACTION READ ONLY";

impl Settings {
    pub(super) fn new(dialect: Dialect, facts: &Facts) -> Self {
        let mut modes = String::new();
        for mode in facts.sql_mode.split(',').filter(|mode| keeps(mode)) {
            if !modes.is_empty() {
                modes.push(',');
            }
            modes.push_str(mode);
        }
        let mut set = format!(
            "SET NAMES utf8mb4, SESSION sql_mode = '{modes}', SESSION lock_wait_timeout = {LOCK_WAIT_S}, \
             SESSION innodb_lock_wait_timeout = {LOCK_WAIT_S}"
        );
        // Held at what it was when the target was opened, since instants are computed by that zone's rules.
        if is_zone_name(&facts.time_zone) {
            set.push_str(", SESSION time_zone = '");
            set.push_str(&facts.time_zone);
            set.push('\'');
        }
        Self { set, dialect }
    }

    /// The limits of one query. `sql_select_limit` is only a backstop behind the LIMIT in its text.
    pub(super) fn limits(&self, max_rows: u64, time: Duration) -> String {
        let rows = max_rows.saturating_add(1);
        // Zero would mean no limit.
        let time = time.max(Duration::from_millis(1));
        // A reader that pauses must not make the server hang up before the time is over.
        let write_s = time.as_secs().saturating_add(10);
        let time_limit = match self.dialect {
            // Seconds with a fraction, for every statement.
            Dialect::MariaDb => format!("max_statement_time = {:.3}", time.as_secs_f64()),
            // Milliseconds, for SELECT alone.
            _ => format!("max_execution_time = {}", time.as_millis()),
        };
        format!(
            "SET SESSION sql_select_limit = {rows}, SESSION {time_limit}, SESSION net_write_timeout = {write_s}"
        )
    }
}

fn keeps(mode: &str) -> bool {
    let plain = mode.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    plain && !mode.is_empty() && !REMOVED_MODES.iter().any(|removed| removed.eq_ignore_ascii_case(mode))
}

fn is_zone_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | ':' | '/');
    !name.is_empty() && name.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn knows_mariadb_from_mysql_and_their_numbers() {
        for (greeting, dialect, number, text) in [
            ("9.7.4-2", Dialect::MySql, (9, 7), "9.7.4-2"),
            ("8.0.35", Dialect::MySql, (8, 0), "8.0.35"),
            ("5.5.5-10.11.6-MariaDB", Dialect::MariaDb, (10, 11), "10.11.6-MariaDB"),
            ("11.8.2-MariaDB-ubu2404", Dialect::MariaDb, (11, 8), "11.8.2-MariaDB-ubu2404"),
        ] {
            let server = Server::identify(greeting).unwrap();
            assert_eq!(
                (server.dialect, server.version.number, server.version.text.as_str()),
                (dialect, number, text)
            );
        }
    }

    #[test]
    fn refuses_servers_that_cannot_be_held_to_reading() {
        for (greeting, error) in [
            ("5.6.51", "MySQL 5.6.51 is too old: 5.7 or newer is needed"),
            ("5.5.5-10.1.48-MariaDB", "MariaDB 10.1.48-MariaDB is too old: 10.2 or newer is needed"),
            ("", "MySQL  is too old: 5.7 or newer is needed"),
        ] {
            assert_eq!(Server::identify(greeting).unwrap_err(), error);
        }
    }

    #[test]
    fn keeps_the_servers_modes_but_those_that_change_tokens() {
        let facts = Facts {
            id: 7,
            sql_mode: "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI,\
                       STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES,it's"
                .to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            system_time_zone: "CET".to_owned(),
        };
        let settings = Settings::new(Dialect::MySql, &facts);
        expect![[r"SET NAMES utf8mb4, SESSION sql_mode = 'REAL_AS_FLOAT,ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES', SESSION lock_wait_timeout = 10, SESSION innodb_lock_wait_timeout = 10, SESSION time_zone = 'Europe/Berlin'"]]
            .assert_eq(&settings.set);
        let strange = Facts { sql_mode: String::new(), time_zone: "'; DROP".to_owned(), ..facts };
        expect![[r"SET NAMES utf8mb4, SESSION sql_mode = '', SESSION lock_wait_timeout = 10, SESSION innodb_lock_wait_timeout = 10"]]
            .assert_eq(&Settings::new(Dialect::MySql, &strange).set);
    }

    #[test]
    fn limits_time_in_the_words_of_each_server() {
        let settings = |dialect| Settings { set: String::new(), dialect };
        let time = Duration::from_millis(1500);
        expect!["SET SESSION sql_select_limit = 1001, SESSION max_execution_time = 1500, SESSION net_write_timeout = 11"]
            .assert_eq(&settings(Dialect::MySql).limits(1000, time));
        expect!["SET SESSION sql_select_limit = 18446744073709551615, SESSION max_statement_time = 0.001, SESSION net_write_timeout = 10"]
            .assert_eq(&settings(Dialect::MariaDb).limits(u64::MAX, Duration::ZERO));
    }
}
