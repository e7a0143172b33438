//! Settings as the operator meets them.

use std::fs;

use expect_test::expect;

use weir_testkit::{Server, TestDatabase};

use crate::support::{Home, mode};

#[test]
fn the_default_file_is_a_file_that_weir_accepts() {
    let home = Home::new();
    let file = home.done(&["config", "default"]);
    fs::write(home.path("weir.toml"), file).unwrap();
    let checked = home.done(&["config", "check"]);
    assert!(checked.contains("weir.toml line "), "{checked}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one text")]
fn the_default_file_says_what_each_setting_is_for() {
    let file = Home::new().done(&["config", "default"]);
    expect![[r##"
        # Settings of Weir. What stands here is what holds without this file.
        #
        # Weir reads the file given by --config or WEIR_CONFIG, else ./weir.toml, else weir.toml in the data directory.
        # A variable WEIR_SECTION__NAME (two underscores) wins over the file, a flag over both.
        # `weir config check` tells what holds now, and why.

        # The HTTP server.
        [server]
        # Address and port. Beyond loopback, put TLS before it: passwords and tokens travel in clear otherwise.
        listen = "127.0.0.1:8642"
        # Host names under which requests may address this server, besides localhost and addresses in figures.
        # Other names are refused: a page elsewhere could make one of its names point here.
        allowed_hosts = []
        # The address under which people reach this server. Its host name is allowed; with https://, cookies
        # are marked Secure.
        # public_url = "https://weir.example"
        # This server's certificate with those between it and its authority, PEM. Read anew when it changes.
        # tls_certificate = "/etc/weir/weir.crt"
        # The certificate's private key, PEM.
        # tls_key = "/etc/weir/weir.key"
        # Addresses, or ranges such as 10.0.0.0/8, of the proxies before this server. Their X-Forwarded-For,
        # -Proto and -Host are believed, and nobody else's.
        trusted_proxies = []
        # The path that this server is under, when a proxy hands it on unchanged.
        # base_path = "/weir"
        # Origins of other sites whose pages may call this server, such as https://tools.example. Never `*`.
        cors_origins = []
        # The longest request body.
        max_body_bytes = 4194304

        # Signing in.
        [auth]
        # The password of the account `admin` that is made when there is none yet. Without it one is made up and
        # shown once. Better given as WEIR_AUTH__ADMIN_PASSWORD.
        # admin_password = ""
        # What callers without any credentials may do. Without it: nothing. For older clients only.
        # anonymous_role = "analyst"
        # Seconds after which a session that nobody uses ends.
        session_idle_s = 1800
        # Seconds after which a session ends, used or not.
        session_max_s = 43200
        # KiB of memory that checking a password takes (Argon2id). Less makes stolen hashes cheaper to try.
        password_memory_kib = 19456
        # Passes over that memory.
        password_passes = 2

        # An identity provider where people may sign in too (OpenID Connect). Needs server.public_url, and the provider
        # must know the address that lies below it: /api/v1/auth/oidc/callback. Without an issuer: none.
        [auth.oidc]
        # The provider's address, exactly as it calls itself.
        # issuer = "https://id.example"
        # What Weir is called there.
        # client_id = "weir"
        # The secret between the two. Without it Weir is a public client, which PKCE alone protects.
        # Better given as WEIR_AUTH__OIDC__CLIENT_SECRET.
        # client_secret = ""
        # What is asked for beside openid. Many providers tell of groups only when asked for a scope of that name.
        scopes = ["profile", "email"]
        # The claim that lists somebody's groups. Points lead into objects: realm_access.roles.
        groups_claim = "groups"
        # The claim that a new account is named after. People are known by issuer and subject, never by it.
        name_claim = "preferred_username"
        # Which group gives which role, as "group=role"; of several, the strongest. Read anew at every sign-in.
        roles = []
        # The role of people in none of these groups. Without it they are refused.
        # default_role = "viewer"
        # What the sign-in page's button calls the provider.
        # label = "Example Ltd"

        # Weir's own database: connections, cached metadata, history.
        [catalog]
        # Where Weir keeps its files. Without it: $XDG_DATA_HOME/weir, else ~/.local/share/weir, else
        # /var/lib/weir where there is no home directory. Made with mode 0700.
        # data_dir = "/var/lib/weir"
        # A PostgreSQL database for the catalog. Without it: catalog.db in the data directory.
        # url = "postgresql://weir:password@db.example:5432/weir"

        # The key that seals passwords in the catalog.
        [secrets]
        # The key itself: 32 bytes as base64 or 64 hexadecimal digits. Better given as WEIR_SECRETS__KEY.
        # key = ""
        # The file that holds the key when `key` is not set. Without it: secret.key in the data directory.
        # Made at the first start, with mode 0600. Keep a copy apart from the catalog.
        # key_file = "/etc/weir/secret.key"

        # What a query may cost.
        [limits]
        # The limit added to a statement that has none.
        default_rows = 1000
        # The most rows of an answer, whatever the statement or the request says.
        max_rows = 10000
        # The most rows of an answer in CSV or NDJSON, for those who may export.
        max_export_rows = 1000000
        # Seconds that a query may take unless the request says otherwise.
        default_timeout_s = 30
        # The most seconds that a request may ask for.
        max_timeout_s = 300
        # The most bytes of a JSON answer.
        max_answer_bytes = 67108864
        # How many queries one person or token may have running at once.
        queries_per_user = 16
        # How many queries run at once in all. On one connection it is engines.sessions.
        queries_at_once = 64

        # Sessions with the databases that are registered.
        [engines]
        # The most sessions with one database at once.
        sessions = 8
        # Seconds after which an idle session is closed.
        idle_s = 300
        # Seconds that opening a session may take, name resolution and TLS included.
        connect_timeout_s = 10
        # PostgreSQL extensions whose functions may be called, such as "postgis".
        open_extensions = []

        # SQLite files that may be registered.
        [sqlite]
        # Folders in which SQLite files may lie. Without it: sqlite/ in the data directory.
        # allowed_dirs = ["/srv/data"]

        # What Weir does by itself: measuring databases and tidying up. Cron expressions are in UTC.
        [scheduler]
        # Whether this process runs what is due. With several processes on one catalog, one is enough.
        enabled = true
        # When the databases of every instance are listed and measured.
        collect_sizes = "0 */4 * * *"
        # When the tables of every database are measured.
        collect_table_sizes = "30 1 * * *"
        # When old sizes are thinned out.
        keep_house = "15 3 * * *"
        # Seconds by which these moments are delayed by chance, at most.
        jitter_s = 300
        # How many instances are visited side by side.
        instances_at_once = 16
        # Days for which every day's sizes are kept.
        daily_sizes_days = 400
        # Days for which one day's sizes a month are kept after that.
        monthly_sizes_days = 3650

        # The language model that questions are put to. Without a provider: none.
        [llm]
        # Whose way of talking: openai also for DeepSeek, Qwen, vLLM, Ollama and others that speak it.
        # provider = "openai"
        # Where it is. Without it: the provider's own address.
        # base_url = "http://localhost:11434/v1"
        # The model, as the provider calls it.
        # model = "qwen3-coder"
        # The environment variable that holds the key; not the key itself. Its name must not begin with WEIR_.
        # Without it: no key is sent.
        # api_key_env = "OPENAI_API_KEY"
        # Further models that a question may ask for by name, each as
        # "name=deepseek provider=openai base_url=https://api.deepseek.com/v1 model=deepseek-chat api_key_env=DEEPSEEK_KEY".
        others = []
        # Seconds that one call to a model may take, retries included.
        timeout_s = 60
        # The most tokens of one answer. Without it: the provider's own limit.
        # max_output_tokens = 4096
        # How much of the schema one question may carry, in tokens.
        schema_tokens = 8000
        # The HTTP proxy to the models. Without it: none, whatever the environment says.
        # proxy = "http://proxy.example:3128"

        # For how long logs in the catalog are kept. What is older goes every night.
        [retention]
        # Days of the history of queries.
        history_days = 90
        # Days of the audit log; 30 at least.
        audit_days = 365
        # Days of the runs of jobs.
        runs_days = 90

        # What Prometheus reads at /metrics.
        [metrics]
        # Whether /metrics answers. Without a token it does so on loopback addresses only.
        enabled = false
        # What Prometheus sends as `Authorization: Bearer`. Better given as WEIR_METRICS__TOKEN.
        # token = ""

        # The log, on standard error.
        [log]
        # error, warn, info, debug or trace; or directives such as "info,weir_engine=debug".
        level = "info"
        # text for people, json for machines.
        format = "text"
    "##]].assert_eq(&file);
}

#[test]
#[expect(clippy::too_many_lines, reason = "the settings are many")]
fn check_says_what_holds_and_why_without_showing_secrets() {
    let mut home = Home::new();
    home.set("WEIR_SECRETS__KEY", "hunter2");
    home.set("WEIR_LIMITS__MAX_ROWS", "500");
    fs::write(home.path("weir.toml"), "[log]\nformat = \"json\"\n").unwrap();
    let told = home.weir(&["config", "check", "--log-level", "debug"]);
    assert_eq!(told.code, 0);
    // How wide the table is depends on where the home is.
    let lines: Vec<String> = told
        .out
        .lines()
        .filter(|line| line.starts_with('│'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    expect![[r#"
        │ setting ┆ value ┆ from │
        │ server.listen ┆ "127.0.0.1:8642" ┆ default │
        │ server.allowed_hosts ┆ [] ┆ default │
        │ server.public_url ┆ - ┆ default │
        │ server.tls_certificate ┆ - ┆ default │
        │ server.tls_key ┆ - ┆ default │
        │ server.trusted_proxies ┆ [] ┆ default │
        │ server.base_path ┆ - ┆ default │
        │ server.cors_origins ┆ [] ┆ default │
        │ server.max_body_bytes ┆ 4194304 ┆ default │
        │ auth.admin_password ┆ - ┆ default │
        │ auth.anonymous_role ┆ - ┆ default │
        │ auth.session_idle_s ┆ 1800 ┆ default │
        │ auth.session_max_s ┆ 43200 ┆ default │
        │ auth.password_memory_kib ┆ 19456 ┆ default │
        │ auth.password_passes ┆ 2 ┆ default │
        │ auth.oidc.issuer ┆ - ┆ default │
        │ auth.oidc.client_id ┆ - ┆ default │
        │ auth.oidc.client_secret ┆ - ┆ default │
        │ auth.oidc.scopes ┆ ["profile", "email"] ┆ default │
        │ auth.oidc.groups_claim ┆ "groups" ┆ default │
        │ auth.oidc.name_claim ┆ "preferred_username" ┆ default │
        │ auth.oidc.roles ┆ [] ┆ default │
        │ auth.oidc.default_role ┆ - ┆ default │
        │ auth.oidc.label ┆ - ┆ default │
        │ catalog.data_dir ┆ "HOME/.local/share/weir" ┆ default │
        │ catalog.url ┆ "HOME/.local/share/weir/catalog.db" ┆ default │
        │ secrets.key ┆ **** ┆ environment WEIR_SECRETS__KEY │
        │ secrets.key_file ┆ - ┆ default │
        │ limits.default_rows ┆ 1000 ┆ default │
        │ limits.max_rows ┆ 500 ┆ environment WEIR_LIMITS__MAX_ROWS │
        │ limits.max_export_rows ┆ 1000000 ┆ default │
        │ limits.default_timeout_s ┆ 30 ┆ default │
        │ limits.max_timeout_s ┆ 300 ┆ default │
        │ limits.max_answer_bytes ┆ 67108864 ┆ default │
        │ limits.queries_per_user ┆ 16 ┆ default │
        │ limits.queries_at_once ┆ 64 ┆ default │
        │ engines.sessions ┆ 8 ┆ default │
        │ engines.idle_s ┆ 300 ┆ default │
        │ engines.connect_timeout_s ┆ 10 ┆ default │
        │ engines.open_extensions ┆ [] ┆ default │
        │ sqlite.allowed_dirs ┆ ["HOME/.local/share/weir/sqlite"] ┆ default │
        │ scheduler.enabled ┆ true ┆ default │
        │ scheduler.collect_sizes ┆ "0 */4 * * *" ┆ default │
        │ scheduler.collect_table_sizes ┆ "30 1 * * *" ┆ default │
        │ scheduler.keep_house ┆ "15 3 * * *" ┆ default │
        │ scheduler.jitter_s ┆ 300 ┆ default │
        │ scheduler.instances_at_once ┆ 16 ┆ default │
        │ scheduler.daily_sizes_days ┆ 400 ┆ default │
        │ scheduler.monthly_sizes_days ┆ 3650 ┆ default │
        │ llm.provider ┆ - ┆ default │
        │ llm.base_url ┆ - ┆ default │
        │ llm.model ┆ - ┆ default │
        │ llm.api_key_env ┆ - ┆ default │
        │ llm.others ┆ [] ┆ default │
        │ llm.timeout_s ┆ 60 ┆ default │
        │ llm.max_output_tokens ┆ - ┆ default │
        │ llm.schema_tokens ┆ 8000 ┆ default │
        │ llm.proxy ┆ - ┆ default │
        │ retention.history_days ┆ 90 ┆ default │
        │ retention.audit_days ┆ 365 ┆ default │
        │ retention.runs_days ┆ 90 ┆ default │
        │ metrics.enabled ┆ false ┆ default │
        │ metrics.token ┆ - ┆ default │
        │ log.level ┆ "debug" ┆ flag --log-level │
        │ log.format ┆ "json" ┆ weir.toml line 2 │"#]]
    .assert_eq(&lines.join("\n"));
    expect![[r#"
        Settings file: weir.toml
        Data directory: HOME/.local/share/weir
    "#]]
    .assert_eq(&told.error);
}

#[test]
fn check_finds_what_serve_would_refuse() {
    let home = Home::new();
    for (file, problem) in [
        ("[server]\nlisten = \"0.0.0.0\"\n", "error: server.listen: `0.0.0.0` is no address with a port"),
        ("[log]\nlevel = \"verbose\"\n", "error: log.level is neither"),
        ("[catalog]\nurl = \"mysql://u:hunter2@h/d\"\n", "error: catalog.url must begin with postgresql://"),
    ] {
        fs::write(home.path("weir.toml"), file).unwrap();
        let told = home.weir(&["config", "check"]);
        assert_eq!(told.code, 2, "{told:?}");
        assert!(told.error.contains(problem) && !told.error.contains("hunter2"), "{}", told.error);
    }
}

#[test]
fn mistakes_are_exit_code_2_and_name_what_was_meant() {
    let mut home = Home::new();
    home.set("WEIR_SERVER__LISTN", "127.0.0.1:1");
    fs::write(home.path("weir.toml"), "[limits]\nmax_row = 5\n").unwrap();
    let errors = [&["serve"][..], &["connections", "list"], &["config", "check"]].map(|command| {
        let told = home.weir(command);
        assert_eq!((told.code, told.out.as_str()), (2, ""));
        told.error
    });
    assert!(errors.iter().all(|error| *error == errors[0]));
    expect![[r#"
        error: weir.toml line 2: unknown setting `limits.max_row`; did you mean `max_rows` under [limits]?
        environment: unknown variable `WEIR_SERVER__LISTN`; did you mean WEIR_SERVER__LISTEN?
        next: `weir config default` prints every setting with what it is for
    "#]]
    .assert_eq(&errors[0]);
}

#[test]
fn finds_the_file_by_flag_variable_folder_and_data_directory() {
    let mut home = Home::new();
    let level = |home: &Home, arguments: &[&str]| {
        let checked = home.done(&[&["config", "check"], arguments].concat());
        let line = checked.lines().find(|line| line.contains("log.level")).unwrap().to_owned();
        line.split('"').nth(1).unwrap().to_owned()
    };
    let write = |home: &Home, file: &str, level: &str| {
        fs::create_dir_all(home.path(file).parent().unwrap()).unwrap();
        fs::write(home.path(file), format!("[log]\nlevel = \"{level}\"\n")).unwrap();
    };
    assert_eq!(level(&home, &[]), "info");
    write(&home, ".local/share/weir/weir.toml", "warn");
    assert_eq!(level(&home, &[]), "warn");
    write(&home, "weir.toml", "error");
    assert_eq!(level(&home, &[]), "error");
    write(&home, "elsewhere/by-variable.toml", "debug");
    home.set("WEIR_CONFIG", "elsewhere/by-variable.toml");
    assert_eq!(level(&home, &[]), "debug");
    write(&home, "elsewhere/by-flag.toml", "trace");
    assert_eq!(level(&home, &["--config", "elsewhere/by-flag.toml"]), "trace");
}

#[test]
fn own_files_are_for_nobody_else() {
    let home = Home::new();
    home.done(&["connections", "list"]);
    let data = home.data();
    assert_eq!((mode(&data), mode(&data.join("sqlite"))), (0o700, 0o700));
    assert_eq!((mode(&data.join("catalog.db")), mode(&data.join("secret.key"))), (0o600, 0o600));
}

#[test]
fn the_key_of_the_environment_needs_no_file() {
    let mut home = Home::new();
    home.set("WEIR_SECRETS__KEY", "7".repeat(64));
    home.done(&["connections", "list"]);
    assert!(!home.data().join("secret.key").exists());

    home.set("WEIR_SECRETS__KEY", "8".repeat(64));
    let told = home.weir(&["connections", "list"]);
    assert_eq!(told.code, 1);
    assert!(told.error.contains("sealed with key") && told.error.contains("next: "), "{}", told.error);
}

#[test]
fn the_catalog_can_be_in_postgres() {
    let database = TestDatabase::create(Server::Postgres);
    let mut home = Home::new();
    home.set("WEIR_CATALOG__URL", database.url());
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER)");
    home.done(&["connections", "add", "tea", &url]);
    assert!(home.done(&["connections", "list"]).contains("tea"));
    assert_eq!(database.rows("SELECT name FROM connections"), ["tea"]);
    assert!(!home.data().join("catalog.db").exists());
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let home = Home::new();
    fs::write(home.path("file"), "").unwrap();
    let told = home.weir(&["--data-dir", "file/data", "connections", "list"]);
    assert_eq!(told.code, 1);
    expect![[r#"
        error: cannot make the folder HOME/file/data: Not a directory (os error 20)
        next: choose another with --data-dir, or make it for the user that runs weir
    "#]]
    .assert_eq(&told.error);
}

#[tokio::test]
async fn the_server_tells_an_admin_what_holds_and_never_a_secret() {
    const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let mut home = Home::new();
    home.set("WEIR_SECRETS__KEY", KEY);
    home.set("WEIR_METRICS__TOKEN", "hunter2-of-prometheus");
    home.set("WEIR_LLM__PROXY", "http://proxy:3128");
    fs::write(home.path("weir.toml"), "[limits]\nmax_rows = 77\n").unwrap();
    let server = home.start(&["serve"]);
    let told = server.client().get(format!("{}/api/v1/settings", server.base));
    let told = told.header("accept-language", "en").send().await.unwrap();
    assert_eq!(told.status(), 200);
    let text = told.text().await.unwrap();
    for secret in [KEY, "hunter2"] {
        assert!(!text.contains(secret), "{text}");
    }
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    let setting = |path: &str| {
        let (section, name) = path.split_once('.').unwrap();
        let sections = told["data"]["sections"].as_array().unwrap();
        let section = sections.iter().find(|found| found["name"] == section).unwrap();
        let settings = section["settings"].as_array().unwrap();
        settings.iter().find(|found| found["name"] == name).unwrap().clone()
    };
    for (path, value, is_secret, source) in [
        ("secrets.key", None, true, "environment"),
        ("metrics.token", None, true, "environment"),
        ("limits.max_rows", Some("77"), false, "file"),
        ("llm.proxy", Some("\"http://proxy:3128\""), false, "environment"),
        ("limits.default_rows", Some("1000"), false, "default"),
        ("auth.admin_password", None, false, "default"),
    ] {
        let found = setting(path);
        let got = (found["value"].as_str(), found["is_secret"].as_bool().unwrap(), found["source"].as_str());
        assert_eq!(got, (value, is_secret, Some(source)), "{path}");
    }
    assert_eq!(setting("limits.default_rows")["about"], "The limit added to a statement that has none.");
    assert!(setting("limits.max_rows")["place"].as_str().unwrap().ends_with("weir.toml line 2"));
    server.stop();
}
