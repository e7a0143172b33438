//! The BIRD databases on real servers: made from the data set's scripts, read by Weir's own engines.

use std::{fs, path::Path, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use serde_json::Value;
use weir_engine::{EngineSettings, Engines, SqlitePlaces, Target};
use weir_guard::{FunctionSet, GuardContext, ReadOnlyQuery, RowLimits, Rule};
use weir_resolve::{Effect, Resolver, Rules, dialect_problems};
use weir_testkit::{Server, TestDatabase};

use crate::data::text;

/// One database on a server, with what Weir knows about it.
#[derive(Debug)]
pub(crate) struct Place {
    database: TestDatabase,
    checker: Checker,
}

/// Guard, resolver and dialect check for one database.
#[derive(Debug)]
pub(crate) struct Checker {
    context: GuardContext,
    rules: Rules,
    resolver: Resolver,
}

impl Checker {
    pub(crate) fn new(context: GuardContext, rules: Rules, metadata: &weir_model::DatabaseMetadata) -> Self {
        Self { context, resolver: Resolver::new(metadata, rules.clone()), rules }
    }

    /// What Weir has against a statement, without asking the server.
    pub(crate) fn objection(&self, sql: &str) -> Option<String> {
        if let Err(refusal) = ReadOnlyQuery::parse(sql, &self.context) {
            return Some(format!("guard: {refusal}"));
        }
        if let Some(problem) = self.resolver.check(sql).problems.first() {
            return Some(format!("resolver: {}", problem.phrase()));
        }
        let problems = dialect_problems(sql, &self.rules);
        let refused = problems.iter().find(|problem| problem.effect == Effect::Refused);
        refused.map(|problem| format!("dialect: {}", problem.phrase()))
    }

    /// Whether the statement could be read for the look-up of its names.
    pub(crate) fn coverage(&self, sql: &str) -> String {
        format!("{:?}", self.resolver.check(sql).coverage)
    }
}

/// The limits that every check here uses.
pub(crate) fn context(dialect: weir_guard::Dialect, functions: FunctionSet) -> GuardContext {
    GuardContext {
        dialect,
        functions: Arc::new(functions),
        limits: RowLimits { default: 1_000, max: 10_000 },
    }
}

impl Place {
    /// Makes a database of the BIRD data set on a server.
    pub(crate) async fn make(server: Server, folder: &Path, name: &str, schema: &Value) -> Result<Self> {
        let database = TestDatabase::create(server);
        let file = match server {
            Server::Postgres => "bird_minidev.postgres.ddl.sql",
            Server::MySql | Server::MariaDb => "bird_minidev.mysql.ddl.sql",
        };
        let all = fs::read_to_string(folder.join(file)).with_context(|| file.to_owned())?;
        let part = all.split("-- db ").find(|part| part.lines().next() == Some(name)).unwrap_or_default();
        database.execute(&script(server, name, part, schema));

        let engines = Engines::new(EngineSettings {
            sessions: 1,
            idle: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(10),
            sqlite: SqlitePlaces::default(),
        });
        let engine = engines.connect(&Target::parse(database.url(), true)?).await?;
        let metadata = engine.metadata().await?;
        let functions = engine.functions().await?;
        let rules = Rules::new(engine.version()).with_functions(&functions);
        // Cells are separated by tabs, which neither a schema of the data set nor a mode has.
        let answer = rules.question().and_then(|question| database.rows(question).into_iter().next());
        let answer: Vec<String> = answer.unwrap_or_default().split('\t').map(str::to_owned).collect();
        let rules = rules.with_answer(&answer);
        let context = context(engine.dialect(), FunctionSet::build(engine.dialect(), &functions, &[]));
        engine.close().await;
        drop(engine);
        engines.shut_down().await;
        Ok(Self { checker: Checker::new(context, rules, &metadata), database })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        self.database.url()
    }

    pub(crate) fn checker(&self) -> &Checker {
        &self.checker
    }

    /// What the server has against a statement, by its EXPLAIN. Weir's sessions take one statement at a time
    /// (extended protocol, no multi-statements), which the servers' own clients do not hold to.
    pub(crate) fn rejection(&self, sql: &str) -> Option<String> {
        if let Err(refusal) = ReadOnlyQuery::parse(sql, &self.checker.context)
            && refusal.rule == Rule::MultipleStatements
        {
            return Some(refusal.message);
        }
        let plain = sql.trim().trim_end_matches(';');
        self.database.attempt(&format!("EXPLAIN {plain}")).err()
    }
}

/// The data set's script for one database, without its schema's name, and with the primary keys that the schema
/// file knows. For PostgreSQL plain names are folded, as in the database that the answers were written for.
fn script(server: Server, name: &str, part: &str, schema: &Value) -> String {
    let mut script = String::new();
    for line in part.lines().skip(1).filter(|line| !line.starts_with("CREATE SCHEMA")) {
        let line = line.replace(&format!("`{name}`."), "").replace(&format!("\"{name}\"."), "");
        script.push_str(&if server == Server::Postgres { folded(&line) } else { line });
        script.push('\n');
    }
    for table in schema["tables"].as_array().map_or(&[][..], Vec::as_slice) {
        script.push_str(&primary_key(server, table));
    }
    script
}

fn primary_key(server: Server, table: &Value) -> String {
    let columns = table["columns"].as_array().map_or(&[][..], Vec::as_slice);
    let keys: Vec<&Value> = columns.iter().filter(|column| column["pk"] == true).collect();
    if keys.is_empty() {
        return String::new();
    }
    let quoted = |name: &str| match server {
        Server::Postgres => folded(&format!("\"{name}\"")),
        Server::MySql | Server::MariaDb => format!("`{name}`"),
    };
    let table = quoted(text(table, "name"));
    // A key of text needs a length on MySQL.
    let texts = keys.iter().filter(|column| text(column, "type") == "text" && server != Server::Postgres);
    let mut statements: Vec<String> = texts
        .map(|column| format!("ALTER TABLE {table} MODIFY {} varchar(190);\n", quoted(text(column, "name"))))
        .collect();
    let names: Vec<String> = keys.iter().map(|column| quoted(text(column, "name"))).collect();
    statements.push(format!("ALTER TABLE {table} ADD PRIMARY KEY ({});\n", names.join(", ")));
    statements.concat()
}

/// A line with its quoted names in small letters, where they would need no quotes.
fn folded(line: &str) -> String {
    let parts = line.split('"').enumerate().map(|(place, part)| {
        let is_plain = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if place % 2 == 1 && is_plain { part.to_lowercase() } else { part.to_owned() }
    });
    parts.collect::<Vec<_>>().join("\"")
}
