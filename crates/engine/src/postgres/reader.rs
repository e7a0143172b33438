//! The script that creates an account which only reads, for one database.

use weir_model::Link;

use super::session::Session;
use crate::Error;

/// What the script names: each schema of the database, whether everybody may create in it, and
/// the functions there that run with their owner's rights and that everybody may call.
const SCHEMAS: &str = "
    SELECT pg_catalog.quote_ident(pg_catalog.current_database()), pg_catalog.quote_ident(n.nspname),
           EXISTS (SELECT FROM pg_catalog.aclexplode(n.nspacl) a
                    WHERE a.grantee = 0 AND a.privilege_type = 'CREATE'),
           ARRAY(SELECT p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p
                  WHERE p.pronamespace = n.oid AND p.prosecdef
                    AND (p.proacl IS NULL OR EXISTS (SELECT FROM pg_catalog.aclexplode(p.proacl) a
                                                      WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE'))
                  ORDER BY 1)
      FROM pg_catalog.pg_namespace n
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 2";

/// The name of the account that the script creates.
const READER: &str = "weir_reader";

/// Writes the script. Names come quoted from the server.
pub(super) async fn script(session: &mut Session, link: Link) -> Result<String, Error> {
    let mut database = String::new();
    let (mut grants, mut public) = (Vec::new(), Vec::new());
    session
        .rows(SCHEMAS, &[], |row| {
            database = row.text()?;
            let (schema, everybody_creates, definers) = (row.text()?, row.bool()?, row.texts()?);
            grants.push(grant(&schema));
            public.extend(everybody_creates.then(|| nobody_creates(&schema)));
            public.extend(definers.iter().map(|function| warn(function)));
            Ok(())
        })
        .await?;
    let encryption = match link {
        Link::Local | Link::Verified => "",
        Link::Unverified | Link::Clear => {
            "-- Register it with ?sslmode=verify-full (and sslrootcert=FILE for an authority of your own).\n"
        }
    };
    let (grants, public) = (grants.concat(), public.concat());
    Ok(format!(
        "-- As a superuser, in the database {database}:\n\
         CREATE ROLE {READER} LOGIN PASSWORD 'CHANGE-ME'\n    \
             NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;\n\
         ALTER ROLE {READER} SET default_transaction_read_only = on;\n\
         GRANT CONNECT ON DATABASE {database} TO {READER};\n{grants}{public}{encryption}"
    ))
}

fn grant(schema: &str) -> String {
    format!(
        "GRANT USAGE ON SCHEMA {schema} TO {READER};\n\
         GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {READER};\n\
         -- For tables that the role running this script will create; repeat it as other owners.\n\
         ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {READER};\n"
    )
}

fn nobody_creates(schema: &str) -> String {
    format!(
        "-- Everybody may create tables in {schema}. Owners who need it keep their own right.\n\
         REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;\n"
    )
}

fn warn(function: &str) -> String {
    format!(
        "-- Runs with its owner's rights, and everybody may call it. Who needs it must be granted it first:\n\
         -- REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;\n"
    )
}
