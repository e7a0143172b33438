//! Tags, and which instances have them.

use std::collections::HashMap;

use serde_json::json;
use sqlx::FromRow;
use weir_model::{AuditEntry, InstanceId, Tag, TagDraft, TagId, Timestamp};

use crate::{
    Error, Store,
    audit::append_audit,
    history::text,
    instances::ONE_AT_A_TIME,
    pool::{in_transaction, on_backend},
    statement::with_rows,
};

/// What writing a tag came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagWritten {
    /// It is written.
    Written(TagId),
    /// There is no such tag.
    Missing,
    /// Another tag has this name.
    NameTaken,
}

/// A tag and how many instances, not counting removed ones, have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagUse {
    /// The tag.
    pub tag: Tag,
    /// How many instances have it.
    pub instances: u64,
}

#[derive(FromRow)]
struct TagRow {
    id: i64,
    name: String,
    display_name: String,
    color: String,
    /// An instance that has it, or how many have it.
    used_by: i64,
}

impl Store {
    /// Every tag, by name.
    pub async fn list_tags(&self) -> Result<Vec<TagUse>, Error> {
        const SQL: &str = "SELECT t.id, t.name, t.display_name, t.color, (SELECT count(*) \
                           FROM instance_tags it JOIN instances i ON i.id = it.instance_id \
                           WHERE it.tag_id = t.id AND i.deleted_at IS NULL) AS used_by \
                           FROM tags t ORDER BY t.name";
        let rows: Vec<TagRow> = on_backend!(self.pool(), |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(TagRow::open).collect())
    }

    /// One tag.
    pub async fn find_tag(&self, id: TagId) -> Result<Option<TagUse>, Error> {
        Ok(self.list_tags().await?.into_iter().find(|found| found.tag.id == id))
    }

    /// Makes a tag. The line of the audit log gets its number.
    pub async fn insert_tag(
        &self,
        draft: &TagDraft,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<TagWritten, Error> {
        const SQL: &str = "INSERT INTO tags (name, display_name, color, created_at, updated_at) \
                           VALUES ($1, $2, $3, $4, $4) ON CONFLICT (name) DO NOTHING RETURNING id";
        let id: Option<i64> = in_transaction!(self.pool(), |tx| {
            let id: Option<i64> = sqlx::query_scalar(SQL)
                .bind(text(&draft.name))
                .bind(text(&draft.display_name))
                .bind(text(&draft.color))
                .bind(now.as_millis())
                .fetch_optional(&mut *tx)
                .await?;
            if let Some(id) = id {
                append_audit!(tx, &audit.clone().on("tag", &id));
            }
            id
        });
        Ok(id.map_or(TagWritten::NameTaken, |id| TagWritten::Written(TagId::new(id))))
    }

    /// Changes a tag everywhere it is attached.
    pub async fn update_tag(
        &self,
        id: TagId,
        draft: &TagDraft,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<TagWritten, Error> {
        const NAMED: &str = "SELECT count(*) FROM tags WHERE name = $1 AND id <> $2";
        const SQL: &str = "UPDATE tags SET name = $2, display_name = $3, color = $4, updated_at = $5 \
                           WHERE id = $1";
        let changed = in_transaction!(self.pool(), |tx| {
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            let named = sqlx::query_scalar(NAMED).bind(text(&draft.name)).bind(id.get());
            let named: i64 = named.fetch_one(&mut *tx).await?;
            if named > 0 {
                return Ok(TagWritten::NameTaken);
            }
            let changed = sqlx::query(SQL)
                .bind(id.get())
                .bind(text(&draft.name))
                .bind(text(&draft.display_name))
                .bind(text(&draft.color))
                .bind(now.as_millis())
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if changed == 1 {
                append_audit!(tx, audit);
            }
            changed
        });
        Ok(if changed == 1 { TagWritten::Written(id) } else { TagWritten::Missing })
    }

    /// Removes a tag from everything that has it. False when there is none.
    pub async fn delete_tag(&self, id: TagId, audit: &AuditEntry) -> Result<bool, Error> {
        let deleted = in_transaction!(self.pool(), |tx| {
            let delete = sqlx::query("DELETE FROM tags WHERE id = $1").bind(id.get());
            let deleted = delete.execute(&mut *tx).await?.rows_affected();
            if deleted == 1 {
                append_audit!(tx, audit);
            }
            deleted
        });
        Ok(deleted == 1)
    }

    /// The tags of instances, by name.
    pub(crate) async fn tags_of(&self, ids: &[InstanceId]) -> Result<HashMap<InstanceId, Vec<Tag>>, Error> {
        const SQL: &str = "SELECT t.id, t.name, t.display_name, t.color, it.instance_id AS used_by \
                           FROM instance_tags it JOIN tags t ON t.id = it.tag_id WHERE it.instance_id IN \
                           (SELECT CAST(given.value ->> 0 AS BIGINT) FROM ROWS) ORDER BY t.name";
        let mut tags: HashMap<InstanceId, Vec<Tag>> = HashMap::new();
        if ids.is_empty() {
            return Ok(tags);
        }
        let given: serde_json::Value = ids.iter().map(|id| json!([id.get()])).collect();
        let sql = with_rows(self.pool(), SQL);
        let rows: Vec<TagRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(sql).bind(given.to_string()).fetch_all(pool).await
        })?;
        for row in rows {
            tags.entry(InstanceId::new(row.used_by)).or_default().push(row.open().tag);
        }
        Ok(tags)
    }
}

impl TagRow {
    fn open(self) -> TagUse {
        let Self { id, name, display_name, color, used_by } = self;
        TagUse {
            tag: Tag { id: TagId::new(id), name, display_name, color },
            instances: used_by.unsigned_abs(),
        }
    }
}
