//! Weir's own time beside the model: whole questions to a made-up database of 3,000 tables, with a scripted model.

use std::{
    fmt::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{AskEvent, AskRequest, Caller, Gateway, Limits, Models, PutConnection};
use weir_llm::{ModelClient, ProviderSettings, SqlWriter, Wire};
use weir_model::{DbName, Secret, SystemClock};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};
use weir_testkit::{Script, ScriptedModel, Server, Step, TestDatabase};

use crate::figures::{Figures, ratio};

const TABLES: usize = 3_000;
const QUESTIONS: usize = 100;
const FIELDS: [&str; 12] = [
    "sales",
    "billing",
    "warehouse",
    "payroll",
    "fleet",
    "clinic",
    "library",
    "energy",
    "retail",
    "travel",
    "legal",
    "media",
];
const THINGS: [&str; 10] = [
    "customer", "invoice", "order", "employee", "vehicle", "patient", "book", "meter", "shipment", "contract",
];

/// Asks a hundred times, in English and Chinese.
pub(crate) async fn measure(figures: &Figures) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let model = ScriptedModel::start(Script {
        steps: vec![
            Step { when: Some("<tables>".to_owned()), ..Step::says(r#"{"tables":["billing_invoice_13"]}"#) },
            Step::proposes("SELECT country, sum(amount) FROM billing_invoice_13 GROUP BY country"),
        ],
    });
    let (gateway, name) = (gateway(&model, folder.path()).await?, DbName::parse("large")?);
    let database = TestDatabase::create(Server::Postgres);
    database.execute(&schema());
    let put = PutConnection { url: Secret::new(database.url()), ssl_disabled: false };
    gateway.put_connection(&Caller::local(), &name, put).await?;
    let (mut own, mut first, mut longest) = (Vec::new(), Vec::new(), 0);
    for nth in 0..QUESTIONS {
        let (field, thing) = (FIELDS[nth % FIELDS.len()], THINGS[nth % THINGS.len()]);
        let prompt = match nth % 4 {
            0 => "各国家的发票金额合计".to_owned(),
            _ => format!(
                "total amount of each {thing} in {field} by country and year, for the largest regions"
            ),
        };
        let began = Instant::now();
        let request = AskRequest { prompt, ..AskRequest::default() };
        let asked = gateway.prepare_ask(&Caller::local(), &name, request).await?;
        let mut linked = None;
        let answer = asked
            .run(&mut |event| {
                if matches!(event, AskEvent::Linked(_)) {
                    linked = Some(began.elapsed());
                }
            })
            .await?;
        longest = longest.max(answer.usage.schema_tokens);
        // The first question reads the metadata and the dictionaries; what it costs is its own figure.
        let weir = ratio(usize::try_from(answer.usage.elapsed_ms - answer.usage.model_ms)?);
        if nth == 0 {
            figures.most("the first question to 3,000 tables, Weir's own time, ms", weir, 5_000.0);
            continue;
        }
        own.push(weir);
        first.push(linked.unwrap_or_default().as_secs_f64() * 1_000.0);
    }
    figures.most("Weir's own time beside the model, 3,000 tables, p95 ms", p95(own), 20.0);
    figures.most("first event, 3,000 tables, p95 ms", p95(first), 50.0);
    figures.most("longest schema part of 3,000 tables, tokens", ratio(longest), 8_000.0);
    gateway.shut_down().await?;
    Ok(())
}

/// Weir on a catalog in this folder, with one model.
pub(crate) async fn gateway(model: &ScriptedModel, folder: &std::path::Path) -> Result<Gateway> {
    let client = ModelClient::new(ProviderSettings {
        name: "scripted".to_owned(),
        wire: Wire::OpenAi,
        base_url: model.openai_url(),
        model: "m".to_owned(),
        key: None,
        max_output_tokens: None,
        temperature: None,
        timeout: Duration::from_mins(1),
        proxy: None,
    })?;
    let key = SealingKey::from_text(&Secret::new("a".repeat(64)))?;
    let store = Store::open(&StoreLocation::Sqlite(folder.join("catalog.db")), Sealer::new(key)).await?;
    let engines = Engines::new(EngineSettings {
        sessions: 2,
        idle: Duration::from_mins(1),
        connect_timeout: Duration::from_secs(10),
        sqlite: SqlitePlaces { allowed: vec![], forbidden: vec![] },
    });
    let gateway = Gateway::new(store, engines, Arc::new(SystemClock), Limits::default());
    Ok(gateway.with_models(Models::new(vec![Arc::new(client) as Arc<dyn SqlWriter>])))
}

fn schema() -> String {
    let mut script = String::new();
    for nth in 0..TABLES {
        let (field, thing) = (FIELDS[nth % FIELDS.len()], THINGS[nth / FIELDS.len() % THINGS.len()]);
        let _ = write!(
            script,
            "CREATE TABLE {field}_{thing}_{nth} (id INTEGER PRIMARY KEY, code TEXT, name TEXT, status TEXT, \
             created_at TEXT, updated_at TEXT, amount NUMERIC, quantity INTEGER, city TEXT, country TEXT, region_key \
             INTEGER, owner_id INTEGER, comment_text TEXT, unit_price NUMERIC, start_date TEXT, end_date TEXT, phone \
             TEXT, email TEXT, category TEXT, rating REAL, tax_rate REAL, currency TEXT, source_system TEXT, batch_no \
             TEXT);"
        );
    }
    script
}

fn p95(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 95 / 100).copied().unwrap_or_default()
}
