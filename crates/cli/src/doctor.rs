//! `weir doctor`: what Weir needs to work, each looked at, with what to do where it is not as it should be. Makes and
//! changes nothing.

use std::{io::ErrorKind, net::SocketAddr, path::Path};

use rustix::fs::{Access, AtFlags, CWD, accessat, statvfs};
use tokio::net::TcpListener;
use weir_gateway::{Caller, Gateway};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};

use crate::{
    compose,
    config::Loaded,
    failure::Failure,
    messages::Language,
    serve,
    terminal::{self, Terminal, Tone},
};

/// Below this, a catalog that grows by history is soon in trouble.
const LITTLE_SPACE: u64 = 200 << 20;

/// What was looked at, and how it is.
struct Found {
    tone: Tone,
    what: String,
    next: Option<String>,
}

/// Looks at everything; fails when something is wrong.
pub(crate) async fn run(loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let language = terminal.language;
    let mut all = vec![version(), settings(loaded, language), folder(loaded, language)];
    let has_folder = loaded.data_dir.is_dir();
    if has_folder {
        all.extend(space(&loaded.data_dir, language));
    }
    let (key, found) = key(loaded, language);
    all.push(found);
    let gateway = match key {
        Some(key) if has_folder => {
            let (usable, found) = catalog(loaded, key, language).await;
            all.extend(found);
            if usable { Some(compose::gateway(loaded).await?) } else { None }
        }
        _ => None,
    };
    all.push(port(&loaded.config.server.listen, language).await);
    if let Some(gateway) = gateway {
        all.extend(connections(&gateway, language).await?);
        serve::close(&gateway).await?;
    }
    for found in &all {
        tell(found, terminal)?;
    }
    let wrong = all.iter().filter(|found| found.tone == Tone::Bad).count();
    if wrong == 0 { Ok(()) } else { Err(Failure::failed(language.wrong(wrong))) }
}

fn tell(found: &Found, terminal: Terminal) -> Result<(), Failure> {
    let word = match found.tone {
        Tone::Good => terminal.language.pick("ok   ", "正常"),
        Tone::Doubtful => terminal.language.pick("look ", "注意"),
        Tone::Bad => terminal.language.pick("wrong", "错误"),
    };
    terminal::say(&format!("{}  {}", terminal.toned_out(word, found.tone), found.what))?;
    match &found.next {
        Some(next) => terminal::say(&format!("       {}: {next}", terminal.language.next())),
        None => Ok(()),
    }
}

impl Found {
    fn good(what: impl Into<String>) -> Self {
        Self { tone: Tone::Good, what: what.into(), next: None }
    }

    fn doubtful(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { tone: Tone::Doubtful, what: what.into(), next: Some(next.into()) }
    }

    fn bad(failure: &Failure) -> Self {
        Self { tone: Tone::Bad, what: failure.to_string(), next: failure.next_step().map(str::to_owned) }
    }
}

fn version() -> Found {
    Found::good(concat!("weir ", env!("CARGO_PKG_VERSION")))
}

fn settings(loaded: &Loaded, language: Language) -> Found {
    let none = language.pick("no settings file: defaults hold", "没有配置文件，使用默认值");
    let file = loaded.file.as_ref();
    Found::good(file.map_or_else(
        || none.to_owned(),
        |file| format!("{} {}", language.pick("settings", "配置文件"), file.display()),
    ))
}

fn folder(loaded: &Loaded, language: Language) -> Found {
    let folder = &loaded.data_dir;
    let what = format!("{} {}", language.pick("data directory", "数据目录"), folder.display());
    if !folder.exists() {
        let next = language.pick("it is made at the first start", "首次启动时会自动创建");
        return Found::doubtful(format!("{what}: {}", language.pick("not there yet", "尚不存在")), next);
    }
    if accessat(CWD, folder.as_path(), Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_err() {
        let next = language.pick(
            "run weir as the folder's owner, or choose another with --data-dir",
            "请以该目录的属主运行 weir，或用 --data-dir 指定其他目录",
        );
        let what = format!("{what}: {}", language.pick("not writable", "不可写"));
        return Found { tone: Tone::Bad, ..Found::doubtful(what, next) };
    }
    Found::good(what)
}

fn space(folder: &Path, language: Language) -> Option<Found> {
    let disk = statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let what = format!("{} {} MB", language.pick("free on its disk:", "磁盘可用空间："), free >> 20);
    if free >= LITTLE_SPACE {
        return Some(Found::good(what));
    }
    let next = language.pick(
        "make room, or keep the history for fewer days (retention.history_days)",
        "请清理磁盘，或缩短历史保留天数（retention.history_days）",
    );
    Some(Found::doubtful(what, next))
}

/// The key, unless there is none yet or it can't be used.
fn key(loaded: &Loaded, language: Language) -> (Option<SealingKey>, Found) {
    let file = loaded.key_file();
    if loaded.config.secrets.key.is_none() && !file.exists() {
        let what = format!("{} {}", language.pick("no key yet in", "尚无密钥："), file.display());
        let next = language.pick(
            "it is made at the first start; keep a copy of it then",
            "首次启动时会自动生成，届时请妥善备份",
        );
        return (None, Found::doubtful(what, next));
    }
    match compose::key(loaded) {
        Ok(key) => {
            let found = Found::good(format!("{} {}", language.pick("key", "密钥"), key.id()));
            (Some(key), found)
        }
        Err(failure) => (None, Found::bad(&failure)),
    }
}

/// Whether the catalog can be used, and how it is.
async fn catalog(loaded: &Loaded, key: SealingKey, language: Language) -> (bool, Vec<Found>) {
    let location = match compose::location(loaded) {
        Ok(location) => location,
        Err(failure) => return (false, vec![Found::bad(&failure)]),
    };
    let what = match &location {
        StoreLocation::Sqlite(file) => {
            let what = format!("{} {}", language.pick("catalog", "目录库"), file.display());
            if !file.exists() {
                let next = language.pick("it is made at the first start", "首次启动时会自动创建");
                return (false, vec![Found::doubtful(what, next)]);
            }
            what
        }
        StoreLocation::Memory | StoreLocation::Postgres(_) => {
            language.pick("catalog in PostgreSQL", "目录库在 PostgreSQL 中").to_owned()
        }
    };
    match look_into(&location, key).await {
        Ok(bad) if bad.is_empty() => (true, vec![Found::good(what)]),
        Ok(bad) => {
            let damaged = bad.join("; ");
            let next = language.pick(
                "register these anew with their passwords, or restore a backup",
                "请重新登记这些连接及其密码，或从备份恢复",
            );
            (true, vec![Found::good(what), Found { tone: Tone::Bad, ..Found::doubtful(damaged, next) }])
        }
        Err(failure) => (false, vec![Found::bad(&failure)]),
    }
}

/// The secrets that don't open.
async fn look_into(location: &StoreLocation, key: SealingKey) -> Result<Vec<String>, Failure> {
    let store = Store::open(location, Sealer::new(key)).await?;
    let checked = store.check_secrets().await;
    store.close().await?;
    Ok(checked?.into_iter().flat_map(|place| place.bad).collect())
}

async fn port(listen: &str, language: Language) -> Found {
    let address: SocketAddr = match serve::address(listen) {
        Ok(address) => address,
        Err(failure) => return Found::bad(&failure),
    };
    match TcpListener::bind(address).await {
        Ok(_) => Found::good(format!("{address} {}", language.pick("is free", "端口可用"))),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Found::doubtful(
            format!("{address} {}", language.pick("is in use", "端口已被占用")),
            language.pick(
                "by a Weir that is running, or by another program",
                "可能是正在运行的 Weir，也可能是其他程序",
            ),
        ),
        Err(error) => Found::bad(
            &Failure::failed(format!("{address}: {error}")).next("choose another address with server.listen"),
        ),
    }
}

async fn connections(gateway: &Gateway, language: Language) -> Result<Vec<Found>, Failure> {
    let caller = Caller::local();
    let mut all = Vec::new();
    for connection in gateway.list_connections(&caller).await? {
        let name = &connection.name;
        all.push(match gateway.test_connection(&caller, name).await {
            Ok(tested) => {
                let grade = connection.grade.map_or_else(|| "–".to_owned(), |grade| grade.to_string());
                let answers = language.answers(name.as_str(), &tested.server_version, tested.ping_ms);
                Found::good(format!("{answers} {} {grade}", language.pick("grade", "等级")))
            }
            Err(error) => {
                let failure = Failure::from(error);
                let what = format!("`{name}`: {failure}");
                Found { what, ..Found::bad(&failure) }
            }
        });
    }
    Ok(all)
}
