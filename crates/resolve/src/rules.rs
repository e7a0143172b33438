//! What decides on a server which name means what, as far as it is known.

use weir_model::{Function, ServerFlavor, ServerVersion};

/// Whether the case of letters tells tables apart (MySQL manual, "Identifier Case Sensitivity").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TableCase {
    /// `lower_case_table_names = 0`: `Orders` is not `orders`, for tables and aliases alike.
    Exact,
    /// `lower_case_table_names` 1 or 2.
    Any,
    /// Nobody asked the server: another case is no problem but a warning.
    #[default]
    Unknown,
}

/// The rules of one server. What isn't known is taken the way that raises no alarm.
#[derive(Clone, Debug)]
pub struct Rules {
    pub(crate) version: ServerVersion,
    pub(crate) search_path: Option<Vec<String>>,
    pub(crate) table_case: TableCase,
    pub(crate) only_full_group_by: bool,
    pub(crate) functions: Vec<Function>,
}

impl Rules {
    /// Rules of a server of which only the version is known.
    pub fn new(version: &ServerVersion) -> Self {
        Self {
            version: version.clone(),
            search_path: None,
            table_case: TableCase::default(),
            // PostgreSQL always asks for it; MySQL and MariaDB may be told not to; SQLite never does.
            only_full_group_by: version.flavor == ServerFlavor::Postgres,
            functions: Vec::new(),
        }
    }

    /// The schemas in which PostgreSQL looks for a table without one (`SHOW search_path`, resolved).
    #[must_use]
    pub fn with_search_path(mut self, schemas: Vec<String>) -> Self {
        self.search_path = Some(schemas);
        self
    }

    /// What MySQL's or MariaDB's `lower_case_table_names` says.
    #[must_use]
    pub fn with_table_case(mut self, table_case: TableCase) -> Self {
        self.table_case = table_case;
        self
    }

    /// Whether MySQL's or MariaDB's sessions have `ONLY_FULL_GROUP_BY` in their `sql_mode`.
    #[must_use]
    pub fn with_only_full_group_by(mut self, holds: bool) -> Self {
        if matches!(self.version.flavor, ServerFlavor::MySql | ServerFlavor::MariaDb) {
            self.only_full_group_by = holds;
        }
        self
    }

    /// A query, harmless and cheap, whose one row tells what else decides on names; none where nothing does.
    pub fn question(&self) -> Option<&'static str> {
        match self.flavor() {
            ServerFlavor::Postgres => Some("SELECT array_to_json(current_schemas(false))"),
            ServerFlavor::MySql | ServerFlavor::MariaDb => {
                Some("SELECT @@lower_case_table_names, @@sql_mode")
            }
            ServerFlavor::Sqlite => None,
        }
    }

    /// Takes the row that [`Self::question`] gave, as text. What isn't as expected stays unknown.
    #[must_use]
    pub fn with_answer(self, row: &[String]) -> Self {
        match (self.flavor(), row) {
            (ServerFlavor::Postgres, [schemas]) => match serde_json::from_str(schemas) {
                Ok(schemas) => self.with_search_path(schemas),
                Err(_) => self,
            },
            (ServerFlavor::MySql | ServerFlavor::MariaDb, [table_case, modes]) => {
                let holds = modes.split(',').any(|mode| mode.eq_ignore_ascii_case("ONLY_FULL_GROUP_BY"));
                let rules = self.with_only_full_group_by(holds);
                match table_case.as_str() {
                    "0" => rules.with_table_case(TableCase::Exact),
                    "1" | "2" => rules.with_table_case(TableCase::Any),
                    _ => rules,
                }
            }
            _ => self,
        }
    }

    /// The functions of the database; PostgreSQL reads `t.f` as a call of `f` where `t` has no such column.
    #[must_use]
    pub fn with_functions(mut self, functions: &[Function]) -> Self {
        self.functions = functions.to_vec();
        self
    }

    /// Whether a subquery in FROM must have a name. PostgreSQL does without since version 16 (its release notes).
    pub(crate) fn subqueries_need_names(&self) -> bool {
        match self.flavor() {
            ServerFlavor::Postgres => (1..16).contains(&self.version.number.0),
            ServerFlavor::MySql | ServerFlavor::MariaDb => true,
            ServerFlavor::Sqlite => false,
        }
    }

    pub(crate) fn flavor(&self) -> ServerFlavor {
        self.version.flavor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(flavor: ServerFlavor, row: &[&str]) -> Rules {
        let row: Vec<String> = row.iter().map(|&text| text.to_owned()).collect();
        Rules::new(&ServerVersion { flavor, number: (9, 0), text: String::new() }).with_answer(&row)
    }

    #[test]
    fn an_answer_tells_what_decides_on_names() {
        let rules = answered(ServerFlavor::Postgres, &["[\"sales, eu\",\"public\"]"]);
        assert_eq!(rules.search_path, Some(vec!["sales, eu".to_owned(), "public".to_owned()]));
        let rules = answered(ServerFlavor::MySql, &["0", "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES"]);
        assert_eq!((rules.table_case, rules.only_full_group_by), (TableCase::Exact, true));
        let rules = answered(ServerFlavor::MariaDb, &["1", "STRICT_TRANS_TABLES"]);
        assert_eq!((rules.table_case, rules.only_full_group_by), (TableCase::Any, false));
    }

    #[test]
    fn an_odd_answer_leaves_things_unknown() {
        assert_eq!(answered(ServerFlavor::Postgres, &["{public}"]).search_path, None);
        assert_eq!(answered(ServerFlavor::Postgres, &[]).search_path, None);
        assert_eq!(answered(ServerFlavor::MySql, &["", ""]).table_case, TableCase::Unknown);
        assert_eq!(answered(ServerFlavor::Sqlite, &["0", ""]).table_case, TableCase::Unknown);
    }
}
