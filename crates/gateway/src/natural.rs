//! Asking in natural language: link, tell the schema, let a model write, check, mend, answer. Nothing runs by
//! itself: the answer is SQL, and running it is `query.rs`.
//!
//! What leaves the house is the question, and names, types, keys and comments of the tables that it may speak of;
//! values only where the operator allows it (see `samples`). Every call is remembered (see `calls`).

mod answer;
mod calls;
mod check;
mod complaint;
mod confidence;
mod knowledge;
mod pick;
mod request;
mod samples;
mod writing;

use std::{sync::Arc, time::Instant};

use tracing::{info, warn};
use uuid::Uuid;
use weir_guard::RowLimits;
use weir_link::{Example, GlossaryEntry, Linked, Lore, SchemaPart};
use weir_llm::{Draft, DraftStatus, Prompt, SqlWriter, prompts};
use weir_model::{DbName, Discretion, LlmCall, NaturalDraft, Phrase, Timestamp};

use crate::{Caller, Error, Gateway, Permission, known::Known};

pub use answer::{
    AskAnswer, AskEvent, AskEvents, AskStatus, AskUsage, Confidence, Level, LinkedWords, Signal, Validation,
};
pub(crate) use calls::Phone;
pub(crate) use check::Checks;
pub(crate) use knowledge::Knowledges;
pub use request::{AskRequest, FailedStatement, PreviousAsk};

use answer::Tongue;
use check::Passed;
use confidence::Making;
use writing::{End, Written};

/// Tables named in an answer of the linker alone.
const LINKED_SHOWN: usize = 20;

/// A question that is linked to tables and ready to be put to a model. Nothing has been sent yet.
#[derive(Debug)]
pub struct PreparedAsk {
    id: String,
    name: DbName,
    request: AskRequest,
    tongue: Tongue,
    checks: Checks,
    phone: Phone,
    linked: Linked,
    lore: Lore,
    discretion: Discretion,
    budget: usize,
    began: Instant,
    asked_at: Timestamp,
}

impl Gateway {
    /// Checks the question and links it to tables. The first question to a connection reads its metadata.
    pub async fn prepare_ask(
        &self,
        caller: &Caller,
        name: &DbName,
        request: AskRequest,
    ) -> Result<PreparedAsk, Error> {
        let began = Instant::now();
        caller.require(Permission::Query)?;
        let request = request.checked()?;
        let writer = self.models.find(request.provider.as_deref())?;
        let known = self.find_connection(caller, name).await?;
        let checks = self.checks(caller, &known).await?;
        let lore = self.lore(name).await?;
        let linked = checks.knowledge.index.link(&request.words(), &lore);
        let Some(writer) = writer else {
            return Err(Error::NoLanguageModel(Box::new(words_of(&checks, &linked))));
        };
        let id = Uuid::new_v4().to_string();
        Ok(PreparedAsk {
            phone: self.phone(caller, writer, Some((name, &id))),
            tongue: Tongue::of(&request.prompt),
            discretion: self.store.find_discretion(name).await?,
            budget: self.models.schema_tokens(),
            asked_at: self.clock.now(),
            name: name.clone(),
            id,
            request,
            checks,
            linked,
            lore,
            began,
        })
    }

    /// What statements on a connection are checked with.
    pub(crate) async fn checks(&self, caller: &Caller, known: &Known) -> Result<Checks, Error> {
        let engine = self.open(known).await?;
        let extensions = &self.limits.open_extensions;
        let allowlist = self.allowlists.of(&known.connection, engine.as_ref(), extensions).await?;
        let functions = Arc::clone(&allowlist.functions);
        let knowledge = self.knowledge(caller, known, engine.as_ref(), &functions).await?;
        let max = self.limits.max_rows;
        let limits = RowLimits { default: self.limits.default_rows.min(max), max };
        Ok(Checks { engine, functions, knowledge, limits, caller: caller.name().to_owned() })
    }

    /// A phone to a model, for a caller and, as a rule, a draft on a connection.
    pub(crate) fn phone(
        &self,
        caller: &Caller,
        writer: Arc<dyn SqlWriter>,
        about: Option<(&DbName, &str)>,
    ) -> Phone {
        let (store, clock) = (self.store.clone(), Arc::clone(&self.clock));
        let mut phone = Phone::new(writer, store, clock, self.tasks.clone());
        phone.about = LlmCall {
            caller: caller.name().to_owned(),
            db_name: about.map(|(name, _)| name.clone()),
            draft_id: about.map(|(_, id)| id.to_owned()),
            ..phone.about
        };
        phone
    }

    async fn lore(&self, name: &DbName) -> Result<Lore, Error> {
        let glossary = self.store.list_glossary(name).await?.into_iter().map(|entry| GlossaryEntry {
            term: entry.draft.term,
            meaning: entry.draft.meaning,
            tables: entry.draft.tables,
        });
        let examples = self.store.list_examples(name).await?.into_iter().map(|example| Example {
            question: example.question,
            sql: example.sql,
            tables: example.tables,
        });
        Ok(Lore { glossary: glossary.collect(), examples: examples.collect() })
    }
}

impl PreparedAsk {
    /// Its id, for feedback.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Puts the question to the model and checks what it writes. Dropping the future ends the call to the model.
    pub async fn run(mut self, events: &mut AskEvents<'_>) -> Result<AskAnswer, Error> {
        events(AskEvent::Linked(&words_of(&self.checks, &self.linked)));
        let part = self.schema_part().await?;
        let samples = samples::samples(&self.checks, &part, &self.discretion).await;
        self.phone.about.tables =
            part.tables.iter().map(|(schema, name)| format!("{schema}.{name}")).collect();
        self.phone.about.sent_samples = !samples.is_empty();
        let prompt = self.prompt(&part, &samples);
        let written = writing::write(&mut self.phone, &self.checks, prompt, events).await?;
        let answer = self.answer(written, &part);
        self.keep(&answer).await;
        Ok(answer)
    }

    /// The schema that the model is told; where words found too little in a large one, after it has picked tables
    /// by their names.
    async fn schema_part(&mut self) -> Result<SchemaPart, Error> {
        let knowledge = Arc::clone(&self.checks.knowledge);
        let part = knowledge.index.schema_part(&self.linked, self.budget);
        if part.whole || !pick::is_needed(&self.linked, self.tongue) {
            return Ok(part);
        }
        let question = self.request.prompt.clone();
        pick::pick(&mut self.phone, &knowledge.index, &mut self.linked, &question, self.budget).await?;
        Ok(knowledge.index.schema_part(&self.linked, self.budget))
    }

    fn prompt(&self, part: &SchemaPart, samples: &str) -> Prompt {
        let Self { request, lore, linked, checks, .. } = self;
        let glossary = linked.lore.glossary.iter().map(|at| &lore.glossary[*at]);
        let examples = linked.lore.examples.iter().map(|(at, _)| &lore.examples[*at]);
        let error =
            request.failed.as_ref().map(|failed| complaint::without_values(&failed.error, &failed.sql));
        prompts::draft(&prompts::DraftParts {
            flavor: checks.knowledge.version.flavor,
            version: checks.knowledge.version.number,
            schema: &part.text,
            whole_schema: part.whole,
            glossary: glossary.map(|entry| (entry.term.as_str(), entry.meaning.as_str())).collect(),
            examples: examples.map(|example| (example.question.as_str(), example.sql.as_str())).collect(),
            samples,
            today: &self.today(),
            previous: request
                .previous
                .as_ref()
                .map(|previous| (previous.prompt.as_str(), previous.sql.as_str())),
            failed: request
                .failed
                .as_ref()
                .zip(error.as_deref())
                .map(|(failed, error)| (failed.sql.as_str(), error)),
            question: &request.prompt,
        })
    }

    fn today(&self) -> String {
        let now = self.asked_at.to_string();
        let minute = now.get(..16).unwrap_or(&now).replace('T', " ");
        let zone = self.request.time_zone.iter().map(|zone| format!("; the person's time zone is {zone}"));
        format!("{minute} UTC{}", zone.collect::<String>())
    }

    fn answer(&self, written: Written, part: &SchemaPart) -> AskAnswer {
        let Written { end, repairs } = written;
        let mut answer = AskAnswer {
            id: self.id.clone(),
            status: AskStatus::Cannot,
            sql: String::new(),
            explanation: String::new(),
            dialect: self.dialect(),
            tables_used: Vec::new(),
            columns_used: Vec::new(),
            assumptions: Vec::new(),
            warnings: Vec::new(),
            confidence: Confidence { level: Level::Low, signals: Vec::new() },
            clarification: None,
            validation: Validation { repairs, ..Validation::default() },
            usage: self.usage(part),
        };
        match end {
            End::Passed(draft, passed) => self.tell_statement(&mut answer, draft, &passed, part.whole),
            End::Declined(draft) => self.tell_declined(&mut answer, draft),
            End::GivenUp(problem) => {
                answer.explanation = self.tongue.say(Phrase::new(
                    format!("No statement passed the checks. {}", problem.english),
                    format!("没有语句通过检查。{}", problem.chinese),
                ));
            }
        }
        answer
    }

    fn tell_statement(&self, answer: &mut AskAnswer, draft: Draft, passed: &Passed, whole: bool) {
        let making =
            Making { draft: &draft, passed, linked: &self.linked, repairs: answer.validation.repairs, whole };
        answer.confidence = confidence::confidence(&making, self.tongue);
        answer.status = AskStatus::Ok;
        answer.tables_used = passed
            .resolution
            .tables_used
            .iter()
            .map(|table| format!("{}.{}", table.schema, table.name))
            .collect();
        answer.columns_used = passed
            .resolution
            .columns_used
            .iter()
            .map(|used| format!("{}.{}.{}", used.table.schema, used.table.name, used.column))
            .collect();
        answer.validation = Validation {
            guarded: true,
            resolved: passed.resolution.coverage == weir_resolve::Coverage::Whole,
            explained: passed.explained,
            ..answer.validation
        };
        answer.sql = draft.sql;
        answer.explanation = draft.explanation;
        answer.assumptions = draft.assumptions;
        let ours = passed.notes.iter().map(|note| self.tongue.say(note.clone()));
        answer.warnings = draft.warnings.into_iter().chain(ours).collect();
    }

    fn tell_declined(&self, answer: &mut AskAnswer, draft: Draft) {
        answer.explanation = draft.explanation;
        answer.assumptions = draft.assumptions;
        answer.warnings = draft.warnings;
        if draft.status == DraftStatus::Clarify && !draft.clarification.is_empty() {
            answer.status = AskStatus::Clarify;
            answer.clarification = Some(draft.clarification);
        } else if answer.explanation.is_empty() {
            answer.explanation = self.tongue.say(Phrase::new(
                "The model gave no statement and no reason",
                "模型没有给出语句，也没有说明原因",
            ));
        }
    }

    fn dialect(&self) -> String {
        let version = &self.checks.knowledge.version;
        let (major, minor) = version.number;
        format!("{} {major}.{minor}", prompts::product(version.flavor))
    }

    fn usage(&self, part: &SchemaPart) -> AskUsage {
        let spent = self.phone.spent;
        let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        AskUsage {
            provider: self.phone.about.provider.clone(),
            model: self.phone.about.model.clone(),
            calls: spent.calls,
            input_tokens: spent.usage.input_tokens,
            output_tokens: spent.usage.output_tokens,
            tables_sent: part.tables.len(),
            schema_tokens: part.tokens,
            bytes_sent: spent.bytes,
            elapsed_ms: millis(self.began.elapsed()),
            model_ms: millis(spent.time),
        }
    }

    /// Keeps the answer for feedback. One that can't be kept is an answer all the same.
    async fn keep(&self, answer: &AskAnswer) {
        let name = &self.name;
        info!(
            db.name = %name,
            natural.status = answer.status.as_str(),
            repairs = answer.validation.repairs,
            elapsed_ms = answer.usage.elapsed_ms,
            "answered a question to `{name}`: {}", answer.status.as_str()
        );
        let draft = NaturalDraft {
            id: self.id.clone(),
            db_name: name.clone(),
            caller: self.phone.about.caller.clone(),
            question: self.request.prompt.clone(),
            sql: answer.sql.clone(),
            tables: answer.tables_used.clone(),
            status: answer.status.as_str().to_owned(),
            created_at: self.asked_at,
        };
        if let Err(error) = self.phone.store.insert_draft(&draft).await {
            warn!(db.name = %name, "could not keep an answer for feedback: {error}");
        }
    }
}

/// What the linker found, as it is written in SQL.
fn words_of(checks: &Checks, linked: &Linked) -> LinkedWords {
    let naming = &checks.knowledge.naming;
    let tables =
        linked.tables.iter().take(LINKED_SHOWN).map(|table| naming.table(&table.schema, &table.name));
    LinkedWords { tables: tables.collect(), unmatched: linked.unmatched.clone() }
}
