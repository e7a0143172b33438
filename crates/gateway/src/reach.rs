//! Which connections exist for a caller: those that a token is limited to, and those that its owner may see.
//! What one may not see doesn't exist: it is in no list, and asking for it is a 404.

use std::collections::HashMap;

use tracing::info;
use weir_model::{Audience, DbName, Grant, Grantee, InstanceId, Role, Timestamp, Username};

use crate::{Caller, Error, Gateway, Permission};

/// Who may see a connection, as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct PutAudience {
    /// False: everybody with the permission.
    pub limited: bool,
    /// Those who may, when it is limited.
    pub grants: Vec<PutGrant>,
}

/// Somebody who may see a limited connection, as it is asked for.
#[derive(Clone, Debug)]
pub struct PutGrant {
    /// Who.
    pub to: PutGrantee,
    /// Until when; for ever without it.
    pub until: Option<Timestamp>,
}

/// A person by name, or everybody in a role.
#[derive(Clone, Debug)]
pub enum PutGrantee {
    /// One person.
    User(String),
    /// Everybody in this role.
    Role(Role),
}

/// The connections that exist for a caller at this moment.
#[derive(Clone, Debug)]
pub struct Reach {
    caller: Caller,
    limited: HashMap<DbName, Audience>,
    now: Timestamp,
}

impl Reach {
    /// Whether a connection of this name exists for the caller, if there is one.
    pub fn contains(&self, name: &DbName) -> bool {
        match self.limited.get(name) {
            Some(audience) => may_see(&self.caller, name, audience, self.now),
            None => is_in_scope(&self.caller, name),
        }
    }
}

impl Gateway {
    /// Which connections exist for a caller: for lists and counts over several of them.
    pub async fn reach(&self, caller: &Caller) -> Result<Reach, Error> {
        let limited = self.store.list_audiences().await?;
        Ok(Reach { caller: caller.clone(), limited, now: self.clock.now() })
    }

    /// The connections on an instance that exist for a caller, by name.
    pub(crate) async fn connections_on(&self, caller: &Caller, id: InstanceId) -> Result<Vec<DbName>, Error> {
        let mut names = self.store.connections_on(id).await?;
        let reach = self.reach(caller).await?;
        names.retain(|name| reach.contains(name));
        Ok(names)
    }

    /// Who may see a connection.
    pub async fn audience(&self, caller: &Caller, name: &DbName) -> Result<Audience, Error> {
        caller.require(Permission::Admin)?;
        self.find_connection(caller, name).await?;
        Ok(self.store.audience_of(name).await?)
    }

    /// Says anew who may see a connection. It holds at once.
    pub async fn put_audience(
        &self,
        caller: &Caller,
        name: &DbName,
        put: PutAudience,
    ) -> Result<Audience, Error> {
        caller.require(Permission::Admin)?;
        self.find_connection(caller, name).await?;
        let mut grants = Vec::with_capacity(put.grants.len());
        for PutGrant { to, until } in put.grants {
            grants.push(Grant { to: self.grantee(to).await?, until });
        }
        let audience = Audience { limited: put.limited, grants };
        let before = self.store.audience_of(name).await?;
        let entry = self.audit_entry(caller, "connection.limit").on("connection", name).change(
            "visible_to",
            Some(told(&before)),
            Some(told(&audience)),
        );
        let replaced = self.store.replace_audience(name, &audience, &entry).await;
        self.knowns.forget(name);
        if !replaced? {
            return Err(Error::ConnectionNotFound(name.clone()));
        }
        info!(db.name = %name, limited = audience.limited, "changed who may see `{name}`");
        Ok(audience)
    }

    async fn grantee(&self, to: PutGrantee) -> Result<Grantee, Error> {
        let name = match to {
            PutGrantee::Role(role) => return Ok(Grantee::Role(role)),
            PutGrantee::User(name) => name,
        };
        let found = match Username::parse(&name) {
            Ok(name) => self.store.credentials_by_name(&name).await?,
            Err(_unknown) => None,
        };
        let user = found.map(|found| Grantee::User { id: found.user.id, username: found.user.username });
        user.ok_or_else(|| Error::Invalid { field: "grants", why: format!("there is no user '{name}'") })
    }
}

/// What a token allows at most.
pub(crate) fn is_in_scope(caller: &Caller, name: &DbName) -> bool {
    caller.connections().is_none_or(|names| names.contains(name))
}

pub(crate) fn may_see(caller: &Caller, name: &DbName, audience: &Audience, now: Timestamp) -> bool {
    is_in_scope(caller, name)
        && (caller.may(Permission::Admin) || audience.includes(caller.user_id(), caller.role(), now))
}

/// For the audit log.
fn told(audience: &Audience) -> String {
    if !audience.limited {
        return "everybody".to_owned();
    }
    let grants = audience.grants.iter().map(|grant| {
        let to = match &grant.to {
            Grantee::User { username, .. } => format!("user {username}"),
            Grantee::Role(role) => format!("role {role}"),
        };
        grant.until.map_or(to.clone(), |until| format!("{to} until {until}"))
    });
    let grants: Vec<String> = grants.collect();
    if grants.is_empty() { "admins".to_owned() } else { grants.join(", ") }
}
