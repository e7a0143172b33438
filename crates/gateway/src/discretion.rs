//! What of a connection may go to a language model beside names, types and comments: nothing, unless somebody opens
//! it, and never the values of columns marked as sensitive.

use weir_model::{DbName, Discretion, SensitiveColumn};

use crate::{Caller, Error, Gateway, Permission, glossary::filled};

const MAX_COLUMNS: usize = 10_000;
const MAX_NAME: usize = 400;

impl Gateway {
    /// What may go out.
    pub async fn discretion(&self, caller: &Caller, name: &DbName) -> Result<Discretion, Error> {
        caller.require(Permission::View)?;
        self.find_connection(caller, name).await?;
        Ok(self.store.find_discretion(name).await?)
    }

    /// Replaces the whole of it.
    pub async fn replace_discretion(
        &self,
        caller: &Caller,
        name: &DbName,
        discretion: Discretion,
    ) -> Result<Discretion, Error> {
        caller.require(Permission::Update)?;
        if discretion.sensitive.len() > MAX_COLUMNS {
            return Err(Error::Invalid { field: "columns", why: format!("must be at most {MAX_COLUMNS}") });
        }
        let columns: Result<Vec<SensitiveColumn>, Error> = discretion.sensitive.iter().map(checked).collect();
        let discretion = Discretion { sensitive: columns?, ..discretion };
        self.find_connection(caller, name).await?;
        let before = self.store.find_discretion(name).await?;
        let told = |discretion: &Discretion| Some(discretion.send_samples.to_string());
        let columns = |discretion: &Discretion| {
            let names =
                discretion.sensitive.iter().map(|it| format!("{}.{}.{}", it.schema, it.table, it.column));
            Some(names.collect::<Vec<_>>().join(", "))
        };
        let audit = self
            .audit_entry(caller, "discretion.replace")
            .on("connection", name)
            .change("send_samples", told(&before), told(&discretion))
            .change("sensitive_columns", columns(&before), columns(&discretion));
        if !self.store.replace_discretion(name, &discretion, &audit).await? {
            return Err(Error::ConnectionNotFound(name.clone()));
        }
        Ok(self.store.find_discretion(name).await?)
    }
}

fn checked(column: &SensitiveColumn) -> Result<SensitiveColumn, Error> {
    Ok(SensitiveColumn {
        schema: filled("columns.schema", &column.schema, MAX_NAME)?,
        table: filled("columns.table", &column.table, MAX_NAME)?,
        column: filled("columns.column", &column.column, MAX_NAME)?,
    })
}
