//! People who may sign in. Whatever changes what somebody may do ends their sessions in the same transaction.

use sqlx::FromRow;
use weir_model::{AuditEntry, Identity, Page, Paged, Role, Secret, Timestamp, User, UserId, Username};

use crate::{
    Error, Store,
    audit::append_audit,
    pool::{in_transaction, on_backend},
};

/// An account to make.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name.
    pub username: Username,
    /// The password; none for somebody who signs in elsewhere.
    pub password: Option<SetPassword>,
    /// Who they are at the identity provider; none for somebody who signs in here.
    pub identity: Option<Identity>,
    /// The role.
    pub role: Role,
}

/// A password to keep.
#[derive(Clone, Debug)]
pub struct SetPassword {
    /// As a PHC string.
    pub hash: Secret,
    /// Until when it lets its owner in, for one that must be changed then; none for one of their own.
    pub initial_until: Option<Timestamp>,
}

/// What is changed of an account; absent fields stay.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// The new role.
    pub role: Option<Role>,
    /// Whether anybody may sign in with it.
    pub is_active: Option<bool>,
    /// The new password.
    pub password: Option<SetPassword>,
    /// The kept form of the password that the new one takes the place of: with another one there, nothing is changed.
    pub instead_of: Option<Secret>,
}

/// What changing an account did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserChanged {
    /// It was changed, and every session of it ended.
    Changed(User),
    /// There is no such account.
    Missing,
    /// Nothing was changed: nobody would have been left who may manage Weir.
    LastAdmin,
    /// Nothing was changed: the password was another one meanwhile.
    OtherPassword,
}

/// An account with what its owner's password is checked against.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account.
    pub user: User,
    /// A PHC string.
    pub password_hash: Option<Secret>,
}

#[derive(FromRow)]
pub(crate) struct UserRow {
    pub(crate) id: i64,
    username: String,
    password_hash: Option<String>,
    identity: Option<String>,
    role: String,
    is_active: bool,
    created_at: i64,
    updated_at: i64,
    signed_in_at: Option<i64>,
    password_initial_until: Option<i64>,
    password_changed_at: Option<i64>,
}

/// The columns of an account.
macro_rules! columns {
    () => {
        "id, username, password_hash, identity, role, is_active, created_at, updated_at, signed_in_at, \
         password_initial_until, password_changed_at"
    };
}

/// A statement that reads accounts.
macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT ", columns!(), " FROM users ", $tail)
    };
}

/// Locks the one row of `meta` until the commit, so that changes to who is an admin come one after the other.
const LOCK: &str = "UPDATE meta SET last_revision = last_revision";
const INSERT: &str = concat!(
    "INSERT INTO users (username, username_folded, password_hash, password_initial_until, password_changed_at, \
     identity, role, is_active, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, CASE WHEN $3 IS NULL THEN NULL ELSE $7 END, $5, $6, TRUE, $7, $7) \
     ON CONFLICT DO NOTHING RETURNING ",
    columns!()
);

/// The insertion of an account, ready to be run on either backend.
macro_rules! insert {
    ($user:expr, $now:expr) => {
        sqlx::query_as(INSERT)
            .bind($user.username.as_str())
            .bind($user.username.folded())
            .bind($user.password.as_ref().map(|password| password.hash.expose_secret()))
            .bind(
                $user.password.as_ref().and_then(|password| password.initial_until).map(Timestamp::as_millis),
            )
            .bind($user.identity.as_ref().map(Identity::as_key))
            .bind($user.role.as_str())
            .bind($now.as_millis())
    };
}

impl Store {
    /// Makes an account. None when the name is taken, or the person has one.
    pub async fn insert_user(
        &self,
        user: &NewUser,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<Option<User>, Error> {
        let row: Option<UserRow> = in_transaction!(self.pool(), |tx| {
            let row = insert!(user, now).fetch_optional(&mut *tx).await?;
            if row.is_some() {
                append_audit!(tx, audit);
            }
            row
        });
        row.map(UserRow::open).transpose()
    }

    /// Makes the very first account. None when there are people already.
    pub async fn insert_first_user(
        &self,
        user: &NewUser,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<Option<User>, Error> {
        let row: Option<UserRow> = in_transaction!(self.pool(), |tx| {
            sqlx::query(LOCK).execute(&mut *tx).await?;
            let people: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&mut *tx).await?;
            if people > 0 {
                return Ok(None);
            }
            let row = insert!(user, now).fetch_optional(&mut *tx).await?;
            append_audit!(tx, audit);
            row
        });
        row.map(UserRow::open).transpose()
    }

    /// How many accounts there are.
    pub async fn count_users(&self) -> Result<u64, Error> {
        let count: i64 = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(pool).await
        })?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// One account.
    pub async fn find_user(&self, id: UserId) -> Result<Option<User>, Error> {
        const SQL: &str = select!("WHERE id = $1");
        let row: Option<UserRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).bind(id.0).fetch_optional(pool).await)?;
        row.map(UserRow::open).transpose()
    }

    /// The account of somebody at the identity provider.
    pub async fn user_by_identity(&self, identity: &Identity) -> Result<Option<User>, Error> {
        const SQL: &str = select!("WHERE identity = $1");
        let row: Option<UserRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(identity.as_key()).fetch_optional(pool).await
        })?;
        row.map(UserRow::open).transpose()
    }

    /// The account of a name, with what its password is checked against.
    pub async fn credentials_by_name(&self, name: &Username) -> Result<Option<Credentials>, Error> {
        const SQL: &str = select!("WHERE username_folded = $1");
        let row: Option<UserRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(name.folded()).fetch_optional(pool).await
        })?;
        row.map(|mut row| {
            let password_hash = row.password_hash.clone().map(Secret::new);
            row.password_hash = row.password_hash.map(|_| String::new());
            Ok(Credentials { user: row.open()?, password_hash })
        })
        .transpose()
    }

    /// One page of the accounts, by name.
    pub async fn list_users(&self, page: Page) -> Result<Paged<User>, Error> {
        const COUNT: &str = "SELECT count(*) FROM users";
        const LIST: &str = select!("ORDER BY username_folded LIMIT $1 OFFSET $2");
        let limit = i64::try_from(page.limit()).unwrap_or(i64::MAX);
        let offset = i64::try_from(page.offset()).unwrap_or(i64::MAX);
        let (total, rows): (i64, Vec<UserRow>) = on_backend!(self.pool(), |pool| {
            let total = sqlx::query_scalar(COUNT).fetch_one(pool).await?;
            (total, sqlx::query_as(LIST).bind(limit).bind(offset).fetch_all(pool).await?)
        });
        let items = rows.into_iter().map(UserRow::open).collect::<Result<_, _>>()?;
        Ok(Paged { items, total: u64::try_from(total).unwrap_or(0) })
    }

    /// Changes an account and ends its sessions.
    pub async fn change_user(
        &self,
        id: UserId,
        change: &UserChange,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<UserChanged, Error> {
        const CHANGE: &str = concat!(
            "UPDATE users SET role = coalesce($2, role), is_active = coalesce($3, is_active), \
             password_hash = coalesce($4, password_hash), \
             password_initial_until = CASE WHEN $4 IS NULL THEN password_initial_until ELSE $5 END, \
             password_changed_at = CASE WHEN $4 IS NULL THEN password_changed_at ELSE $6 END, \
             updated_at = $6 WHERE id = $1 RETURNING ",
            columns!()
        );
        const HELD: &str = "SELECT password_hash FROM users WHERE id = $1";
        const ADMINS: &str = "SELECT count(*) FROM users WHERE role = 'admin' AND is_active";
        const END_SESSIONS: &str = "DELETE FROM sessions WHERE user_id = $1";
        let row: UserRow = in_transaction!(self.pool(), |tx| {
            sqlx::query(LOCK).execute(&mut *tx).await?;
            let admins: i64 = sqlx::query_scalar(ADMINS).fetch_one(&mut *tx).await?;
            let held: Option<Option<String>> =
                sqlx::query_scalar(HELD).bind(id.0).fetch_optional(&mut *tx).await?;
            let Some(held) = held else { return Ok(UserChanged::Missing) };
            if change.instead_of.as_ref().is_some_and(|old| Some(old.expose_secret()) != held.as_deref()) {
                return Ok(UserChanged::OtherPassword);
            }
            let (hash, initial_until) = change.password.as_ref().map_or((None, None), SetPassword::parts);
            let row: UserRow = sqlx::query_as(CHANGE)
                .bind(id.0)
                .bind(change.role.map(Role::as_str))
                .bind(change.is_active)
                .bind(hash)
                .bind(initial_until)
                .bind(now.as_millis())
                .fetch_one(&mut *tx)
                .await?;
            // Leaving the function undoes the change.
            let left: i64 = sqlx::query_scalar(ADMINS).fetch_one(&mut *tx).await?;
            if left == 0 && admins > 0 {
                return Ok(UserChanged::LastAdmin);
            }
            sqlx::query(END_SESSIONS).bind(id.0).execute(&mut *tx).await?;
            append_audit!(tx, audit);
            row
        });
        Ok(UserChanged::Changed(row.open()?))
    }

    /// Keeps a password in a newer form. No session ends: it is the same password.
    pub async fn rehash_password(&self, id: UserId, old: &Secret, new: &Secret) -> Result<(), Error> {
        const SQL: &str = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
        in_transaction!(self.pool(), |tx| {
            let query = sqlx::query(SQL).bind(id.0).bind(old.expose_secret()).bind(new.expose_secret());
            query.execute(&mut *tx).await?;
        });
        Ok(())
    }
}

impl SetPassword {
    fn parts(&self) -> (Option<&str>, Option<i64>) {
        (Some(self.hash.expose_secret()), self.initial_until.map(Timestamp::as_millis))
    }
}

impl UserRow {
    pub(crate) fn open(self) -> Result<User, Error> {
        let damaged = || Error::Damaged { what: format!("users.role of `{}`", self.username) };
        Ok(User {
            id: UserId(self.id),
            role: self.role.parse().ok().ok_or_else(damaged)?,
            username: self.username,
            is_active: self.is_active,
            has_password: self.password_hash.is_some(),
            has_identity: self.identity.is_some(),
            password_initial_until: self.password_initial_until.map(Timestamp::from_millis),
            password_changed_at: self.password_changed_at.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            signed_in_at: self.signed_in_at.map(Timestamp::from_millis),
        })
    }
}
