//! SQLite's `EXPLAIN QUERY PLAN`: words without any figures, so that the kind of a step and its place stand for
//! its cost.

use super::{Basis, Node, PlanRow, StepKind};

pub(super) fn read(rows: &[PlanRow]) -> Option<Node> {
    if rows.is_empty() {
        return None;
    }
    let mut root = Node { label: "query".to_owned(), ..Node::default() };
    root.children = below(rows, 0, false, 0);
    // Rows under a parent that isn't there stand at the top.
    (!root.children.is_empty()).then_some(root)
}

/// The steps under a row. `repeated` tells that all of this runs for each row of something else.
fn below(rows: &[PlanRow], parent: i64, repeated: bool, depth: usize) -> Vec<Node> {
    const MAX_DEPTH: usize = 100;
    if depth > MAX_DEPTH {
        return Vec::new();
    }
    let mut nodes = Vec::new();
    // The first table is read once, those after it for each of its rows.
    let mut tables = 0;
    for row in rows.iter().filter(|row| row.parent == parent && row.id != parent) {
        let kind = kind(&row.detail);
        let inner = tables > 0 || repeated;
        let reads = matches!(
            kind,
            StepKind::FullScan | StepKind::FullIndexScan | StepKind::Lookup | StepKind::AutomaticIndex
        );
        tables += usize::from(reads);
        let weight = match kind {
            StepKind::FullScan | StepKind::FullIndexScan if inner => 100.0,
            StepKind::FullScan | StepKind::FullIndexScan => 10.0,
            StepKind::AutomaticIndex => 12.0,
            StepKind::Sort | StepKind::Temporary => 5.0,
            StepKind::Lookup => 1.0,
            _ => 0.0,
        };
        let again = repeated || kind == StepKind::RepeatedSubquery;
        nodes.push(Node {
            label: row.detail.clone(),
            kind: Some(kind),
            table: table(&row.detail),
            index: word_after(&row.detail, " INDEX "),
            own: Some(weight),
            basis: Some(Basis::Kind),
            children: below(rows, row.id, again, depth + 1),
            ..Node::default()
        });
    }
    nodes
}

fn kind(detail: &str) -> StepKind {
    let has = |words: &str| detail.contains(words);
    match detail {
        _ if has("AUTOMATIC") => StepKind::AutomaticIndex,
        _ if detail.starts_with("SEARCH") => StepKind::Lookup,
        _ if detail.starts_with("SCAN") && has(" INDEX ") => StepKind::FullIndexScan,
        _ if detail.starts_with("SCAN CONSTANT") => StepKind::Other,
        _ if detail.starts_with("SCAN") => StepKind::FullScan,
        _ if detail.starts_with("CORRELATED") => StepKind::RepeatedSubquery,
        _ if has("FOR ORDER BY") => StepKind::Sort,
        _ if has("TEMP B-TREE") && !has("UNION") => StepKind::Temporary,
        _ if detail.starts_with("MATERIALIZE") => StepKind::Temporary,
        _ if has("COMPOUND") || has("UNION") || has("INTERSECT") || has("EXCEPT") => StepKind::Union,
        _ => StepKind::Other,
    }
}

fn table(detail: &str) -> Option<String> {
    let rest = detail.strip_prefix("SCAN ").or_else(|| detail.strip_prefix("SEARCH "))?;
    rest.split(' ').find(|word| !word.is_empty()).map(str::to_owned)
}

fn word_after(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(key)?;
    rest.split(' ').next().filter(|word| !word.starts_with('(')).map(str::to_owned)
}
