//! The migrations of both backends, embedded. How they are run, alone among several processes, belongs to
//! `sqlite` and `postgres`.

use sqlx::{
    PgConnection, SqliteConnection,
    migrate::{Migrate, MigrateError, Migrator},
};

use crate::Error;

/// Says which migrations ran. Not the default name, which another program in the same database may use.
const TABLE: &str = "weir_migrations";

/// Runs what is missing in a catalog in SQLite.
pub(crate) async fn run_sqlite(session: &mut SqliteConnection) -> Result<(), Error> {
    run(&sqlite(), session).await
}

/// Runs what is missing in a catalog in PostgreSQL.
pub(crate) async fn run_postgres(session: &mut PgConnection) -> Result<(), Error> {
    run(&postgres(), session).await
}

/// `Migrator::run` gives a future that the compiler doesn't see to be `Send`
/// (<https://github.com/rust-lang/rust/issues/100013>); sqlx has this one for that reason.
async fn run(migrator: &Migrator, session: &mut impl Migrate) -> Result<(), Error> {
    const ALL: Option<i64> = None;
    migrator.run_direct(ALL, session, false).await.map_err(failed)
}

fn sqlite() -> Migrator {
    named(sqlx::migrate!("migrations/sqlite"))
}

fn postgres() -> Migrator {
    named(sqlx::migrate!("migrations/postgres"))
}

fn named(mut migrator: Migrator) -> Migrator {
    migrator.dangerous_set_table_name(TABLE);
    migrator
}

/// What a failed migration means to whoever starts the program.
fn failed(error: MigrateError) -> Error {
    match error {
        MigrateError::Execute(error) => error.into(),
        MigrateError::ExecuteMigration(error, migration) => match Error::from(error) {
            Error::Database(error) => Error::Migration(MigrateError::ExecuteMigration(error, migration)),
            unavailable => unavailable,
        },
        MigrateError::VersionMissing(migration) => Error::Newer { migration },
        other => Error::Migration(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_backends_have_the_same_steps_forward_only() {
        let steps = |migrator: Migrator| -> Vec<_> {
            migrator.iter().map(|step| (step.version, step.description.clone())).collect()
        };
        assert_eq!(steps(sqlite()), steps(postgres()));
        assert!(
            sqlite().iter().chain(postgres().iter()).all(|step| !step.migration_type.is_down_migration())
        );
    }
}
