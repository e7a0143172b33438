//! What the resolver needs to know of a query, whichever grammar read it: who is in FROM, which names are used
//! where. What a reader doesn't understand is `Opaque`, and passes.

/// A name as the text has it: unquoted, folded as the server folds it, and where it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ident {
    pub(crate) text: String,
    /// The quote that it stood in, as far as the grammar tells.
    pub(crate) quote: Option<char>,
    /// Its byte in the statement.
    pub(crate) at: Option<usize>,
}

/// SELECT, VALUES or a set operation, with its WITH and ORDER BY.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) recursive: bool,
    pub(crate) body: Body,
    pub(crate) order: Vec<Expr>,
    /// LIMIT, OFFSET: they see no columns of this query.
    pub(crate) tail: Vec<Expr>,
}

/// One query of WITH.
#[derive(Debug)]
pub(crate) struct Cte {
    pub(crate) name: Ident,
    pub(crate) columns: Vec<Ident>,
    /// Columns beyond those of the query (SEARCH, CYCLE).
    pub(crate) added: Vec<Ident>,
    pub(crate) query: Query,
}

/// What a query is at heart.
#[derive(Debug, Default)]
pub(crate) enum Body {
    Select(Box<Select>),
    /// UNION, INTERSECT, EXCEPT.
    Set(Box<Query>, Box<Query>),
    Values(Vec<Vec<Expr>>),
    Nested(Box<Query>),
    #[default]
    Opaque,
}

#[derive(Debug, Default)]
pub(crate) struct Select {
    pub(crate) distinct_on: Vec<Expr>,
    pub(crate) distinct: bool,
    pub(crate) targets: Vec<Target>,
    pub(crate) from: Vec<Source>,
    pub(crate) filter: Option<Expr>,
    pub(crate) group: Vec<Expr>,
    /// ROLLUP, CUBE, GROUPING SETS, GROUP BY ALL: what is grouped is not simply what `group` lists.
    pub(crate) grouping_sets: bool,
    pub(crate) having: Option<Expr>,
    pub(crate) windows: Vec<(Ident, Window)>,
    pub(crate) at: Option<usize>,
}

/// One item of the SELECT list.
#[derive(Debug)]
pub(crate) enum Target {
    Expr {
        expr: Expr,
        name: TargetName,
    },
    Star,
    TableStar(Vec<Ident>),
    /// `(row).*` and the like: any columns.
    Unknown(Expr),
}

/// How an output column is called.
#[derive(Clone, Debug)]
pub(crate) enum TargetName {
    Alias(Ident),
    /// The name that the server gives to an expression without an alias.
    Given(String),
    /// The expression's own text, which a name without odd characters can't be.
    Text,
    /// Any.
    Unknown,
}

/// What stands in FROM.
#[derive(Debug)]
pub(crate) enum Source {
    Table {
        name: Vec<Ident>,
        alias: Option<Alias>,
    },
    Query {
        query: Box<Query>,
        alias: Option<Alias>,
        lateral: bool,
    },
    /// A function, JSON_TABLE: columns that aren't known, or those listed.
    Function {
        args: Vec<Expr>,
        alias: Option<Alias>,
        name: Option<String>,
        columns: Option<Vec<Ident>>,
    },
    Join(Box<Join>),
    Opaque {
        alias: Option<Alias>,
    },
}

#[derive(Debug)]
pub(crate) struct Join {
    pub(crate) left: Source,
    pub(crate) right: Source,
    pub(crate) natural: bool,
    pub(crate) using: Vec<Ident>,
    pub(crate) on: Option<Expr>,
    /// A name for the whole, which hides those inside.
    pub(crate) alias: Option<Alias>,
    /// The name of `USING (…) AS name`.
    pub(crate) using_alias: Option<Ident>,
}

#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub(crate) name: Ident,
    pub(crate) columns: Vec<Ident>,
}

/// A column's name, perhaps with a table's and a schema's in front.
#[derive(Debug)]
pub(crate) struct ColumnName {
    /// A number of its own within the statement.
    pub(crate) id: usize,
    pub(crate) parts: Vec<Ident>,
}

/// An expression, as far as names, aggregates and certain types matter.
#[derive(Debug)]
pub(crate) enum Expr {
    Column(ColumnName),
    Literal(Literal),
    Call(Box<Call>),
    Subquery {
        kind: SubqueryKind,
        /// What is compared with it, for IN, ANY and ALL.
        test: Option<Box<Expr>>,
        query: Box<Query>,
    },
    Binary(Box<Binary>),
    Cast {
        expr: Box<Expr>,
        /// The type's name, lower case.
        to: String,
    },
    /// Something whose parts alone matter: CASE, BETWEEN, a row.
    Parts(&'static str, Vec<Expr>),
    /// `"text"` in double quotes, which the server takes for a string.
    QuotedText(Ident),
    Opaque,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Integer(String),
    Decimal(String),
    Text(String),
    Bool(bool),
    Null,
    /// Anything else, such as a bit string or CURRENT_DATE.
    Other(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubqueryKind {
    /// One value.
    Scalar,
    Exists,
    /// IN, ANY, ALL.
    Member,
    /// ARRAY(…): one column.
    Array,
    /// Any number of columns.
    Other,
}

#[derive(Debug)]
pub(crate) struct Binary {
    pub(crate) operator: String,
    pub(crate) left: Expr,
    pub(crate) right: Expr,
    pub(crate) at: Option<usize>,
}

#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts that the grammar tells of a call")]
pub(crate) struct Call {
    /// Lower case, without a schema.
    pub(crate) name: String,
    /// Whether it is the server's own: no other schema is named.
    pub(crate) built_in: bool,
    pub(crate) args: Vec<Expr>,
    pub(crate) star: bool,
    pub(crate) distinct: bool,
    /// `name => value`, VARIADIC: the arguments can't be counted.
    pub(crate) odd_args: bool,
    pub(crate) filter: Option<Expr>,
    pub(crate) order: Vec<Expr>,
    pub(crate) within_group: bool,
    pub(crate) over: Option<Window>,
    pub(crate) at: Option<usize>,
}

#[derive(Debug, Default)]
pub(crate) struct Window {
    /// `OVER name`, or the window that this one builds on.
    pub(crate) base: Option<Ident>,
    pub(crate) partition: Vec<Expr>,
    pub(crate) order: Vec<Expr>,
    pub(crate) frame: Vec<Expr>,
}

impl Expr {
    /// The expressions directly inside, except for those of subqueries.
    pub(crate) fn children(&self) -> Vec<&Expr> {
        match self {
            Self::Column(_) | Self::Literal(_) | Self::QuotedText(_) | Self::Opaque => Vec::new(),
            Self::Call(call) => call.children().collect(),
            Self::Subquery { test, .. } => test.as_deref().into_iter().collect(),
            Self::Binary(binary) => vec![&binary.left, &binary.right],
            Self::Cast { expr, .. } => vec![expr],
            Self::Parts(_, parts) => parts.iter().collect(),
        }
    }
}

impl Call {
    fn children(&self) -> impl Iterator<Item = &Expr> {
        let window = self.over.iter().flat_map(Window::children);
        self.args.iter().chain(&self.filter).chain(&self.order).chain(window)
    }
}

impl Window {
    pub(crate) fn children(&self) -> impl Iterator<Item = &Expr> {
        self.partition.iter().chain(&self.order).chain(&self.frame)
    }
}
