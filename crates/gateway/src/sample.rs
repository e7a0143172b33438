//! What is made up for the demo: brought into the ledger, marked as such wherever it appears, and removed again. It is
//! never contacted: the scheduler passes it over, and collecting refuses it.

use std::collections::BTreeMap;

use weir_model::{DatabaseSize, Day, FoundDatabase, InstanceDraft, TagDraft};
use weir_store::InstanceWritten;

use crate::{Caller, Error, Gateway, Permission};

/// The tag that everything made up has.
const TAG: &str = "sample";

/// A made-up instance.
#[derive(Clone, Debug)]
pub struct SampleInstance {
    /// What the operator would have said of it. Its tags and `is_sample` are set here.
    pub draft: InstanceDraft,
    /// What the server would say it is.
    pub server_version: String,
    /// Its databases.
    pub databases: Vec<SampleDatabase>,
}

/// A made-up database with its sizes by day; days without one are gaps.
#[derive(Clone, Debug)]
pub struct SampleDatabase {
    /// Its name.
    pub name: String,
    /// The most bytes that it may take.
    pub limit_bytes: Option<u64>,
    /// Sizes by day.
    pub sizes: Vec<(Day, u64)>,
}

impl Gateway {
    /// Brings made-up instances into the ledger, each by itself. One whose name or place is taken is left out: by an
    /// earlier start of the demo, or by something real, which made-up sizes must never mix with.
    pub async fn add_samples(&self, caller: &Caller, samples: Vec<SampleInstance>) -> Result<u64, Error> {
        caller.require(Permission::Admin)?;
        let tag = TagDraft {
            name: TAG.to_owned(),
            display_name: "示例 · Sample".to_owned(),
            color: "violet".to_owned(),
        };
        // It is there from an earlier start.
        self.store.insert_tag(&tag, self.clock.now(), &self.audit_entry(caller, "tag.create")).await?;
        let mut added = 0;
        for sample in samples {
            added += u64::from(self.add_sample(caller, sample).await?);
        }
        Ok(added)
    }

    async fn add_sample(&self, caller: &Caller, sample: SampleInstance) -> Result<bool, Error> {
        let SampleInstance { mut draft, server_version, databases } = sample;
        draft.is_sample = true;
        draft.tags.push(TAG.to_owned());
        let entry = self.audit_entry(caller, "sample.create").made("name", &draft.name);
        let written = self.store.insert_instance(&draft, self.clock.now(), &entry).await?;
        let InstanceWritten::Written(id) = written else { return Ok(false) };
        self.store.set_server_version(id, &server_version).await?;
        let found: Vec<FoundDatabase> =
            databases.iter().map(|database| FoundDatabase { name: database.name.clone() }).collect();
        let first = databases.iter().filter_map(|database| database.sizes.first()).map(|(day, _)| *day).min();
        let first_seen = first.map_or_else(|| self.clock.now(), Day::start);
        self.store.sync_databases(id, &found, first_seen).await?;
        let sizes: Vec<(Day, DatabaseSize)> = databases.iter().flat_map(history).collect();
        self.store.import_sizes(id, &sizes).await?;
        for (day, sizes) in latest(&databases) {
            // Today's are as fresh as can be; what was not collected since is old.
            self.store.save_sizes(id, day, &sizes, day.plus(1).start().min(self.clock.now())).await?;
        }
        self.store.sync_databases(id, &found, self.clock.now()).await?;
        for known in self.store.active_databases(id).await? {
            let limit = databases.iter().find(|database| database.name == known.name);
            if let Some(limit) = limit.and_then(|database| database.limit_bytes) {
                let entry = self.audit_entry(caller, "database.change").on("database", &known.id);
                let entry = entry.made("limit_bytes", &limit);
                self.store.set_database_limit(known.id, Some(limit), &entry).await?;
            }
        }
        self.compute_trends(id).await?;
        Ok(true)
    }

    /// Removes everything that was made up, for good; says how many instances that were. What is real stays.
    pub async fn remove_samples(&self, caller: &Caller) -> Result<u64, Error> {
        caller.require(Permission::Admin)?;
        Ok(self.store.delete_samples(&self.audit_entry(caller, "sample.remove")).await?)
    }
}

fn history(database: &SampleDatabase) -> impl Iterator<Item = (Day, DatabaseSize)> {
    database.sizes.iter().map(|(day, bytes)| (*day, size(database, *bytes)))
}

fn size(database: &SampleDatabase, total_bytes: u64) -> DatabaseSize {
    DatabaseSize { database: database.name.clone(), total_bytes, ..DatabaseSize::default() }
}

/// The last size of each, by day.
fn latest(databases: &[SampleDatabase]) -> BTreeMap<Day, Vec<DatabaseSize>> {
    let mut days: BTreeMap<Day, Vec<DatabaseSize>> = BTreeMap::new();
    for database in databases {
        if let Some((day, bytes)) = database.sizes.last() {
            days.entry(*day).or_default().push(size(database, *bytes));
        }
    }
    days
}
