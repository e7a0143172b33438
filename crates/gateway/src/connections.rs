//! Registering, listing, testing and removing connections.

use std::{sync::Arc, time::Instant};

use tracing::info;
use weir_engine::{Engine, Target};
use weir_model::{AuditEntry, AuditOutcome, Connection, DbName, NewConnection, Secret};
use weir_store::Saved;

use crate::{Caller, Error, Gateway, Permission, TestedInstance, known::Known, reach::may_see};

/// What a client gives to register a connection.
#[derive(Clone, Debug)]
pub struct PutConnection {
    /// The URL, with its password. The masked URL of the existing entry keeps the stored one.
    pub url: Secret,
    /// No TLS, whatever the URL says.
    pub ssl_disabled: bool,
}

/// What registering did.
#[derive(Clone, Debug)]
pub enum PutOutcome {
    /// The name is new.
    Created(Connection),
    /// The name was there before.
    Changed(Connection),
}

/// What a test of a connection found.
#[derive(Clone, Debug)]
pub struct TestedConnection {
    /// What the server says it is.
    pub server_version: String,
    /// How long one round trip took, in milliseconds.
    pub ping_ms: u64,
}

impl Gateway {
    /// Every connection, by name.
    pub async fn list_connections(&self, caller: &Caller) -> Result<Vec<Connection>, Error> {
        caller.require(Permission::View)?;
        let mut connections = self.store.list_connections().await?;
        let reach = self.reach(caller).await?;
        connections.retain(|connection| reach.contains(&connection.name));
        Ok(connections)
    }

    /// One connection.
    pub async fn connection(&self, caller: &Caller, name: &DbName) -> Result<Connection, Error> {
        caller.require(Permission::View)?;
        Ok(self.find_connection(caller, name).await?.connection.clone())
    }

    /// Registers or changes a connection. It connects first; failing to connect saves nothing.
    pub async fn put_connection(
        &self,
        caller: &Caller,
        name: &DbName,
        put: PutConnection,
    ) -> Result<PutOutcome, Error> {
        let existing = self.require_put(caller, name).await?;
        let url = url_of(existing.as_ref(), put.url);
        let target = Target::parse(url.expose_secret(), put.ssl_disabled)?;
        let engine = self.engines.connect(&target).await?;
        let connection = NewConnection {
            name: name.clone(),
            db_type: target.db_type(),
            url,
            masked_url: target.masked_url().to_owned(),
            ssl_disabled: put.ssl_disabled,
            server_version: engine.version().text.clone(),
            endpoint: target.endpoint(),
        };
        let entry = self.put_entry(caller, existing.as_ref(), &connection);
        let saved = self.store.save_connection(&connection, self.clock.now(), &entry).await;
        // Also after a failure: whether a commit happened may be unknown then.
        self.knowns.forget(name);
        let mut saved = saved?;
        if let Some(database) = target.database() {
            self.store.see_database(name, &database, self.clock.now()).await?;
        }
        let (Saved::Created(connection) | Saved::Changed(connection)) = &mut saved;
        self.engines.adopt(name, connection.revision, Arc::clone(&engine)).await;
        info!(db.name = %name, db.r#type = %connection.db_type, "registered connection `{name}`");
        connection.grade = self.grade_at_first(name, connection.revision, engine.as_ref()).await;
        Ok(match saved {
            Saved::Created(connection) => PutOutcome::Created(connection),
            Saved::Changed(connection) => PutOutcome::Changed(connection),
        })
    }

    /// Tries what `put_connection` would save: signs in, makes one round trip, and grades the account. Nothing is
    /// stored but a line of the audit log, since a server is contacted that the caller has chosen.
    pub async fn test_put(
        &self,
        caller: &Caller,
        name: &DbName,
        put: PutConnection,
    ) -> Result<TestedInstance, Error> {
        let existing = self.require_put(caller, name).await?;
        let url = url_of(existing.as_ref(), put.url);
        let target = Target::parse(url.expose_secret(), put.ssl_disabled)?;
        let tested = self.test_target(&target).await;
        let entry = self.audit_entry(caller, "connection.test").on("connection", name);
        let entry = entry.change("url", None, Some(target.masked_url().to_owned()));
        let outcome = if tested.is_ok() { AuditOutcome::Done } else { AuditOutcome::Failed };
        self.note_audit(&entry.ended(outcome)).await;
        tested
    }

    /// Removes a connection; its history stays.
    pub async fn delete_connection(&self, caller: &Caller, name: &DbName) -> Result<(), Error> {
        caller.require(Permission::Delete)?;
        let masked_url = match self.find_connection(caller, name).await {
            Ok(known) => Some(known.connection.masked_url.clone()),
            // An entry that can't be read any more, because its seal is damaged, can still be removed.
            Err(Error::Store(_)) => None,
            Err(other) => return Err(other),
        };
        let entry = self.audit_entry(caller, "connection.delete").on("connection", name);
        let entry = entry.change("url", masked_url, None);
        let deleted = self.store.delete_connection(name, &entry).await;
        self.knowns.forget(name);
        if !deleted? {
            return Err(Error::ConnectionNotFound(name.clone()));
        }
        self.engines.forget(name).await;
        self.allowlists.forget(name);
        info!(db.name = %name, "removed connection `{name}`");
        Ok(())
    }

    /// Makes one round trip to the database.
    pub async fn test_connection(&self, caller: &Caller, name: &DbName) -> Result<TestedConnection, Error> {
        caller.require(Permission::Query)?;
        let known = self.find_connection(caller, name).await?;
        let engine = self.open(&known).await?;
        let started = Instant::now();
        engine.ping().await?;
        Ok(TestedConnection {
            server_version: engine.version().text.clone(),
            ping_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }

    /// The open engine of a connection.
    pub(crate) async fn open(&self, known: &Known) -> Result<Arc<dyn Engine>, Error> {
        let Known { connection, target, .. } = known;
        Ok(self.engines.open(&connection.name, connection.revision, target).await?)
    }

    /// The one look-up of a connection: what a caller may not see doesn't exist for them.
    pub(crate) async fn find_connection(&self, caller: &Caller, name: &DbName) -> Result<Arc<Known>, Error> {
        let known = self.look_up(name).await?;
        if may_see(caller, name, &known.audience, self.clock.now()) {
            Ok(known)
        } else {
            Err(Error::ConnectionNotFound(name.clone()))
        }
    }

    async fn look_up(&self, name: &DbName) -> Result<Arc<Known>, Error> {
        if let Some(known) = self.knowns.fresh(name) {
            return Ok(known);
        }
        let changes = self.knowns.changes();
        let found = self.store.connection_by_name(name).await?;
        let connection = found.ok_or_else(|| Error::ConnectionNotFound(name.clone()))?;
        let audience = self.store.audience_of(name).await?;
        let target = Target::parse(connection.url.expose_secret(), connection.ssl_disabled)?;
        let known = Arc::new(Known { connection, target, audience });
        self.knowns.keep(&known, changes);
        Ok(known)
    }

    fn put_entry(&self, caller: &Caller, before: Option<&Connection>, after: &NewConnection) -> AuditEntry {
        let action = if before.is_some() { "connection.change" } else { "connection.create" };
        self.audit_entry(caller, action)
            .on("connection", &after.name)
            .change("url", before.map(|before| before.masked_url.clone()), Some(after.masked_url.clone()))
            .change(
                "ssl_disabled",
                before.map(|before| before.ssl_disabled.to_string()),
                Some(after.ssl_disabled.to_string()),
            )
    }

    /// Creating and changing are two permissions; whoever holds neither learns nothing about the name.
    async fn require_put(&self, caller: &Caller, name: &DbName) -> Result<Option<Connection>, Error> {
        if !caller.may(Permission::Create) {
            caller.require(Permission::Update)?;
        }
        let audience = self.store.audience_of(name).await?;
        if !may_see(caller, name, &audience, self.clock.now()) {
            return Err(Error::ConnectionNotFound(name.clone()));
        }
        let existing = self.store.connection_by_name(name).await?;
        caller.require(if existing.is_some() { Permission::Update } else { Permission::Create })?;
        Ok(existing)
    }
}

/// The masked URL of an existing entry stands for the stored one.
fn url_of(existing: Option<&Connection>, given: Secret) -> Secret {
    match existing {
        Some(existing) if existing.masked_url == given.expose_secret() => existing.url.clone(),
        _ => given,
    }
}
