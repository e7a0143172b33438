//! Lists of instances.

use serde_json::json;
use weir_model::{Instance, InstanceFilter, InstanceSort, InstanceStatus, Page, Paged};

use super::{InstanceRow, select_instances};
use crate::{
    Error, Store,
    history::number,
    pool::{Pool, on_backend},
    statement::{Statement, bind_all, containing},
};

impl Store {
    /// A page of the instances that a filter lets through.
    pub async fn list_instances(
        &self,
        filter: &InstanceFilter,
        (sort, descending): (InstanceSort, bool),
        page: Page,
    ) -> Result<Paged<Instance>, Error> {
        let mut count = Statement::new("SELECT count(*) FROM instances ");
        push_filter(self.pool(), &mut count, filter);
        let (sql, args) = count.into_parts();
        let total: i64 = on_backend!(self.pool(), |pool| {
            bind_all!(sqlx::query_scalar(sql), args).fetch_one(pool).await
        })?;

        let mut list = Statement::new(select_instances!(""));
        push_filter(self.pool(), &mut list, filter);
        list.push(order_of(sort, descending));
        list.push(" LIMIT ").bind(number(page.limit())).push(" OFFSET ").bind(number(page.offset()));
        Ok(Paged { items: self.instances(list).await?, total: total.unsigned_abs() })
    }

    /// Every instance that is collected, by name.
    pub async fn listed_instances(&self) -> Result<Vec<Instance>, Error> {
        let sql = select_instances!("WHERE is_active = true AND deleted_at IS NULL ORDER BY name");
        self.instances(Statement::new(sql)).await
    }

    async fn instances(&self, list: Statement) -> Result<Vec<Instance>, Error> {
        let (sql, args) = list.into_parts();
        let rows: Vec<InstanceRow> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        let mut instances: Vec<Instance> =
            rows.into_iter().map(InstanceRow::open).collect::<Result<_, _>>()?;
        let ids: Vec<_> = instances.iter().map(|instance| instance.id).collect();
        let mut tags = self.tags_of(&ids).await?;
        for instance in &mut instances {
            instance.tags = tags.remove(&instance.id).unwrap_or_default();
        }
        Ok(instances)
    }
}

fn push_filter(pool: &Pool, statement: &mut Statement, filter: &InstanceFilter) {
    statement.push(match filter.status {
        None => "WHERE deleted_at IS NULL",
        Some(InstanceStatus::Active) => "WHERE deleted_at IS NULL AND is_active = true",
        Some(InstanceStatus::Inactive) => "WHERE deleted_at IS NULL AND is_active = false",
        Some(InstanceStatus::Deleted) => "WHERE deleted_at IS NOT NULL",
    });
    if let Some(db_type) = filter.db_type {
        statement.push(" AND db_type = ").bind(db_type.as_str());
    }
    if let Some(search) = &filter.search {
        statement.push(" AND folded LIKE ").bind(containing(search)).push(r" ESCAPE '\'");
    }
    push_tags(pool, statement, &filter.tags);
}

/// Adds the condition that an instance has any of these tags; nothing for none.
pub(crate) fn push_tags(pool: &Pool, statement: &mut Statement, tags: &[String]) {
    if tags.is_empty() {
        return;
    }
    let names = tags.iter().map(|tag| json!([crate::history::text(tag)])).collect();
    statement.push(
        " AND id IN (SELECT it.instance_id FROM instance_tags it JOIN tags t ON t.id = it.tag_id \
         WHERE t.name IN (SELECT given.value ->> 0 FROM ",
    );
    statement.rows(pool, &names).push("))");
}

fn order_of(sort: InstanceSort, descending: bool) -> &'static str {
    match (sort, descending) {
        (InstanceSort::Name, false) => " ORDER BY name",
        (InstanceSort::Name, true) => " ORDER BY name DESC",
        (InstanceSort::DbType, false) => " ORDER BY db_type, name",
        (InstanceSort::DbType, true) => " ORDER BY db_type DESC, name DESC",
        (InstanceSort::Host, false) => " ORDER BY host, port, id",
        (InstanceSort::Host, true) => " ORDER BY host DESC, port DESC, id DESC",
        (InstanceSort::Databases, false) => " ORDER BY databases, id",
        (InstanceSort::Databases, true) => " ORDER BY databases DESC, id DESC",
        (InstanceSort::CollectedAt, false) => " ORDER BY coalesce(collected_at, -1), id",
        (InstanceSort::CollectedAt, true) => " ORDER BY coalesce(collected_at, -1) DESC, id DESC",
        (InstanceSort::CreatedAt, false) => " ORDER BY created_at, id",
        (InstanceSort::CreatedAt, true) => " ORDER BY created_at DESC, id DESC",
    }
}
