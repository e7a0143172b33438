//! Who asks, what they may do, and which connections exist for them.

use std::{net::IpAddr, sync::Arc};

use weir_model::{Actor, ActorKind, DbName, Role, TokenId, UserId};

pub use weir_model::{Permission, Permissions};

use crate::Error;

/// Who asks. Made by the front doors (HTTP, command line, jobs), checked by each use case. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller {
    identity: Arc<Identity>,
    request: Option<Arc<RequestOrigin>>,
}

/// How somebody came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The operator at the machine itself.
    Local,
    /// Weir's own jobs.
    Scheduler,
    /// Nobody known, where the operator allows that.
    Anonymous,
    /// A person in a browser.
    Session {
        /// Whose session it is.
        user: UserId,
        /// Its public id.
        session: String,
    },
    /// A program.
    Token {
        /// Whose token it is.
        user: UserId,
        /// Its number.
        token: TokenId,
    },
}

/// Where a request came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOrigin {
    /// The client's address.
    pub address: Option<IpAddr>,
    /// The request's id.
    pub request_id: String,
}

#[derive(Clone, Debug)]
struct Identity {
    name: String,
    who: Who,
    permissions: Permissions,
    /// The role of the account.
    role: Option<Role>,
    /// What a token is limited to.
    connections: Option<Vec<DbName>>,
    /// Their password was chosen by somebody else: until they change it they may do nothing.
    must_change_password: bool,
}

impl Caller {
    /// A caller at the machine itself with these permissions; `Admin` includes the others.
    pub fn new(name: impl Into<String>, permissions: &[Permission]) -> Self {
        Self::of(name, Who::Local, (Permissions::of(permissions), None))
    }

    /// The operator at the machine itself, who may do everything.
    pub fn local() -> Self {
        Self::new("local", &[Permission::Admin])
    }

    /// Weir's own jobs, which may do everything.
    pub fn scheduler() -> Self {
        Self::of("scheduler", Who::Scheduler, (Permissions::ALL, None))
    }

    /// Nobody known.
    pub(crate) fn anonymous(role: Role) -> Self {
        Self::of("anonymous", Who::Anonymous, (role.permissions(), Some(role)))
    }

    pub(crate) fn of(
        name: impl Into<String>,
        who: Who,
        (permissions, role): (Permissions, Option<Role>),
    ) -> Self {
        let identity = Identity {
            name: name.into(),
            who,
            permissions,
            role,
            connections: None,
            must_change_password: false,
        };
        Self { identity: Arc::new(identity), request: None }
    }

    /// Limits the caller to these connections. Whoever is limited manages nothing: an account that they made would
    /// have no limit.
    pub(crate) fn limited_to(mut self, connections: Option<Vec<DbName>>) -> Self {
        let identity = Arc::make_mut(&mut self.identity);
        if connections.is_some() {
            identity.permissions = identity.permissions.without(Permission::Admin);
        }
        identity.connections = connections;
        self
    }

    /// Takes everything from a caller who must change their password first.
    pub(crate) fn with_password_due(mut self, is_due: bool) -> Self {
        if is_due {
            let identity = Arc::make_mut(&mut self.identity);
            (identity.permissions, identity.must_change_password) = (Permissions::NONE, true);
        }
        self
    }

    /// Whether they may do nothing but change their password.
    pub fn must_change_password(&self) -> bool {
        self.identity.must_change_password
    }

    /// The same caller, with the request that they make now.
    #[must_use]
    pub fn asking(&self, request: RequestOrigin) -> Self {
        Self { identity: Arc::clone(&self.identity), request: Some(Arc::new(request)) }
    }

    /// Where the request came from.
    pub(crate) fn request(&self) -> Option<&RequestOrigin> {
        self.request.as_deref()
    }

    /// The name that history and the database's session list show.
    pub fn name(&self) -> &str {
        &self.identity.name
    }

    /// How they came in.
    pub fn who(&self) -> &Who {
        &self.identity.who
    }

    /// Whose account it is; none for the operator, jobs and nobody known.
    pub fn user_id(&self) -> Option<UserId> {
        match self.who() {
            Who::Session { user, .. } | Who::Token { user, .. } => Some(*user),
            Who::Local | Who::Scheduler | Who::Anonymous => None,
        }
    }

    /// What they may do.
    pub fn permissions(&self) -> Permissions {
        self.identity.permissions
    }

    /// The role of their account; a token may allow less than it.
    pub fn role(&self) -> Option<Role> {
        self.identity.role
    }

    /// Whether this is allowed.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions().contains(permission)
    }

    /// The connections that a token is limited to.
    pub fn connections(&self) -> Option<&[DbName]> {
        self.identity.connections.as_deref()
    }

    /// Refuses a caller who may not.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), Error> {
        if self.must_change_password() {
            Err(Error::PasswordChangeRequired)
        } else if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden(permission))
        }
    }

    /// As the audit log tells of them.
    pub fn actor(&self) -> Actor {
        let (kind, session_id, token_id) = match self.who() {
            Who::Local => (ActorKind::Local, None, None),
            Who::Scheduler => (ActorKind::Scheduler, None, None),
            Who::Anonymous => (ActorKind::Anonymous, None, None),
            Who::Session { session, .. } => (ActorKind::Session, Some(session.clone()), None),
            Who::Token { token, .. } => (ActorKind::Token, None, Some(*token)),
        };
        let request = self.request();
        Actor {
            name: self.name().to_owned(),
            kind,
            user_id: self.user_id(),
            session_id,
            token_id,
            address: request.and_then(|request| request.address).map(|address| address.to_string()),
            request_id: request.map(|request| request.request_id.clone()),
        }
    }
}
