//! `weir connections access`: who may see a connection.

use weir_gateway::{Caller, Gateway, PutAudience, PutGrant, PutGrantee};
use weir_model::{Audience, DbName, Grantee, Timestamp};

use crate::{
    failure::Failure,
    terminal::{self, Terminal},
};

/// What was said on the command line; nothing means that it is only shown.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) everybody: bool,
    pub(crate) users: Vec<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) until: Option<String>,
}

/// Shows who may see a connection, after saying it anew if that is wanted.
pub(crate) async fn run(
    name: DbName,
    wanted: Wanted,
    gateway: &Gateway,
    terminal: Terminal,
) -> Result<(), Failure> {
    let caller = Caller::local();
    let audience = match wanted.read()? {
        Some(put) => gateway.put_audience(&caller, &name, put).await?,
        None => gateway.audience(&caller, &name).await?,
    };
    terminal::say(&terminal.language.visible_to(name.as_str(), listed(&audience).as_deref()))
}

impl Wanted {
    fn read(self) -> Result<Option<PutAudience>, Failure> {
        if self.everybody {
            return Ok(Some(PutAudience::default()));
        }
        if self.users.is_empty() && self.roles.is_empty() {
            return Ok(None);
        }
        let until = match self.until {
            Some(text) => Some(
                text.parse::<Timestamp>()
                    .map_err(|invalid| Failure::usage(format!("--until {text}: {invalid}")))?,
            ),
            None => None,
        };
        let mut grants: Vec<PutGrant> =
            self.users.into_iter().map(|user| PutGrant { to: PutGrantee::User(user), until }).collect();
        for word in self.roles {
            let role = word.parse().map_err(|unknown| Failure::usage(format!("--role {word}: {unknown}")))?;
            grants.push(PutGrant { to: PutGrantee::Role(role), until });
        }
        Ok(Some(PutAudience { limited: true, grants }))
    }
}

/// None for everybody; else each who may, in the words of the command line.
fn listed(audience: &Audience) -> Option<Vec<String>> {
    let told = audience.grants.iter().map(|grant| {
        let to = match &grant.to {
            Grantee::User { username, .. } => format!("--user {username}"),
            Grantee::Role(role) => format!("--role {role}"),
        };
        grant.until.map_or(to.clone(), |until| format!("{to} --until {until}"))
    });
    audience.limited.then(|| told.collect())
}
