//! What an operator gives to add or change an instance, and its checks.

use weir_engine::Target;
use weir_model::{Access, Credential, DbType, Endpoint, Instance, InstanceDraft, Login, Secret};

use crate::Error;

const LONGEST_NAME: usize = 128;
const LONGEST_HOST: usize = 255;
const LONGEST_ENVIRONMENT: usize = 64;
const LONGEST_DESCRIPTION: usize = 2_000;
const LONGEST_LOGIN: usize = 1_000;
const MOST_TAGS: usize = 32;
/// An exbibyte: more than any disk, and far from the end of 64 bits.
const LARGEST_LIMIT: u64 = 1 << 60;

/// A field that can be left alone, cleared or set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays as it is; for something new, it is empty.
    #[default]
    Keep,
    /// It becomes empty.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<T> Change<T> {
    fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

/// What is given of an instance; what isn't stays as it is.
#[derive(Clone, Debug, Default)]
pub struct InstanceInput {
    /// Its name.
    pub name: Option<String>,
    /// Its engine.
    pub db_type: Option<DbType>,
    /// Its host, or the folder of SQLite files.
    pub host: Option<String>,
    /// Its port; the engine's usual one without.
    pub port: Change<u16>,
    /// The user to sign in as; without one a connection's serves.
    pub username: Change<String>,
    /// The user's password.
    pub password: Change<Secret>,
    /// The database to sign in to.
    pub database: Change<String>,
    /// What a URL would say behind its `?`.
    pub parameters: Change<String>,
    /// What environment it belongs to.
    pub environment: Change<String>,
    /// What it is for.
    pub description: Change<String>,
    /// The most bytes that its databases may take together.
    pub limit_bytes: Change<u64>,
    /// Whether it is collected and in the ledger.
    pub is_active: Option<bool>,
    /// The names of its tags.
    pub tags: Option<Vec<String>>,
}

impl InstanceInput {
    /// The whole of it, checked, over what was there before.
    pub(super) fn draft(self, before: Option<&Instance>) -> Result<InstanceDraft, Error> {
        let name = required("name", self.name, before.map(|before| before.name.clone()))?;
        let endpoint = endpoint(self.db_type, self.host, self.port, before)?;
        let login = login(
            [self.username, self.database, self.parameters],
            before.and_then(|before| before.login.clone()),
        )?;
        let password = match self.password {
            Change::Keep => None,
            Change::Clear => Some(Secret::new("")),
            Change::Set(password) => Some(password),
        };
        if login.is_none() && password.as_ref().is_some_and(|password| !password.expose_secret().is_empty()) {
            return Err(invalid("username", "a password needs a user name"));
        }
        let tags = match self.tags {
            Some(tags) => tags,
            None => before.map(|b| b.tags.iter().map(|tag| tag.name.clone()).collect()).unwrap_or_default(),
        };
        if tags.len() > MOST_TAGS {
            return Err(invalid("tags", &format!("at most {MOST_TAGS} tags")));
        }
        let draft = InstanceDraft {
            name: checked("name", &name, LONGEST_NAME)?,
            environment: text("environment", self.environment, before.and_then(|b| b.environment.clone()))?,
            description: text("description", self.description, before.and_then(|b| b.description.clone()))?,
            limit_bytes: limit(self.limit_bytes.over(before.and_then(|before| before.limit_bytes)))?,
            is_active: self.is_active.unwrap_or(before.is_none_or(|before| before.is_active)),
            is_sample: before.is_some_and(|before| before.is_sample),
            endpoint,
            login,
            password,
            tags,
        };
        check_target(&draft)?;
        Ok(draft)
    }
}

fn endpoint(
    db_type: Option<DbType>,
    host: Option<String>,
    port: Change<u16>,
    before: Option<&Instance>,
) -> Result<Endpoint, Error> {
    let before = before.map(|before| &before.endpoint);
    let Some(db_type) = db_type.or_else(|| before.map(|before| before.db_type)) else {
        return Err(invalid("db_type", "is missing"));
    };
    let host = required("host", host, before.map(|before| before.host.clone()))?;
    let host = checked("host", &host, LONGEST_HOST)?;
    let port = port.over(before.and_then(|before| before.port)).or_else(|| Target::usual_port(db_type));
    if port == Some(0) {
        return Err(invalid("port", "must be between 1 and 65535"));
    }
    if Target::usual_port(db_type).is_none() {
        if port.is_some() {
            return Err(invalid("port", "a folder of SQLite files has no port"));
        }
    } else if host.chars().any(|c| c.is_whitespace() || matches!(c, '@' | '?' | '#' | '%' | '[' | ']')) {
        return Err(invalid("host", "must be a host name or an address"));
    }
    Ok(Endpoint { db_type, host, port })
}

fn login(
    [user, database, parameters]: [Change<String>; 3],
    before: Option<Login>,
) -> Result<Option<Login>, Error> {
    let before = before.unwrap_or_default();
    let user = text("username", user, Some(before.user))?;
    let database = text("database", database, before.database)?;
    let parameters = text("parameters", parameters, Some(before.parameters))?.unwrap_or_default();
    match user {
        Some(user) => Ok(Some(Login { user, database, parameters })),
        None if database.is_some() || !parameters.is_empty() => {
            Err(invalid("username", "a database or parameters need a user name"))
        }
        None => Ok(None),
    }
}

/// Whether the engine could make a target of it; a name is no folder, a parameter is known.
fn check_target(draft: &InstanceDraft) -> Result<(), Error> {
    let access = match &draft.login {
        Some(_) if Target::usual_port(draft.endpoint.db_type).is_none() => {
            return Err(invalid("username", "a folder of SQLite files has no users"));
        }
        Some(login) => Access::Own {
            credential: Credential { user: login.user.clone(), password: Secret::new("") },
            database: login.database.clone(),
            parameters: login.parameters.clone(),
        },
        None if Target::usual_port(draft.endpoint.db_type).is_none() => Access::Open,
        None => return Ok(()),
    };
    Target::of_instance(&draft.endpoint, &access)?;
    Ok(())
}

pub(crate) fn limit(limit: Option<u64>) -> Result<Option<u64>, Error> {
    match limit {
        Some(bytes) if !(1..=LARGEST_LIMIT).contains(&bytes) => {
            Err(invalid("limit_bytes", &format!("must be between 1 and {LARGEST_LIMIT}")))
        }
        limit => Ok(limit),
    }
}

fn required(field: &'static str, given: Option<String>, before: Option<String>) -> Result<String, Error> {
    given.or(before).ok_or_else(|| invalid(field, "is missing"))
}

/// An optional text; nothing but blanks is none.
fn text(
    field: &'static str,
    change: Change<String>,
    before: Option<String>,
) -> Result<Option<String>, Error> {
    let longest = match field {
        "environment" => LONGEST_ENVIRONMENT,
        "description" => LONGEST_DESCRIPTION,
        _ => LONGEST_LOGIN,
    };
    match change.over(before) {
        Some(value) if !value.trim().is_empty() => checked(field, &value, longest).map(Some),
        _ => Ok(None),
    }
}

pub(crate) fn checked(field: &'static str, value: &str, longest: usize) -> Result<String, Error> {
    let value = value.trim();
    let is_bad = |c: char| c.is_control() && !(field == "description" && matches!(c, '\n' | '\r' | '\t'));
    if value.is_empty() {
        return Err(invalid(field, "must not be empty"));
    }
    if value.chars().count() > longest {
        return Err(invalid(field, &format!("at most {longest} characters")));
    }
    if value.contains(is_bad) {
        return Err(invalid(field, "must not hold control characters"));
    }
    Ok(value.to_owned())
}

pub(crate) fn invalid(field: &'static str, why: &str) -> Error {
    Error::Invalid { field, why: why.to_owned() }
}
