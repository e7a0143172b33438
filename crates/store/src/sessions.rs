//! Browsers in which somebody is signed in.

use sqlx::FromRow;
use weir_model::{AuditEntry, Secret, Session, Timestamp, User, UserId};

use crate::{
    Error, Store,
    audit::append_audit,
    pool::{in_transaction, on_backend},
};

/// The SHA-256 of a secret: all that the catalog knows of it.
pub type SecretHash = [u8; 32];

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// What is told of it. `used_at` is `created_at`.
    pub session: Session,
    /// Of the cookie's value.
    pub secret_hash: SecretHash,
    /// Of the CSRF token that the browser had before.
    pub csrf_hash: Option<SecretHash>,
    /// Sessions that nobody used since then end now.
    pub idle_since: Timestamp,
    /// The kept form of the password that its owner showed; with another one there meanwhile, none is begun.
    pub password_hash: Option<Secret>,
}

/// A session and whose it is.
#[derive(Clone, Debug)]
pub struct FoundSession {
    /// The session.
    pub session: Session,
    /// Its owner, as they are now.
    pub user: User,
    /// Of the CSRF token that the browser had before it signed in.
    pub csrf_hash: Option<SecretHash>,
}

#[derive(FromRow)]
struct SessionRow {
    id: String,
    csrf_hash: Option<Vec<u8>>,
    user_id: i64,
    address: Option<String>,
    user_agent: Option<String>,
    created_at: i64,
    used_at: i64,
    expires_at: i64,
}

impl Store {
    /// Begins a session, unless its owner was disabled or got another password meanwhile: then false. Ends those
    /// that are over.
    pub async fn insert_session(&self, new: &NewSession, audit: &AuditEntry) -> Result<bool, Error> {
        // Also locks the row: a change of the account comes before, and is seen here, or ends this session.
        const SIGNED_IN: &str = "UPDATE users SET signed_in_at = $2 WHERE id = $1 AND is_active \
                                 AND (CAST($3 AS TEXT) IS NULL OR password_hash = $3)";
        const CLEAN_UP: &str = "DELETE FROM sessions WHERE expires_at <= $1 OR used_at <= $2";
        const INSERT: &str = "INSERT INTO sessions (id, secret_hash, csrf_hash, user_id, address, user_agent, \
                              created_at, used_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
        let NewSession { session, secret_hash, csrf_hash, idle_since, password_hash } = new;
        let password_hash = password_hash.as_ref().map(Secret::expose_secret);
        let begun = session.created_at.as_millis();
        in_transaction!(self.pool(), |tx| {
            let owner = sqlx::query(SIGNED_IN).bind(session.user_id.0).bind(begun).bind(password_hash);
            if owner.execute(&mut *tx).await?.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query(CLEAN_UP).bind(begun).bind(idle_since.as_millis()).execute(&mut *tx).await?;
            sqlx::query(INSERT)
                .bind(&session.id)
                .bind(secret_hash.as_slice())
                .bind(csrf_hash.as_ref().map(<[u8; 32]>::as_slice))
                .bind(session.user_id.0)
                .bind(session.address.as_deref())
                .bind(session.user_agent.as_deref())
                .bind(begun)
                .bind(session.expires_at.as_millis())
                .execute(&mut *tx)
                .await?;
            append_audit!(tx, audit);
        });
        Ok(true)
    }

    /// The session of a secret, and whose it is. It may be over: the caller compares the times.
    pub async fn find_session(&self, secret_hash: &SecretHash) -> Result<Option<FoundSession>, Error> {
        const SQL: &str = "SELECT id, csrf_hash, user_id, address, user_agent, created_at, used_at, expires_at \
                           FROM sessions WHERE secret_hash = $1";
        let row: Option<SessionRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(secret_hash.as_slice()).fetch_optional(pool).await
        })?;
        let Some(row) = row else { return Ok(None) };
        let csrf_hash = row.csrf_hash.clone().and_then(|hash| hash.try_into().ok());
        let session = row.open();
        // Gone between the two: then the session is too.
        let Some(user) = self.find_user(session.user_id).await? else { return Ok(None) };
        Ok(Some(FoundSession { session, user, csrf_hash }))
    }

    /// Remembers that a session was used.
    pub async fn touch_session(&self, id: &str, now: Timestamp) -> Result<(), Error> {
        const SQL: &str = "UPDATE sessions SET used_at = $2 WHERE id = $1";
        in_transaction!(self.pool(), |tx| {
            sqlx::query(SQL).bind(id).bind(now.as_millis()).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// The sessions of an account, the latest used first. Some may be over.
    pub async fn list_sessions(&self, user_id: UserId) -> Result<Vec<Session>, Error> {
        const SQL: &str = "SELECT id, csrf_hash, user_id, address, user_agent, created_at, used_at, expires_at \
                           FROM sessions WHERE user_id = $1 ORDER BY used_at DESC, id";
        let rows: Vec<SessionRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).bind(user_id.0).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(SessionRow::open).collect())
    }

    /// Ends one session of an account. False when there was none.
    pub async fn delete_session(
        &self,
        user_id: UserId,
        session_id: &str,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        const SQL: &str = "DELETE FROM sessions WHERE user_id = $1 AND id = $2";
        in_transaction!(self.pool(), |tx| {
            let gone = sqlx::query(SQL).bind(user_id.0).bind(session_id).execute(&mut *tx).await?;
            if gone.rows_affected() == 0 {
                return Ok(false);
            }
            append_audit!(tx, audit);
        });
        Ok(true)
    }

    /// Ends every session of an account; tells how many.
    pub async fn delete_sessions(&self, user_id: UserId, audit: &AuditEntry) -> Result<u64, Error> {
        const SQL: &str = "DELETE FROM sessions WHERE user_id = $1";
        let ended = in_transaction!(self.pool(), |tx| {
            let gone = sqlx::query(SQL).bind(user_id.0).execute(&mut *tx).await?;
            append_audit!(tx, audit);
            gone.rows_affected()
        });
        Ok(ended)
    }
}

impl SessionRow {
    fn open(self) -> Session {
        Session {
            id: self.id,
            user_id: UserId(self.user_id),
            address: self.address,
            user_agent: self.user_agent,
            created_at: Timestamp::from_millis(self.created_at),
            used_at: Timestamp::from_millis(self.used_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}
