//! The kinds of server, and what is said about each when it is missing.

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Server {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
}

impl Server {
    /// Every kind, for tests that tell one story on each.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::MySql, Self::MariaDb];

    /// Its name in file names.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
            Self::MariaDb => "mariadb",
        }
    }

    /// Its scheme in URLs.
    pub(crate) fn scheme(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::MySql | Self::MariaDb => "mysql",
        }
    }

    /// The database that is always there to connect to.
    pub(crate) fn maintenance_database(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MySql | Self::MariaDb => "mysql",
        }
    }

    /// The variable that names a server to use instead of a private one.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Self::Postgres => "WEIR_TEST_POSTGRES_URL",
            Self::MySql => "WEIR_TEST_MYSQL_URL",
            Self::MariaDb => "WEIR_TEST_MARIADB_URL",
        }
    }

    /// What to do when it isn't installed.
    pub(crate) fn missing(self) -> &'static str {
        match self {
            Self::Postgres => {
                "PostgreSQL is not installed: `apt-get install postgresql`, or name a server in WEIR_TEST_POSTGRES_URL."
            }
            Self::MySql => {
                "MySQL is not installed: run `scripts/fetch-mysql`, or name a server in WEIR_TEST_MYSQL_URL."
            }
            Self::MariaDb => {
                "MariaDB is not installed: `apt-get install mariadb-server`, or name a server in WEIR_TEST_MARIADB_URL."
            }
        }
    }

    /// The signal that ends a server whose data nobody wants any more, without leaving shared memory behind.
    pub(crate) fn stop_signal(self) -> &'static str {
        match self {
            // "Immediate shutdown": PostgreSQL manual, "Shutting Down the Server".
            Self::Postgres => "QUIT",
            Self::MySql | Self::MariaDb => "KILL",
        }
    }
}
