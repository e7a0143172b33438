//! Who may see a connection.

use std::collections::HashMap;

use sqlx::FromRow;
use weir_model::{Audience, AuditEntry, DbName, Grant, Grantee, Timestamp, UserId};

use crate::{
    Error, Store,
    audit::append_audit,
    pool::{in_transaction, on_backend},
};

#[derive(FromRow)]
struct GrantRow {
    db_name: String,
    user_id: Option<i64>,
    username: Option<String>,
    role: Option<String>,
    ends_at: Option<i64>,
}

/// The limited connections and those who may see them; a connection without grants has one row of nulls.
macro_rules! grants {
    ($tail:literal) => {
        concat!(
            "SELECT c.name AS db_name, g.user_id, u.username, g.role, g.ends_at FROM connections c \
             LEFT JOIN connection_grants g ON g.db_name = c.name LEFT JOIN users u ON u.id = g.user_id \
             WHERE c.limited",
            $tail,
            " ORDER BY c.name, g.id"
        )
    };
}

impl Store {
    /// Who may see one connection; everybody, when there is none of this name.
    pub async fn audience_of(&self, name: &DbName) -> Result<Audience, Error> {
        const SQL: &str = grants!(" AND c.name = $1");
        let rows: Vec<GrantRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(name.as_str()).fetch_all(pool).await
        })?;
        Ok(open(rows)?.remove(name).unwrap_or_default())
    }

    /// Who may see each connection that is limited.
    pub async fn list_audiences(&self) -> Result<HashMap<DbName, Audience>, Error> {
        const SQL: &str = grants!("");
        let rows: Vec<GrantRow> = on_backend!(self.pool(), |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
        open(rows)
    }

    /// Says anew who may see a connection. False when there is none of this name.
    pub async fn replace_audience(
        &self,
        name: &DbName,
        audience: &Audience,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        const LIMIT: &str = "UPDATE connections SET limited = $2 WHERE name = $1";
        const CLEAR: &str = "DELETE FROM connection_grants WHERE db_name = $1";
        const GRANT: &str =
            "INSERT INTO connection_grants (db_name, user_id, role, ends_at) VALUES ($1, $2, $3, $4)";
        in_transaction!(self.pool(), |tx| {
            let limited = sqlx::query(LIMIT).bind(name.as_str()).bind(audience.limited);
            if limited.execute(&mut *tx).await?.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query(CLEAR).bind(name.as_str()).execute(&mut *tx).await?;
            for grant in &audience.grants {
                let (user, role) = match &grant.to {
                    Grantee::User { id, .. } => (Some(id.0), None),
                    Grantee::Role(role) => (None, Some(role.as_str())),
                };
                sqlx::query(GRANT)
                    .bind(name.as_str())
                    .bind(user)
                    .bind(role)
                    .bind(grant.until.map(Timestamp::as_millis))
                    .execute(&mut *tx)
                    .await?;
            }
            append_audit!(tx, audit);
        });
        Ok(true)
    }
}

fn open(rows: Vec<GrantRow>) -> Result<HashMap<DbName, Audience>, Error> {
    let mut audiences: HashMap<DbName, Audience> = HashMap::new();
    for row in rows {
        let damaged = || Error::Damaged { what: format!("connection_grants of `{}`", row.db_name) };
        let name = DbName::parse(&row.db_name).ok().ok_or_else(damaged)?;
        let audience = audiences.entry(name).or_default();
        audience.limited = true;
        let to = match (row.user_id, &row.username, &row.role) {
            (None, None, None) => continue,
            (Some(id), Some(username), None) => Grantee::User { id: UserId(id), username: username.clone() },
            (None, None, Some(role)) => Grantee::Role(role.parse().ok().ok_or_else(damaged)?),
            _ => return Err(damaged()),
        };
        audience.grants.push(Grant { to, until: row.ends_at.map(Timestamp::from_millis) });
    }
    Ok(audiences)
}
