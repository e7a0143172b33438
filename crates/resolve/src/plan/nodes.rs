//! Plans that are trees of nodes in JSON: PostgreSQL's, and MySQL's version 2.

use serde_json::{Map, Value};

use super::{Basis, Node, StepKind, lines::kind_of};

/// `[{"Plan": {…}}]`
pub(super) fn postgres(text: &str) -> Option<Node> {
    let plan: Value = serde_json::from_str(text).ok()?;
    let plan = plan.get(0).unwrap_or(&plan).get("Plan")?;
    Some(postgres_node(plan.as_object()?))
}

fn postgres_node(node: &Map<String, Value>) -> Node {
    let word = |key: &str| node.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| node.get(key).and_then(Value::as_f64);
    let label = word("Node Type").unwrap_or_default();
    let loops = number("Actual Loops");
    let time = number("Actual Total Time");
    let conditions = ["Filter", "Join Filter", "Recheck Cond"];
    let below = node.get("Plans").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Node {
        kind: Some(postgres_kind(&label, word("Subplan Name").as_deref())),
        table: word("Relation Name").or_else(|| word("Function Name")).or_else(|| word("CTE Name")),
        index: word("Index Name"),
        rows: number("Plan Rows"),
        rows_are_left: true,
        actual_rows: number("Actual Rows"),
        runs: loops,
        condition: conditions.into_iter().find_map(word),
        on_disk: word("Sort Space Type").is_some_and(|space| space == "Disk")
            || number("HashAgg Batches").is_some_and(|batches| batches > 1.0)
            || number("Hash Batches").is_some_and(|batches| batches > 1.0),
        total: match (time, loops) {
            (Some(time), Some(loops)) => Some(time * loops),
            _ => number("Total Cost"),
        },
        own: None,
        basis: time.map(|_| Basis::Time),
        children: below.iter().filter_map(Value::as_object).map(postgres_node).collect(),
        label,
    }
}

fn postgres_kind(label: &str, subplan: Option<&str>) -> StepKind {
    match label {
        _ if subplan.is_some_and(|name| name.starts_with("SubPlan")) && !label.ends_with("Scan") => {
            StepKind::RepeatedSubquery
        }
        "Seq Scan" | "Sample Scan" | "Foreign Scan" => StepKind::FullScan,
        "Index Scan" | "Index Only Scan" | "Bitmap Heap Scan" | "Bitmap Index Scan" | "Tid Scan" => {
            StepKind::Lookup
        }
        "Nested Loop" => StepKind::NestedLoop,
        "Hash Join" | "Merge Join" => StepKind::Join,
        "Sort" | "Incremental Sort" => StepKind::Sort,
        "Aggregate" | "Group" | "WindowAgg" | "Unique" => StepKind::Aggregate,
        "Materialize" | "Memoize" | "Hash" => StepKind::Temporary,
        "Append" | "Merge Append" | "SetOp" | "Recursive Union" => StepKind::Union,
        _ => StepKind::Other,
    }
}

/// `{"query_plan": {…}}` of MySQL's version 2; older servers have the node itself at the top.
pub(super) fn mysql(text: &str) -> Option<Node> {
    let plan: Value = serde_json::from_str(text).ok()?;
    let node = plan.get("query_plan").unwrap_or(&plan).as_object()?;
    node.get("operation")?.as_str()?;
    Some(mysql_node(node))
}

fn mysql_node(node: &Map<String, Value>) -> Node {
    let word = |key: &str| node.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| node.get(key).and_then(Value::as_f64);
    let label = word("operation").unwrap_or_default();
    let loops = number("actual_loops");
    let time = number("actual_last_row_ms");
    let below = node.get("inputs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Node {
        kind: Some(kind_of(&label)),
        table: word("table_name"),
        index: word("index_name"),
        rows: number("estimated_rows"),
        actual_rows: number("actual_rows"),
        runs: loops,
        condition: word("condition"),
        total: match (time, loops) {
            (Some(time), Some(loops)) => Some(time * loops),
            _ => number("estimated_total_cost"),
        },
        basis: time.map(|_| Basis::Time),
        children: below.iter().filter_map(Value::as_object).map(mysql_node).collect(),
        label,
        ..Node::default()
    }
}
