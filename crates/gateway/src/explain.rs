//! Explaining a statement: the reading of its plan, which needs no model, and an explanation in words, which does.

use std::fmt::Write;

use weir_llm::prompts;
use weir_model::{DbName, Phrase, ServerFlavor};
use weir_resolve::{PlanReading, PlanRow, read_plan, read_plan_rows};

use crate::{Caller, Error, Gateway, Permission, glossary::filled, natural::Checks};

const MAX_SQL: usize = 100_000;
const MAX_PLAN: usize = 1_000_000;
const MAX_LANGUAGE: usize = 40;
/// Steps of a plan that a model is told.
const STEPS: usize = 40;

/// What a client wants explained.
#[derive(Clone, Debug)]
pub struct ExplainRequest {
    /// The statement.
    pub sql: String,
    /// Its plan, as the server's EXPLAIN told it in JSON; read from the server when none.
    pub plan: Option<String>,
    /// The language of the words: `en`, `zh`, or a language's name.
    pub language: Option<String>,
    /// Whether words are wanted beside the plan.
    pub words: bool,
    /// The provider to ask for the words; the default one when none.
    pub provider: Option<String>,
}

/// A statement, explained.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The statement with the limit that would hold.
    pub sql: String,
    /// Its plan, read; none for a statement without one.
    pub plan: Option<PlanReading>,
    /// What it does, in words.
    pub words: Option<String>,
    /// Why there are no words, where they were wanted.
    pub no_words: Option<Phrase>,
}

impl Gateway {
    /// Reads the plan of a statement and, where a model is configured, has it put into words. The statement is
    /// planned and not run.
    pub async fn explain(
        &self,
        caller: &Caller,
        name: &DbName,
        request: ExplainRequest,
    ) -> Result<Explained, Error> {
        caller.require(Permission::Query)?;
        let sql = filled("sql", &request.sql, MAX_SQL)?;
        let language = language(request.language.as_deref())?;
        let writer = self.models.find(request.provider.as_deref())?.filter(|_| request.words);
        let given = request.plan.map(|plan| filled("plan", &plan, MAX_PLAN)).transpose()?;
        let known = self.find_connection(caller, name).await?;
        let checks = self.checks(caller, &known).await?;
        let query = checks.guard(&sql).await?;
        let flavor = checks.knowledge.version.flavor;
        let plan = match given {
            Some(given) => {
                let unreadable =
                    || Error::Invalid { field: "plan", why: "is no plan of this server".to_owned() };
                Some(read_plan(&given, flavor).ok_or_else(unreadable)?)
            }
            None => read(&checks.explain(&query).await?, flavor),
        };
        let mut explained = Explained { sql: query.shown().to_owned(), plan, words: None, no_words: None };
        let Some(writer) = writer else {
            explained.no_words = request.words.then(no_model);
            return Ok(explained);
        };
        let mut phone = self.phone(caller, writer, None);
        phone.about.db_name = Some(name.clone());
        phone.about.tables = tables(&checks, &sql);
        let prompt = prompts::explain(flavor, &sql, &steps(explained.plan.as_ref()), &language);
        match phone.call("explain", &prompt, &mut |_| {}).await {
            Ok(reply) => explained.words = Some(reply.text).filter(|text| !text.is_empty()),
            // The plan is an answer as well.
            Err(error) if explained.plan.is_some() => explained.no_words = Some(failed(&error)),
            Err(error) => return Err(error),
        }
        Ok(explained)
    }
}

/// `EXPLAIN QUERY PLAN` comes in rows of numbers and a text, everything else as one text.
fn read(rows: &[Vec<String>], flavor: ServerFlavor) -> Option<PlanReading> {
    let row = |row: &Vec<String>| match row.as_slice() {
        [id, parent, _, detail] => {
            Some(PlanRow { id: id.parse().ok()?, parent: parent.parse().ok()?, detail: detail.clone() })
        }
        _ => None,
    };
    let tree: Option<Vec<PlanRow>> = rows.iter().map(row).collect();
    match tree.filter(|tree| !tree.is_empty()) {
        Some(tree) => read_plan_rows(&tree),
        None => {
            let text: Vec<&str> = rows.iter().filter_map(|row| row.first()).map(String::as_str).collect();
            read_plan(&text.join("\n"), flavor)
        }
    }
}

/// The steps for a model: what they do and how much, without the conditions that may hold values.
fn steps(plan: Option<&PlanReading>) -> String {
    let mut text = String::new();
    for step in plan.into_iter().flat_map(|plan| &plan.steps).take(STEPS) {
        let share =
            step.share.map(|share| format!(", {:.0} % of the cost", share * 100.0)).unwrap_or_default();
        let rows = step.rows.map(|rows| format!(", about {rows:.0} rows")).unwrap_or_default();
        let table = step.table.as_ref().map(|table| format!(" of {table}")).unwrap_or_default();
        let _ =
            writeln!(text, "{}- {}{table}{rows}{share}", "  ".repeat(step.depth.min(20)), step.kind.name());
    }
    text
}

fn tables(checks: &Checks, sql: &str) -> Vec<String> {
    let used = checks.knowledge.resolver.check(sql).tables_used;
    used.iter().map(|table| format!("{}.{}", table.schema, table.name)).collect()
}

fn language(asked: Option<&str>) -> Result<String, Error> {
    let Some(asked) = asked else { return Ok("English".to_owned()) };
    let asked = filled("language", asked, MAX_LANGUAGE)?;
    if !asked.chars().all(|c| c.is_alphabetic() || c == '-' || c == ' ') {
        return Err(Error::Invalid {
            field: "language",
            why: "must be en, zh or a language's name".to_owned(),
        });
    }
    Ok(match asked.to_ascii_lowercase().as_str() {
        "en" => "English".to_owned(),
        "zh" | "zh-cn" => "Chinese".to_owned(),
        _ => asked,
    })
}

fn no_model() -> Phrase {
    Phrase::new("No language model is configured to put it into words", "未配置语言模型，无法给出文字说明")
}

fn failed(error: &Error) -> Phrase {
    Phrase::new(format!("No words: {error}"), format!("没有文字说明：{error}"))
}
