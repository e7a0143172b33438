//! API tokens: what programs call with. A token never allows more than its maker may do.

use std::time::Duration;

use weir_model::{ApiToken, DbName, Page, Paged, Permission, Permissions, Secret, TokenId, UserId};
use weir_store::NewToken;

use crate::{
    Caller, Error, Gateway, Noun, Who,
    auth::{identities::plus, secrets},
};

/// Days that a token lives unless something else is asked for.
const DEFAULT_DAYS: u32 = 90;
/// The most days that may be asked for.
const MOST_DAYS: u32 = 3_650;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Characters of a token that its owner sees later: the prefix and four more.
const HINT: usize = secrets::TOKEN_PREFIX.len() + 4;

/// A token to make.
#[derive(Clone, Debug)]
pub struct CreateToken {
    /// What its owner calls it.
    pub name: String,
    /// What it allows; all that the maker may do when absent.
    pub permissions: Option<Permissions>,
    /// The only connections it reaches; all that the maker reaches when absent.
    pub connections: Option<Vec<DbName>>,
    /// Days until it ends.
    pub expires_in_days: Option<u32>,
}

/// A token that was made.
#[derive(Clone, Debug)]
pub struct MadeToken {
    /// What is told of it.
    pub token: ApiToken,
    /// The token itself; it is nowhere else.
    pub secret: Secret,
}

/// A token and the name of its owner.
#[derive(Clone, Debug)]
pub struct TokenOf {
    /// The token.
    pub token: ApiToken,
    /// Whose it is.
    pub username: String,
}

impl Gateway {
    /// One page of the caller's own tokens, or of everybody's for an admin who asks for them; the newest first.
    pub async fn list_tokens(
        &self,
        caller: &Caller,
        of_everybody: bool,
        page: Page,
    ) -> Result<Paged<TokenOf>, Error> {
        let owner = if of_everybody {
            caller.require(Permission::Admin)?;
            None
        } else {
            Some(caller.user_id().ok_or(Error::SessionRequired)?)
        };
        let Paged { items, total } = self.store.list_tokens(owner, page).await?;
        let items = items.into_iter().map(|(token, username)| TokenOf { token, username }).collect();
        Ok(Paged { items, total })
    }

    /// Makes a token for the caller. Another token can't make one, unless it may do everything anyway: a token
    /// that ends would live on in it.
    pub async fn create_token(&self, caller: &Caller, create: CreateToken) -> Result<MadeToken, Error> {
        let owner = match caller.who() {
            Who::Session { user, .. } => *user,
            Who::Token { user, .. } if caller.may(Permission::Admin) => *user,
            _ => return Err(Error::SessionRequired),
        };
        self.make_token(caller, owner, create).await
    }

    /// Makes a token for somebody else's account. For the operator at the machine.
    pub async fn create_token_for(
        &self,
        caller: &Caller,
        owner: UserId,
        create: CreateToken,
    ) -> Result<MadeToken, Error> {
        caller.require(Permission::Admin)?;
        self.make_token(caller, owner, create).await
    }

    async fn make_token(
        &self,
        caller: &Caller,
        user_id: UserId,
        create: CreateToken,
    ) -> Result<MadeToken, Error> {
        let (name, days) = check(&create)?;
        let permissions = create.permissions.unwrap_or(caller.permissions());
        if let Some(lacking) = caller.permissions().lacks(permissions) {
            return Err(Error::Forbidden(lacking));
        }
        let connections = self.connections_of(caller, create.connections).await?;
        if connections.is_some() && create.permissions.is_some_and(|asked| asked.contains(Permission::Admin))
        {
            let why = "can't hold admin for a token that is limited to connections".to_owned();
            return Err(Error::Invalid { field: "permissions", why });
        }
        let is_limited = connections.is_some();
        let permissions = if is_limited { permissions.without(Permission::Admin) } else { permissions };
        let secret = secrets::api_token()?;
        let now = self.clock.now();
        let new = NewToken {
            user_id,
            hint: secret.expose_secret().chars().take(HINT).collect(),
            secret_hash: secrets::hash(secret.expose_secret()),
            permissions,
            connections,
            created_at: now,
            expires_at: plus(now, Duration::from_hours(24 * u64::from(days))),
            name,
        };
        let mut entry = self
            .audit_entry(caller, "token.create")
            .on("token", &new.name)
            .made("permissions", &new.permissions.to_words())
            .made("expires_at", &new.expires_at);
        if let Some(names) = &new.connections {
            let names: Vec<&str> = names.iter().map(DbName::as_str).collect();
            entry = entry.made("connections", &names.join(" "));
        }
        Ok(MadeToken { token: self.store.insert_token(&new, &entry).await?, secret })
    }

    /// Revokes a token: one's own, or anybody's for an admin. It is refused from now on.
    pub async fn revoke_token(&self, caller: &Caller, id: TokenId) -> Result<(), Error> {
        let missing = || Error::Missing { what: Noun::Token, key: id.0.to_string() };
        let token = self.store.token_by_id(id).await?.ok_or_else(missing)?;
        match caller.who() {
            _ if caller.may(Permission::Admin) => {}
            Who::Session { user, .. } if *user == token.user_id => {}
            // A token that leaked may end itself, and nothing else of its owner's.
            Who::Token { token: own, .. } if *own == id => {}
            Who::Token { user, .. } if *user == token.user_id => return Err(Error::SessionRequired),
            _ => return Err(missing()),
        }
        let entry = self.audit_entry(caller, "token.revoke").on("token", &token.name);
        let revoked = self.store.revoke_token(id, self.clock.now(), &entry).await;
        self.auth.identities.forget();
        if revoked? { Ok(()) } else { Err(missing()) }
    }

    /// What a token may be limited to: connections that exist for its maker. Without any, the maker's own limit.
    async fn connections_of(
        &self,
        caller: &Caller,
        asked: Option<Vec<DbName>>,
    ) -> Result<Option<Vec<DbName>>, Error> {
        let Some(mut names) = asked else { return Ok(caller.connections().map(<[DbName]>::to_vec)) };
        names.sort();
        names.dedup();
        for name in &names {
            self.find_connection(caller, name).await?;
        }
        Ok(Some(names))
    }
}

fn check(create: &CreateToken) -> Result<(String, u32), Error> {
    let name = create.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        let why = format!("must be 1 to {LONGEST_NAME} characters");
        return Err(Error::Invalid { field: "name", why });
    }
    let days = create.expires_in_days.unwrap_or(DEFAULT_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        let why = format!("must be between 1 and {MOST_DAYS}");
        return Err(Error::Invalid { field: "expires_in_days", why });
    }
    if create.permissions == Some(Permissions::NONE) {
        let why = "must name at least one permission".to_owned();
        return Err(Error::Invalid { field: "permissions", why });
    }
    if create.connections.as_ref().is_some_and(Vec::is_empty) {
        let why = "must name at least one connection".to_owned();
        return Err(Error::Invalid { field: "connections", why });
    }
    Ok((name.to_owned(), days))
}
