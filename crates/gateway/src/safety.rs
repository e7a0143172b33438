//! What the account of a connection could do beyond reading: found out when it is registered and on demand, and
//! kept, so that lists show the grade without contacting a server.

use std::time::Duration;

use tokio::time::timeout;
use tracing::{info, warn};
use weir_engine::Engine;
use weir_model::{AccountSafety, DbName, Grade, Timestamp};
use weir_store::CheckedSafety;

use crate::{Caller, Error, Gateway, Permission};

/// Registering waits this long for the grade; then it goes without one.
const AT_FIRST: Duration = Duration::from_secs(5);

/// What is known about the account of a connection.
#[derive(Clone, Debug, Default)]
pub struct SafetyAnswer {
    /// What was found; none when it could not be found out yet, or not for this caller.
    pub found: Option<AccountSafety>,
    /// When.
    pub checked_at: Option<Timestamp>,
}

impl From<CheckedSafety> for SafetyAnswer {
    fn from(checked: CheckedSafety) -> Self {
        Self { found: Some(checked.safety), checked_at: Some(checked.checked_at) }
    }
}

impl Gateway {
    /// What was last found out about the account. Asks the server when nothing is known and the caller may
    /// query; no server is contacted for somebody who may only view.
    pub async fn safety(&self, caller: &Caller, name: &DbName) -> Result<SafetyAnswer, Error> {
        caller.require(Permission::View)?;
        self.find_connection(caller, name).await?;
        match self.store.find_safety(name).await? {
            Some(checked) => Ok(checked.into()),
            None if caller.may(Permission::Query) => self.check_safety(caller, name).await,
            None => Ok(SafetyAnswer::default()),
        }
    }

    /// Finds out what the account could do now. When the server can't be asked, what was known stays.
    pub async fn check_safety(&self, caller: &Caller, name: &DbName) -> Result<SafetyAnswer, Error> {
        caller.require(Permission::Query)?;
        let known = self.find_connection(caller, name).await?;
        let engine = self.open(&known).await?;
        Ok(self.ask_safety(name, known.connection.revision, engine.as_ref()).await?.into())
    }

    /// The grade of an account that was just registered. That it can't be found out is no reason to refuse it.
    pub(crate) async fn grade_at_first(
        &self,
        name: &DbName,
        revision: i64,
        engine: &dyn Engine,
    ) -> Option<Grade> {
        match timeout(AT_FIRST, self.ask_safety(name, revision, engine)).await {
            Ok(Ok(checked)) => return Some(checked.safety.grade()),
            Ok(Err(error)) => warn!(db.name = %name, "could not grade the account of `{name}`: {error}"),
            Err(_) => warn!(
                db.name = %name,
                "could not grade the account of `{name}` within {} seconds",
                AT_FIRST.as_secs()
            ),
        }
        None
    }

    async fn ask_safety(
        &self,
        name: &DbName,
        revision: i64,
        engine: &dyn Engine,
    ) -> Result<CheckedSafety, Error> {
        let safety = engine.account().await?;
        let checked = CheckedSafety { safety, checked_at: self.clock.now() };
        // False when the connection was changed meanwhile: then this answer is not worth keeping.
        self.store.replace_safety(name, revision, &checked).await?;
        self.knowns.forget(name);
        let grade = checked.safety.grade();
        info!(db.name = %name, db.grade = %grade, "the account of `{name}` has grade {grade}");
        Ok(checked)
    }
}
