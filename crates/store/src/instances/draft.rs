//! Writing what an operator says of an instance: the checks of names and places, the sealed password, the
//! tags. Macros, because a transaction has another type on each backend.

use weir_model::InstanceId;

/// What writing an instance came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstanceWritten {
    /// It is written.
    Written(InstanceId),
    /// There is no such instance.
    Missing,
    /// Another instance has this name.
    NameTaken(InstanceId),
    /// Another instance is at this place; it may be a removed one.
    PlaceTaken(InstanceId),
    /// No tag has this name.
    UnknownTag(String),
}

/// Leaves the function when another instance than this has the name or place of the draft.
macro_rules! refuse_taken {
    ($tx:ident, $draft:ident, $id:expr) => {{
        const NAMED: &str = "SELECT id FROM instances WHERE name = $1 AND id <> $2";
        const THERE: &str =
            "SELECT id FROM instances WHERE db_type = $1 AND host = $2 AND port = $3 AND id <> $4";
        let (host, port) = $crate::instances::columns_of(&$draft.endpoint);
        let named: Option<i64> =
            sqlx::query_scalar(NAMED).bind(text(&$draft.name)).bind($id).fetch_optional(&mut *$tx).await?;
        if let Some(id) = named {
            return Ok(InstanceWritten::NameTaken(InstanceId::new(id)));
        }
        let there: Option<i64> = sqlx::query_scalar(THERE)
            .bind($draft.endpoint.db_type.as_str())
            .bind(host)
            .bind(port)
            .bind($id)
            .fetch_optional(&mut *$tx)
            .await?;
        if let Some(id) = there {
            return Ok(InstanceWritten::PlaceTaken(InstanceId::new(id)));
        }
    }};
}

/// Writes every column of the draft, its tags, and what depends on them; leaves the function when there is
/// no such instance or tag.
macro_rules! write {
    ($store:ident, $tx:ident, $draft:ident, $id:expr, $now:ident) => {{
        const UPDATE: &str = "UPDATE instances SET name = $2, db_type = $3, host = $4, port = $5, \
                              folded = $6, environment = $7, description = $8, limit_bytes = $9, \
                              is_active = $10, login_user = $11, login_database = $12, \
                              login_parameters = $13, updated_at = $14 WHERE id = $1";
        const NO_PASSWORD: &str =
            "UPDATE instances SET password_sealed = NULL WHERE id = $1 AND login_user IS NULL";
        const PASSWORD: &str = "UPDATE instances SET password_sealed = $2 WHERE id = $1";
        const UNTAG: &str = "DELETE FROM instance_tags WHERE instance_id = $1";
        const TAG: &str = "INSERT INTO instance_tags (instance_id, tag_id) \
                           SELECT $1, id FROM tags WHERE name = $2 ON CONFLICT DO NOTHING";
        const TAGGED: &str = "SELECT count(*) FROM tags WHERE name = $1";
        let (host, port) = $crate::instances::columns_of(&$draft.endpoint);
        let login = $draft.login.as_ref();
        let updated = sqlx::query(UPDATE)
            .bind($id)
            .bind(text(&$draft.name))
            .bind($draft.endpoint.db_type.as_str())
            .bind(host)
            .bind(port)
            .bind(fold(&format!("{}\n{}", $draft.name, $draft.endpoint.host)))
            .bind($draft.environment.as_deref().map(text))
            .bind($draft.description.as_deref().map(text))
            .bind($draft.limit_bytes.map($crate::history::number))
            .bind($draft.is_active)
            .bind(login.map(|login| text(&login.user)))
            .bind(login.and_then(|login| login.database.as_deref().map(text)))
            .bind(login.map(|login| text(&login.parameters)))
            .bind($now.as_millis())
            .execute(&mut *$tx)
            .await?;
        if updated.rows_affected() == 0 {
            return Ok(InstanceWritten::Missing);
        }
        sqlx::query(NO_PASSWORD).bind($id).execute(&mut *$tx).await?;
        if let (Some(password), Some(_)) = (&$draft.password, login) {
            $crate::secrets::require_key!($store, tx: $tx);
            let row = i64::to_string(&$id);
            let sealed = $store.sealer().seal(password, $crate::instances::place(&row))?;
            sqlx::query(PASSWORD).bind($id).bind(sealed).execute(&mut *$tx).await?;
        }
        sqlx::query(UNTAG).bind($id).execute(&mut *$tx).await?;
        for tag in &$draft.tags {
            let known: i64 = sqlx::query_scalar(TAGGED).bind(text(tag)).fetch_one(&mut *$tx).await?;
            if known == 0 {
                return Ok(InstanceWritten::UnknownTag(tag.clone()));
            }
            sqlx::query(TAG).bind($id).bind(text(tag)).execute(&mut *$tx).await?;
        }
        for sql in RELIST {
            sqlx::query(sql).bind($id).execute(&mut *$tx).await?;
        }
    }};
}

pub(super) use {refuse_taken, write};
