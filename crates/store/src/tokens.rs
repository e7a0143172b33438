//! What programs call with.

use sqlx::FromRow;
use weir_model::{ApiToken, AuditEntry, DbName, Page, Paged, Permissions, Timestamp, TokenId, User, UserId};

use crate::{
    Error, SecretHash, Store,
    audit::append_audit,
    pool::{in_transaction, on_backend},
};

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose it is.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// Its first characters.
    pub hint: String,
    /// Of the token itself.
    pub secret_hash: SecretHash,
    /// What it allows at most.
    pub permissions: Permissions,
    /// The only connections it reaches.
    pub connections: Option<Vec<DbName>>,
    /// When it is made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct TokenRow {
    id: i64,
    user_id: i64,
    name: String,
    hint: String,
    permissions: String,
    connections: Option<String>,
    created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
}

#[derive(FromRow)]
struct OwnedRow {
    #[sqlx(flatten)]
    token: TokenRow,
    username: String,
}

impl Store {
    /// Makes a token.
    pub async fn insert_token(&self, new: &NewToken, audit: &AuditEntry) -> Result<ApiToken, Error> {
        const SQL: &str = "INSERT INTO api_tokens (user_id, name, hint, secret_hash, permissions, connections, \
                           created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                           RETURNING id, user_id, name, hint, permissions, connections, created_at, \
                           expires_at, used_at, revoked_at";
        let row: TokenRow = in_transaction!(self.pool(), |tx| {
            let row = sqlx::query_as(SQL)
                .bind(new.user_id.0)
                .bind(&new.name)
                .bind(&new.hint)
                .bind(new.secret_hash.as_slice())
                .bind(new.permissions.to_words())
                .bind(new.connections.as_deref().map(names_text))
                .bind(new.created_at.as_millis())
                .bind(new.expires_at.as_millis())
                .fetch_one(&mut *tx)
                .await?;
            append_audit!(tx, audit);
            row
        });
        row.open()
    }

    /// The token of a secret, and whose it is. It may be over or revoked: the caller looks.
    pub async fn find_token(&self, secret_hash: &SecretHash) -> Result<Option<(ApiToken, User)>, Error> {
        const SQL: &str = "SELECT id, user_id, name, hint, permissions, connections, created_at, expires_at, \
                           used_at, revoked_at FROM api_tokens WHERE secret_hash = $1";
        let row: Option<TokenRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(secret_hash.as_slice()).fetch_optional(pool).await
        })?;
        let Some(row) = row else { return Ok(None) };
        let token = row.open()?;
        let user = self.find_user(token.user_id).await?;
        Ok(user.map(|user| (token, user)))
    }

    /// One token.
    pub async fn token_by_id(&self, id: TokenId) -> Result<Option<ApiToken>, Error> {
        const SQL: &str = "SELECT id, user_id, name, hint, permissions, connections, created_at, expires_at, \
                           used_at, revoked_at FROM api_tokens WHERE id = $1";
        let row: Option<TokenRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).bind(id.0).fetch_optional(pool).await)?;
        row.map(TokenRow::open).transpose()
    }

    /// One page of the tokens of an account, or of everybody, with the names of their owners; the newest first.
    pub async fn list_tokens(
        &self,
        owner: Option<UserId>,
        page: Page,
    ) -> Result<Paged<(ApiToken, String)>, Error> {
        const COUNT: &str =
            "SELECT count(*) FROM api_tokens WHERE CAST($1 AS BIGINT) IS NULL OR user_id = $1";
        const LIST: &str = "SELECT t.id, t.user_id, t.name, t.hint, t.permissions, t.connections, t.created_at, \
                            t.expires_at, t.used_at, t.revoked_at, u.username \
                            FROM api_tokens t JOIN users u ON u.id = t.user_id \
                            WHERE CAST($1 AS BIGINT) IS NULL OR t.user_id = $1 ORDER BY t.id DESC \
                            LIMIT $2 OFFSET $3";
        let owner = owner.map(|id| id.0);
        let limit = i64::try_from(page.limit()).unwrap_or(i64::MAX);
        let offset = i64::try_from(page.offset()).unwrap_or(i64::MAX);
        let (total, rows): (i64, Vec<OwnedRow>) = on_backend!(self.pool(), |pool| {
            let total = sqlx::query_scalar(COUNT).bind(owner).fetch_one(pool).await?;
            (total, sqlx::query_as(LIST).bind(owner).bind(limit).bind(offset).fetch_all(pool).await?)
        });
        let open = |row: OwnedRow| Ok((row.token.open()?, row.username));
        let items = rows.into_iter().map(open).collect::<Result<_, Error>>()?;
        Ok(Paged { items, total: u64::try_from(total).unwrap_or(0) })
    }

    /// Remembers that a token was used.
    pub async fn touch_token(&self, id: TokenId, now: Timestamp) -> Result<(), Error> {
        const SQL: &str = "UPDATE api_tokens SET used_at = $2 WHERE id = $1";
        in_transaction!(self.pool(), |tx| {
            sqlx::query(SQL).bind(id.0).bind(now.as_millis()).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Revokes a token. False when it was revoked already.
    pub async fn revoke_token(&self, id: TokenId, now: Timestamp, audit: &AuditEntry) -> Result<bool, Error> {
        const SQL: &str = "UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
        in_transaction!(self.pool(), |tx| {
            let revoked = sqlx::query(SQL).bind(id.0).bind(now.as_millis()).execute(&mut *tx).await?;
            if revoked.rows_affected() == 0 {
                return Ok(false);
            }
            append_audit!(tx, audit);
        });
        Ok(true)
    }
}

fn names_text(names: &[DbName]) -> String {
    serde_json::Value::from(names.iter().map(DbName::as_str).collect::<Vec<_>>()).to_string()
}

fn read_names(text: &str) -> Option<Vec<DbName>> {
    let names: Vec<String> = serde_json::from_str(text).ok()?;
    names.iter().map(|name| DbName::parse(name).ok()).collect()
}

impl TokenRow {
    fn open(self) -> Result<ApiToken, Error> {
        let damaged = |column: &str| Error::Damaged { what: format!("api_tokens.{column} of {}", self.id) };
        let connections = match &self.connections {
            // An unreadable list must not become "all connections".
            Some(text) => Some(read_names(text).ok_or_else(|| damaged("connections"))?),
            None => None,
        };
        Ok(ApiToken {
            id: TokenId(self.id),
            user_id: UserId(self.user_id),
            permissions: Permissions::from_words(&self.permissions)
                .ok()
                .ok_or_else(|| damaged("permissions"))?,
            name: self.name,
            hint: self.hint,
            connections,
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            used_at: self.used_at.map(Timestamp::from_millis),
            revoked_at: self.revoked_at.map(Timestamp::from_millis),
        })
    }
}
