//! Instances: adding, changing, removing, restoring and testing the servers of the ledger.
//!
//! Adding one contacts nobody; what is wrong with its address shows in a test or at the first collection.

mod audit;
mod input;
mod table;

use std::time::Instant;

use tracing::info;
use weir_engine::Target;
use weir_model::{
    Access, AccountSafety, Credential, DbName, Instance, InstanceFilter, InstanceId, InstanceSort, Page,
    Paged, Phrase, Secret,
};
use weir_store::InstanceWritten;

use crate::{Caller, Error, Gateway, Noun, Permission};

pub use input::{Change, InstanceInput};
pub(crate) use input::{checked, invalid, limit};
pub use table::{ImportOutcome, ImportReport, ImportedLine, InstanceLine};

/// An instance with what belongs to it.
#[derive(Clone, Debug)]
pub struct InstanceDetail {
    /// The instance.
    pub instance: Instance,
    /// The connections that are registered on it, by name.
    pub connections: Vec<DbName>,
}

/// What a test of an instance found.
#[derive(Clone, Debug)]
pub struct TestedInstance {
    /// What the server says it is.
    pub server_version: String,
    /// Who could listen, and what the account could do beyond reading; none when it could not be found out.
    pub safety: Option<AccountSafety>,
    /// How long one round trip took, in milliseconds.
    pub ping_ms: u64,
}

impl Gateway {
    /// A page of instances.
    pub async fn list_instances(
        &self,
        caller: &Caller,
        filter: &InstanceFilter,
        order: (InstanceSort, bool),
        page: Page,
    ) -> Result<Paged<Instance>, Error> {
        caller.require(Permission::View)?;
        Ok(self.store.list_instances(filter, order, page).await?)
    }

    /// Every instance that is in the ledger, by name.
    pub async fn instance_options(&self, caller: &Caller) -> Result<Vec<Instance>, Error> {
        caller.require(Permission::View)?;
        Ok(self.store.listed_instances().await?)
    }

    /// One instance, removed or not.
    pub async fn instance(&self, caller: &Caller, id: InstanceId) -> Result<InstanceDetail, Error> {
        caller.require(Permission::View)?;
        let instance = self.find_instance(id).await?;
        let connections = self.connections_on(caller, id).await?;
        Ok(InstanceDetail { instance, connections })
    }

    /// Adds an instance. Nothing is contacted.
    pub async fn create_instance(
        &self,
        caller: &Caller,
        input: InstanceInput,
    ) -> Result<InstanceDetail, Error> {
        caller.require(Permission::Create)?;
        let draft = input.draft(None)?;
        let entry = audit::changes(self.audit_entry(caller, "instance.create"), None, Some(&draft));
        let written_as = self.store.insert_instance(&draft, self.clock.now(), &entry).await?;
        let id = written(written_as, &draft.name)?;
        info!(instance.id = id.get(), "added instance `{}`", draft.name);
        self.instance_after(caller, id).await
    }

    /// Changes an instance. What the input doesn't name stays as it is.
    pub async fn update_instance(
        &self,
        caller: &Caller,
        id: InstanceId,
        input: InstanceInput,
    ) -> Result<InstanceDetail, Error> {
        caller.require(Permission::Update)?;
        let before = self.find_instance(id).await?;
        let draft = input.draft(Some(&before))?;
        let entry = self.audit_entry(caller, "instance.change").on("instance", &id);
        let entry = audit::changes(entry, Some(&before), Some(&draft));
        let outcome = self.store.update_instance(id, &draft, self.clock.now(), &entry).await?;
        if outcome == InstanceWritten::Missing {
            return Err(missing(id));
        }
        written(outcome, &draft.name)?;
        info!(instance.id = id.get(), "changed instance `{}`", draft.name);
        // They tell its environment.
        for name in self.store.connections_on(id).await? {
            self.knowns.forget(&name);
        }
        self.instance_after(caller, id).await
    }

    /// Removes an instance from the ledger. Its databases and their history stay, and it can be restored.
    pub async fn delete_instance(&self, caller: &Caller, id: InstanceId) -> Result<InstanceDetail, Error> {
        caller.require(Permission::Delete)?;
        let before = self.find_instance(id).await?;
        let entry = self.audit_entry(caller, "instance.delete").on("instance", &id);
        let entry = audit::changes(entry, Some(&before), None);
        if !self.store.delete_instance(id, self.clock.now(), &entry).await? {
            return Err(missing(id));
        }
        info!(instance.id = id.get(), "removed instance {id}");
        self.instance_after(caller, id).await
    }

    /// Brings a removed instance back, with its databases and their history.
    pub async fn restore_instance(&self, caller: &Caller, id: InstanceId) -> Result<InstanceDetail, Error> {
        caller.require(Permission::Update)?;
        let before = self.find_instance(id).await?;
        let entry = self.audit_entry(caller, "instance.restore").on("instance", &id);
        let entry = entry.made("name", &before.name);
        if !self.store.restore_instance(id, self.clock.now(), &entry).await? {
            let english = format!("Instance '{id}' is not deleted");
            return Err(Error::Conflict(Phrase::new(english, format!("实例“{id}”未被删除"))));
        }
        info!(instance.id = id.get(), "restored instance {id}");
        self.instance_after(caller, id).await
    }

    /// Signs in at an instance and makes one round trip.
    pub async fn test_instance(&self, caller: &Caller, id: InstanceId) -> Result<TestedInstance, Error> {
        caller.require(Permission::Update)?;
        let instance = self.find_instance(id).await?;
        let target = self.target_of(&instance).await?;
        let tested = self.test_target(&target).await?;
        self.store.set_server_version(id, &tested.server_version).await?;
        Ok(tested)
    }

    /// The same for an instance that isn't added yet.
    pub async fn test_new_instance(
        &self,
        caller: &Caller,
        input: InstanceInput,
    ) -> Result<TestedInstance, Error> {
        caller.require(Permission::Create)?;
        let draft = input.draft(None)?;
        let access = match draft.login {
            None => Access::Open,
            Some(login) => Access::Own {
                credential: Credential {
                    user: login.user,
                    password: draft.password.unwrap_or_else(|| Secret::new("")),
                },
                database: login.database,
                parameters: login.parameters,
            },
        };
        self.test_target(&Target::of_instance(&draft.endpoint, &access)?).await
    }

    pub(crate) async fn find_instance(&self, id: InstanceId) -> Result<Instance, Error> {
        self.store.find_instance(id).await?.ok_or_else(|| missing(id))
    }

    pub(crate) async fn test_target(&self, target: &Target) -> Result<TestedInstance, Error> {
        let engine = self.engines.connect(target).await?;
        let started = Instant::now();
        let pinged = engine.ping().await;
        let ping_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        // That an account can't be graded is no reason to call the server unreachable.
        let safety = engine.account().await.ok();
        engine.close().await;
        pinged?;
        Ok(TestedInstance { server_version: engine.version().text.clone(), safety, ping_ms })
    }

    async fn instance_after(&self, caller: &Caller, id: InstanceId) -> Result<InstanceDetail, Error> {
        let instance = self.find_instance(id).await?;
        let connections = self.connections_on(caller, id).await?;
        Ok(InstanceDetail { instance, connections })
    }
}

fn missing(id: InstanceId) -> Error {
    Error::Missing { what: Noun::Instance, key: id.to_string() }
}

/// What writing came to, in the words of whoever asked for it.
fn written(outcome: InstanceWritten, name: &str) -> Result<InstanceId, Error> {
    let conflict = |english: String, chinese: String| Err(Error::Conflict(Phrase::new(english, chinese)));
    match outcome {
        InstanceWritten::Written(id) => Ok(id),
        InstanceWritten::Missing => Err(Error::Missing { what: Noun::Instance, key: name.to_owned() }),
        InstanceWritten::NameTaken(id) => conflict(
            format!("Instance {id} is already called '{name}'"),
            format!("名称“{name}”已被实例 {id} 使用"),
        ),
        InstanceWritten::PlaceTaken(id) => conflict(
            format!(
                "Instance {id} already has this type, host and port (it may have been deleted: restore it)"
            ),
            format!("实例 {id} 已使用相同的类型、主机和端口（若已删除，请恢复它）"),
        ),
        InstanceWritten::UnknownTag(tag) => {
            Err(Error::Invalid { field: "tags", why: format!("there is no tag '{tag}'") })
        }
    }
}
