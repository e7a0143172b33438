//! Printing settings: the commented default file, and where each setting of this run comes from.

use std::path::PathBuf;

use toml::{Table, Value};
use weir_gateway::{Setting, SettingSource, SettingValue, SettingsSection};
use weir_model::Phrase;

use crate::config::{
    Config, Loaded,
    chinese::{about_section, about_setting},
    discreet::discreet,
    keys::{KEYS, Key, Kind, SECTIONS},
    layers::Source,
};

const HEAD: &str = "\
# Settings of Weir. What stands here is what holds without this file.
#
# Weir reads the file given by --config or WEIR_CONFIG, else ./weir.toml, else weir.toml in the data directory.
# A variable WEIR_SECTION__NAME (two underscores) wins over the file, a flag over both.
# `weir config check` tells what holds now, and why.
";

/// The settings file with every default and what each setting is for.
pub(crate) fn default_file() -> String {
    let defaults = table_of(&Config::default());
    let mut lines = vec![HEAD.trim_end().to_owned()];
    for (section, about) in SECTIONS {
        lines.push(String::new());
        lines.extend(about.lines().map(|line| format!("# {line}")));
        lines.push(format!("[{section}]"));
        for key in KEYS.iter().filter(|key| key.section == *section) {
            lines.extend(key.about.lines().map(|line| format!("# {line}")));
            lines.push(match value(&defaults, key) {
                Some(value) => format!("{} = {value}", key.name),
                None => format!("# {} = {}", key.name, key.example),
            });
        }
    }
    lines.join("\n")
}

/// Each setting with its value and its source. What was left out is shown as what holds then.
pub(crate) fn check(loaded: &Loaded) -> Vec<[String; 3]> {
    let values = table_of(&loaded.config);
    KEYS.iter()
        .map(|key| {
            let source = loaded.sources.get(&key.path());
            let shown = match in_effect(loaded, &values, key) {
                SettingValue::Shown(value) => value,
                SettingValue::Secret => "****".to_owned(),
                SettingValue::Unset => "-".to_owned(),
            };
            [key.path(), shown, source.map_or_else(|| "default".to_owned(), ToString::to_string)]
        })
        .collect()
}

/// The same in sections, with what each is for: for people who look at the console.
pub(crate) fn shown(loaded: &Loaded) -> Vec<SettingsSection> {
    let values = table_of(&loaded.config);
    let setting = |key: &Key| Setting {
        name: key.name,
        about: Phrase::new(key.about.replace('\n', " "), about_setting(&key.path())),
        variable: key.variable(),
        value: in_effect(loaded, &values, key),
        source: source(loaded, key),
    };
    SECTIONS
        .iter()
        .map(|(name, about)| SettingsSection {
            name,
            about: Phrase::new(about.replace('\n', " "), about_section(name)),
            settings: KEYS.iter().filter(|key| key.section == *name).map(setting).collect(),
        })
        .collect()
}

fn source(loaded: &Loaded, key: &Key) -> SettingSource {
    match loaded.sources.get(&key.path()) {
        None => SettingSource::Default,
        Some(Source::File(place)) => SettingSource::File(place.clone()),
        Some(Source::Environment(variable)) => SettingSource::Environment(variable.clone()),
        Some(Source::Flag(flag)) => SettingSource::Flag((*flag).to_owned()),
    }
}

/// What holds; where the setting was left out, what holds then.
fn in_effect(loaded: &Loaded, values: &Table, key: &Key) -> SettingValue {
    match value(values, key) {
        Some(_) if matches!(key.kind, Kind::Secret) => SettingValue::Secret,
        Some(value) => SettingValue::Shown(discreet(value.clone()).to_string()),
        None => left_out(loaded, &key.path()).map_or(SettingValue::Unset, SettingValue::Shown),
    }
}

/// What holds where a setting was left out.
fn left_out(loaded: &Loaded, path: &str) -> Option<String> {
    let file = |path: PathBuf| Value::String(path.display().to_string());
    let value = match path {
        "catalog.data_dir" => file(loaded.data_dir.clone()),
        "catalog.url" => file(loaded.catalog_file()),
        "secrets.key_file" if loaded.config.secrets.key.is_none() => file(loaded.key_file()),
        "sqlite.allowed_dirs" => Value::Array(loaded.allowed_dirs().into_iter().map(file).collect()),
        _ => return None,
    };
    Some(value.to_string())
}

/// Settings without a value are absent.
fn table_of(config: &Config) -> Table {
    Table::try_from(config).expect("settings are tables of texts, numbers and lists")
}

fn value<'a>(table: &'a Table, key: &Key) -> Option<&'a Value> {
    let section = key.section.split('.').try_fold(table, |table, part| table.get(part)?.as_table())?;
    section.get(key.name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use weir_gateway::SettingSource;

    use super::*;
    use crate::config::{Environment, llm::LlmWire, load};

    #[test]
    fn the_default_file_reads_back_as_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weir.toml");
        std::fs::write(&path, default_file()).unwrap();
        let loaded = load(Some(&path), &[], &Environment::default()).unwrap();
        assert_eq!(loaded.config, Config::default());
    }

    #[test]
    fn the_list_of_settings_is_that_of_the_structs() {
        // With every option set, serde names every field.
        let mut config = Config::default();
        config.server.tls_certificate = Some("/weir.crt".into());
        config.server.tls_key = Some("/weir.key".into());
        config.server.base_path = Some("/weir".to_owned());
        config.server.public_url = Some("https://weir.example".to_owned());
        config.auth.admin_password = Some(weir_model::Secret::new("x"));
        config.auth.anonymous_role = Some(crate::config::AnonymousRole::Viewer);
        config.auth.oidc = crate::config::OidcConfig {
            issuer: Some("https://id.example".to_owned()),
            client_id: Some("weir".to_owned()),
            client_secret: Some(weir_model::Secret::new("x")),
            default_role: Some(crate::config::AnonymousRole::Viewer),
            label: Some("Example".to_owned()),
            ..config.auth.oidc
        };
        config.catalog.data_dir = Some("/data".into());
        config.catalog.url = Some(weir_model::Secret::new("x"));
        config.secrets.key = Some(weir_model::Secret::new("x"));
        config.secrets.key_file = Some("/key".into());
        config.llm.provider = Some(LlmWire::OpenAi);
        config.llm.base_url = Some("http://localhost".to_owned());
        config.llm.model = Some("m".to_owned());
        config.llm.api_key_env = Some("KEY".to_owned());
        config.llm.max_output_tokens = Some(1);
        config.llm.proxy = Some("http://localhost".to_owned());
        config.metrics.token = Some(weir_model::Secret::new("x"));
        config.sqlite.allowed_dirs = Some(vec!["/files".into()]);
        let mut named = BTreeSet::new();
        add_names("", &table_of(&config), &mut named);
        let listed: BTreeSet<String> = KEYS.iter().map(Key::path).collect();
        assert_eq!(named, listed);
    }

    fn add_names(section: &str, table: &Table, named: &mut BTreeSet<String>) {
        for (name, value) in table {
            let path = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
            match value {
                Value::Table(below) => add_names(&path, below, named),
                _ => drop(named.insert(path)),
            }
        }
    }

    #[test]
    fn settings_without_a_default_have_an_example() {
        let defaults = table_of(&Config::default());
        for key in KEYS {
            assert_eq!(value(&defaults, key).is_none(), !key.example.is_empty(), "{}", key.path());
        }
    }

    #[test]
    fn no_secret_is_among_what_is_shown_wherever_it_was_put() {
        const CANARY: &str = "hunter2-the-canary";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weir.toml");
        let in_file = format!("[secrets]\nkey = \"{CANARY}\"\n[llm]\nprovider = \"openai\"\nmodel = \"m\"\n");
        std::fs::write(&path, in_file).unwrap();
        // Every secret there is, and addresses that people put passwords and keys into.
        let secrets = KEYS.iter().filter(|key| matches!(key.kind, Kind::Secret) && key.section != "secrets");
        let mut variables: Vec<(String, String)> =
            secrets.map(|key| (key.variable(), format!("postgresql://u:{CANARY}@h/d"))).collect();
        for (name, text) in [
            ("WEIR_SERVER__PUBLIC_URL", format!("https://u:{CANARY}@weir.example/x?key={CANARY}#{CANARY}")),
            ("WEIR_SERVER__CORS_ORIGINS", format!("https://a.example,https://{CANARY}@b.example")),
        ] {
            variables.push((name.to_owned(), text));
        }
        let loaded = load(Some(&path), &[], &Environment::of(variables)).unwrap();
        let told = format!("{:?} {:?}", shown(&loaded), check(&loaded));
        assert!(!told.contains("hunter2"), "{told}");
        let value = |section: &str, name: &str| {
            let sections = shown(&loaded);
            let section = sections.into_iter().find(|found| found.name == section).unwrap();
            section.settings.into_iter().find(|found| found.name == name).unwrap()
        };
        assert_eq!(value("secrets", "key").value, SettingValue::Secret);
        assert!(matches!(value("secrets", "key").source, SettingSource::File(_)));
        assert_eq!(value("catalog", "url").value, SettingValue::Secret);
        assert_eq!(
            value("server", "public_url").value,
            SettingValue::Shown("\"https://****@weir.example/x?****\"".to_owned())
        );
        assert_eq!(
            value("server", "cors_origins").value,
            SettingValue::Shown("[\"https://a.example\", \"https://****@b.example\"]".to_owned())
        );
        assert_eq!(value("llm", "base_url").value, SettingValue::Unset);
    }
}
