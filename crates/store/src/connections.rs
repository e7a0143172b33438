//! Registered connections.

use weir_model::{Connection, DbName, NewConnection, Timestamp};

use crate::{Error, Store};

/// What saving a connection did.
#[derive(Clone, Debug)]
pub enum Saved {
    /// The name is new.
    Created(Connection),
    /// The name was there; the cached metadata is dropped when the URL changed.
    Changed(Connection),
}

impl Store {
    /// Every connection, by name.
    pub async fn list_connections(&self) -> Result<Vec<Connection>, Error> {
        todo!()
    }

    /// One connection.
    pub async fn connection_by_name(&self, _name: &DbName) -> Result<Option<Connection>, Error> {
        todo!()
    }

    /// Registers or changes a connection.
    pub async fn save_connection(
        &self,
        _connection: &NewConnection,
        _now: Timestamp,
    ) -> Result<Saved, Error> {
        todo!()
    }

    /// Removes a connection and its cached metadata; its history stays. False when there was none.
    pub async fn delete_connection(&self, _name: &DbName) -> Result<bool, Error> {
        todo!()
    }
}
