//! `/api/v1/settings`: what holds in this process, and where it comes from. For admins; no secret among it.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{Envelope, SettingResponse, SettingsResponse, SettingsSectionResponse};
use weir_gateway::{Setting, SettingSource, SettingValue, SettingsSection};
use weir_model::Phrase;

use crate::{
    AppState,
    envelope::Envelopes,
    failure::Failure,
    guarded::guarded,
    may::{Admin, May},
    params::Params,
};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list))
}

/// Show the settings that hold
///
/// Of the process that answers, each with where it comes from. They are changed in its settings file, its
/// environment or its flags, not here. Passwords, keys and tokens are told as set or not, nothing more.
#[utoipa::path(get, path = "/api/v1/settings", operation_id = "list_settings", tag = "settings",
    responses((status = 200, body = Envelope<SettingsResponse>)))]
pub(crate) async fn list(
    may: May<Admin>,
    State(state): State<AppState>,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<SettingsResponse>>, Failure> {
    params.end()?;
    let speak = envelopes.language().speak();
    let settings = state.gateway.list_settings(&may.caller)?;
    let sections = settings.iter().map(|section| shown_section(section, speak)).collect();
    Ok(envelopes.ok(("The settings that hold", "当前生效的设置"), SettingsResponse { sections }))
}

fn shown_section(section: &SettingsSection, speak: fn(&Phrase) -> &str) -> SettingsSectionResponse {
    SettingsSectionResponse {
        name: section.name,
        about: speak(&section.about).to_owned(),
        settings: section.settings.iter().map(|setting| shown(setting, speak)).collect(),
    }
}

fn shown(setting: &Setting, speak: fn(&Phrase) -> &str) -> SettingResponse {
    let (source, place) = match &setting.source {
        SettingSource::Default => ("default", None),
        SettingSource::File(place) => ("file", Some(place.clone())),
        SettingSource::Environment(variable) => ("environment", Some(variable.clone())),
        SettingSource::Flag(flag) => ("flag", Some(flag.clone())),
    };
    let value = match &setting.value {
        SettingValue::Shown(value) => Some(value.clone()),
        SettingValue::Secret | SettingValue::Unset => None,
    };
    SettingResponse {
        name: setting.name,
        about: speak(&setting.about).to_owned(),
        value,
        is_secret: setting.value == SettingValue::Secret,
        source,
        place,
        variable: setting.variable.clone(),
    }
}
