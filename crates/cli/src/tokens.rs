//! `weir tokens`: what programs call with, managed at the machine itself.

use weir_gateway::{Caller, CreateToken, Gateway, TokenOf};
use weir_model::{DbName, Page, PageBounds, Permission, Permissions, TokenId};

use crate::{
    arguments::TokensCommand,
    connections,
    failure::Failure,
    output::table::plain_table,
    terminal::{self, Terminal},
    users::not_found,
};

/// Tokens are read in parts of this many.
const PART: PageBounds = PageBounds { default: 200, max: 200 };

/// Does what was asked.
pub(crate) async fn run(
    command: TokensCommand,
    gateway: &Gateway,
    terminal: Terminal,
) -> Result<(), Failure> {
    let caller = Caller::local();
    match command {
        TokensCommand::List => list(&everybodys(gateway, &caller).await?, terminal),
        TokensCommand::Add { user, name, permissions, connections, days } => {
            let owner = gateway.user_by_name(&caller, &user).await.map_err(not_found)?;
            let create = CreateToken {
                name,
                permissions: parse_permissions(&permissions)?,
                connections: parse_connections(&connections)?,
                expires_in_days: Some(days),
            };
            let made = gateway.create_token_for(&caller, owner.id, create).await?;
            terminal::note(
                &terminal.language.token_ready(&owner.username, &made.token.expires_at.to_string()),
            );
            if owner.password_initial_until.is_some() {
                terminal::note(&terminal.language.token_waits(&owner.username));
            }
            terminal::say(made.secret.expose_secret())
        }
        TokensCommand::Revoke { id } => {
            gateway.revoke_token(&caller, TokenId(id)).await?;
            terminal::say(&terminal.language.revoked(id))
        }
    }
}

/// Every token there is.
pub(crate) async fn everybodys(gateway: &Gateway, caller: &Caller) -> Result<Vec<TokenOf>, Failure> {
    let mut all = Vec::new();
    for number in 1.. {
        let part = gateway.list_tokens(caller, true, Page::new(Some(number), None, PART)).await?;
        let is_last = part.items.is_empty();
        all.extend(part.items);
        if is_last {
            break;
        }
    }
    Ok(all)
}

fn list(tokens: &[TokenOf], terminal: Terminal) -> Result<(), Failure> {
    let language = terminal.language;
    let rows = tokens.iter().map(|TokenOf { token, username }| {
        let ends = match token.revoked_at {
            Some(at) => language.revoked_at(&at.to_string()),
            None => token.expires_at.to_string(),
        };
        let used = token.used_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        let whose = format!("{username} · {}", token.name);
        [token.id.0.to_string(), whose, format!("{}…", token.hint), token.permissions.to_words(), ends, used]
    });
    terminal::say(&plain_table(language.token_titles(), rows, terminal))
}

fn parse_permissions(words: &[String]) -> Result<Option<Permissions>, Failure> {
    if words.is_empty() {
        return Ok(None);
    }
    let parse = |word: &String| {
        word.parse::<Permission>().map_err(|error| Failure::usage(format!("--allow {word}: {error}")))
    };
    let permissions = words.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Permissions::of(&permissions)))
}

fn parse_connections(names: &[String]) -> Result<Option<Vec<DbName>>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    names.iter().map(|name| connections::parse(name)).collect::<Result<_, _>>().map(Some)
}
