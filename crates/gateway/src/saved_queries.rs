//! Kept statements: everybody sees their own and what others share on connections that they reach; only the
//! owner, and an administrator for what is shared, changes one.

use tracing::info;
use weir_model::{AuditEntry, Page, Paged, SavedQuery, SavedQueryDraft};

use crate::{Caller, Error, Gateway, Noun, Permission};

const MOST_TITLE: usize = 200;
const MOST_TEXT: usize = 2_000;
const MOST_SQL: usize = 200_000;
const MOST_PARAMETERS: usize = 20;

/// Which kept statements are asked for.
#[derive(Clone, Debug, Default)]
pub struct SavedQuerySearch {
    /// Those of this connection.
    pub db_name: Option<String>,
    /// Those that hold this text in title, description or statement, in whatever case.
    pub text: Option<String>,
}

impl SavedQuerySearch {
    fn finds(&self, draft: &SavedQueryDraft) -> bool {
        let named = self.db_name.as_ref().is_none_or(|name| name == draft.db_name.as_str());
        named
            && self.text.as_ref().is_none_or(|text| {
                let text = text.to_lowercase();
                [&draft.title, &draft.description, &draft.sql]
                    .into_iter()
                    .any(|field| field.to_lowercase().contains(&text))
            })
    }
}

impl Gateway {
    /// A page of what the caller keeps and others share, by title.
    pub async fn list_saved_queries(
        &self,
        caller: &Caller,
        search: &SavedQuerySearch,
        page: Page,
    ) -> Result<Paged<SavedQuery>, Error> {
        caller.require(Permission::View)?;
        let mut all = self.store.list_saved_queries(caller.user_id()).await?;
        let reach = self.reach(caller).await?;
        all.retain(|query| reach.contains(&query.draft.db_name) && search.finds(&query.draft));
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let offset = usize::try_from(page.offset()).unwrap_or(usize::MAX);
        let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
        Ok(Paged { items: all.into_iter().skip(offset).take(limit).collect(), total })
    }

    /// One of them.
    pub async fn saved_query(&self, caller: &Caller, id: i64) -> Result<SavedQuery, Error> {
        caller.require(Permission::View)?;
        let found = self.store.find_saved_query(id).await?;
        let reach = self.reach(caller).await?;
        let seen = found.filter(|query| {
            let own = caller.user_id() == Some(query.owner_id);
            (own || query.draft.is_shared) && reach.contains(&query.draft.db_name)
        });
        seen.ok_or_else(|| missing(id))
    }

    /// Keeps a statement for the caller.
    pub async fn create_saved_query(
        &self,
        caller: &Caller,
        draft: SavedQueryDraft,
    ) -> Result<SavedQuery, Error> {
        caller.require(Permission::Query)?;
        let owner = caller.user_id().ok_or(Error::SessionRequired)?;
        self.check_saved_query(caller, &draft).await?;
        let entry = told(self.audit_entry(caller, "saved_query.create"), None, Some(&draft));
        let id = self.store.insert_saved_query(owner, &draft, self.clock.now(), &entry).await?;
        info!(db.name = %draft.db_name, "kept saved query {id} for `{}`", caller.name());
        self.saved_query(caller, id).await
    }

    /// Changes one's own, or as an administrator a shared one.
    pub async fn update_saved_query(
        &self,
        caller: &Caller,
        id: i64,
        draft: SavedQueryDraft,
    ) -> Result<SavedQuery, Error> {
        caller.require(Permission::Query)?;
        let before = self.require_ownership(caller, id).await?;
        self.check_saved_query(caller, &draft).await?;
        let entry = self.audit_entry(caller, "saved_query.change").on("saved_query", &id);
        let entry = told(entry, Some(&before.draft), Some(&draft));
        if !self.store.update_saved_query(id, &draft, self.clock.now(), &entry).await? {
            return Err(missing(id));
        }
        self.saved_query(caller, id).await
    }

    /// Removes one's own, or as an administrator a shared one.
    pub async fn delete_saved_query(&self, caller: &Caller, id: i64) -> Result<(), Error> {
        caller.require(Permission::Query)?;
        let before = self.require_ownership(caller, id).await?;
        let entry = self.audit_entry(caller, "saved_query.delete").on("saved_query", &id);
        let entry = told(entry, Some(&before.draft), None);
        if self.store.delete_saved_query(id, &entry).await? { Ok(()) } else { Err(missing(id)) }
    }

    async fn require_ownership(&self, caller: &Caller, id: i64) -> Result<SavedQuery, Error> {
        let query = self.saved_query(caller, id).await?;
        if caller.user_id() != Some(query.owner_id) {
            caller.require(Permission::Admin)?;
        }
        Ok(query)
    }

    async fn check_saved_query(&self, caller: &Caller, draft: &SavedQueryDraft) -> Result<(), Error> {
        check("title", &draft.title, 1, MOST_TITLE)?;
        check("description", &draft.description, 0, MOST_TEXT)?;
        check("sql", &draft.sql, 1, MOST_SQL)?;
        if draft.parameters.len() > MOST_PARAMETERS {
            return Err(invalid("parameters", format!("must be at most {MOST_PARAMETERS}")));
        }
        for (place, parameter) in draft.parameters.iter().enumerate() {
            check("parameters.name", &parameter.name, 1, MOST_TITLE)?;
            check("parameters.default_value", &parameter.default_value, 0, MOST_TEXT)?;
            if !parameter.name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                let why = format!("`{}` may hold letters, digits and _ only", parameter.name);
                return Err(invalid("parameters.name", why));
            }
            if draft.parameters.iter().take(place).any(|other| other.name == parameter.name) {
                return Err(invalid("parameters.name", format!("`{}` stands there twice", parameter.name)));
            }
        }
        self.find_connection(caller, &draft.db_name).await.map(drop)
    }
}

/// For the audit log.
fn told(entry: AuditEntry, before: Option<&SavedQueryDraft>, after: Option<&SavedQueryDraft>) -> AuditEntry {
    type Field = fn(&SavedQueryDraft) -> String;
    const FIELDS: [(&str, Field); 5] = [
        ("connection", |draft| draft.db_name.to_string()),
        ("title", |draft| draft.title.clone()),
        ("description", |draft| draft.description.clone()),
        ("sql", |draft| draft.sql.clone()),
        ("is_shared", |draft| draft.is_shared.to_string()),
    ];
    FIELDS.iter().fold(entry, |entry, (name, field)| entry.change(name, before.map(field), after.map(field)))
}

fn check(field: &'static str, value: &str, least: usize, most: usize) -> Result<(), Error> {
    let length = value.trim().chars().count();
    if length < least {
        return Err(invalid(field, "must not be empty".to_owned()));
    }
    if length > most {
        return Err(invalid(field, format!("must have at most {most} characters")));
    }
    Ok(())
}

fn invalid(field: &'static str, why: String) -> Error {
    Error::Invalid { field, why }
}

fn missing(id: i64) -> Error {
    Error::Missing { what: Noun::SavedQuery, key: id.to_string() }
}
