//! Reads a server's EXPLAIN: the steps of a plan, which of them costs most, and a short reading in both languages.
//!
//! Pure: a plan is text. PostgreSQL's `FORMAT JSON`, MySQL's `FORMAT=JSON` (versions 1 and 2) and `FORMAT=TREE`,
//! MariaDB's `FORMAT=JSON`, SQLite's `EXPLAIN QUERY PLAN`, each with or without what ANALYZE adds.

mod blocks;
mod lines;
mod nodes;
mod sqlite;
mod words;

use weir_model::{Phrase, ServerFlavor};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// Reads a whole table.
    FullScan,
    /// Reads a whole index.
    FullIndexScan,
    /// Reads a part of an index: a range, or the rows of a key.
    Lookup,
    /// Joins, for each row of one side looking at the other.
    NestedLoop,
    /// Joins with a hash table or by merging.
    Join,
    /// Sorts.
    Sort,
    /// Groups and aggregates.
    Aggregate,
    /// Keeps rows in a temporary table.
    Temporary,
    /// Puts several queries' rows together.
    Union,
    /// A query inside the query, run again for each row.
    RepeatedSubquery,
    /// An index made for this one query.
    AutomaticIndex,
    /// Anything else.
    Other,
}

impl StepKind {
    /// The stable name, such as `full-scan`.
    pub fn name(self) -> &'static str {
        match self {
            Self::FullScan => "full-scan",
            Self::FullIndexScan => "full-index-scan",
            Self::Lookup => "lookup",
            Self::NestedLoop => "nested-loop",
            Self::Join => "join",
            Self::Sort => "sort",
            Self::Aggregate => "aggregate",
            Self::Temporary => "temporary",
            Self::Union => "union",
            Self::RepeatedSubquery => "repeated-subquery",
            Self::AutomaticIndex => "automatic-index",
            Self::Other => "other",
        }
    }
}

/// What the shares of the steps are shares of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The cost that the server expects.
    Cost,
    /// The rows that are read, where the plan tells no cost.
    RowsRead,
    /// Nothing that the server said: the plan has no figures, and the kind of a step stands for its cost.
    Kind,
    /// The time that was measured.
    Time,
}

impl Basis {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::RowsRead => "rows",
            Self::Kind => "kind",
            Self::Time => "time",
        }
    }
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStep {
    /// What it does.
    pub kind: StepKind,
    /// The server's own words.
    pub label: String,
    /// How deep it stands below the last step, which is at 0.
    pub depth: usize,
    /// The table that it reads, as the plan calls it.
    pub table: Option<String>,
    /// The index that it uses.
    pub index: Option<String>,
    /// How many rows it reads in one run, as the server expects.
    pub rows: Option<f64>,
    /// Whether `rows` counts only those that are left after `condition`.
    pub rows_are_left: bool,
    /// How many it gave, where the statement was run.
    pub actual_rows: Option<f64>,
    /// How often it is expected to run, or ran.
    pub runs: Option<f64>,
    /// Its own part of the plan's cost, or of the time where the statement was run: from 0 to 1.
    pub share: Option<f64>,
    /// The condition by which it drops rows that it has read.
    pub condition: Option<String>,
    /// Whether it needed the disk because its memory did not do.
    pub on_disk: bool,
}

/// A plan, read.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanReading {
    /// The steps, from the last to the first that runs.
    pub steps: Vec<PlanStep>,
    /// The place of the step that costs most.
    pub costly: Option<usize>,
    /// What the shares are shares of.
    pub basis: Basis,
    /// One to four sentences, the costly step first.
    pub reading: Vec<Phrase>,
}

/// One row of SQLite's `EXPLAIN QUERY PLAN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Its number.
    pub id: i64,
    /// The number of the row that it stands under; 0 for none.
    pub parent: i64,
    /// What it says.
    pub detail: String,
}

/// Reads a plan as JSON, or MySQL's as a tree of lines. None where the text is no plan of this server.
pub fn read_plan(text: &str, flavor: ServerFlavor) -> Option<PlanReading> {
    let root = match flavor {
        ServerFlavor::Postgres => nodes::postgres(text)?,
        ServerFlavor::MySql | ServerFlavor::MariaDb => {
            let text = text.trim_start();
            if text.starts_with("->") {
                lines::read(text)?
            } else {
                nodes::mysql(text).or_else(|| blocks::read(text))?
            }
        }
        ServerFlavor::Sqlite => return None,
    };
    Some(reading(root))
}

/// Reads the rows of SQLite's `EXPLAIN QUERY PLAN`. None where there are none.
pub fn read_plan_rows(rows: &[PlanRow]) -> Option<PlanReading> {
    sqlite::read(rows).map(reading)
}

/// A step with those that it takes its rows from.
#[derive(Debug, Default)]
struct Node {
    label: String,
    kind: Option<StepKind>,
    table: Option<String>,
    index: Option<String>,
    rows: Option<f64>,
    rows_are_left: bool,
    actual_rows: Option<f64>,
    runs: Option<f64>,
    condition: Option<String>,
    on_disk: bool,
    /// What it costs with everything below it.
    total: Option<f64>,
    /// What it costs itself in all its runs, where the plan says so.
    own: Option<f64>,
    /// What the figures are, where it isn't the expected cost.
    basis: Option<Basis>,
    children: Vec<Node>,
}

impl Node {
    /// The total, or that of the children where the plan has none.
    fn demand(&self) -> f64 {
        let below: f64 = self.children.iter().map(Self::demand).sum();
        match (self.total, self.own) {
            (Some(total), _) => total,
            (None, Some(own)) => own + below,
            (None, None) => below,
        }
    }

    /// The demand of `runs` runs. What a temporary table below costs, it costs once.
    fn demand_of(&self, runs: f64) -> f64 {
        let is_kept = |child: &&Self| child.kind == Some(StepKind::Temporary);
        let once: f64 = self.children.iter().filter(is_kept).map(Self::demand).sum();
        once + (self.demand() - once).max(0.0) * runs
    }

    fn basis(&self) -> Basis {
        let below = self.children.iter().map(Self::basis).max();
        self.basis.max(below).unwrap_or(Basis::Cost)
    }
}

fn reading(mut root: Node) -> PlanReading {
    hand_down_conditions(&mut root);
    let budget = root.demand();
    let basis = root.basis();
    let mut steps = Vec::new();
    flatten(root, 0, budget, &mut steps);
    let all: f64 = steps.iter().filter_map(|step| step.share).sum();
    for step in &mut steps {
        step.share = step.share.filter(|_| all > 0.0).map(|own| own / all);
    }
    let cost = |step: &PlanStep| step.share.unwrap_or(0.0);
    let costly = (0..steps.len())
        .filter(|place| cost(&steps[*place]) > 0.0)
        .max_by(|one, other| cost(&steps[*one]).total_cmp(&cost(&steps[*other])));
    let reading = words::sentences(&steps, costly, basis);
    PlanReading { steps, costly, basis, reading }
}

/// MySQL filters in a step of its own; what is dropped there was read by the step below.
fn hand_down_conditions(node: &mut Node) {
    if node.label.starts_with("Filter")
        && let (Some(condition), [only]) = (&node.condition, node.children.as_mut_slice())
        && only.condition.is_none()
    {
        only.condition = Some(condition.clone());
        node.condition = None;
    }
    node.children.iter_mut().for_each(hand_down_conditions);
}

/// Shares `budget`, what a step may cost with all below it, among the steps. Totals are of one run, so that those
/// below together may ask for more than there is (a LIMIT stops early), or for less.
fn flatten(node: Node, depth: usize, budget: f64, steps: &mut Vec<PlanStep>) {
    /// Deeper plans are cut: nobody reads them, and the walk would need their depth in stack.
    const MAX_DEPTH: usize = 200;
    let is_loop = node.kind == Some(StepKind::NestedLoop);
    let mut demands: Vec<f64> = Vec::new();
    let mut outer_rows = 1.0;
    for child in &node.children {
        let runs = if is_loop && child.runs.is_none() { outer_rows } else { 1.0 };
        demands.push(child.demand_of(runs));
        outer_rows *= child.rows.unwrap_or(1.0).max(1.0);
    }
    let asked: f64 = demands.iter().sum();
    let scale = if asked > budget && asked > 0.0 { budget / asked } else { 1.0 };
    let own = node.own.unwrap_or((budget - asked * scale).max(0.0));
    steps.push(PlanStep {
        kind: node.kind.unwrap_or(StepKind::Other),
        label: node.label,
        depth,
        table: node.table,
        index: node.index,
        rows: node.rows,
        rows_are_left: node.rows_are_left,
        actual_rows: node.actual_rows,
        runs: node.runs,
        share: Some(own),
        condition: node.condition,
        on_disk: node.on_disk,
    });
    if depth < MAX_DEPTH {
        let mut outer_rows = 1.0_f64;
        for (mut child, demand) in node.children.into_iter().zip(demands) {
            let rows = child.rows.unwrap_or(1.0).max(1.0);
            if is_loop && child.runs.is_none() && outer_rows > 1.0 {
                child.runs = Some(outer_rows);
            }
            outer_rows *= rows;
            flatten(child, depth + 1, demand * scale, steps);
        }
    }
}
