//! The settings that exist: their names, what they hold and what they are for. The one list from which the file
//! and the environment are checked and the commented default file is written.

/// A setting.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) section: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// What it is for, in lines of the default file.
    pub(crate) about: &'static str,
    /// What stands in the default file for a setting without a default.
    pub(crate) example: &'static str,
}

/// What a setting holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// Text that is never shown.
    Secret,
    /// A whole number within bounds.
    Whole(i64, i64),
    /// True or false.
    Switch,
    /// A list of texts.
    List,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl Key {
    /// `section.name`
    pub(crate) fn path(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// `WEIR_SECTION__NAME`
    pub(crate) fn variable(&self) -> String {
        variable(self.section, self.name)
    }
}

/// `WEIR_SECTION__NAME`; a section below another, as `auth.oidc`, has one more part.
pub(crate) fn variable(section: &str, name: &str) -> String {
    format!("WEIR_{}__{}", section.replace('.', "__").to_uppercase(), name.to_uppercase())
}

/// The sections and what they are about, in the order of the default file.
pub(crate) const SECTIONS: &[(&str, &str)] = &[
    ("server", "The HTTP server."),
    ("auth", "Signing in."),
    (
        "auth.oidc",
        "An identity provider where people may sign in too (OpenID Connect). Needs server.public_url, and the provider\n\
         must know the address that lies below it: /api/v1/auth/oidc/callback. Without an issuer: none.",
    ),
    ("catalog", "Weir's own database: connections, cached metadata, history."),
    ("secrets", "The key that seals passwords in the catalog."),
    ("limits", "What a query may cost."),
    ("engines", "Sessions with the databases that are registered."),
    ("sqlite", "SQLite files that may be registered."),
    (
        "scheduler",
        "What Weir does by itself: measuring databases and tidying up. Cron expressions are in UTC.",
    ),
    ("llm", "The language model that questions are put to. Without a provider: none."),
    ("retention", "For how long logs in the catalog are kept. What is older goes every night."),
    ("metrics", "What Prometheus reads at /metrics."),
    ("log", "The log, on standard error."),
];

/// Every setting, in the order of the default file.
pub(crate) const KEYS: &[Key] = &[
    Key {
        section: "server",
        name: "listen",
        kind: Kind::Text,
        about: "Address and port. Beyond loopback, put TLS before it: passwords and tokens travel in clear otherwise.",
        example: "",
    },
    Key {
        section: "server",
        name: "allowed_hosts",
        kind: Kind::List,
        about: "Host names under which requests may address this server, besides localhost and addresses in figures.\n\
                Other names are refused: a page elsewhere could make one of its names point here.",
        example: "",
    },
    Key {
        section: "server",
        name: "public_url",
        kind: Kind::Text,
        about: "The address under which people reach this server. Its host name is allowed; with https://, cookies\n\
                are marked Secure.",
        example: "\"https://weir.example\"",
    },
    Key {
        section: "server",
        name: "tls_certificate",
        kind: Kind::Text,
        about: "This server's certificate with those between it and its authority, PEM. Read anew when it changes.",
        example: "\"/etc/weir/weir.crt\"",
    },
    Key {
        section: "server",
        name: "tls_key",
        kind: Kind::Text,
        about: "The certificate's private key, PEM.",
        example: "\"/etc/weir/weir.key\"",
    },
    Key {
        section: "server",
        name: "trusted_proxies",
        kind: Kind::List,
        about: "Addresses, or ranges such as 10.0.0.0/8, of the proxies before this server. Their X-Forwarded-For,\n\
                -Proto and -Host are believed, and nobody else's.",
        example: "",
    },
    Key {
        section: "server",
        name: "base_path",
        kind: Kind::Text,
        about: "The path that this server is under, when a proxy hands it on unchanged.",
        example: "\"/weir\"",
    },
    Key {
        section: "server",
        name: "cors_origins",
        kind: Kind::List,
        about: "Origins of other sites whose pages may call this server, such as https://tools.example. Never `*`.",
        example: "",
    },
    Key {
        section: "server",
        name: "max_body_bytes",
        kind: Kind::Whole(1024, 1 << 30),
        about: "The longest request body.",
        example: "",
    },
    Key {
        section: "auth",
        name: "admin_password",
        kind: Kind::Secret,
        about: "The password of the account `admin` that is made when there is none yet. Without it one is made up and\n\
                shown once. Better given as WEIR_AUTH__ADMIN_PASSWORD.",
        example: "\"\"",
    },
    Key {
        section: "auth",
        name: "anonymous_role",
        kind: Kind::Choice(&["viewer", "analyst", "operator"]),
        about: "What callers without any credentials may do. Without it: nothing. For older clients only.",
        example: "\"analyst\"",
    },
    Key {
        section: "auth",
        name: "session_idle_s",
        kind: Kind::Whole(60, 31_536_000),
        about: "Seconds after which a session that nobody uses ends.",
        example: "",
    },
    Key {
        section: "auth",
        name: "session_max_s",
        kind: Kind::Whole(60, 31_536_000),
        about: "Seconds after which a session ends, used or not.",
        example: "",
    },
    Key {
        section: "auth",
        name: "password_memory_kib",
        kind: Kind::Whole(64, 4_194_304),
        about: "KiB of memory that checking a password takes (Argon2id). Less makes stolen hashes cheaper to try.",
        example: "",
    },
    Key {
        section: "auth",
        name: "password_passes",
        kind: Kind::Whole(1, 100),
        about: "Passes over that memory.",
        example: "",
    },
    Key {
        section: "auth.oidc",
        name: "issuer",
        kind: Kind::Text,
        about: "The provider's address, exactly as it calls itself.",
        example: "\"https://id.example\"",
    },
    Key {
        section: "auth.oidc",
        name: "client_id",
        kind: Kind::Text,
        about: "What Weir is called there.",
        example: "\"weir\"",
    },
    Key {
        section: "auth.oidc",
        name: "client_secret",
        kind: Kind::Secret,
        about: "The secret between the two. Without it Weir is a public client, which PKCE alone protects.\n\
                Better given as WEIR_AUTH__OIDC__CLIENT_SECRET.",
        example: "\"\"",
    },
    Key {
        section: "auth.oidc",
        name: "scopes",
        kind: Kind::List,
        about: "What is asked for beside openid. Many providers tell of groups only when asked for a scope of that name.",
        example: "",
    },
    Key {
        section: "auth.oidc",
        name: "groups_claim",
        kind: Kind::Text,
        about: "The claim that lists somebody's groups. Points lead into objects: realm_access.roles.",
        example: "",
    },
    Key {
        section: "auth.oidc",
        name: "name_claim",
        kind: Kind::Text,
        about: "The claim that a new account is named after. People are known by issuer and subject, never by it.",
        example: "",
    },
    Key {
        section: "auth.oidc",
        name: "roles",
        kind: Kind::List,
        about: "Which group gives which role, as \"group=role\"; of several, the strongest. Read anew at every sign-in.",
        example: "",
    },
    Key {
        section: "auth.oidc",
        name: "default_role",
        kind: Kind::Choice(&["viewer", "analyst", "operator"]),
        about: "The role of people in none of these groups. Without it they are refused.",
        example: "\"viewer\"",
    },
    Key {
        section: "auth.oidc",
        name: "label",
        kind: Kind::Text,
        about: "What the sign-in page's button calls the provider.",
        example: "\"Example Ltd\"",
    },
    Key {
        section: "catalog",
        name: "data_dir",
        kind: Kind::Text,
        about: "Where Weir keeps its files. Without it: $XDG_DATA_HOME/weir, else ~/.local/share/weir, else\n\
                /var/lib/weir where there is no home directory. Made with mode 0700.",
        example: "\"/var/lib/weir\"",
    },
    Key {
        section: "catalog",
        name: "url",
        kind: Kind::Secret,
        about: "A PostgreSQL database for the catalog. Without it: catalog.db in the data directory.",
        example: "\"postgresql://weir:password@db.example:5432/weir\"",
    },
    Key {
        section: "secrets",
        name: "key",
        kind: Kind::Secret,
        about: "The key itself: 32 bytes as base64 or 64 hexadecimal digits. Better given as WEIR_SECRETS__KEY.",
        example: "\"\"",
    },
    Key {
        section: "secrets",
        name: "key_file",
        kind: Kind::Text,
        about: "The file that holds the key when `key` is not set. Without it: secret.key in the data directory.\n\
                Made at the first start, with mode 0600. Keep a copy apart from the catalog.",
        example: "\"/etc/weir/secret.key\"",
    },
    Key {
        section: "limits",
        name: "default_rows",
        kind: Kind::Whole(1, 10_000_000),
        about: "The limit added to a statement that has none.",
        example: "",
    },
    Key {
        section: "limits",
        name: "max_rows",
        kind: Kind::Whole(1, 10_000_000),
        about: "The most rows of an answer, whatever the statement or the request says.",
        example: "",
    },
    Key {
        section: "limits",
        name: "max_export_rows",
        kind: Kind::Whole(1, 1_000_000_000),
        about: "The most rows of an answer in CSV or NDJSON, for those who may export.",
        example: "",
    },
    Key {
        section: "limits",
        name: "default_timeout_s",
        kind: Kind::Whole(1, 86_400),
        about: "Seconds that a query may take unless the request says otherwise.",
        example: "",
    },
    Key {
        section: "limits",
        name: "max_timeout_s",
        kind: Kind::Whole(1, 86_400),
        about: "The most seconds that a request may ask for.",
        example: "",
    },
    Key {
        section: "limits",
        name: "max_answer_bytes",
        kind: Kind::Whole(64 * 1024, 1 << 40),
        about: "The most bytes of a JSON answer.",
        example: "",
    },
    Key {
        section: "limits",
        name: "queries_per_user",
        kind: Kind::Whole(1, 10_000),
        about: "How many queries one person or token may have running at once.",
        example: "",
    },
    Key {
        section: "limits",
        name: "queries_at_once",
        kind: Kind::Whole(1, 10_000),
        about: "How many queries run at once in all. On one connection it is engines.sessions.",
        example: "",
    },
    Key {
        section: "engines",
        name: "sessions",
        kind: Kind::Whole(1, 1000),
        about: "The most sessions with one database at once.",
        example: "",
    },
    Key {
        section: "engines",
        name: "idle_s",
        kind: Kind::Whole(1, 86_400),
        about: "Seconds after which an idle session is closed.",
        example: "",
    },
    Key {
        section: "engines",
        name: "connect_timeout_s",
        kind: Kind::Whole(1, 300),
        about: "Seconds that opening a session may take, name resolution and TLS included.",
        example: "",
    },
    Key {
        section: "engines",
        name: "open_extensions",
        kind: Kind::List,
        about: "PostgreSQL extensions whose functions may be called, such as \"postgis\".",
        example: "",
    },
    Key {
        section: "sqlite",
        name: "allowed_dirs",
        kind: Kind::List,
        about: "Folders in which SQLite files may lie. Without it: sqlite/ in the data directory.",
        example: "[\"/srv/data\"]",
    },
    Key {
        section: "scheduler",
        name: "enabled",
        kind: Kind::Switch,
        about: "Whether this process runs what is due. With several processes on one catalog, one is enough.",
        example: "",
    },
    Key {
        section: "scheduler",
        name: "collect_sizes",
        kind: Kind::Text,
        about: "When the databases of every instance are listed and measured.",
        example: "",
    },
    Key {
        section: "scheduler",
        name: "collect_table_sizes",
        kind: Kind::Text,
        about: "When the tables of every database are measured.",
        example: "",
    },
    Key {
        section: "scheduler",
        name: "keep_house",
        kind: Kind::Text,
        about: "When old sizes are thinned out.",
        example: "",
    },
    Key {
        section: "scheduler",
        name: "jitter_s",
        kind: Kind::Whole(0, 3600),
        about: "Seconds by which these moments are delayed by chance, at most.",
        example: "",
    },
    Key {
        section: "scheduler",
        name: "instances_at_once",
        kind: Kind::Whole(1, 256),
        about: "How many instances are visited side by side.",
        example: "",
    },
    Key {
        section: "scheduler",
        name: "daily_sizes_days",
        kind: Kind::Whole(30, 36_500),
        about: "Days for which every day's sizes are kept.",
        example: "",
    },
    Key {
        section: "scheduler",
        name: "monthly_sizes_days",
        kind: Kind::Whole(30, 36_500),
        about: "Days for which one day's sizes a month are kept after that.",
        example: "",
    },
    Key {
        section: "llm",
        name: "provider",
        kind: Kind::Choice(&["openai", "anthropic"]),
        about: "Whose way of talking: openai also for DeepSeek, Qwen, vLLM, Ollama and others that speak it.",
        example: "\"openai\"",
    },
    Key {
        section: "llm",
        name: "base_url",
        kind: Kind::Text,
        about: "Where it is. Without it: the provider's own address.",
        example: "\"http://localhost:11434/v1\"",
    },
    Key {
        section: "llm",
        name: "model",
        kind: Kind::Text,
        about: "The model, as the provider calls it.",
        example: "\"qwen3-coder\"",
    },
    Key {
        section: "llm",
        name: "api_key_env",
        kind: Kind::Text,
        about: "The environment variable that holds the key; not the key itself. Its name must not begin with WEIR_.\n\
                Without it: no key is sent.",
        example: "\"OPENAI_API_KEY\"",
    },
    Key {
        section: "llm",
        name: "others",
        kind: Kind::List,
        about: "Further models that a question may ask for by name, each as\n\
                \"name=deepseek provider=openai base_url=https://api.deepseek.com/v1 model=deepseek-chat api_key_env=DEEPSEEK_KEY\".",
        example: "",
    },
    Key {
        section: "llm",
        name: "timeout_s",
        kind: Kind::Whole(1, 3_600),
        about: "Seconds that one call to a model may take, retries included.",
        example: "",
    },
    Key {
        section: "llm",
        name: "max_output_tokens",
        kind: Kind::Whole(64, 1_000_000),
        about: "The most tokens of one answer. Without it: the provider's own limit.",
        example: "4096",
    },
    Key {
        section: "llm",
        name: "schema_tokens",
        kind: Kind::Whole(500, 200_000),
        about: "How much of the schema one question may carry, in tokens.",
        example: "",
    },
    Key {
        section: "llm",
        name: "proxy",
        kind: Kind::Text,
        about: "The HTTP proxy to the models. Without it: none, whatever the environment says.",
        example: "\"http://proxy.example:3128\"",
    },
    Key {
        section: "retention",
        name: "history_days",
        kind: Kind::Whole(1, 36_500),
        about: "Days of the history of queries.",
        example: "",
    },
    Key {
        section: "retention",
        name: "audit_days",
        kind: Kind::Whole(30, 36_500),
        about: "Days of the audit log; 30 at least.",
        example: "",
    },
    Key {
        section: "retention",
        name: "runs_days",
        kind: Kind::Whole(1, 36_500),
        about: "Days of the runs of jobs.",
        example: "",
    },
    Key {
        section: "metrics",
        name: "enabled",
        kind: Kind::Switch,
        about: "Whether /metrics answers. Without a token it does so on loopback addresses only.",
        example: "",
    },
    Key {
        section: "metrics",
        name: "token",
        kind: Kind::Secret,
        about: "What Prometheus sends as `Authorization: Bearer`. Better given as WEIR_METRICS__TOKEN.",
        example: "\"\"",
    },
    Key {
        section: "log",
        name: "level",
        kind: Kind::Text,
        about: "error, warn, info, debug or trace; or directives such as \"info,weir_engine=debug\".",
        example: "",
    },
    Key {
        section: "log",
        name: "format",
        kind: Kind::Choice(&["text", "json"]),
        about: "text for people, json for machines.",
        example: "",
    },
];

/// The setting of this name.
pub(crate) fn find(section: &str, name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.section == section && key.name == name)
}

/// The candidate that a misspelt word probably means.
pub(crate) fn nearest(word: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let word = word.to_lowercase();
    candidates
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}
