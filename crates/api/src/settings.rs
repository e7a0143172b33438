//! `/api/v1/settings`: what holds in the process that answers.

use serde::Serialize;
use utoipa::ToSchema;

/// The settings that hold.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SettingsResponse {
    /// In the order of the settings file.
    pub sections: Vec<SettingsSectionResponse>,
}

/// The settings of one section.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SettingsSectionResponse {
    /// As it stands in the settings file.
    #[schema(example = "server")]
    pub name: &'static str,
    /// What it is about.
    pub about: String,
    /// Every setting of it.
    pub settings: Vec<SettingResponse>,
}

/// A setting.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SettingResponse {
    /// Its name in its section.
    #[schema(example = "listen")]
    pub name: &'static str,
    /// What it is for.
    pub about: String,
    /// What holds, as it would stand in the settings file; null for a secret, and where nothing is set.
    #[schema(example = "\"127.0.0.1:8642\"")]
    pub value: Option<String>,
    /// It is a secret that is set. Its value is never told, nor its length.
    pub is_secret: bool,
    /// `default`, `file`, `environment` or `flag`.
    pub source: &'static str,
    /// Where exactly: the file and its line, the variable or the flag; null for a default.
    #[schema(example = "weir.toml line 3")]
    pub place: Option<String>,
    /// The variable of the environment that sets it.
    #[schema(example = "WEIR_SERVER__LISTEN")]
    pub variable: String,
}
