//! Targets on instances of the ledger: the server as its entry names it, with its credential, and one of its
//! databases.

use std::path::PathBuf;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use weir_model::{Access, Credential, DbType, Endpoint};

use super::{Address, Target, TargetError, mask};
use crate::sqlite;

impl Target {
    /// The server that an instance is, signed in to as its entry says. Nothing is contacted.
    pub fn of_instance(endpoint: &Endpoint, access: &Access) -> Result<Self, TargetError> {
        if endpoint.db_type == DbType::Sqlite {
            let folder = PathBuf::from(&endpoint.host);
            if !folder.is_absolute() {
                let why = "an instance of SQLite is a folder, named by its absolute path";
                return Err(TargetError::Invalid(why.to_owned()));
            }
            return Ok(Self { address: Address::Folder(folder), masked_url: format!("sqlite://{endpoint}") });
        }
        match access {
            Access::Connection { url, ssl_disabled } => Self::parse(url.expose_secret(), *ssl_disabled),
            Access::Own { credential, database, parameters } => {
                let login = Login { credential, database: database.as_deref(), parameters };
                Self::parse(&login.url(endpoint), false)
            }
            Access::Open => Err(TargetError::Invalid("the instance has no credential".to_owned())),
        }
    }

    /// The database that it names; for SQLite the file in its folder.
    pub fn database(&self) -> Option<String> {
        match &self.address {
            Address::Postgres(address) => Some(address.database.clone()),
            Address::MySql(address) => address.database.clone(),
            Address::Sqlite(address) => address.path().file_name()?.to_str().map(str::to_owned),
            Address::Folder(_) => None,
        }
    }

    /// The port that servers of this engine usually have; none where there are no ports.
    pub fn usual_port(db_type: DbType) -> Option<u16> {
        match db_type {
            DbType::Postgres => Some(5432),
            DbType::MySql => Some(3306),
            DbType::Sqlite => None,
        }
    }

    /// One database of the same server, by the same credential. For a folder of SQLite files, one of them.
    pub fn with_database(&self, name: &str) -> Result<Self, TargetError> {
        let named = |why: &str| TargetError::Invalid(why.to_owned());
        if name.is_empty() || name.contains('\0') {
            return Err(named("the database's name is missing or holds a NUL byte"));
        }
        let mut target = self.clone();
        match &mut target.address {
            Address::Postgres(address) => name.clone_into(&mut address.database),
            Address::MySql(address) => address.database = Some(name.to_owned()),
            Address::Folder(folder) => {
                if name.contains('/') || matches!(name, "." | "..") {
                    return Err(named("the name of a SQLite database is that of a file in the folder"));
                }
                target.address = Address::Sqlite(sqlite::Address::file(folder.join(name)));
            }
            Address::Sqlite(_) => {}
        }
        // It named another database.
        target.masked_url = mask(self.masked_url.split(['?', '#']).next().unwrap_or_default());
        Ok(target)
    }
}

/// A credential of an instance's own as the URL that means the same.
struct Login<'a> {
    credential: &'a Credential,
    database: Option<&'a str>,
    parameters: &'a str,
}

impl Login<'_> {
    fn url(&self, endpoint: &Endpoint) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let Credential { user, password } = self.credential;
        let scheme = endpoint.db_type;
        let user = encoded(user);
        let password = match password.expose_secret() {
            "" => String::new(),
            password => format!(":{}", encoded(password)),
        };
        let host = match endpoint.host.as_str() {
            // A Unix socket's folder.
            host if host.starts_with('/') => encoded(host),
            host if host.contains(':') && !host.starts_with('[') => format!("[{host}]"),
            host => host.to_owned(),
        };
        let port = endpoint.port.map(|port| format!(":{port}")).unwrap_or_default();
        let database = encoded(self.database.unwrap_or_else(|| usual_database(endpoint.db_type)));
        let parameters = match self.parameters {
            "" => String::new(),
            parameters => format!("?{parameters}"),
        };
        format!("{scheme}://{user}{password}@{host}{port}/{database}{parameters}")
    }
}

/// The database that is there on every server. MySQL needs none.
fn usual_database(db_type: DbType) -> &'static str {
    match db_type {
        DbType::Postgres => "postgres",
        DbType::MySql | DbType::Sqlite => "",
    }
}

#[cfg(test)]
mod tests {
    use weir_model::Secret;

    use super::*;

    fn endpoint(db_type: DbType, host: &str, port: Option<u16>) -> Endpoint {
        Endpoint { db_type, host: host.to_owned(), port }
    }

    fn own(user: &str, password: &str, parameters: &str) -> Access {
        let credential = Credential { user: user.to_owned(), password: Secret::new(password) };
        Access::Own { credential, database: None, parameters: parameters.to_owned() }
    }

    /// What is understood of it, password included: these are nobody's.
    fn shown(target: &Target) -> String {
        match &target.address {
            Address::Postgres(address) => format!("{address:?}"),
            Address::MySql(address) => format!("{address:?}"),
            Address::Sqlite(address) => format!("{address:?}"),
            Address::Folder(folder) => format!("{folder:?}"),
        }
    }

    #[test]
    fn a_credential_of_its_own_may_hold_any_letter() {
        for (db_type, host) in [(DbType::Postgres, "db.example"), (DbType::MySql, "::1")] {
            let endpoint = endpoint(db_type, host, Some(4321));
            let target = Target::of_instance(&endpoint, &own("we@ir", "p:/?#%库", "")).unwrap();
            let shown = shown(&target);
            assert!(shown.contains("\"we@ir\"") && shown.contains(host) && shown.contains("4321"), "{shown}");
            assert!(!target.masked_url().contains("%E5"), "{}", target.masked_url());
            assert_eq!(target.db_type(), db_type);
        }
    }

    #[test]
    fn names_another_database_of_the_same_server() {
        let endpoint = endpoint(DbType::Postgres, "db.example", Some(5432));
        let target = Target::of_instance(&endpoint, &own("weir", "x", "sslmode=require")).unwrap();
        assert!(shown(&target).contains("database: \"postgres\""));
        let shop = shown(&target.with_database("shop/商店").unwrap());
        assert!(shop.contains("database: \"shop/商店\"") && shop.contains("Require"), "{shop}");
    }

    #[test]
    fn a_folder_gives_its_files_and_nothing_outside() {
        let folder =
            Target::of_instance(&endpoint(DbType::Sqlite, "/srv/data", None), &Access::Open).unwrap();
        assert!(shown(&folder.with_database("shop.db").unwrap()).contains("\"/srv/data/shop.db\""));
        for name in ["../etc/passwd", "a/b", "..", ".", "", "a\0b"] {
            assert!(folder.with_database(name).is_err(), "{name}");
        }
        assert!(Target::of_instance(&endpoint(DbType::Sqlite, "data", None), &Access::Open).is_err());
    }

    #[test]
    fn a_server_needs_a_credential() {
        let server = endpoint(DbType::MySql, "db.example", Some(3306));
        assert!(Target::of_instance(&server, &Access::Open).is_err());
    }
}
