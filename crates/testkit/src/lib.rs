//! Real database servers for the tests: PostgreSQL, MySQL, MariaDB, started privately from the installed
//! binaries (own data folder in the temporary directory, free port) and ended with the test run.
//!
//! `WEIR_TEST_POSTGRES_URL`, `WEIR_TEST_MYSQL_URL` and `WEIR_TEST_MARIADB_URL` name servers to use instead.
//!
//! All test processes of a workspace share one server of each kind. Its folder is in the temporary folder, with a
//! lease for each process that uses it; a small shell script beside it ends the server and removes the folder when
//! no such process has been alive for some seconds, so that a killed test run leaves nothing behind either.
//! A server that can't be started fails the test with the command that installs it; nothing is skipped.

mod account;
mod client;
mod database;
pub mod fixtures;
mod folder;
mod identity_provider;
mod launch;
mod mysql;
mod postgres;
mod private;
mod programs;
mod proxy;
mod random;
mod scripted_model;
mod server;
mod shared;
mod template;
mod workspace;

pub use database::TestDatabase;
pub use identity_provider::IdentityProvider;
pub use private::PrivateServer;
pub use proxy::{Proxy, Weather};
pub use scripted_model::{Finish, RecordedRequest, Script, ScriptedModel, Step};
pub use server::Server;
