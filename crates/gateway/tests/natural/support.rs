//! A gateway with a scripted model and a small shop in SQLite, whose every value is recognisable.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tempfile::TempDir;
use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{AskAnswer, AskEvent, AskRequest, Caller, Error, Gateway, Limits, Models, PutConnection};
use weir_llm::{ModelClient, ProviderSettings, SqlWriter, Wire};
use weir_model::{Clock, DbName, LlmCall, ManualClock, Page, PageBounds, Secret, Timestamp};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};
use weir_testkit::{Script, ScriptedModel, Step};

pub(crate) const KEY: &str = "sk-never-to-be-seen";

/// Values that must never be seen outside the database.
pub(crate) const VALUES: [&str; 4] = ["Zaphod-Row", "Oslo-Row", "amy-row@example.com", "424242"];

pub(crate) const SHOP: &str = "\
    CREATE TABLE customers (id INTEGER PRIMARY KEY, full_name TEXT, city TEXT, email TEXT, password_hash TEXT);\
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), total NUMERIC, placed_on TEXT);\
    CREATE TABLE products (id INTEGER PRIMARY KEY, title TEXT, price NUMERIC);\
    INSERT INTO customers VALUES (1, 'Zaphod-Row', 'Oslo-Row', 'amy-row@example.com', 'hash-row');\
    INSERT INTO orders VALUES (1, 1, 424242, '2013-05-01');";

pub(crate) struct House {
    pub(crate) gateway: Gateway,
    pub(crate) model: Arc<ScriptedModel>,
    pub(crate) store: Store,
    folder: TempDir,
}

impl House {
    /// With a model that says this, in this order, and a connection `shop`.
    pub(crate) async fn new(steps: Vec<Step>) -> Self {
        Self::speaking(Wire::OpenAi, Script::in_order(steps), SHOP).await
    }

    pub(crate) async fn speaking(wire: Wire, script: Script, schema: &str) -> Self {
        let house = Self::build(wire, script, 8_000).await;
        house.register("shop", &house.file("shop.db", schema)).await;
        house
    }

    /// Without any connection, and with this budget of schema tokens.
    pub(crate) async fn build(wire: Wire, script: Script, schema_tokens: usize) -> Self {
        let model = Arc::new(ScriptedModel::start(script));
        let models = Models::new(vec![Arc::new(client(&model, wire)) as Arc<dyn SqlWriter>]);
        Self::with_models(model, models.with_schema_tokens(schema_tokens)).await
    }

    pub(crate) async fn with_models(model: Arc<ScriptedModel>, models: Models) -> Self {
        let folder = TempDir::new().unwrap();
        let key = SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap();
        let store = Store::open(&StoreLocation::Memory, Sealer::new(key)).await.unwrap();
        let engines = Engines::new(EngineSettings {
            sessions: 2,
            idle: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            sqlite: SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: vec![] },
        });
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(Timestamp::from_millis(1_763_640_000_000)));
        let gateway = Gateway::new(store.clone(), engines, clock, Limits::default()).with_models(models);
        Self { gateway, model, store, folder }
    }

    pub(crate) fn file(&self, name: &str, schema: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        rusqlite::Connection::open(&path).unwrap().execute_batch(schema).unwrap();
        format!("sqlite://{}", path.display())
    }

    pub(crate) async fn register(&self, db: &str, url: &str) {
        let put = PutConnection { url: Secret::new(url), ssl_disabled: false };
        self.gateway.put_connection(&Caller::local(), &name(db), put).await.unwrap();
    }

    pub(crate) async fn ask(&self, question: &str) -> AskAnswer {
        self.told(question).await.0.unwrap()
    }

    /// The answer and the events, each as one line.
    pub(crate) async fn told(&self, question: &str) -> (Result<AskAnswer, Error>, Vec<String>) {
        self.told_of("shop", AskRequest { prompt: question.to_owned(), ..AskRequest::default() }).await
    }

    pub(crate) async fn told_of(
        &self,
        db: &str,
        request: AskRequest,
    ) -> (Result<AskAnswer, Error>, Vec<String>) {
        let mut events = Vec::new();
        let prepared = match self.gateway.prepare_ask(&Caller::local(), &name(db), request).await {
            Ok(prepared) => prepared,
            Err(error) => return (Err(error), events),
        };
        let answer = prepared.run(&mut |event| events.push(line(&event))).await;
        (answer, events)
    }

    /// Every text that went to the model.
    pub(crate) fn sent(&self) -> String {
        self.model.requests().iter().map(|request| request.body.to_string()).collect::<Vec<_>>().join("\n")
    }

    /// The calls that are remembered, the oldest first.
    pub(crate) async fn calls(&self) -> Vec<LlmCall> {
        // What is written behind an answer is written when the gateway has ended.
        self.gateway.settle().await;
        let page = Page::new(None, None, PageBounds { default: 100, max: 100 });
        let mut calls = self.store.list_llm_calls(page).await.unwrap().items;
        calls.reverse();
        calls
    }
}

pub(crate) fn client(model: &ScriptedModel, wire: Wire) -> ModelClient {
    ModelClient::new(ProviderSettings {
        name: "scripted".to_owned(),
        wire,
        base_url: match wire {
            Wire::OpenAi => model.openai_url(),
            Wire::Anthropic => model.anthropic_url(),
        },
        model: "m-1".to_owned(),
        key: Some(Secret::new(KEY)),
        max_output_tokens: None,
        temperature: None,
        timeout: Duration::from_secs(20),
        proxy: None,
    })
    .unwrap()
}

pub(crate) fn name(name: &str) -> DbName {
    DbName::parse(name).unwrap()
}

fn line(event: &AskEvent<'_>) -> String {
    match event {
        AskEvent::Linked(words) => {
            format!("linked {} | {}", words.tables.join(" "), words.unmatched.join(" "))
        }
        AskEvent::Delta(_) => "delta".to_owned(),
        AskEvent::Validating { attempt } => format!("validating {attempt}"),
        AskEvent::Repair { attempt, problem } => format!("repair {attempt}: {problem}"),
    }
}
