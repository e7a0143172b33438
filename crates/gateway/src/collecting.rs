//! Measuring: the databases of an instance, the tables of a database. Everything here contacts a target.

mod tables;
mod trends;

use std::time::Instant;

use tracing::{info, warn};
use weir_engine::{Engine, Error as EngineError, Target};
use weir_model::{Access, Instance, InstanceId, Phrase, SharedSpace, Unmeasured};
use weir_store::SyncOutcome;

use crate::{Caller, Error, Gateway, Noun, Permission};

pub use tables::RefreshOutcome;
pub(crate) use trends::{TREND_DAYS, readings, whole};

/// What syncing an instance did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncedCapacity {
    /// What it did to the ledger's rows.
    pub databases: SyncOutcome,
    /// How many sizes were saved.
    pub measured: u64,
    /// What they come to, in bytes.
    pub total_bytes: u64,
    /// Databases that are there and could not be measured.
    pub unmeasured: Vec<Unmeasured>,
    /// Space that databases share.
    pub shared: Vec<SharedSpace>,
    /// Why these are the server's statistics and not sizes of files, where that is so.
    pub estimated: Option<Phrase>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

impl SyncedCapacity {
    /// What went wrong in it, the first of it.
    pub fn trouble(&self) -> Option<Phrase> {
        self.unmeasured.first().map(|Unmeasured { database, why }| {
            Phrase::new(format!("{database}: {}", why.english), format!("{database}：{}", why.chinese))
        })
    }
}

impl Gateway {
    /// Lists the databases of an instance, then measures them: creates, refreshes and deactivates the ledger's rows;
    /// no history is lost. Asked for twice at once it is done once.
    pub async fn sync_capacity(&self, caller: &Caller, id: InstanceId) -> Result<SyncedCapacity, Error> {
        caller.require(Permission::Update)?;
        self.syncs.run(id, Box::pin(self.sync_and_note(id))).await
    }

    /// How it went is kept, whoever asked.
    async fn sync_and_note(&self, id: InstanceId) -> Result<SyncedCapacity, Error> {
        let started = Instant::now();
        let instance = self.collectable(id).await?;
        let outcome = self.sync(&instance, started).await;
        let trouble = match &outcome {
            Ok(synced) => synced.trouble(),
            Err(error) => Some(told(error)),
        };
        self.store.note_collection(id, started.elapsed(), trouble.as_ref(), self.clock.now()).await?;
        outcome
    }

    async fn sync(&self, instance: &Instance, started: Instant) -> Result<SyncedCapacity, Error> {
        let id = instance.id;
        let target = self.target_of(instance).await?;
        let engine = self.engines.connect(&target).await.map_err(failed)?;
        let measured = self.measure(id, engine.as_ref()).await;
        engine.close().await;
        let mut synced = measured?;
        self.store.set_server_version(id, &engine.version().text).await?;
        self.compute_trends(id).await?;
        synced.elapsed_ms = millis(started);
        info!(
            instance.id = id.get(),
            instance.name = instance.name,
            databases = synced.measured,
            unmeasured = synced.unmeasured.len(),
            elapsed_ms = synced.elapsed_ms,
            "measured the databases of `{}`",
            instance.name
        );
        Ok(synced)
    }

    async fn measure(&self, id: InstanceId, engine: &dyn Engine) -> Result<SyncedCapacity, Error> {
        let found = engine.list_databases().await.map_err(failed)?;
        let missing = || Error::Missing { what: Noun::Instance, key: id.to_string() };
        let databases = self.store.sync_databases(id, &found, self.clock.now()).await?.ok_or_else(missing)?;
        let sizes = engine.database_sizes(&found).await.map_err(failed)?;
        let now = self.clock.now();
        let saved = self.store.save_sizes(id, now.day(), &sizes.databases, now).await?;
        Ok(SyncedCapacity {
            databases,
            measured: saved.saved,
            total_bytes: sizes.databases.iter().map(|size| size.total_bytes).sum(),
            unmeasured: sizes.unmeasured,
            shared: sizes.shared,
            estimated: sizes.estimated,
            elapsed_ms: 0,
        })
    }

    /// An instance that is there and that something can be collected from.
    pub(crate) async fn collectable(&self, id: InstanceId) -> Result<Instance, Error> {
        let found = self.store.find_instance(id).await?.filter(|instance| instance.deleted_at.is_none());
        let instance = found.ok_or_else(|| Error::Missing { what: Noun::Instance, key: id.to_string() })?;
        if instance.is_sample {
            return Err(Error::Conflict(Phrase::new(
                "This instance is made up for the demo: there is no server to collect from",
                "这是演示用的虚构实例，没有可采集的服务器",
            )));
        }
        Ok(instance)
    }

    /// Where an instance is and how to sign in there.
    pub(crate) async fn target_of(&self, instance: &Instance) -> Result<Target, Error> {
        let access = self.store.instance_access(instance.id).await?.unwrap_or(Access::Open);
        if access == Access::Open && Target::usual_port(instance.endpoint.db_type).is_some() {
            return Err(Error::Conflict(Phrase::new(
                "The instance has no credential and no connection that could serve for collecting",
                "该实例没有凭据，也没有可用于采集的连接",
            )));
        }
        Ok(Target::of_instance(&instance.endpoint, &access)?)
    }
}

/// What a target could not do, in the terms of collecting.
fn failed(error: EngineError) -> Error {
    match error {
        EngineError::Unreachable(why) => Error::Unreachable(why),
        EngineError::Lost(why) => Error::CollectFailed(format!("the connection was lost: {why}")),
        EngineError::TimedOut { limit, .. } => {
            Error::CollectFailed(format!("the server took longer than {} seconds", limit.as_secs()))
        }
        EngineError::Cancelled { .. } => {
            Error::CollectFailed("the statement was ended on the server".to_owned())
        }
        EngineError::Internal(source) => {
            warn!("a server's answer about sizes could not be read: {source}");
            Error::CollectFailed(
                "the server refused a question about sizes; the log has its words".to_owned(),
            )
        }
        other => Error::CollectFailed(other.to_string()),
    }
}

/// An error in words to be kept and shown.
pub(crate) fn told(error: &Error) -> Phrase {
    let english = error.to_string();
    match error {
        Error::Unreachable(why) => Phrase::new(english, format!("无法连接数据库：{why}")),
        Error::CollectFailed(why) => Phrase::new(english, format!("采集失败：{why}")),
        Error::Conflict(phrase) => phrase.clone(),
        Error::Target(why) => Phrase::new(english, format!("实例的地址无效：{why}")),
        Error::Missing { what, key } => Phrase::new(english, format!("{} {key} 不存在", what.chinese())),
        _ => {
            warn!("collecting failed: {error}");
            Phrase::new("Internal error; the log has the details", "内部错误，日志中有详情")
        }
    }
}

pub(crate) fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
