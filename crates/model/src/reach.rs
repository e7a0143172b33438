//! Who may see a connection.

use crate::{Role, Timestamp, UserId};

/// Who may see a connection. Admins always do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// False: everybody with the permission may, and the grants say nothing.
    pub limited: bool,
    /// Those who may when it is limited.
    pub grants: Vec<Grant>,
}

/// Somebody who may see a limited connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub to: Grantee,
    /// Until when; for ever without it.
    pub until: Option<Timestamp>,
}

/// A person, or everybody in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    /// One person.
    User {
        /// The account.
        id: UserId,
        /// Its name.
        username: String,
    },
    /// Everybody in this role.
    Role(Role),
}

impl Audience {
    /// Whether somebody may see the connection now: `user` in `role`.
    pub fn includes(&self, user: Option<UserId>, role: Option<Role>, now: Timestamp) -> bool {
        let named = |grant: &Grant| match &grant.to {
            Grantee::User { id, .. } => user == Some(*id),
            Grantee::Role(granted) => role == Some(*granted),
        };
        let lasts = |grant: &Grant| grant.until.is_none_or(|until| now < until);
        !self.limited
            || role == Some(Role::Admin)
            || self.grants.iter().any(|grant| named(grant) && lasts(grant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limited_connection_is_for_those_who_are_named_while_it_lasts() {
        let amy = Grantee::User { id: UserId(1), username: "amy".to_owned() };
        let until = Some(Timestamp::from_millis(10));
        let audience = Audience {
            limited: true,
            grants: vec![Grant { to: amy, until }, Grant { to: Grantee::Role(Role::Analyst), until: None }],
        };
        for (user, role, now, expected) in [
            (1, Role::Viewer, 9, true),
            (1, Role::Viewer, 10, false),
            (2, Role::Viewer, 9, false),
            (2, Role::Analyst, 99, true),
            (2, Role::Operator, 9, false),
            (2, Role::Admin, 9, true),
        ] {
            let found = audience.includes(Some(UserId(user)), Some(role), Timestamp::from_millis(now));
            assert_eq!(found, expected, "{user} {role} {now}");
        }
        assert!(!audience.includes(None, None, Timestamp::from_millis(9)));
        let open = Audience { limited: false, ..audience };
        assert!(open.includes(None, None, Timestamp::from_millis(9)));
    }
}
