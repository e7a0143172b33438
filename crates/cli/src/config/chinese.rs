//! What the settings are for, in Chinese. The English stands in `keys`; a test keeps the two lists alike.

/// What a section is about.
pub(crate) fn about_section(name: &str) -> &'static str {
    text(SECTIONS, name)
}

/// What the setting of this path is for.
pub(crate) fn about_setting(path: &str) -> &'static str {
    text(SETTINGS, path)
}

fn text(list: &[(&str, &'static str)], name: &str) -> &'static str {
    list.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text)
}

const SECTIONS: &[(&str, &str)] = &[
    ("server", "HTTP 服务。"),
    ("auth", "登录。"),
    (
        "auth.oidc",
        "大家也可以用来登录的身份提供方（OpenID Connect）。需要 server.public_url，并在提供方登记其下的地址 \
         /api/v1/auth/oidc/callback。不设 issuer 就没有。",
    ),
    ("catalog", "Weir 自己的数据库：连接、缓存的元数据、历史。"),
    ("secrets", "用来加密目录库中密码的密钥。"),
    ("limits", "一次查询的开销上限。"),
    ("engines", "与已登记数据库的会话。"),
    ("sqlite", "可以登记的 SQLite 文件。"),
    ("scheduler", "Weir 自动完成的事：采集容量与清理。Cron 表达式按 UTC。"),
    ("llm", "用自然语言提问时使用的语言模型。不设 provider 就没有。"),
    ("retention", "目录库中各类记录的保留时间，过期的每晚清理。"),
    ("metrics", "Prometheus 在 /metrics 读取的指标。"),
    ("traces", "请求、查询、模型调用和作业的跟踪数据，以 OpenTelemetry 的 OTLP/HTTP 发送。"),
    ("log", "写到标准错误的日志。"),
];

const SETTINGS: &[(&str, &str)] = &[
    ("server.listen", "监听的地址和端口。对外开放时请在前面加上 TLS，否则密码和令牌以明文传输。"),
    (
        "server.allowed_hosts",
        "除 localhost 和数字地址外，请求可以使用的主机名。其他主机名会被拒绝，以防别处的网页把自己的域名指向这里。",
    ),
    (
        "server.public_url",
        "大家访问本服务的地址。其中的主机名会被允许；以 https:// 开头时，Cookie 标记为 Secure。",
    ),
    ("server.tls_certificate", "本服务的证书及其与签发机构之间的证书，PEM 格式。文件变化后自动重新读取。"),
    ("server.tls_key", "证书的私钥，PEM 格式。"),
    (
        "server.trusted_proxies",
        "本服务前面的代理的地址或网段（如 10.0.0.0/8）。只相信它们的 X-Forwarded-For、-Proto 和 -Host。",
    ),
    ("server.base_path", "代理原样转发时，本服务所在的路径。"),
    ("server.cors_origins", "允许哪些其他站点的网页调用本服务，如 https://tools.example。不允许用 `*`。"),
    ("server.max_body_bytes", "请求体的最大字节数。"),
    (
        "auth.admin_password",
        "还没有账号时创建的 `admin` 账号的密码。不设则随机生成并只显示一次。建议用 WEIR_AUTH__ADMIN_PASSWORD 设置。",
    ),
    ("auth.anonymous_role", "不带任何凭据的调用者能做什么。不设则什么都不能做。仅供旧客户端使用。"),
    ("auth.session_idle_s", "会话闲置多少秒后结束。"),
    ("auth.session_max_s", "会话最长多少秒，无论是否在用。"),
    ("auth.password_memory_kib", "校验密码所用的内存（KiB，Argon2id）。越小，被盗的哈希越容易被猜解。"),
    ("auth.password_passes", "对这块内存的遍数。"),
    ("auth.oidc.issuer", "提供方的地址，与它自称的完全一致。"),
    ("auth.oidc.client_id", "Weir 在提供方那里的名称。"),
    (
        "auth.oidc.client_secret",
        "双方之间的密钥。不设则 Weir 是公开客户端，只由 PKCE 保护。建议用 WEIR_AUTH__OIDC__CLIENT_SECRET 设置。",
    ),
    ("auth.oidc.scopes", "除 openid 外请求的范围。许多提供方只有在请求相应范围时才给出用户组。"),
    ("auth.oidc.groups_claim", "列出用户组的声明。点号进入下一层对象：realm_access.roles。"),
    ("auth.oidc.name_claim", "新账号以哪个声明命名。识别用户只看签发者和主体，不看这个名字。"),
    ("auth.oidc.roles", "哪个用户组对应哪个角色，写成 \"组=角色\"；有多个时取最高的。每次登录都重新读取。"),
    ("auth.oidc.default_role", "不在这些用户组里的人的角色。不设则拒绝登录。"),
    ("auth.oidc.label", "登录页按钮上提供方的名称。"),
    (
        "catalog.data_dir",
        "Weir 存放文件的目录。不设则为 $XDG_DATA_HOME/weir，其次 ~/.local/share/weir，没有主目录时为 /var/lib/weir。\
         权限为 0700。",
    ),
    ("catalog.url", "用作目录库的 PostgreSQL 数据库。不设则为数据目录中的 catalog.db。"),
    ("secrets.key", "密钥本身：32 字节的 base64 或 64 位十六进制。建议用 WEIR_SECRETS__KEY 设置。"),
    (
        "secrets.key_file",
        "没有设置 `key` 时存放密钥的文件。不设则为数据目录中的 secret.key。首次启动时创建，权限 0600。请与目录库分开备份。",
    ),
    ("limits.default_rows", "语句没有 LIMIT 时加上的行数上限。"),
    ("limits.max_rows", "一次结果的最大行数，无论语句或请求怎么写。"),
    ("limits.max_export_rows", "有导出权限的人以 CSV 或 NDJSON 取结果时的最大行数。"),
    ("limits.default_timeout_s", "请求没有另行指定时，一次查询最多多少秒。"),
    ("limits.max_timeout_s", "请求可以指定的最长秒数。"),
    ("limits.max_answer_bytes", "JSON 结果的最大字节数。"),
    ("limits.queries_per_user", "一个人或一个令牌可以同时执行的查询数。"),
    ("limits.queries_at_once", "全部同时执行的查询数。单个连接的上限是 engines.sessions。"),
    ("engines.sessions", "与一个数据库同时保持的最多会话数。"),
    ("engines.idle_s", "空闲会话多少秒后关闭。"),
    ("engines.connect_timeout_s", "建立会话最多多少秒，包括域名解析和 TLS。"),
    ("engines.open_extensions", "允许调用其函数的 PostgreSQL 扩展，如 \"postgis\"。"),
    ("sqlite.allowed_dirs", "可以存放 SQLite 文件的目录。不设则为数据目录中的 sqlite/。"),
    ("scheduler.enabled", "本进程是否执行到期的作业。多个进程共用一个目录库时，一个就够。"),
    ("scheduler.collect_sizes", "何时列出并测量每个实例的数据库。"),
    ("scheduler.collect_table_sizes", "何时测量每个数据库的表。"),
    ("scheduler.keep_house", "何时清理旧的容量记录。"),
    ("scheduler.jitter_s", "以上时间最多随机推迟多少秒。"),
    ("scheduler.instances_at_once", "同时采集多少个实例。"),
    ("scheduler.daily_sizes_days", "每天的容量保留多少天。"),
    ("scheduler.monthly_sizes_days", "此后每月保留一天的容量，保留多少天。"),
    ("llm.provider", "接口格式：openai 也适用于 DeepSeek、Qwen、vLLM、Ollama 等兼容的服务。"),
    ("llm.base_url", "服务地址。不设则为服务商自己的地址。"),
    ("llm.model", "模型名，按服务商的叫法。"),
    ("llm.api_key_env", "存放 API 密钥的环境变量名，不是密钥本身。不能以 WEIR_ 开头。不设则不发送密钥。"),
    (
        "llm.others",
        "提问时可以按名字选择的其他模型，每个写成 \"name=deepseek provider=openai base_url=https://api.deepseek.com/v1 \
         model=deepseek-chat api_key_env=DEEPSEEK_KEY\"。",
    ),
    ("llm.timeout_s", "一次模型调用最多多少秒，包括重试。"),
    ("llm.max_output_tokens", "一次回答的最多 token 数。不设则为服务商的上限。"),
    ("llm.schema_tokens", "一次提问最多携带多少 token 的表结构。"),
    ("llm.proxy", "访问模型的 HTTP 代理。不设则不用代理，无论环境变量怎么写。"),
    ("retention.history_days", "查询历史保留的天数。"),
    ("retention.audit_days", "审计日志保留的天数，至少 30 天。"),
    ("retention.runs_days", "作业运行记录保留的天数。"),
    ("metrics.enabled", "/metrics 是否应答。没有令牌时只对本机地址应答。"),
    ("metrics.token", "Prometheus 以 `Authorization: Bearer` 发送的令牌。建议用 WEIR_METRICS__TOKEN 设置。"),
    ("traces.endpoint", "接收跟踪数据的服务地址，会加上 /v1/traces。不设则不发送。"),
    ("traces.headers", "发给该服务的请求头，写成 name=value,name=value。建议用 WEIR_TRACES__HEADERS 设置。"),
    (
        "traces.sample_percent",
        "在此开始的每一百次跟踪中发送多少次。由可信代理开始的，以其 traceparent 请求头为准。",
    ),
    ("log.level", "error、warn、info、debug 或 trace；也可以写成 \"info,weir_engine=debug\"。"),
    ("log.format", "text 给人看，json 给机器读。"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys;

    #[test]
    fn every_section_and_setting_is_told_in_chinese() {
        for (section, _) in keys::SECTIONS {
            assert_ne!(about_section(section), "", "[{section}]");
        }
        for path in keys::KEYS.iter().map(keys::Key::path) {
            assert_ne!(about_setting(&path), "", "{path}");
        }
    }
}
