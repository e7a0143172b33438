//! Reading what SHOW GRANTS says: privileges, and on what.
//!
//! The form is that of the GRANT statement: <https://dev.mysql.com/doc/refman/en/show-grants.html>,
//! <https://mariadb.com/kb/en/show-grants/>.

/// One line of SHOW GRANTS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    /// Privileges on a place.
    Privileges { names: Vec<String>, place: Place, passes_on: bool },
    /// Roles, quoted as the server wrote them.
    Roles(Vec<String>),
    /// The right to be somebody else.
    Proxy,
}

/// Where privileges hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `*.*`
    Global,
    /// A database, as a pattern: `_` and `%` are wildcards unless they are escaped.
    Database(String),
    /// A table.
    Table { database: String, table: String },
    /// A procedure or function.
    Routine(String),
}

impl Place {
    /// The place as a person reads it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Global => "*.*".to_owned(),
            Self::Database(name) => format!("{name}.*"),
            Self::Table { database, table } => format!("{database}.{table}"),
            Self::Routine(name) => name.clone(),
        }
    }
}

/// Reads a line; what is no grant (`SET DEFAULT ROLE`, a partial `REVOKE`) is none.
pub(super) fn parse(line: &str) -> Option<Grant> {
    let words = words(line);
    let mut words = words.iter().map(Word::as_str).peekable();
    if words.next()? != "GRANT" {
        return None;
    }
    let mut items: Vec<Vec<&str>> = vec![Vec::new()];
    let mut depth = 0_u32;
    let mut on = false;
    for word in words.by_ref() {
        match word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => items.push(Vec::new()),
            "ON" | "TO" if depth == 0 => {
                on = word == "ON";
                break;
            }
            // Columns in brackets: the privilege is what counts.
            word if depth == 0 => items.last_mut()?.push(word),
            _ => {}
        }
    }
    if !on {
        // The server writes `role`@`host`; the words keep their quotes.
        return Some(Grant::Roles(items.into_iter().map(|item| item.concat()).collect()));
    }
    let names: Vec<String> = items.into_iter().map(|item| item.join(" ")).collect();
    if names == ["PROXY"] {
        return Some(Grant::Proxy);
    }
    let mut place: Vec<&str> = Vec::new();
    for word in words.by_ref() {
        if word == "TO" {
            break;
        }
        place.push(word);
    }
    let rest: Vec<&str> = words.collect();
    let passes_on = rest.windows(2).any(|pair| pair == ["GRANT", "OPTION"]);
    Some(Grant::Privileges { names, place: read_place(&place)?, passes_on })
}

fn read_place(words: &[&str]) -> Option<Place> {
    Some(match words {
        ["*", ".", "*"] => Place::Global,
        [database, ".", "*"] => Place::Database(unquoted(database)),
        ["TABLE", database, ".", table] | [database, ".", table] => {
            Place::Table { database: unquoted(database), table: unquoted(table) }
        }
        // PROCEDURE, FUNCTION, and MariaDB's PACKAGE and PACKAGE BODY.
        [.., database, ".", routine] => {
            Place::Routine(format!("{}.{}", unquoted(database), unquoted(routine)))
        }
        _ => return None,
    })
}

fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("``", "`"))
}

/// A word of a line: a quoted name with its quotes, a bare word, or one sign.
#[derive(Debug)]
struct Word(String);

impl Word {
    fn as_str(&self) -> &str {
        &self.0
    }
}

fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = line.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        if matches!(first, '`' | '\'' | '"') {
            while let Some((at, next)) = rest.next() {
                end = at + next.len_utf8();
                if next == first && rest.next_if(|(_, doubled)| *doubled == first).is_none() {
                    break;
                }
            }
        } else if first.is_alphanumeric() || first == '_' {
            while let Some((at, next)) = rest.next_if(|(_, c)| c.is_alphanumeric() || *c == '_') {
                end = at + next.len_utf8();
            }
        }
        words.push(Word(line.get(start..end).unwrap_or_default().to_owned()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn privileges(names: &[&str], place: Place, passes_on: bool) -> Grant {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Grant::Privileges { names, place, passes_on }
    }

    #[test]
    fn reads_the_lines_of_all_servers() {
        let table = |database: &str, table: &str| Place::Table {
            database: database.to_owned(),
            table: table.to_owned(),
        };
        for (line, expected) in [
            ("GRANT USAGE ON *.* TO `a`@`%`", Some(privileges(&["USAGE"], Place::Global, false))),
            (
                "GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` IDENTIFIED VIA x USING 'y' OR z WITH GRANT OPTION",
                Some(privileges(&["ALL PRIVILEGES"], Place::Global, true)),
            ),
            (
                "GRANT SELECT, SHOW VIEW ON `my\\_shop`.* TO `a`@`10.0.0.1`",
                Some(privileges(&["SELECT", "SHOW VIEW"], Place::Database("my\\_shop".to_owned()), false)),
            ),
            (
                "GRANT SELECT (`id`, `a) ON`), UPDATE (`x`) ON `s`.`t``x` TO `a`@`%`",
                Some(privileges(&["SELECT", "UPDATE"], table("s", "t`x"), false)),
            ),
            (
                "GRANT EXECUTE ON PROCEDURE `s`.`p` TO `a`@`%`",
                Some(privileges(&["EXECUTE"], Place::Routine("s.p".to_owned()), false)),
            ),
            (
                "GRANT `r`@`%`,`q`@`%` TO `a`@`%`",
                Some(Grant::Roles(vec!["`r`@`%`".into(), "`q`@`%`".into()])),
            ),
            ("GRANT `r` TO `a`@`%`", Some(Grant::Roles(vec!["`r`".into()]))),
            ("GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION", Some(Grant::Proxy)),
            ("SET DEFAULT ROLE `r` FOR `a`@`%`", None),
            ("REVOKE SELECT ON `mysql`.* FROM `a`@`%`", None),
            ("", None),
        ] {
            assert_eq!(parse(line), expected, "{line}");
        }
    }
}
