//! People who may sign in. Whatever changes what somebody may do ends their sessions in the same transaction.

use sqlx::FromRow;
use weir_model::{AuditEntry, Page, Paged, Role, Secret, Timestamp, User, UserId, Username};

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
    /// The password as a PHC string; none for somebody who signs in elsewhere.
    pub password_hash: Option<Secret>,
    /// The role.
    pub role: Role,
}

/// What is changed of an account; absent fields stay.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// The new role.
    pub role: Option<Role>,
    /// Whether anybody may sign in with it.
    pub is_active: Option<bool>,
    /// The new password as a PHC string.
    pub password_hash: Option<Secret>,
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
    role: String,
    is_active: bool,
    created_at: i64,
    updated_at: i64,
    signed_in_at: Option<i64>,
}

/// Locks the one row of `meta` until the commit, so that changes to who is an admin come one after the other.
const LOCK: &str = "UPDATE meta SET last_revision = last_revision";
const INSERT: &str = "INSERT INTO users (username, username_folded, password_hash, role, is_active, \
                      created_at, updated_at) VALUES ($1, $2, $3, $4, TRUE, $5, $5) \
                      ON CONFLICT (username_folded) DO NOTHING \
                      RETURNING id, username, password_hash, role, is_active, created_at, updated_at, \
                      signed_in_at";

/// The insertion of an account, ready to be run on either backend.
macro_rules! insert {
    ($user:expr, $now:expr) => {
        sqlx::query_as(INSERT)
            .bind($user.username.as_str())
            .bind($user.username.folded())
            .bind($user.password_hash.as_ref().map(Secret::expose_secret))
            .bind($user.role.as_str())
            .bind($now.as_millis())
    };
}
impl Store {
    /// Makes an account. None when the name is taken.
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
        const SQL: &str = "SELECT id, username, password_hash, role, is_active, created_at, updated_at, \
                           signed_in_at FROM users WHERE id = $1";
        let row: Option<UserRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).bind(id.0).fetch_optional(pool).await)?;
        row.map(UserRow::open).transpose()
    }

    /// The account of a name, with what its password is checked against.
    pub async fn credentials_by_name(&self, name: &Username) -> Result<Option<Credentials>, Error> {
        const SQL: &str = "SELECT id, username, password_hash, role, is_active, created_at, updated_at, \
                           signed_in_at FROM users WHERE username_folded = $1";
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
        const LIST: &str = "SELECT id, username, password_hash, role, is_active, created_at, updated_at, \
                            signed_in_at FROM users ORDER BY username_folded LIMIT $1 OFFSET $2";
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
        const CHANGE: &str = "UPDATE users SET role = coalesce($2, role), \
                              is_active = coalesce($3, is_active), \
                              password_hash = coalesce($4, password_hash), updated_at = $5 WHERE id = $1 \
                              RETURNING id, username, password_hash, role, is_active, created_at, \
                              updated_at, signed_in_at";
        const ADMINS: &str = "SELECT count(*) FROM users WHERE role = 'admin' AND is_active";
        const END_SESSIONS: &str = "DELETE FROM sessions WHERE user_id = $1";
        let row: UserRow = in_transaction!(self.pool(), |tx| {
            sqlx::query(LOCK).execute(&mut *tx).await?;
            let admins: i64 = sqlx::query_scalar(ADMINS).fetch_one(&mut *tx).await?;
            let row: Option<UserRow> = sqlx::query_as(CHANGE)
                .bind(id.0)
                .bind(change.role.map(Role::as_str))
                .bind(change.is_active)
                .bind(change.password_hash.as_ref().map(Secret::expose_secret))
                .bind(now.as_millis())
                .fetch_optional(&mut *tx)
                .await?;
            // Leaving the function undoes the change.
            let Some(row) = row else { return Ok(UserChanged::Missing) };
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

impl UserRow {
    pub(crate) fn open(self) -> Result<User, Error> {
        let damaged = || Error::Damaged { what: format!("users.role of `{}`", self.username) };
        Ok(User {
            id: UserId(self.id),
            role: self.role.parse().ok().ok_or_else(damaged)?,
            username: self.username,
            is_active: self.is_active,
            has_password: self.password_hash.is_some(),
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            signed_in_at: self.signed_in_at.map(Timestamp::from_millis),
        })
    }
}
