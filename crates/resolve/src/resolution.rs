//! What was found out about one statement.

use crate::{Problem, Warning};

/// How much of a statement could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// Not read: no query (SHOW, PRAGMA), or written in a way that the grammar at hand doesn't know.
    Nothing,
    /// Read, but for parts whose names were let pass.
    Partly,
    /// Read as a whole.
    Whole,
}

/// A table or view that a statement reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableUse {
    /// Its schema, as the metadata spells it.
    pub schema: String,
    /// Its name, as the metadata spells it.
    pub name: String,
}

/// A column that a statement names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnUse {
    /// The table it belongs to.
    pub table: TableUse,
    /// Its name, as the metadata spells it.
    pub column: String,
}

/// What was found out about one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// How much of the statement could be read.
    pub coverage: Coverage,
    /// The tables it reads, in the order of their first mention, each once.
    pub tables_used: Vec<TableUse>,
    /// The columns it names, in the order of their first mention, each once. `*` names none.
    pub columns_used: Vec<ColumnUse>,
    /// What the server would refuse, in the order of the text.
    pub problems: Vec<Problem>,
    /// What the server would accept, and the writer may not have meant.
    pub warnings: Vec<Warning>,
}

impl Resolution {
    pub(crate) fn nothing() -> Self {
        Self {
            coverage: Coverage::Nothing,
            tables_used: Vec::new(),
            columns_used: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Whether nothing is known to be wrong.
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }
}
