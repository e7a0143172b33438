//! A gateway on a catalog of its own, with instances in its ledger.

use std::{sync::Arc, time::Duration};

use tempfile::TempDir;
use url::Url;
use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{Caller, Error, Gateway, Limits, SyncedCapacity};
use weir_model::{
    AuditEntry, Clock, Database, DbType, Endpoint, InstanceDraft, InstanceId, Login, ManualClock, Page,
    PageBounds, Secret, TableSize, Timestamp,
};
use weir_store::{InstanceWritten, Sealer, SealingKey, Store, StoreLocation};

/// 2026-02-01.
pub(crate) const NOW: i64 = 1_769_904_000_000;

pub(crate) struct House {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) folder: TempDir,
}

impl House {
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let key = SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap();
        let store = Store::open(&StoreLocation::Memory, Sealer::new(key)).await.unwrap();
        let engines = Engines::new(EngineSettings {
            sessions: 2,
            idle: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(2),
            sqlite: SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: vec![] },
        });
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOW)));
        let handed = Arc::clone(&clock) as Arc<dyn Clock>;
        let gateway = Arc::new(Gateway::new(store.clone(), engines, handed, Limits::default()));
        Self { gateway, store, clock, folder }
    }

    /// Puts the server of a URL into the ledger, with the URL's user as its credential.
    pub(crate) async fn server(&self, name: &str, url: &str) -> InstanceId {
        let url = Url::parse(url).unwrap();
        let endpoint = Endpoint {
            db_type: url.scheme().parse().unwrap(),
            host: url.host_str().unwrap().to_owned(),
            port: url.port(),
        };
        let login = Login { user: url.username().to_owned(), ..Login::default() };
        self.instance(name, endpoint, Some((login, url.password().unwrap_or_default()))).await
    }

    pub(crate) async fn sqlite(&self, name: &str) -> InstanceId {
        let host = self.folder.path().to_str().unwrap().to_owned();
        self.instance(name, Endpoint { db_type: DbType::Sqlite, host, port: None }, None).await
    }

    pub(crate) async fn instance(
        &self,
        name: &str,
        endpoint: Endpoint,
        login: Option<(Login, &str)>,
    ) -> InstanceId {
        let password = login.as_ref().map(|(_, password)| Secret::new(*password));
        let draft = InstanceDraft {
            name: name.to_owned(),
            endpoint,
            environment: None,
            description: None,
            limit_bytes: None,
            is_active: true,
            is_sample: false,
            login: login.map(|(login, _)| login),
            password,
            tags: Vec::new(),
        };
        let audit = AuditEntry::local(self.clock.now(), "test.fill");
        match self.store.insert_instance(&draft, self.clock.now(), &audit).await.unwrap() {
            InstanceWritten::Written(id) => id,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn sync(&self, id: InstanceId) -> Result<SyncedCapacity, Error> {
        self.gateway.sync_capacity(&Caller::local(), id).await
    }

    /// A database of an instance.
    pub(crate) async fn database(&self, id: InstanceId, name: &str) -> Database {
        let found = self.store.list_databases(id, all()).await.unwrap().items;
        found.into_iter().find(|database| database.name == name).unwrap()
    }

    /// The snapshot of a database's tables.
    pub(crate) async fn tables(&self, database: &Database) -> Vec<TableSize> {
        self.store.table_sizes(database.id, (None, None), all()).await.unwrap().tables.items
    }

    pub(crate) fn days_pass(&self, days: i64) {
        self.clock.advance_millis(days * 86_400_000);
    }
}

pub(crate) fn all() -> Page {
    Page::new(None, Some(100_000), PageBounds { default: 100_000, max: 100_000 })
}
