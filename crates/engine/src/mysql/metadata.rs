//! What a database says about itself.

use weir_model::DatabaseMetadata;

use super::{fault::Fault, session::Session};

pub(super) async fn read(_session: &mut Session, _database: Option<&str>) -> Result<DatabaseMetadata, Fault> {
    Ok(DatabaseMetadata::default())
}
