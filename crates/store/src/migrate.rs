//! The migrations of both backends, embedded. How they are run, alone among several processes, belongs to
//! `sqlite` and `postgres`.

use sqlx::migrate::{MigrateError, Migrator};

use crate::Error;

/// Says which migrations ran. Not the default name, which another program in the same database may use.
const TABLE: &str = "weir_migrations";

pub(crate) fn sqlite() -> Migrator {
    named(sqlx::migrate!("migrations/sqlite"))
}

pub(crate) fn postgres() -> Migrator {
    named(sqlx::migrate!("migrations/postgres"))
}

fn named(mut migrator: Migrator) -> Migrator {
    migrator.dangerous_set_table_name(TABLE);
    migrator
}

/// What a failed migration means to whoever starts the program.
pub(crate) fn failed(error: MigrateError) -> Error {
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
