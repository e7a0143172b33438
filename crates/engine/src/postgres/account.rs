//! What the account of a PostgreSQL target could do beyond reading.
//!
//! A role counts with all that it can become by SET ROLE (`pg_has_role(…, 'MEMBER')`), not only with what it
//! inherits. Sources: <https://www.postgresql.org/docs/current/predefined-roles.html>,
//! <https://www.postgresql.org/docs/current/ddl-priv.html>.

use weir_model::{AccountSafety, Finding, Grade, Phrase};

use super::{reader, session::Session};
use crate::Error;

/// Attributes of the role and of every role that it can become, and the predefined roles among these.
const ROLES: &str = "
    SELECT CURRENT_USER, pg_catalog.current_database(),
           pg_catalog.bool_or(rolsuper), pg_catalog.bool_or(rolcreaterole), pg_catalog.bool_or(rolcreatedb),
           pg_catalog.bool_or(rolreplication), pg_catalog.bool_or(rolbypassrls),
           pg_catalog.array_agg(rolname::text ORDER BY rolname) FILTER (WHERE rolname LIKE 'pg\\_%')
      FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(oid, 'MEMBER')";

/// One row for each kind of right that was found: its code, how often, and one example.
const RIGHTS: &str = "
    WITH who AS MATERIALIZED (
        SELECT oid FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(oid, 'MEMBER')
    ), open AS MATERIALIZED (
        SELECT oid, nspname, pg_catalog.quote_ident(nspname) AS name, nspowner
          FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ), relations AS MATERIALIZED (
        SELECT c.oid, o.name || '.' || pg_catalog.quote_ident(c.relname) AS name, c.relowner
          FROM pg_catalog.pg_class c JOIN open o ON o.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    ), functions AS MATERIALIZED (
        SELECT p.oid, o.name || '.' || pg_catalog.quote_ident(p.proname) AS name, p.prosecdef, p.proowner,
               p.proname, l.lanpltrusted, l.lanname
          FROM pg_catalog.pg_proc p JOIN open o ON o.oid = p.pronamespace
          JOIN pg_catalog.pg_language l ON l.oid = p.prolang
         WHERE EXISTS (SELECT FROM who WHERE pg_catalog.has_function_privilege(who.oid, p.oid, 'EXECUTE'))
    ), found (code, name) AS (
        SELECT 'writes', name FROM relations r
         WHERE NOT pg_catalog.pg_has_role(r.relowner, 'MEMBER') AND EXISTS (SELECT FROM who
               WHERE pg_catalog.has_table_privilege(who.oid, r.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                  OR pg_catalog.has_any_column_privilege(who.oid, r.oid, 'INSERT, UPDATE'))
        UNION ALL
        SELECT 'owns', name FROM relations WHERE pg_catalog.pg_has_role(relowner, 'MEMBER')
        UNION ALL
        SELECT 'owns', name FROM functions WHERE pg_catalog.pg_has_role(proowner, 'MEMBER')
        UNION ALL
        SELECT 'owns_database', pg_catalog.quote_ident(datname) FROM pg_catalog.pg_database
         WHERE datname = pg_catalog.current_database() AND pg_catalog.pg_has_role(datdba, 'MEMBER')
        UNION ALL
        SELECT 'creates_schemas', pg_catalog.quote_ident(datname) FROM pg_catalog.pg_database d
         WHERE datname = pg_catalog.current_database()
           AND EXISTS (SELECT FROM who WHERE pg_catalog.has_database_privilege(who.oid, d.oid, 'CREATE'))
        UNION ALL
        SELECT 'creates_tables', name FROM open o
         WHERE EXISTS (SELECT FROM who WHERE pg_catalog.has_schema_privilege(who.oid, o.oid, 'CREATE'))
        UNION ALL
        SELECT 'definer', name FROM functions
         WHERE prosecdef AND NOT pg_catalog.pg_has_role(proowner, 'MEMBER')
        UNION ALL
        SELECT 'untrusted', name FROM functions WHERE NOT lanpltrusted AND lanname NOT IN ('c', 'internal', 'sql')
        UNION ALL
        SELECT 'elsewhere', name FROM functions WHERE proname ~ '^dblink(_connect|_exec|_open|_send_query)?$'
        UNION ALL
        SELECT 'elsewhere', pg_catalog.quote_ident(srvname) FROM pg_catalog.pg_foreign_server s
         WHERE EXISTS (SELECT FROM who WHERE pg_catalog.has_server_privilege(who.oid, s.oid, 'USAGE'))
        UNION ALL
        SELECT 'files', p.proname FROM pg_catalog.pg_proc p
         WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
           AND p.proname IN ('pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file',
                             'lo_import', 'lo_export')
           AND EXISTS (SELECT FROM who WHERE pg_catalog.has_function_privilege(who.oid, p.oid, 'EXECUTE'))
        UNION ALL
        SELECT 'passwords', 'pg_authid'
         WHERE EXISTS (SELECT FROM who
                        WHERE pg_catalog.has_column_privilege(who.oid, 'pg_catalog.pg_authid', 'rolpassword', 'SELECT'))
    )
    SELECT code, pg_catalog.count(DISTINCT name), pg_catalog.min(name) FROM found GROUP BY code ORDER BY code";

/// Reads what the account may do.
pub(super) async fn read(session: &mut Session) -> Result<AccountSafety, Error> {
    let link = session.link;
    let mut findings = Vec::new();
    let (mut account, mut database, mut superuser) = (String::new(), String::new(), false);
    session
        .rows(ROLES, &[], |row| {
            (account, database, superuser) = (row.text()?, row.text()?, row.bool()?);
            let (create_role, create_db) = (row.bool()?, row.bool()?);
            let (replication, bypass) = (row.bool()?, row.bool()?);
            if superuser {
                findings.push(superuser_finding());
                return Ok(());
            }
            let held = [(create_role, "create_role"), (create_db, "create_db")];
            let held = held.into_iter().chain([(replication, "replication"), (bypass, "bypass_rls")]);
            findings.extend(held.filter(|(has, _)| *has).filter_map(|(_, code)| finding(code, 1, "")));
            findings.extend(row.texts()?.iter().filter_map(|role| predefined_role(role)));
            Ok(())
        })
        .await?;
    // A superuser has every right: counting them tells nothing more.
    if !superuser {
        session
            .rows(RIGHTS, &[], |row| {
                let (code, count, example) = (row.text()?, row.number()?, row.text()?);
                findings.extend(finding(&code, count, &example));
                Ok(())
            })
            .await?;
    }
    let script = reader::script(session, link).await?;
    Ok(AccountSafety::new(account, link, findings, script))
}

fn superuser_finding() -> Finding {
    let phrase = Phrase::new(
        "The account is a superuser, or can become one: nothing on the server is safe from it.",
        "账号是超级用户（或可以切换成超级用户），可以对服务器做任何事。",
    );
    Finding::new(Grade::F, "superuser", phrase)
}

/// A kind of right: its code, its grade, and its sentences for one and for several; `#` stands for the number,
/// `@` for an example.
type Right = (&'static str, Grade, &'static str, &'static str, &'static str);

const KINDS: [Right; 14] = [
    (
        "create_role",
        Grade::E,
        "The account can create and change roles (CREATEROLE).",
        "",
        "账号可以创建和修改角色（CREATEROLE）。",
    ),
    (
        "create_db",
        Grade::E,
        "The account can create databases (CREATEDB).",
        "",
        "账号可以创建数据库（CREATEDB）。",
    ),
    (
        "replication",
        Grade::E,
        "The account can copy the whole server by replication (REPLICATION).",
        "",
        "账号可以通过复制读取整个服务器的数据（REPLICATION）。",
    ),
    (
        "bypass_rls",
        Grade::B,
        "The account reads rows that row-level security hides from others (BYPASSRLS).",
        "",
        "账号可以绕过行级安全策略（BYPASSRLS）。",
    ),
    (
        "files",
        Grade::E,
        "The account can reach files on the server (@).",
        "The account can reach files on the server (@ and others).",
        "账号可以读写服务器上的文件（@）。",
    ),
    (
        "writes",
        Grade::C,
        "The account can write to one table (@).",
        "The account can write to # tables (such as @).",
        "账号可写 # 张表（例如 @）。",
    ),
    (
        "owns",
        Grade::C,
        "The account owns a table or function (@) and can change or drop it.",
        "The account owns # tables and functions (such as @) and can change or drop them.",
        "账号拥有 # 个表或函数（例如 @），可以修改或删除。",
    ),
    ("owns_database", Grade::C, "The account owns the database @.", "", "账号是数据库 @ 的所有者。"),
    (
        "creates_schemas",
        Grade::C,
        "The account can create schemas in the database @.",
        "",
        "账号可以在数据库 @ 中创建模式。",
    ),
    (
        "creates_tables",
        Grade::C,
        "The account can create tables in the schema @.",
        "The account can create tables in # schemas (such as @).",
        "账号可以在 # 个模式中创建表（例如 @）。",
    ),
    (
        "definer",
        Grade::C,
        "The account can call a function that runs with somebody else's rights (@).",
        "The account can call # functions that run with somebody else's rights (such as @).",
        "账号可以调用 # 个以他人权限运行的函数（例如 @）。",
    ),
    (
        "untrusted",
        Grade::C,
        "The account can call a function in an untrusted language (@).",
        "The account can call # functions in untrusted languages (such as @).",
        "账号可以调用 # 个不受信任语言编写的函数（例如 @）。",
    ),
    (
        "elsewhere",
        Grade::C,
        "The account can reach another server (through @).",
        "The account can reach other servers (in # ways, such as @).",
        "账号可以访问其他服务器（例如通过 @）。",
    ),
    (
        "passwords",
        Grade::B,
        "The account can read the password hashes of all roles (@).",
        "",
        "账号可以读取所有角色的密码哈希（@）。",
    ),
];

/// One kind of right as a finding: how many things, one of them `example`.
fn finding(code: &str, count: u64, example: &str) -> Option<Finding> {
    let (_, grade, one, several, chinese) = KINDS.iter().find(|(known, ..)| *known == code)?;
    let english = if count == 1 || several.is_empty() { one } else { several };
    let number = count.to_string();
    // The example last: a name may hold a sign of ours.
    let fill = |text: &str| text.replace('#', &number).replace('@', example);
    Some(Finding::new(*grade, code, Phrase::new(fill(english), fill(chinese))))
}

/// What membership in a role that every server has allows.
fn predefined_role(role: &str) -> Option<Finding> {
    let (grade, english, chinese) = match role {
        "pg_execute_server_program" => (Grade::F, "run programs on the server", "在服务器上运行程序"),
        "pg_write_server_files" => (Grade::F, "write files on the server", "写入服务器上的文件"),
        "pg_read_server_files" => (Grade::E, "read files on the server", "读取服务器上的文件"),
        "pg_create_subscription" => (Grade::E, "create subscriptions", "创建订阅"),
        "pg_write_all_data" => (Grade::C, "write to every table", "写入所有表"),
        "pg_maintain" => (Grade::C, "lock and rewrite every table", "锁定和重写所有表"),
        "pg_signal_backend" | "pg_signal_autovacuum_worker" => {
            (Grade::C, "end other sessions", "终止其他会话")
        }
        "pg_checkpoint" => (Grade::C, "force checkpoints", "强制执行检查点"),
        "pg_use_reserved_connections" => (Grade::B, "take reserved connections", "占用保留连接"),
        "pg_read_all_data" => (Grade::B, "read every table of every schema", "读取所有模式的所有表"),
        "pg_monitor" | "pg_read_all_stats" => {
            (Grade::B, "read what others are running", "查看他人正在执行的语句")
        }
        "pg_read_all_settings" => (Grade::B, "read all settings", "读取所有配置"),
        "pg_stat_scan_tables" => (Grade::B, "scan tables for statistics", "扫描表以统计"),
        _ => return None,
    };
    let phrase = Phrase::new(
        format!("The account is a member of {role}: it can {english}."),
        format!("账号属于 {role}，可以{chinese}。"),
    );
    Some(Finding::new(grade, role, phrase))
}
