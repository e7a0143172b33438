//! Recorded answers of models put through the whole of Weir: a scripted model says them, Weir checks them with the
//! server's own EXPLAIN, and what comes out as `ok` is held against what the server says.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use weir_gateway::{AskRequest, AskStatus, Caller, Gateway, PutConnection};
use weir_model::{DbName, Secret};
use weir_testkit::{Script, ScriptedModel, Step};

use crate::{asking, data::text, figures::Figures, servers::Place};

/// Weir with the databases of one server, and a model that says what it is told to.
pub(crate) struct Asker {
    model: ScriptedModel,
    gateway: Gateway,
    /// Its catalog; removed when dropped.
    _folder: TempDir,
}

impl Asker {
    /// Registers all databases.
    pub(crate) async fn new(places: &BTreeMap<String, Place>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let model = ScriptedModel::start(Script::default());
        let gateway = asking::gateway(&model, folder.path()).await?;
        for (name, place) in places {
            let put = PutConnection { url: Secret::new(place.url()), ssl_disabled: false };
            gateway.put_connection(&Caller::local(), &DbName::parse(name)?, put).await?;
        }
        Ok(Self { model, gateway, _folder: folder })
    }

    /// What Weir returns as `ok` when the model answers this, each time it is asked.
    async fn ask(&self, database: &str, question: &str, sql: &str) -> Result<Option<String>> {
        self.model.now_says(Script { steps: vec![Step::proposes(sql)] });
        let request = AskRequest { prompt: question.to_owned(), ..AskRequest::default() };
        let asked = self.gateway.prepare_ask(&Caller::local(), &DbName::parse(database)?, request).await?;
        let answer = asked.run(&mut |_event| {}).await?;
        Ok((answer.status == AskStatus::Ok).then_some(answer.sql))
    }

    /// Ends it in order.
    pub(crate) async fn end(self) -> Result<()> {
        Ok(self.gateway.shut_down().await?)
    }
}

/// Puts recorded SQL, the field of these lines, through Weir.
pub(crate) async fn measure(
    (asker, places): (&Asker, &BTreeMap<String, Place>),
    (lines, field): (&[Value], &str),
    data: &str,
    figures: &Figures,
) -> Result<()> {
    let (mut rejected, mut passed, mut accepted, mut refused) = (0, 0, 0, 0);
    for line in lines {
        let (database, sql) = (text(line, "db"), text(line, field));
        let place = places.get(database).context("a database without a schema")?;
        let question =
            line["question"].as_str().map_or_else(|| format!("Question {}", line["id"]), str::to_owned);
        let returned = asker.ask(database, &question, sql).await?;
        // What is returned counts, which need not be to the letter what the model wrote.
        let wrong = returned.as_deref().and_then(|returned| place.rejection(returned));
        if let Some(rejection) = &wrong {
            passed += 1;
            let details = json!({ "db": database, "sql": returned, "server": rejection });
            figures.case("ok though rejected", data, &details);
        }
        if place.rejection(sql).is_some() {
            rejected += 1;
        } else {
            accepted += 1;
            if returned.is_none() {
                refused += 1;
                figures.case("not ok though accepted", data, &json!({ "db": database, "sql": sql }));
            }
        }
    }
    figures.share("rejected by the server, ok by Weir with EXPLAIN", data, (passed, rejected), 0.0);
    // Of another dialect's SQL, what a server accepts need not mean the same there (`||` is OR on MySQL).
    if !data.starts_with("the other dialect") {
        figures.share("accepted by the server, not ok by Weir with EXPLAIN", data, (refused, accepted), 0.0);
    }
    Ok(())
}
