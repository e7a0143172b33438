//! Managing people: making, changing and disabling accounts. For admins, and the operator at the machine.

use std::time::Duration;

use tracing::info;
use weir_model::{AuditEntry, Page, Paged, Phrase, Role, Secret, User, UserId, Username};
use weir_store::{NewUser, SetPassword, UserChange, UserChanged};

use crate::{
    Caller, Error, Gateway, Noun, Permission,
    auth::{identities::plus, passwords, secrets},
};

/// The name of the account that is made at the first start.
const FIRST_ADMIN: &str = "admin";
/// How long a password lets its owner in that they did not choose themselves. ASVS 2.3.1.
const INITIAL: Duration = Duration::from_hours(7 * 24);

/// A password for an account.
#[derive(Clone, Debug)]
pub enum NewPassword {
    /// Chosen by its owner, or by the operator for them: it stays.
    Chosen(Secret),
    /// Known to somebody else: its owner must change it before anything else, within a week. Made up without one.
    Initial(Option<Secret>),
    /// Made up, and good as it is: the demo's, which ends with it.
    MadeUp,
}

/// An account to make.
#[derive(Clone, Debug)]
pub struct CreateUser {
    /// The name.
    pub username: String,
    /// The role.
    pub role: Role,
    /// The password.
    pub password: NewPassword,
}

/// What to change of an account; absent fields stay.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangeUser {
    /// The new role.
    pub role: Option<Role>,
    /// False disables it.
    pub is_active: Option<bool>,
}

/// An account that was made, or whose password was set anew.
#[derive(Clone, Debug)]
pub struct MadeUser {
    /// The account.
    pub user: User,
    /// The password that was made up for it; it is nowhere else.
    pub password: Option<Secret>,
}

impl Gateway {
    /// One page of the accounts, by name.
    pub async fn list_users(&self, caller: &Caller, page: Page) -> Result<Paged<User>, Error> {
        caller.require(Permission::Admin)?;
        Ok(self.store.list_users(page).await?)
    }

    /// One account.
    pub async fn user(&self, caller: &Caller, id: UserId) -> Result<User, Error> {
        caller.require(Permission::Admin)?;
        self.find_user(id).await
    }

    /// The account of a name.
    pub async fn user_by_name(&self, caller: &Caller, name: &str) -> Result<User, Error> {
        caller.require(Permission::Admin)?;
        let found = match Username::parse(name) {
            Ok(name) => self.store.credentials_by_name(&name).await?,
            Err(_unknown) => None,
        };
        let missing = || Error::Missing { what: Noun::User, key: name.to_owned() };
        Ok(found.ok_or_else(missing)?.user)
    }

    /// Makes an account.
    pub async fn create_user(&self, caller: &Caller, create: CreateUser) -> Result<MadeUser, Error> {
        caller.require(Permission::Admin)?;
        let username = parse_name(&create.username)?;
        let (new, made_up) = self.new_user(username, create.role, create.password).await?;
        let entry = self.audit_entry(caller, "user.create").on("user", &new.username).made("role", &new.role);
        let made = self.store.insert_user(&new, self.clock.now(), &entry).await?;
        let user = made.ok_or_else(|| {
            Error::Conflict(Phrase::new(
                format!("There is a user '{}' already", new.username),
                format!("用户“{}”已存在", new.username),
            ))
        })?;
        info!(user.id = user.id.0, "made an account");
        Ok(MadeUser { user, password: made_up })
    }

    /// Makes the first account, an admin, when there is none at all.
    pub async fn create_first_admin(&self, password: NewPassword) -> Result<Option<MadeUser>, Error> {
        if self.store.count_users().await? > 0 {
            return Ok(None);
        }
        let (new, made_up) = self.new_user(parse_name(FIRST_ADMIN)?, Role::Admin, password).await?;
        let entry = self.audit_entry(&Caller::local(), "user.create");
        let entry = entry.on("user", &new.username).made("role", &new.role).note("first_start");
        let made = self.store.insert_first_user(&new, self.clock.now(), &entry).await?;
        Ok(made.map(|user| MadeUser { user, password: made_up }))
    }

    /// Changes the role of an account, disables it or lets it be used again. Its sessions end.
    pub async fn change_user(&self, caller: &Caller, id: UserId, change: ChangeUser) -> Result<User, Error> {
        caller.require(Permission::Admin)?;
        let before = self.find_user(id).await?;
        let role = change.role.unwrap_or(before.role);
        let is_active = change.is_active.unwrap_or(before.is_active);
        if (role, is_active) == (before.role, before.is_active) {
            return Ok(before);
        }
        let entry = self
            .audit_entry(caller, "user.change")
            .on("user", &before.username)
            .change("role", Some(before.role.to_string()), Some(role.to_string()))
            .change("is_active", Some(before.is_active.to_string()), Some(is_active.to_string()));
        let change = UserChange { role: change.role, is_active: change.is_active, ..UserChange::default() };
        self.apply(id, &change, &entry).await
    }

    /// Gives an account another password, and ends its sessions.
    pub async fn reset_password(
        &self,
        caller: &Caller,
        id: UserId,
        password: NewPassword,
    ) -> Result<MadeUser, Error> {
        caller.require(Permission::Admin)?;
        let before = self.find_user(id).await?;
        if before.has_identity {
            // It would be a way in beside the provider, for somebody whom the provider no longer knows too.
            return Err(Error::Conflict(Phrase::new(
                "This account signs in at the identity provider and has no password here",
                "该账户通过身份提供方登录，此处没有密码",
            )));
        }
        let (password, made_up) = self.new_password(&before.username, password).await?;
        let entry = self.audit_entry(caller, "user.reset_password").on("user", &before.username);
        let change = UserChange { password: Some(password), ..UserChange::default() };
        let user = self.apply(id, &change, &entry).await?;
        Ok(MadeUser { user, password: made_up })
    }

    pub(super) async fn apply(
        &self,
        id: UserId,
        change: &UserChange,
        entry: &AuditEntry,
    ) -> Result<User, Error> {
        let changed = self.store.change_user(id, change, self.clock.now(), entry).await;
        // Also after a failure: whether a commit happened may be unknown then.
        self.auth.identities.forget();
        match changed? {
            UserChanged::Changed(user) => Ok(user),
            UserChanged::Missing => Err(Error::Missing { what: Noun::User, key: id.0.to_string() }),
            UserChanged::OtherPassword => {
                Err(Error::Conflict(Phrase::new("The password was changed meanwhile", "密码已被修改")))
            }
            UserChanged::LastAdmin => Err(Error::Conflict(Phrase::new(
                "This is the last admin who can sign in; make another one first",
                "这是最后一个可登录的管理员，请先设置另一位管理员",
            ))),
        }
    }

    async fn new_user(
        &self,
        username: Username,
        role: Role,
        password: NewPassword,
    ) -> Result<(NewUser, Option<Secret>), Error> {
        let (password, made_up) = self.new_password(username.as_str(), password).await?;
        Ok((NewUser { username, password: Some(password), identity: None, role }, made_up))
    }

    /// What is kept of the password, and the password itself if it was made up here.
    async fn new_password(
        &self,
        username: &str,
        password: NewPassword,
    ) -> Result<(SetPassword, Option<Secret>), Error> {
        let week = || Some(plus(self.clock.now(), INITIAL));
        let (given, initial_until) = match password {
            NewPassword::Chosen(password) => (Some(password), None),
            NewPassword::Initial(password) => (password, week()),
            NewPassword::MadeUp => (None, None),
        };
        let (text, made_up) = if let Some(password) = given {
            passwords::check_new("password", &password, username)?;
            (password, None)
        } else {
            let made_up = secrets::password()?;
            (made_up.clone(), Some(made_up))
        };
        Ok((SetPassword { hash: self.hash_password(&text).await?, initial_until }, made_up))
    }
}

fn parse_name(name: &str) -> Result<Username, Error> {
    Username::parse(name).map_err(|error| Error::Invalid { field: "username", why: error.to_string() })
}
