//! The functions that a database offers, for the guard's allowlist.

use weir_model::{Function, Volatility};

use super::session::Session;
use crate::Error;

/// One row for all overloads of a name that are alike in what the guard looks at.
const FUNCTIONS: &str = "
    SELECT DISTINCT n.nspname, p.proname, p.provolatile, e.extname
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
      LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
     ORDER BY 1, 2, 3, 4";

pub(super) async fn read(session: &mut Session) -> Result<Vec<Function>, Error> {
    let mut functions = Vec::new();
    session
        .rows(FUNCTIONS, &[], |row| {
            functions.push(Function {
                schema: row.text()?,
                name: row.text()?,
                volatility: match row.text()?.as_str() {
                    "i" => Volatility::Immutable,
                    "s" => Volatility::Stable,
                    _ => Volatility::Volatile,
                },
                extension: row.optional_text()?.map(String::from),
            });
            Ok(())
        })
        .await?;
    Ok(functions)
}
