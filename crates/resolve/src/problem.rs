//! What is wrong with a statement's names, in words that a person, or a model that repairs it, can use.

use std::fmt;

use weir_model::Phrase;

/// A kind of problem. Its name is stable: clients, metrics and documents use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// No such schema.
    UnknownSchema,
    /// No such table or view.
    UnknownTable,
    /// No such column in the tables that are in reach.
    UnknownColumn,
    /// `x.column` where no table of FROM is called `x`.
    UnknownQualifier,
    /// A column that several tables in reach have.
    AmbiguousColumn,
    /// Two tables of one FROM with the same name.
    DuplicateAlias,
    /// A subquery in FROM without the name that it needs on this server.
    UnnamedTable,
    /// A window that no WINDOW clause defines.
    UnknownWindow,
    /// A column outside aggregates that GROUP BY doesn't name.
    UngroupedColumn,
    /// With DISTINCT, an ORDER BY item that isn't selected.
    OrderNotSelected,
    /// An aggregate where rows are not yet grouped: WHERE, GROUP BY, ON, inside another aggregate.
    MisplacedAggregate,
    /// A window function where it may not stand: WHERE, GROUP BY, HAVING, ON.
    MisplacedWindow,
    /// The halves of a UNION, or a list and its values, have different numbers of columns.
    ColumnCount,
    /// `ORDER BY 3` or `GROUP BY 3` of a statement with two columns.
    UnknownPosition,
    /// Types that the server has no operator or function for.
    TypeMismatch,
    /// A function with a number of arguments that it doesn't take.
    ArgumentCount,
}

impl ProblemKind {
    /// The stable name, such as `unknown-column`.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownSchema => "unknown-schema",
            Self::UnknownTable => "unknown-table",
            Self::UnknownColumn => "unknown-column",
            Self::UnknownQualifier => "unknown-qualifier",
            Self::AmbiguousColumn => "ambiguous-column",
            Self::DuplicateAlias => "duplicate-alias",
            Self::UnnamedTable => "unnamed-table",
            Self::UnknownWindow => "unknown-window",
            Self::UngroupedColumn => "ungrouped-column",
            Self::OrderNotSelected => "order-not-selected",
            Self::MisplacedAggregate => "misplaced-aggregate",
            Self::MisplacedWindow => "misplaced-window",
            Self::ColumnCount => "column-count",
            Self::UnknownPosition => "unknown-position",
            Self::TypeMismatch => "type-mismatch",
            Self::ArgumentCount => "argument-count",
        }
    }
}

/// A real name near a wrong one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The name as it can be written in the statement, quoted where the server needs it: `orders`,
    /// `o."CustomerID"`, `customers.city`.
    pub text: String,
    /// Whether it can stand in the place of the wrong one; a column of a table that FROM doesn't have cannot.
    pub in_reach: bool,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Something that the server would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The name as the statement has it, without quotes: `orders`, `o.customer`.
    pub name: String,
    /// Where, as a count of characters from 1, when the place is known.
    pub position: Option<usize>,
    /// At most five real names, the nearest first.
    pub candidates: Vec<Candidate>,
    /// What more there is to say, for some kinds: the types that don't go together, the tables that share a name.
    pub detail: String,
}

/// Something that the server would accept, and the writer may not have meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WarningKind {
    /// A table in a schema that is not named, and perhaps not on the server's search path.
    SchemaNotNamed,
    /// A table whose name is written in another case; some servers tell them apart.
    TableCase,
    /// `"name"` that is no name here but a text: SQLite where no column is called so, MySQL always.
    QuotedText,
}

/// A warning about one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What may be wrong.
    pub kind: WarningKind,
    /// The name as the statement has it, without quotes.
    pub name: String,
    /// Where, as a count of characters from 1, when the place is known.
    pub position: Option<usize>,
    /// What would leave no doubt, if there is such a name.
    pub better: Option<Candidate>,
}

impl Problem {
    /// The problem in a sentence, with the candidates.
    #[expect(clippy::too_many_lines, reason = "a table: one sentence for each kind")]
    pub fn phrase(&self) -> Phrase {
        let Self { name, detail, .. } = self;
        let (english, chinese) = match self.kind {
            ProblemKind::UnknownSchema => {
                (format!("There is no schema {name}"), format!("没有名为 {name} 的模式"))
            }
            ProblemKind::UnknownTable => {
                (format!("There is no table {name}"), format!("没有名为 {name} 的表"))
            }
            ProblemKind::UnknownColumn => {
                (format!("There is no column {name}"), format!("没有名为 {name} 的列"))
            }
            ProblemKind::UnknownQualifier => (
                format!("No table in reach is called by the name before the dot in {name}"),
                format!("FROM 中没有 {name} 里点号前所指的表"),
            ),
            ProblemKind::AmbiguousColumn => (
                format!("The column {name} is in several tables ({detail}): say which"),
                format!("列 {name} 同时存在于多个表（{detail}），请写明是哪一个"),
            ),
            ProblemKind::DuplicateAlias => (
                format!("Two tables of one FROM are called {name}"),
                format!("同一个 FROM 中有两个表都叫 {name}"),
            ),
            ProblemKind::UnnamedTable => (
                "A subquery in FROM needs a name: (SELECT …) AS name".to_owned(),
                "FROM 中的子查询需要名称：(SELECT …) AS name".to_owned(),
            ),
            ProblemKind::UnknownWindow => {
                (format!("There is no window {name}"), format!("没有名为 {name} 的窗口"))
            }
            ProblemKind::UngroupedColumn => (
                format!("The column {name} must be in GROUP BY or inside an aggregate"),
                format!("列 {name} 必须出现在 GROUP BY 中或聚合函数内"),
            ),
            ProblemKind::OrderNotSelected => (
                format!("With DISTINCT, ORDER BY may only name what is selected, and {name} is not"),
                format!("使用 DISTINCT 时，ORDER BY 只能使用已选择的列，而 {name} 没有被选择"),
            ),
            ProblemKind::MisplacedAggregate => (
                format!("The aggregate {name} may not stand in {detail}"),
                format!("聚合函数 {name} 不能出现在 {detail} 中"),
            ),
            ProblemKind::MisplacedWindow => (
                format!("The window function {name} may not stand in {detail}"),
                format!("窗口函数 {name} 不能出现在 {detail} 中"),
            ),
            ProblemKind::ColumnCount => (
                format!("The numbers of columns differ at {name}: {detail}"),
                format!("{name} 的列数不一致：{detail}"),
            ),
            ProblemKind::UnknownPosition => (
                format!("There is no output column number {name}; there are {detail}"),
                format!("没有第 {name} 个输出列，总共 {detail} 个"),
            ),
            ProblemKind::TypeMismatch => (
                format!("The types do not go together at {name}: {detail}"),
                format!("{name} 处的类型不匹配：{detail}"),
            ),
            ProblemKind::ArgumentCount => (
                format!("The function {name} takes another number of arguments: {detail}"),
                format!("函数 {name} 的参数个数不对：{detail}"),
            ),
        };
        self.with_candidates(english, chinese)
    }

    fn with_candidates(&self, mut english: String, mut chinese: String) -> Phrase {
        let list = |separator: &str| {
            self.candidates.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(separator)
        };
        if !self.candidates.is_empty() {
            english = format!("{english}; the nearest names are {}", list(", "));
            chinese = format!("{chinese}；最接近的名称：{}", list("、"));
        }
        Phrase::new(english, chinese)
    }
}

impl Warning {
    /// The warning in a sentence.
    pub fn phrase(&self) -> Phrase {
        let name = &self.name;
        let better = self.better.as_ref().map_or("", |it| it.text.as_str());
        match self.kind {
            WarningKind::SchemaNotNamed => Phrase::new(
                format!(
                    "The table {name} is found without its schema only if the search path has it: {better}"
                ),
                format!("只有搜索路径包含该模式时，才能不写模式名找到表 {name}：{better}"),
            ),
            WarningKind::TableCase => Phrase::new(
                format!(
                    "The table {name} is written {better} in the database; some servers tell the two apart"
                ),
                format!("表 {name} 在数据库中写作 {better}；有些服务器区分大小写"),
            ),
            WarningKind::QuotedText if better.is_empty() => Phrase::new(
                format!("\"{name}\" is no column here, so this server takes it for a text"),
                format!("\"{name}\" 不是列名，该服务器会把它当作文本"),
            ),
            WarningKind::QuotedText => Phrase::new(
                format!("\"{name}\" is a text for this server; the column is written {better}"),
                format!("\"{name}\" 在该服务器上是文本；列名应写作 {better}"),
            ),
        }
    }
}
