//! The environment, read once: settings as `WEIR_SECTION__KEY`, the home directory, the language.

use std::{collections::BTreeMap, env, path::PathBuf};

use crate::config::keys::variable;

/// The variables of this process.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, String>,
}

/// Names that are no settings.
const CONFIG_FILE: &str = "WEIR_CONFIG";
/// These belong to the tests.
const TESTS: &str = "WEIR_TEST_";

impl Environment {
    /// Of this process. Variables that are not UTF-8 are none of ours.
    pub(crate) fn of_process() -> Self {
        Self::of(
            env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    pub(crate) fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { variables: variables.into_iter().collect() }
    }

    /// Every variable that should be a setting, with its value.
    pub(crate) fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| name.starts_with("WEIR_") && !name.starts_with(TESTS) && *name != CONFIG_FILE)
    }

    /// The text of one setting.
    pub(crate) fn setting(&self, section: &str, name: &str) -> Option<&str> {
        self.get(&variable(section, name))
    }

    /// A variable that a setting names, such as the one that holds a key.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.get(name)
    }

    /// The settings file that `WEIR_CONFIG` names.
    pub(crate) fn config_file(&self) -> Option<PathBuf> {
        self.get(CONFIG_FILE).map(PathBuf::from)
    }

    /// Where data is kept by default: as the XDG base directory specification says, and `/var/lib/weir` for a
    /// service that has no home.
    pub(crate) fn data_dir(&self) -> PathBuf {
        // Relative paths there are invalid and to be ignored.
        let absolute = |name| self.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        absolute("XDG_DATA_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
            .map_or_else(|| PathBuf::from("/var/lib/weir"), |data| data.join("weir"))
    }

    /// Whether people read Chinese here. `LC_ALL` wins over `LC_MESSAGES` wins over `LANG`.
    pub(crate) fn speaks_chinese(&self) -> bool {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| self.get(name));
        locale.is_some_and(|locale| locale.starts_with("zh"))
    }

    /// Whether colours are unwelcome (<https://no-color.org>).
    pub(crate) fn wants_no_colour(&self) -> bool {
        self.get("NO_COLOR").is_some() || self.get("TERM") == Some("dumb")
    }

    /// An empty variable counts as none.
    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::of(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn finds_the_data_directory() {
        for (variables, expected) in [
            (&[("XDG_DATA_HOME", "/data"), ("HOME", "/home/a")][..], "/data/weir"),
            (&[("XDG_DATA_HOME", "data"), ("HOME", "/home/a")], "/home/a/.local/share/weir"),
            (&[("XDG_DATA_HOME", ""), ("HOME", "/root")], "/root/.local/share/weir"),
            (&[], "/var/lib/weir"),
        ] {
            assert_eq!(environment(variables).data_dir(), PathBuf::from(expected));
        }
    }

    #[test]
    fn reads_the_language_as_the_c_library_does() {
        for (variables, chinese) in [
            (&[("LANG", "zh_CN.UTF-8")][..], true),
            (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], false),
            (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "zh_TW")], true),
            (&[("LANG", "zh_CN"), ("LC_ALL", "")], true),
            (&[("LANG", "C.UTF-8")], false),
            (&[], false),
        ] {
            assert_eq!(environment(variables).speaks_chinese(), chinese, "{variables:?}");
        }
    }

    #[test]
    fn leaves_the_tests_their_names() {
        let environment = environment(&[
            ("WEIR_TEST_MYSQL_URL", "x"),
            ("WEIR_CONFIG", "y"),
            ("WEIR_LOG__LEVEL", "debug"),
            ("HOME", "/"),
        ]);
        assert_eq!(environment.settings().collect::<Vec<_>>(), [("WEIR_LOG__LEVEL", "debug")]);
    }
}
