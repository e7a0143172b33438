//! Opening a catalog in PostgreSQL: its URL, the settings of a session, migration.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;
use url::Url;
use weir_model::Secret;

use crate::{Error, migrate, pool::ACQUIRE};

/// Sessions of one program; several replicas share the server's limit of 100.
const SESSIONS: u32 = 10;
/// How long opening the first session may take.
const CONNECT: Duration = Duration::from_secs(10);
/// A session that was used this recently is taken without a round trip to see whether it still lives.
const TRUSTED: Duration = Duration::from_secs(1);

/// Ours are short statements by key. What takes this long is stuck, and must not keep locks.
const SESSION: &str = "SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
                       SET idle_in_transaction_session_timeout = '60s'";
/// A migration may take its time, and may wait for another replica's. The notices say that a table is there
/// already, at every start.
const MIGRATION_SESSION: &str = "SET lock_timeout = '60s'; SET client_min_messages = warning";

/// Connects to the server and migrates the catalog.
pub(crate) async fn open(url: &Secret) -> Result<PgPool, Error> {
    let options = options(url)?;
    migrate_catalog(&options).await?;
    let pool = PgPoolOptions::new()
        .max_connections(SESSIONS)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .before_acquire(|session, known| {
            Box::pin(async move {
                if known.idle_for > TRUSTED {
                    session.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(|session, _| Box::pin(async move { session.execute(SESSION).await.map(drop) }))
        .connect_lazy_with(options);
    Ok(pool)
}

fn options(url: &Secret) -> Result<PgConnectOptions, Error> {
    // The cause would repeat parts of the URL.
    let parsed = Url::parse(url.expose_secret()).ok().ok_or_else(|| invalid("it is no URL"))?;
    if !matches!(parsed.scheme(), "postgresql" | "postgres") {
        return Err(invalid("it must begin with postgresql://"));
    }
    for (parameter, _) in parsed.query_pairs() {
        if !is_known(&parameter) {
            return Err(Error::Location(format!("unknown parameter `{parameter}`")));
        }
    }
    let options = PgConnectOptions::from_str(url.expose_secret())
        .ok()
        .ok_or_else(|| invalid("one of its parameters has no valid value"))?;
    let options =
        if options.get_application_name().is_none() { options.application_name("weir") } else { options };
    Ok(options.disable_statement_logging())
}

/// The parameters that sqlx reads. Others it would ignore, and write to the log with their values.
fn is_known(parameter: &str) -> bool {
    const KNOWN: [&str; 17] = [
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "statement-cache-capacity",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "application_name",
    ];
    KNOWN.contains(&parameter) || parameter == "options" || parameter.starts_with("options[")
}

fn invalid(why: &str) -> Error {
    Error::Location(why.to_owned())
}

/// Runs the missing migrations. Replicas that start at once wait for each other's advisory lock, which sqlx
/// takes for the session and leaves when a migration fails: so the session is its own, and ends here.
async fn migrate_catalog(options: &PgConnectOptions) -> Result<(), Error> {
    let connecting = timeout(CONNECT, PgConnection::connect_with(options)).await;
    let mut session = connecting.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
    session.execute(MIGRATION_SESSION).await?;
    let migrated = match check_encoding(&mut session).await {
        Ok(()) => migrate::run_postgres(&mut session).await,
        unsuitable => unsuitable,
    };
    // Closing ends the session and with it the lock; that the farewell was heard doesn't matter.
    let _ = session.close().await;
    migrated
}

/// Names and SQL are of any script.
async fn check_encoding(session: &mut PgConnection) -> Result<(), Error> {
    let encoding: String =
        sqlx::query_scalar("SELECT current_setting('server_encoding')").fetch_one(session).await?;
    if encoding == "UTF8" {
        return Ok(());
    }
    Err(Error::Location(format!("the database's encoding is {encoding}, it must be UTF8")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(url: &str) -> String {
        options(&Secret::new(url)).unwrap_err().to_string()
    }

    #[test]
    fn reads_the_address_and_the_usual_parameters() {
        let url = "postgresql://amy:p%40ss@db.example:5433/catalog?sslmode=disable&options[search_path]=weir";
        let options = options(&Secret::new(url)).unwrap();
        assert_eq!(options.get_host(), "db.example");
        assert_eq!(options.get_port(), 5433);
        assert_eq!(options.get_database(), Some("catalog"));
        assert_eq!(options.get_application_name(), Some("weir"));
    }

    #[test]
    fn says_what_is_wrong_with_a_url_without_its_password() {
        for (url, why) in [
            ("hunter2", "it is no URL"),
            ("mysql://amy:hunter2@db/x", "it must begin with postgresql://"),
            ("postgres://db/x?pasword=hunter2", "unknown parameter `pasword`"),
            ("postgres://amy:hunter2@db/x?sslmode=hunter2", "one of its parameters has no valid value"),
        ] {
            assert_eq!(problem(url), format!("the catalog's URL can't be used: {why}"));
        }
    }
}
