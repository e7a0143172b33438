//! Who asks, and what they may do.

/// Something that a caller may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Read the ledger, cached metadata, own history. Never contacts a database server.
    View,
    /// Run SQL, read metadata anew.
    Query,
    /// Query results of more than 10,000 rows.
    Export,
    /// Register connections.
    Create,
    /// Change connections.
    Update,
    /// Remove connections.
    Delete,
    /// Everything.
    Admin,
}

impl Permission {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Query => "query",
            Self::Export => "export",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Admin => "admin",
        }
    }
}

/// Who asks. Made by the front doors (HTTP, command line, jobs), checked by each use case.
#[derive(Clone, Debug)]
pub struct Caller {
    name: String,
    permissions: Vec<Permission>,
}

impl Caller {
    /// A caller with these permissions; `Admin` includes the others.
    pub fn new(name: impl Into<String>, permissions: &[Permission]) -> Self {
        Self { name: name.into(), permissions: permissions.to_vec() }
    }

    /// The operator at the machine itself, who may do everything.
    pub fn local() -> Self {
        Self::new("local", &[Permission::Admin])
    }

    /// The name that history and the database's session list show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is allowed.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.iter().any(|held| *held == permission || *held == Permission::Admin)
    }

    /// Refuses a caller who may not.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), crate::Error> {
        if self.may(permission) { Ok(()) } else { Err(crate::Error::Forbidden(permission)) }
    }
}
