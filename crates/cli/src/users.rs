//! `weir users`: people who may sign in, managed at the machine itself.

use std::io::{self, Read};

use weir_gateway::{Caller, ChangeUser, CreateUser, Error, Gateway, MadeUser, NewPassword};
use weir_model::{Page, PageBounds, Role, Secret, User};

use crate::{
    arguments::UsersCommand,
    failure::Failure,
    output::table::plain_table,
    terminal::{self, Terminal},
};

/// People are read in parts of this many.
const PART: PageBounds = PageBounds { default: 200, max: 200 };

/// Does what was asked.
pub(crate) async fn run(command: UsersCommand, gateway: &Gateway, terminal: Terminal) -> Result<(), Failure> {
    let caller = Caller::local();
    match command {
        UsersCommand::List => list(&everybody(gateway, &caller).await?, terminal),
        UsersCommand::Add { name, role, password_stdin } => {
            let create =
                CreateUser { username: name, role: parse_role(&role)?, password: password(password_stdin)? };
            tell_made(&gateway.create_user(&caller, create).await?, terminal)
        }
        UsersCommand::Disable { name } => {
            let user = set_active(gateway, &caller, (&name, false)).await?;
            terminal::say(&terminal.language.disabled(&user.username))
        }
        UsersCommand::Enable { name } => {
            let user = set_active(gateway, &caller, (&name, true)).await?;
            terminal::say(&terminal.language.enabled(&user.username))
        }
        UsersCommand::ResetPassword { name, password_stdin } => {
            let user = gateway.user_by_name(&caller, &name).await.map_err(not_found)?;
            let made = gateway.reset_password(&caller, user.id, password(password_stdin)?).await?;
            tell_made(&made, terminal)
        }
        UsersCommand::SetRole { name, role } => {
            let change = ChangeUser { role: Some(parse_role(&role)?), is_active: None };
            let user = gateway.user_by_name(&caller, &name).await.map_err(not_found)?;
            let user = gateway.change_user(&caller, user.id, change).await?;
            terminal::say(&terminal.language.has_role(&user.username, user.role.as_str()))
        }
    }
}

async fn everybody(gateway: &Gateway, caller: &Caller) -> Result<Vec<User>, Failure> {
    let mut all = Vec::new();
    for number in 1.. {
        let part = gateway.list_users(caller, Page::new(Some(number), None, PART)).await?;
        let is_last = part.items.is_empty();
        all.extend(part.items);
        if is_last {
            break;
        }
    }
    Ok(all)
}

fn list(users: &[User], terminal: Terminal) -> Result<(), Failure> {
    let language = terminal.language;
    let rows = users.iter().map(|user| {
        let last = user.signed_in_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        let state = language.account_state(user.is_active).to_owned();
        [user.username.clone(), user.role.to_string(), state, last]
    });
    terminal::say(&plain_table(language.user_titles(), rows, terminal))
}

async fn set_active(
    gateway: &Gateway,
    caller: &Caller,
    (name, is_active): (&str, bool),
) -> Result<User, Failure> {
    let user = gateway.user_by_name(caller, name).await.map_err(not_found)?;
    let change = ChangeUser { role: None, is_active: Some(is_active) };
    Ok(gateway.change_user(caller, user.id, change).await?)
}

/// The password alone is the answer, so that a script can take it; the rest is told beside it.
fn tell_made(made: &MadeUser, terminal: Terminal) -> Result<(), Failure> {
    let MadeUser { user, password } = made;
    terminal::note(&terminal.language.account_ready(&user.username, user.role.as_str(), password.is_some()));
    match password {
        Some(password) => terminal::say(password.expose_secret()),
        None => Ok(()),
    }
}

fn parse_role(role: &str) -> Result<Role, Failure> {
    role.parse().map_err(|error| Failure::usage(format!("{error}")))
}

/// The password from standard input, where other people on the machine don't see it.
///
/// One that is made up instead must be changed at the first sign-in: others may have read it on the way.
fn password(from_stdin: bool) -> Result<NewPassword, Failure> {
    if !from_stdin {
        return Ok(NewPassword::Initial(None));
    }
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::failed(format!("cannot read the password from standard input: {error}")))?;
    Ok(NewPassword::Chosen(Secret::new(text.trim_end_matches(['\r', '\n']))))
}

pub(crate) fn not_found(error: Error) -> Failure {
    let is_missing = matches!(error, Error::Missing { .. });
    let failure = Failure::from(error);
    if is_missing { failure.next("see the names with `weir users list`") } else { failure }
}
