//! `weir secrets`: whether all open, and changing the key.

use std::{
    fs,
    path::{Path, PathBuf},
};

use weir_store::{Error, Sealer, SealingKey, Store, StoreLocation};

use crate::{
    arguments::SecretsCommand,
    compose,
    config::Loaded,
    failure::Failure,
    output::table::plain_table,
    terminal::{self, Terminal},
};

/// Does what was asked.
pub(crate) async fn run(command: SecretsCommand, loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    match command {
        SecretsCommand::Check => check(loaded, terminal).await,
        SecretsCommand::Rotate { to } => rotate(to, loaded, terminal).await,
    }
}

async fn check(loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let store = compose::store(loaded).await?;
    let checked = store.check_secrets().await;
    store.close().await?;
    let checked = checked?;
    let rows = checked
        .iter()
        .map(|place| [place.place.clone(), place.good.to_string(), place.bad.len().to_string()]);
    terminal::say(&plain_table(terminal.language.secrets_titles(), rows, terminal))?;
    let bad: Vec<&str> = checked.iter().flat_map(|place| &place.bad).map(String::as_str).collect();
    if bad.is_empty() {
        return Ok(());
    }
    Err(Failure::failed(bad.join("\n"))
        .next("register these anew with their passwords, or restore a backup from before the damage"))
}

/// The new key is written to its file first. The catalog changes in one step. Then the file takes the place of the
/// old key's. Whatever interrupts this, doing it again finds out how far it came.
async fn rotate(to: Option<PathBuf>, loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let language = terminal.language;
    let swaps = to.is_none();
    if swaps && loaded.config.secrets.key.is_some() {
        return Err(Failure::usage("the key is given as secrets.key, which can't be replaced from here")
            .next("name a file for the new key: weir secrets rotate --to FILE"));
    }
    compose::make_folders(loaded)?;
    let key_file = loaded.key_file();
    let new_file = to.unwrap_or_else(|| beside(&key_file, "next"));
    let location = compose::location(loaded)?;
    let new = SealingKey::from_file(&new_file)?;
    let new_id = new.id();
    match Store::open(&location, Sealer::new(new)).await {
        Ok(store) => {
            store.close().await?;
            terminal::say(&language.rotation_resumed(&new_id))?;
        }
        Err(Error::WrongKey { .. }) => {
            let count = seal_anew(&location, loaded, &new_file).await?;
            terminal::say(&language.rotated(count, &new_id))?;
        }
        Err(error) => return Err(error.into()),
    }
    if !swaps {
        terminal::note(&language.key_elsewhere(&new_file));
        return Ok(());
    }
    let old = swap(&key_file, &new_file)?;
    terminal::note(&language.key_swapped(&key_file, &old));
    Ok(())
}

async fn seal_anew(location: &StoreLocation, loaded: &Loaded, new_file: &Path) -> Result<u64, Failure> {
    let store = Store::open(location, Sealer::new(compose::key(loaded)?)).await?;
    let audit = compose::audit_entry("secrets.rotate");
    let rotated = store.rotate_key(&Sealer::new(SealingKey::from_file(new_file)?), &audit).await;
    store.close().await?;
    Ok(rotated?)
}

/// The new key's file takes the place of the old one's in one step; the old one has another name before that.
fn swap(key_file: &Path, new_file: &Path) -> Result<PathBuf, Failure> {
    let failed = |error: std::io::Error| {
        Failure::failed(format!("cannot put the new key in place: {error}"))
            .next("the catalog has the new key already: run `weir secrets rotate` again")
    };
    let kept = beside(key_file, &SealingKey::from_file(key_file)?.id());
    if !kept.exists() {
        fs::hard_link(key_file, &kept).map_err(failed)?;
    }
    fs::rename(new_file, key_file).map_err(failed)?;
    let folder = key_file.parent().unwrap_or(Path::new("/"));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(kept)
}

/// `secret.key.<word>`
fn beside(key_file: &Path, word: &str) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".");
    name.push(word);
    name.into()
}
