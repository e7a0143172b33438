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
