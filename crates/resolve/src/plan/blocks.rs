//! Plans that are nested blocks in JSON: MariaDB's, and MySQL's version 1.

use serde_json::{Map, Value};

use super::{Basis, Node, StepKind};

/// `{"query_block": {…}}`
pub(super) fn read(text: &str) -> Option<Node> {
    let plan: Value = serde_json::from_str(text).ok()?;
    let block = plan.get("query_block")?.as_object()?;
    let mut root = Node { label: "query".to_owned(), ..Node::default() };
    let mut loops = 1.0;
    inside(block, &mut root, &mut loops, 0);
    if has_costs(&root) {
        drop_weights(&mut root);
    }
    Some(root)
}

fn has_costs(node: &Node) -> bool {
    (node.own.is_some() && node.basis.is_none()) || node.children.iter().any(has_costs)
}

/// Rows that stand for a cost don't go with costs.
fn drop_weights(node: &mut Node) {
    if node.basis == Some(Basis::RowsRead) {
        (node.own, node.basis) = (None, None);
    }
    node.children.iter_mut().for_each(drop_weights);
}

/// Blocks nest by a word; deeper ones are left out.
const MAX_DEPTH: usize = 100;

/// Adds what a block holds to the step above it. `loops` is how often the next table is read.
fn inside(block: &Map<String, Value>, above: &mut Node, loops: &mut f64, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for (key, value) in block {
        match (key.as_str(), value) {
            ("table", Value::Object(table)) => {
                let node = self::table(table, loops, depth);
                above.children.push(node);
            }
            ("nested_loop", Value::Array(tables)) => {
                for table in tables.iter().filter_map(Value::as_object) {
                    inside(table, above, loops, depth + 1);
                }
            }
            (_, Value::Object(part)) => part_of(key, part, above, loops, depth),
            (_, Value::Array(parts)) => {
                // Queries of their own: a UNION's, subqueries.
                for part in parts.iter().filter_map(Value::as_object) {
                    inside(part, above, &mut 1.0, depth + 1);
                }
            }
            _ => {}
        }
    }
}

fn part_of(key: &str, part: &Map<String, Value>, above: &mut Node, loops: &mut f64, depth: usize) {
    let is = |key: &str| part.get(key).and_then(Value::as_bool).unwrap_or(false);
    let kind = match key {
        "filesort" => Some(StepKind::Sort),
        "ordering_operation" if is("using_filesort") => Some(StepKind::Sort),
        "temporary_table" | "materialization" | "materialized_from_subquery" => Some(StepKind::Temporary),
        "grouping_operation" | "duplicates_removal" if is("using_temporary_table") => {
            Some(StepKind::Temporary)
        }
        "union_result" => Some(StepKind::Union),
        _ => None,
    };
    // A subquery's tables don't run once more for each row read so far.
    let own_query =
        matches!(key, "query_block" | "materialized_from_subquery" | "materialization" | "union_result");
    let mut once = 1.0;
    let loops = if own_query { &mut once } else { loops };
    let Some(kind) = kind else {
        return inside(part, above, loops, depth + 1);
    };
    let sort_cost = part.get("cost_info").and_then(|cost| number(cost.get("sort_cost")?));
    let time = number_of(part, "r_total_time_ms");
    let mut node = Node {
        label: key.replace('_', " "),
        kind: Some(kind),
        actual_rows: number_of(part, "r_output_rows"),
        own: time.or(sort_cost),
        basis: time.map(|_| Basis::Time),
        ..Node::default()
    };
    inside(part, &mut node, loops, depth + 1);
    node.rows = rows_given(&node);
    above.children.push(node);
}

/// The rows that come out of the last table below, where nothing stands between.
fn rows_given(node: &Node) -> Option<f64> {
    let last = node.children.last().filter(|last| last.table.is_some())?;
    Some(last.rows? * last.runs.unwrap_or(1.0))
}

fn table(table: &Map<String, Value>, loops: &mut f64, depth: usize) -> Node {
    let word = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let access = word("access_type").unwrap_or_default();
    let rows = number_of(table, "rows_examined_per_scan").or_else(|| number_of(table, "rows"));
    let filtered = number_of(table, "filtered").unwrap_or(100.0) / 100.0;
    let runs = *loops;
    let costs = table.get("cost_info");
    let cost = |key: &str| costs.and_then(|costs| number(costs.get(key)?));
    let time = match (number_of(table, "r_table_time_ms"), number_of(table, "r_other_time_ms")) {
        (Some(table), other) => Some(table + other.unwrap_or(0.0)),
        (None, _) => number_of(table, "r_total_time_ms"),
    };
    let expected = match (cost("read_cost"), cost("eval_cost")) {
        (Some(read), Some(eval)) => Some(read + eval),
        // MariaDB tells costs since version 11.
        _ => number_of(table, "cost"),
    };
    let kind = match access.as_str() {
        "ALL" => StepKind::FullScan,
        "index" => StepKind::FullIndexScan,
        _ => StepKind::Lookup,
    };
    let mut node = Node {
        label: format!("{access} {}", word("table_name").unwrap_or_default()),
        kind: Some(kind),
        table: word("table_name"),
        index: word("key"),
        rows,
        actual_rows: number_of(table, "r_rows"),
        runs: number_of(table, "r_loops").or_else(|| (runs > 1.0).then_some(runs)),
        condition: word("attached_condition"),
        own: time.or(expected).or_else(|| rows.map(|rows| rows * runs)),
        basis: match (time, expected) {
            (Some(_), _) => Some(Basis::Time),
            (None, Some(_)) => None,
            (None, None) => Some(Basis::RowsRead),
        },
        ..Node::default()
    };
    *loops *= (rows.unwrap_or(1.0) * filtered).max(1.0);
    let mut once = 1.0;
    for (key, value) in table {
        if let Value::Object(part) = value
            && key != "cost_info"
        {
            part_of(key, part, &mut node, &mut once, depth + 1);
        }
    }
    node
}

fn number_of(part: &Map<String, Value>, key: &str) -> Option<f64> {
    number(part.get(key)?)
}

/// MySQL writes costs as texts.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}
