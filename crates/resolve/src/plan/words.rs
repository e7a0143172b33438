//! A plan in a few sentences: the costly step, what would spare it, what the server did not expect.

use weir_model::Phrase;

use super::{Basis, PlanStep, StepKind};

/// The longest condition that is repeated in a sentence, in characters.
const MAX_CONDITION: usize = 160;

pub(super) fn sentences(steps: &[PlanStep], costly: Option<usize>, basis: Basis) -> Vec<Phrase> {
    let Some(step) = costly.map(|place| &steps[place]) else {
        return vec![Phrase::new(
            "No step of this plan costs anything to speak of",
            "该计划没有值得一提的开销",
        )];
    };
    let mut sentences = vec![costly_step(step, basis)];
    sentences.extend(advice(step));
    sentences.extend(steps.iter().find(|step| step.on_disk).map(|step| {
        let label = &step.label;
        Phrase::new(
            format!("The step {label} did not fit into memory and used the disk"),
            format!("步骤 {label} 内存不足，使用了磁盘"),
        )
    }));
    sentences.extend(steps.iter().find_map(surprise));
    sentences
}

fn costly_step(step: &PlanStep, basis: Basis) -> Phrase {
    let (english, chinese) = what(step);
    let of = match basis {
        Basis::Cost => Some(("the expected cost", "预计开销")),
        Basis::RowsRead => Some(("the rows that are read", "读取行数")),
        Basis::Time => Some(("the time", "时间")),
        // Without figures of the server's, a share says nothing.
        Basis::Kind => None,
    };
    let (mut share, mut share_chinese) = (String::new(), String::new());
    if let (Some(part), Some((of, of_chinese))) = (step.share, of) {
        let percent = (part * 100.0).round();
        share = format!(", {percent} % of {of}");
        share_chinese = format!("，占{of_chinese}的 {percent}%");
    }
    Phrase::new(
        format!("The costly step {english}{share}"),
        format!("开销最大的一步是{chinese}{share_chinese}"),
    )
}

/// What a step does, as the end of a sentence.
fn what(step: &PlanStep) -> (String, String) {
    let table = step.table.as_deref().unwrap_or(&step.label);
    let index = step.index.as_deref().unwrap_or("?");
    let is_scan = matches!(step.kind, StepKind::FullScan | StepKind::FullIndexScan);
    let (rows, rows_chinese) = match step.actual_rows.or(step.rows) {
        Some(rows) if is_scan && step.rows_are_left && step.condition.is_some() => {
            (format!(" to keep about {}", counted(rows)), format!("，只保留约 {} 行", grouped(rows)))
        }
        Some(rows) => (format!(" (about {})", counted(rows)), format!("（约 {} 行）", grouped(rows))),
        None => (String::new(), String::new()),
    };
    let (again, again_chinese) = match step.runs.filter(|runs| *runs >= 2.0) {
        Some(runs) => (format!(", {} times", grouped(runs)), format!("，共 {} 次", grouped(runs))),
        None => (String::new(), String::new()),
    };
    let (english, chinese) = match step.kind {
        StepKind::FullScan => {
            (format!("reads all of {table}{rows}"), format!("读取整个表 {table}{rows_chinese}"))
        }
        StepKind::FullIndexScan => (
            format!("reads the whole index {index} of {table}{rows}"),
            format!("读取表 {table} 的整个索引 {index}{rows_chinese}"),
        ),
        StepKind::Lookup => (
            format!("looks rows of {table} up by {index}{rows}"),
            format!("通过 {index} 查找表 {table} 的行{rows_chinese}"),
        ),
        StepKind::NestedLoop => (format!("joins row by row{rows}"), format!("逐行连接{rows_chinese}")),
        StepKind::Join => {
            (format!("joins by {}{rows}", step.label), format!("用 {} 连接{rows_chinese}", step.label))
        }
        StepKind::Sort => (format!("sorts{rows}"), format!("排序{rows_chinese}")),
        StepKind::Aggregate => (format!("groups and aggregates{rows}"), format!("分组聚合{rows_chinese}")),
        StepKind::Temporary => {
            (format!("keeps rows in a temporary table{rows}"), format!("把数据放入临时表{rows_chinese}"))
        }
        StepKind::Union => {
            (format!("puts several queries together{rows}"), format!("合并多个查询{rows_chinese}"))
        }
        StepKind::RepeatedSubquery => (
            format!("runs a subquery again for each row{rows}"),
            format!("对每一行重复执行子查询{rows_chinese}"),
        ),
        StepKind::AutomaticIndex => (
            format!("builds an index on {table} for this query alone{rows}"),
            format!("仅为此查询在表 {table} 上临时建立索引{rows_chinese}"),
        ),
        StepKind::Other => (format!("is {}{rows}", step.label), format!("{}{rows_chinese}", step.label)),
    };
    (english + &again, chinese + &again_chinese)
}

/// What would spare the costly step, where that can be seen.
fn advice(step: &PlanStep) -> Option<Phrase> {
    /// With more rows left than so many, an index would not be used.
    const MANY: f64 = 5_000.0;
    let table = step.table.as_deref()?;
    if step.rows_are_left && step.rows.is_some_and(|rows| rows > MANY) {
        return None;
    }
    match (step.kind, &step.condition) {
        (StepKind::FullScan | StepKind::FullIndexScan, Some(condition)) => {
            let condition = shortened(condition);
            Some(Phrase::new(
                format!(
                    "Of {table}, only rows with {condition} are kept: an index on what that compares could spare reading the others"
                ),
                format!("表 {table} 只保留满足 {condition} 的行：在比较的列上建立索引可以避免读取其余的行"),
            ))
        }
        (StepKind::AutomaticIndex, _) => Some(Phrase::new(
            format!("A lasting index on {table} would spare building it each time"),
            format!("在表 {table} 上建立持久索引可以避免每次重建"),
        )),
        _ => None,
    }
}

/// A step whose rows the server misjudged by far.
fn surprise(step: &PlanStep) -> Option<Phrase> {
    let (expected, found) = (step.rows?, step.actual_rows?);
    let far = found.max(1.0) / expected.max(1.0);
    if (0.1..=10.0).contains(&far) || expected.max(found) < 100.0 {
        return None;
    }
    let (label, expected, found) = (&step.label, grouped(expected), grouped(found));
    Some(Phrase::new(
        format!(
            "At {label} the server expected {expected} rows and found {found}: its statistics may be old"
        ),
        format!("在 {label} 处服务器预计 {expected} 行，实际 {found} 行：统计信息可能已过期"),
    ))
}

fn shortened(condition: &str) -> String {
    match condition.char_indices().nth(MAX_CONDITION) {
        Some((end, _)) => format!("{}…", &condition[..end]),
        None => condition.to_owned(),
    }
}

/// `1 row`, `50,092 rows`
fn counted(rows: f64) -> String {
    let number = grouped(rows);
    let word = if number == "1" { "row" } else { "rows" };
    format!("{number} {word}")
}

/// `50,092`
fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.max(0.0));
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits_by_three() {
        assert_eq!([0.4, 999.0, 1_000.0, 50_092.4].map(grouped), ["0", "999", "1,000", "50,092"]);
    }
}
