//! What a caller may be allowed, alone and in sets, and the roles that bundle it.

use std::{fmt, str::FromStr};

use thiserror::Error;

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

/// A word that is no permission or no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnknownWord {
    /// Not a permission.
    #[error("must be one of view, query, export, create, update, delete, admin")]
    Permission,
    /// Not a role.
    #[error("must be one of viewer, analyst, operator, admin")]
    Role,
}

impl Permission {
    /// Every permission, the weakest first.
    pub const ALL: [Self; 7] =
        [Self::View, Self::Query, Self::Export, Self::Create, Self::Update, Self::Delete, Self::Admin];

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

impl FromStr for Permission {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == word).ok_or(UnknownWord::Permission)
    }
}

/// A set of permissions. `Admin` in it means that every other is in it too.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions(u8);

impl Permissions {
    /// None at all.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self(0b0111_1111);

    /// These, and everything when `Admin` is among them.
    pub fn of(permissions: &[Permission]) -> Self {
        if permissions.contains(&Permission::Admin) {
            return Self::ALL;
        }
        Self(permissions.iter().fold(0, |bits, permission| bits | bit(*permission)))
    }

    /// Whether this one is in the set.
    pub fn contains(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The set without one of its permissions.
    #[must_use]
    pub fn without(self, permission: Permission) -> Self {
        Self(self.0 & !bit(permission))
    }

    /// One that is in `wanted` and not in this set, if there is any.
    pub fn lacks(self, wanted: Self) -> Option<Permission> {
        wanted.iter().find(|permission| !self.contains(*permission))
    }

    /// Those in the set, the weakest first.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.contains(*permission))
    }

    /// Their names, separated by blanks: `view query`.
    pub fn to_words(self) -> String {
        if self == Self::ALL {
            return Permission::Admin.as_str().to_owned();
        }
        self.iter().map(Permission::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The set that [`Permissions::to_words`] wrote.
    pub fn from_words(words: &str) -> Result<Self, UnknownWord> {
        let permissions = words.split_whitespace().map(str::parse).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::of(&permissions))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

fn bit(permission: Permission) -> u8 {
    1 << permission as u8
}

/// What a person is to Weir.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Sees the ledger.
    Viewer,
    /// Runs SQL too.
    Analyst,
    /// Registers, changes and removes too.
    Operator,
    /// Everything.
    Admin,
}

impl Role {
    /// Every role, the weakest first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Analyst, Self::Operator, Self::Admin];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// What somebody in this role may do.
    pub fn permissions(self) -> Permissions {
        use Permission::{Admin, Create, Delete, Export, Query, Update, View};
        Permissions::of(match self {
            Self::Viewer => &[View],
            Self::Analyst => &[View, Query, Export],
            Self::Operator => &[View, Query, Export, Create, Update, Delete],
            Self::Admin => &[Admin],
        })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|role| role.as_str() == word).ok_or(UnknownWord::Role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_those_of_the_contracts() {
        for (role, words) in [
            (Role::Viewer, "view"),
            (Role::Analyst, "view query export"),
            (Role::Operator, "view query export create update delete"),
            (Role::Admin, "admin"),
        ] {
            assert_eq!(role.permissions().to_words(), words);
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!("root".parse::<Role>(), Err(UnknownWord::Role));
    }

    #[test]
    fn admin_holds_everything_and_nobody_else_admin() {
        let admin = Permissions::of(&[Permission::Admin]);
        assert!(Permission::ALL.into_iter().all(|permission| admin.contains(permission)));
        let operator = Role::Operator.permissions();
        assert_eq!(operator.lacks(admin), Some(Permission::Admin));
        assert_eq!(admin.lacks(operator), None);
        assert_eq!(operator.and(admin), operator);
        assert_eq!(admin.without(Permission::Admin), operator);
    }

    #[test]
    fn words_are_read_back() {
        for words in ["", "view", "view query", "admin"] {
            assert_eq!(Permissions::from_words(words).map(Permissions::to_words).as_deref(), Ok(words));
        }
        assert_eq!(Permissions::from_words("view admin").map(Permissions::to_words).as_deref(), Ok("admin"));
        assert!(Permissions::from_words("view root").is_err());
    }
}
