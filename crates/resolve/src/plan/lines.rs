//! MySQL's `FORMAT=TREE` and `EXPLAIN ANALYZE`: one line a step, indented.

use super::{Basis, Node, StepKind};

/// `-> Table scan on o  (cost=5049 rows=50092) (actual time=0.3..14.6 rows=50000 loops=1)`
pub(super) fn read(text: &str) -> Option<Node> {
    let mut steps: Vec<(usize, Node)> = Vec::new();
    for line in text.lines() {
        let Some((indent, rest)) = line.split_once("-> ") else { continue };
        steps.push((indent.len(), step(rest)));
    }
    let mut steps = steps.into_iter().peekable();
    let (indent, root) = steps.next()?;
    let mut open = vec![(indent, root)];
    for (indent, node) in steps {
        while open.len() > 1 && open.last().is_some_and(|(above, _)| *above >= indent) {
            close(&mut open);
        }
        open.push((indent, node));
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|(_, root)| root)
}

/// Puts the last step under the one before it.
fn close(open: &mut Vec<(usize, Node)>) {
    if let Some((_, child)) = open.pop()
        && let Some((_, parent)) = open.last_mut()
    {
        parent.children.push(child);
    }
}

fn step(line: &str) -> Node {
    let estimate = figures(line, "(cost=");
    let actual = figures(line, "(actual time=");
    let label = line.split("  (").next().unwrap_or(line).trim().to_owned();
    let loops = actual.and_then(|text| number_after(text, "loops="));
    let time = actual.and_then(last_of_range);
    Node {
        kind: Some(kind_of(&label)),
        table: word_after(&label, " on "),
        index: word_after(&label, " using ").filter(|_| label.contains(" on ")),
        rows: estimate.and_then(|text| number_after(text, "rows=")),
        actual_rows: actual.and_then(|text| number_after(text, "rows=")),
        runs: loops,
        condition: label.strip_prefix("Filter: ").map(str::to_owned),
        total: match (time, loops) {
            (Some(time), Some(loops)) => Some(time * loops),
            _ => estimate.and_then(last_of_range),
        },
        basis: time.map(|_| Basis::Time),
        label,
        ..Node::default()
    }
}

/// The text of one pair of parentheses behind the label.
fn figures<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    let (_, rest) = line.rsplit_once(start)?;
    rest.split(')').next()
}

/// The end of `0.3..14.6`, or the one number that is there.
fn last_of_range(text: &str) -> Option<f64> {
    let range = text.split(' ').next()?;
    range.rsplit("..").next()?.parse().ok()
}

fn number_after(text: &str, key: &str) -> Option<f64> {
    let (_, rest) = text.split_once(key)?;
    rest.split(' ').next()?.parse().ok()
}

fn word_after(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(key)?;
    rest.split(' ').next().map(str::to_owned)
}

/// What a step does, by MySQL's words for it; the same in the tree and in version 2 of the JSON.
pub(super) fn kind_of(label: &str) -> StepKind {
    let has = |words: &str| label.contains(words);
    match label {
        _ if label.starts_with("Table scan on <") => StepKind::Temporary,
        _ if label.starts_with("Table scan") => StepKind::FullScan,
        _ if has("ndex range scan") || has("ndex lookup") || has("Constant row") || has("Intersect rows") => {
            StepKind::Lookup
        }
        _ if has("ndex scan") => StepKind::FullIndexScan,
        _ if label.starts_with("Nested loop") => StepKind::NestedLoop,
        _ if has("hash") && has("join") => StepKind::Join,
        _ if label.starts_with("Sort") => StepKind::Sort,
        _ if has("ggregate") || label.starts_with("Window") => StepKind::Aggregate,
        _ if label.starts_with("Union") => StepKind::Union,
        _ if has("aterialize") || has("emporary") => StepKind::Temporary,
        _ if has("run for each row") || has("dependent") => StepKind::RepeatedSubquery,
        _ => StepKind::Other,
    }
}
