//! How Weir signs in at an instance: with a credential of its own, or as a connection does that is
//! registered on it. Owns the joining of connections to instances.

use sqlx::FromRow;
use weir_model::{Access, Credential, DbName, Endpoint, InstanceId, Secret};

use crate::{Error, Store, connections, instances, pool::on_backend};

#[derive(FromRow)]
struct OwnRow {
    login_user: Option<String>,
    login_database: Option<String>,
    login_parameters: Option<String>,
    password_sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct ConnectionRow {
    name: String,
    url_sealed: Vec<u8>,
    ssl_disabled: bool,
}

impl Store {
    /// How to sign in at an instance: with its own credential, else as the connection on it that changed last,
    /// else without any. None when there is no such instance.
    pub async fn instance_access(&self, id: InstanceId) -> Result<Option<Access>, Error> {
        const OWN: &str = "SELECT login_user, login_database, login_parameters, password_sealed \
                           FROM instances WHERE id = $1";
        const CONNECTION: &str = "SELECT name, url_sealed, ssl_disabled FROM connections \
                                  WHERE instance_id = $1 ORDER BY updated_at DESC, name LIMIT 1";
        let own: Option<OwnRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(OWN).bind(id.get()).fetch_optional(pool).await
        })?;
        let Some(own) = own else { return Ok(None) };
        if let Some(user) = own.login_user {
            let password = match own.password_sealed {
                Some(sealed) => self.sealer().unseal(&sealed, instances::place(&id.to_string()))?,
                None => Secret::new(""),
            };
            return Ok(Some(Access::Own {
                credential: Credential { user, password },
                database: own.login_database,
                parameters: own.login_parameters.unwrap_or_default(),
            }));
        }
        let connection: Option<ConnectionRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(CONNECTION).bind(id.get()).fetch_optional(pool).await
        })?;
        let Some(ConnectionRow { name, url_sealed, ssl_disabled }) = connection else {
            return Ok(Some(Access::Open));
        };
        let url = self.sealer().unseal(&url_sealed, connections::place(&name))?;
        Ok(Some(Access::Connection { url, ssl_disabled }))
    }

    /// The names of the connections on an instance.
    pub async fn connections_on(&self, id: InstanceId) -> Result<Vec<DbName>, Error> {
        const SQL: &str = "SELECT name FROM connections WHERE instance_id = $1 ORDER BY name";
        let names: Vec<String> = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(SQL).bind(id.get()).fetch_all(pool).await
        })?;
        let damaged = |name: &str| Error::Damaged { what: format!("connections.name of `{name}`") };
        names.iter().map(|name| DbName::parse(name).ok().ok_or_else(|| damaged(name))).collect()
    }
}

/// What an instance is called that a connection has brought along, if nothing else is called so; a number
/// behind it makes it different.
pub(crate) fn name_of(endpoint: &Endpoint, attempt: u32) -> String {
    let place: String = endpoint.to_string().chars().take(240).collect();
    if attempt == 0 { place } else { format!("{place} ({})", attempt + 1) }
}

/// Finds or makes the instance of a connection that is being saved, and gives its key. An instance that was
/// removed comes back when a connection is newly on it.
macro_rules! join_instance {
    ($tx:ident, $connection:ident, $now:ident) => {{
        const THERE: &str = "SELECT id FROM instances WHERE db_type = $1 AND host = $2 AND port = $3";
        const NAMED: &str = "SELECT count(*) FROM instances WHERE name = $1";
        const INSERT: &str = "INSERT INTO instances (name, db_type, host, port, folded, is_active, \
                              is_sample, databases, created_at, updated_at) \
                              VALUES ($1, $2, $3, $4, $5, true, false, 0, $6, $6) RETURNING id";
        const BEFORE: &str = "SELECT count(*) FROM connections WHERE name = $1 AND instance_id = $2";
        const RESTORE: &str = "UPDATE instances SET deleted_at = NULL, updated_at = $2 \
                               WHERE id = $1 AND deleted_at IS NOT NULL";
        const VERSION: &str = "UPDATE instances SET server_version = $2 WHERE id = $1";
        let endpoint = &$connection.endpoint;
        let (host, port) = $crate::instances::columns_of(endpoint);
        let there = sqlx::query_scalar(THERE).bind(endpoint.db_type.as_str()).bind(&host).bind(port);
        let there: Option<i64> = there.fetch_optional(&mut *$tx).await?;
        let id: i64 = match there {
            Some(id) => id,
            None => {
                let mut attempt = 0;
                let name = loop {
                    let name = $crate::access::name_of(endpoint, attempt);
                    let named: i64 = sqlx::query_scalar(NAMED).bind(&name).fetch_one(&mut *$tx).await?;
                    if named == 0 {
                        break name;
                    }
                    attempt += 1;
                };
                sqlx::query_scalar(INSERT)
                    .bind(&name)
                    .bind(endpoint.db_type.as_str())
                    .bind(&host)
                    .bind(port)
                    .bind($crate::statement::fold(&format!("{name}\n{host}")))
                    .bind($now.as_millis())
                    .fetch_one(&mut *$tx)
                    .await?
            }
        };
        let before = sqlx::query_scalar(BEFORE).bind($connection.name.as_str()).bind(id);
        let before: i64 = before.fetch_one(&mut *$tx).await?;
        if before == 0 {
            sqlx::query(RESTORE).bind(id).bind($now.as_millis()).execute(&mut *$tx).await?;
            for sql in $crate::instances::RELIST {
                sqlx::query(sql).bind(id).execute(&mut *$tx).await?;
            }
        }
        sqlx::query(VERSION).bind(id).bind(&$connection.server_version).execute(&mut *$tx).await?;
        id
    }};
}

pub(crate) use join_instance;
