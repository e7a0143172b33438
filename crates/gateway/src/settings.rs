//! The settings that hold in this process, as they may be shown: each with its source, no secret among them. What
//! they are and where they come from, the command line knows; here is only who may look.

use weir_model::Phrase;

use crate::{Caller, Error, Gateway, Permission};

/// Settings of one section of the settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsSection {
    /// As it stands in the file: `server`.
    pub name: &'static str,
    /// What its settings are about.
    pub about: Phrase,
    /// Every one of them, in the order of the default file.
    pub settings: Vec<Setting>,
}

/// A setting and what holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name in its section: `listen`.
    pub name: &'static str,
    /// What it is for.
    pub about: Phrase,
    /// The variable that sets it: `WEIR_SERVER__LISTEN`.
    pub variable: String,
    /// What holds.
    pub value: SettingValue,
    /// Where that comes from.
    pub source: SettingSource,
}

/// What holds, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// As it would stand in the settings file: `"127.0.0.1:8642"`, `64`, `["a", "b"]`.
    Shown(String),
    /// A secret that is set. Nothing of it is here, not even its length.
    Secret,
    /// Nothing is set, and nothing holds instead.
    Unset,
}

/// Where a setting comes from; the later one wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingSource {
    /// Nobody set it.
    Default,
    /// A line of the settings file: `weir.toml line 3`.
    File(String),
    /// A variable of the environment.
    Environment(String),
    /// A flag of the command line.
    Flag(String),
}

impl Gateway {
    /// The same with the settings of this process, as they may be shown.
    #[must_use]
    pub fn with_settings(self, settings: Vec<SettingsSection>) -> Self {
        Self { settings, ..self }
    }

    /// The settings of this process, each with its source; empty where nobody told of them.
    pub fn list_settings(&self, caller: &Caller) -> Result<&[SettingsSection], Error> {
        caller.require(Permission::Admin)?;
        Ok(&self.settings)
    }
}
