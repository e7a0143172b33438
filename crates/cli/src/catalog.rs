//! `weir backup`, `weir restore`, `weir catalog copy`: the whole catalog at once.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use tracing::error;
use weir_model::{AuditEntry, Secret};
use weir_store::{Copied, Sealer, Store, StoreLocation, restore};

use crate::{
    arguments::{BackupFlags, CatalogCommand, RestoreFlags},
    compose,
    config::Loaded,
    failure::Failure,
    output::table::plain_table,
    terminal::{self, Terminal},
};

/// Writes the catalog to a file.
pub(crate) async fn back_up(flags: &BackupFlags, loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let store = compose::store(loaded).await?;
    let done = store.backup(&flags.file).await;
    if done.is_ok() {
        note(&store, compose::audit_entry("catalog.back_up").made("file", &flags.file.display())).await;
    }
    store.close().await?;
    done?;
    let bytes = fs::metadata(&flags.file).map(|file| file.len()).unwrap_or_default();
    terminal::say(&terminal.language.backed_up(&flags.file, bytes))
}

/// Puts the catalog of a file in place.
pub(crate) async fn put_back(
    flags: &RestoreFlags,
    loaded: &Loaded,
    terminal: Terminal,
) -> Result<(), Failure> {
    // A key that is made now is not the one that the backup was made under.
    if loaded.config.secrets.key.is_none() && !loaded.key_file().exists() {
        let file = loaded.key_file();
        return Err(Failure::usage(format!("there is no key in {}", file.display()))
            .next("put the key there that the backup was made under"));
    }
    compose::make_folders(loaded)?;
    let sealer = Sealer::new(compose::key(loaded)?);
    let location = compose::location(loaded)?;
    let restored = restore(&flags.file, &location, sealer, &loaded.data_dir).await?;
    let store = compose::store(loaded).await?;
    note(&store, compose::audit_entry("catalog.restore").made("file", &flags.file.display())).await;
    store.close().await?;
    let rows = restored.copied.iter().map(|copied| copied.rows).sum();
    terminal::say(&terminal.language.restored(rows, restored.kept.as_deref()))
}

/// Copies the catalog elsewhere.
pub(crate) async fn run(command: CatalogCommand, loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let CatalogCommand::Copy { to } = command;
    let target = place(to)?;
    let to_postgres = matches!(target, StoreLocation::Postgres(_));
    let store = compose::store(loaded).await?;
    let copied = copy(&store, &target, loaded).await;
    store.close().await?;
    tell(copied?, terminal)?;
    terminal::note(terminal.language.copied(to_postgres));
    Ok(())
}

async fn copy(from: &Store, to: &StoreLocation, loaded: &Loaded) -> Result<Vec<Copied>, Failure> {
    let target = Store::open(to, Sealer::new(compose::key(loaded)?)).await?;
    let copied = from.copy_to(&target).await;
    if copied.is_ok() {
        note(&target, compose::audit_entry("catalog.copy")).await;
    }
    target.close().await?;
    Ok(copied?)
}

/// That the audit log can't be written undoes nothing: what it tells of has happened.
async fn note(store: &Store, entry: AuditEntry) {
    if let Err(error) = store.append_audit(&entry).await {
        error!(audit.action = entry.action, "the audit log could not be written: {error}");
    }
}

fn tell(copied: Vec<Copied>, terminal: Terminal) -> Result<(), Failure> {
    let rows = copied.into_iter().map(|Copied { table, rows }| [table, rows.to_string()]);
    terminal::say(&plain_table(terminal.language.copied_titles(), rows, terminal))
}

/// Where to copy; from standard input, other people on the machine don't see the password.
fn place(to: String) -> Result<StoreLocation, Failure> {
    let to = if to == "-" { from_input()? } else { to };
    let scheme = to.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("postgresql" | "postgres") => Ok(StoreLocation::Postgres(Secret::new(to))),
        Some(_) => Err(Failure::usage("--to must be a PostgreSQL database or a file")
            .next("write --to postgresql://user:password@host:5432/database, or a path")),
        None => Ok(StoreLocation::Sqlite(absolute(Path::new(&to))?)),
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn from_input() -> Result<String, Failure> {
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::failed(format!("cannot read standard input: {error}")))?;
    Ok(text.trim().to_owned())
}
