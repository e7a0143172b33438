//! The provider as Weir knows it, and the two steps of a sign-in there: where a browser is sent, and who came back.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant, UNIX_EPOCH},
};

use openidconnect::{
    AccessTokenHash, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, Client,
    ClientId, ClientSecret, CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdToken, IdTokenClaims, IdTokenFields, IdTokenVerifier, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims, UserInfoError,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
        CoreTokenType,
    },
};
use serde_json::Value;
use tokio::sync::Mutex;
use tracing::info;
use weir_model::{Clock, Identity, Secret};

use crate::{
    Error, OidcSettings,
    claims::{self, OtherClaims},
    http::{Http, NoAnswer},
};

/// How long the provider's description of itself is believed. Keys that it doesn't tell of are asked for at once.
const KEEP: Duration = Duration::from_hours(1);

/// What may sign an ID token: keys that only the provider has. A secret that we share with it, or none at all, is none.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Fields = IdTokenFields<
    OtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Token =
    IdToken<OtherClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<OtherClaims, CoreGenderClaim>;
type Verifier<'a> = IdTokenVerifier<'a, CoreJsonWebKey>;
type Provider = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A client of one provider.
pub struct OidcClient {
    settings: OidcSettings,
    http: Http,
    clock: Arc<dyn Clock>,
    described: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

/// What a browser takes to the provider, and what must come back the same. Each sign-in has its own.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Shown to us when the browser comes back.
    pub state: Secret,
    /// Shown to us in the ID token.
    pub nonce: Secret,
    /// Shown by us with the code: 43 to 128 letters and digits.
    pub verifier: Secret,
}

/// Who somebody is, as the provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The one thing that tells them from everybody else.
    pub identity: Identity,
    /// What an account of theirs could be called.
    pub name: String,
    /// Their groups, when anything was said of them.
    pub groups: Vec<String>,
}

impl OidcClient {
    /// A client that has asked nothing yet: a provider that is down keeps nobody from starting.
    pub fn new(settings: OidcSettings, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        settings.check()?;
        Ok(Self { settings, http: Http::new()?, clock, described: Mutex::default() })
    }

    /// The provider's address.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where a browser is sent.
    pub async fn authorize_url(&self, proof: &Proof) -> Result<String, Error> {
        let provider = self.provider(&*self.described().await?)?;
        let (state, nonce) = (proof.state.clone(), proof.nonce.clone());
        let request = provider.authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            move || CsrfToken::new(state.expose_secret().to_owned()),
            move || Nonce::new(nonce.expose_secret().to_owned()),
        );
        let scopes = self.settings.scopes.iter().filter(|scope| *scope != "openid");
        let verifier = PkceCodeVerifier::new(proof.verifier.expose_secret().to_owned());
        let (url, _, _) = request
            .add_scopes(scopes.map(|scope| Scope::new(scope.clone())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url.into())
    }

    /// Who came back with this code.
    pub async fn identify(&self, code: &Secret, proof: &Proof) -> Result<Person, Error> {
        let described = self.described().await?;
        let provider = self.provider(&described)?;
        let code = AuthorizationCode::new(code.expose_secret().to_owned());
        let tokens = provider
            .exchange_code(code)
            .map_err(|error| Error::Unreachable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(proof.verifier.expose_secret().to_owned()))
            .request_async(&self.http)
            .await
            .map_err(not_exchanged)?;
        let nonce = Nonce::new(proof.nonce.expose_secret().to_owned());
        let claims = match proven(&tokens, &self.verifier(&described)?, &nonce) {
            // Signed with a key that we don't know: the provider may have new ones.
            Err(ClaimsVerificationError::SignatureVerification(why)) => {
                info!("asking the identity provider for its keys again: {why}");
                let described = self.describe().await?;
                proven(&tokens, &self.verifier(&described)?, &nonce)
            }
            proven => proven,
        };
        let claims = claims.map_err(|why| Error::Untrusted(why.to_string()))?;
        self.person(&provider, &tokens, &claims).await
    }

    /// What is said in the ID token, and what is only told when asked: providers differ.
    async fn person(&self, provider: &Provider, tokens: &Tokens, claims: &Claims) -> Result<Person, Error> {
        let OidcSettings { groups_claim, name_claim, .. } = &self.settings;
        let subject = claims.subject();
        let mut told = as_json(claims)?;
        let is_whole =
            claims::groups(&told, groups_claim).is_some() && claims::text(&told, name_claim).is_some();
        if !is_whole
            && let Ok(request) = provider.user_info(tokens.access_token().clone(), Some(subject.clone()))
        {
            // Its subject must be the same: checked by the request.
            let more: UserInfoClaims<OtherClaims, CoreGenderClaim> =
                request.request_async(&self.http).await.map_err(not_told)?;
            add(&mut told, as_json(&more)?);
        }
        let name = claims::text(&told, name_claim).or_else(|| claims::text(&told, "email"));
        Ok(Person {
            identity: Identity::new(&self.settings.issuer, subject.as_str()),
            name: name.unwrap_or_else(|| subject.as_str().to_owned()),
            groups: claims::groups(&told, groups_claim).unwrap_or_default(),
        })
    }

    fn provider(&self, described: &CoreProviderMetadata) -> Result<Provider, Error> {
        let OidcSettings { client_id, client_secret, redirect_url, .. } = &self.settings;
        let secret =
            client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let redirect = RedirectUrl::new(redirect_url.clone());
        let redirect = redirect.map_err(|error| Error::Settings(error.to_string()))?;
        let provider =
            Provider::from_provider_metadata(described.clone(), ClientId::new(client_id.clone()), secret);
        Ok(provider.set_redirect_uri(redirect).set_auth_type(auth_type(described)))
    }

    fn verifier(&self, described: &CoreProviderMetadata) -> Result<Verifier<'static>, Error> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone());
        let issuer = issuer.map_err(|error| Error::Settings(error.to_string()))?;
        let client_id = ClientId::new(self.settings.client_id.clone());
        let clock = Arc::clone(&self.clock);
        let now = move || {
            let millis = u64::try_from(clock.now().as_millis()).unwrap_or(0);
            (UNIX_EPOCH + Duration::from_millis(millis)).into()
        };
        Ok(Verifier::new_public_client(client_id, issuer, described.jwks().clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(now))
    }

    /// The provider's description of itself, with its keys.
    async fn described(&self) -> Result<Arc<CoreProviderMetadata>, Error> {
        if let Some((at, described)) = &*self.described.lock().await
            && at.elapsed() < KEEP
        {
            return Ok(Arc::clone(described));
        }
        self.describe().await
    }

    /// The same, asked anew.
    async fn describe(&self) -> Result<Arc<CoreProviderMetadata>, Error> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone());
        let issuer = issuer.map_err(|error| Error::Settings(error.to_string()))?;
        let described =
            CoreProviderMetadata::discover_async(issuer, &self.http).await.map_err(not_described)?;
        let described = Arc::new(described);
        *self.described.lock().await = Some((Instant::now(), Arc::clone(&described)));
        Ok(described)
    }
}

impl fmt::Debug for OidcClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OidcClient({})", self.settings.issuer)
    }
}

/// How Weir shows its secret: in the header, unless the provider takes it in the body alone.
fn auth_type(described: &CoreProviderMetadata) -> AuthType {
    let methods = described.token_endpoint_auth_methods_supported();
    let only_in_body = methods.is_some_and(|methods| {
        methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
    });
    if only_in_body { AuthType::RequestBody } else { AuthType::BasicAuth }
}

/// The claims of the ID token, once everything about it is right.
fn proven(
    tokens: &Tokens,
    verifier: &Verifier<'_>,
    nonce: &Nonce,
) -> Result<Claims, ClaimsVerificationError> {
    let other = |why: &str| ClaimsVerificationError::Other(why.to_owned());
    let token: &Token = tokens.id_token().ok_or_else(|| other("there is no ID token"))?;
    let claims = token.claims(verifier, nonce)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(ClaimsVerificationError::SignatureVerification)?;
        let key = token.signing_key(verifier).map_err(ClaimsVerificationError::SignatureVerification)?;
        let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
        if actual.ok().as_ref() != Some(expected) {
            return Err(other("the access token is another one's"));
        }
    }
    Ok(claims.clone())
}

fn as_json(claims: &impl serde::Serialize) -> Result<Value, Error> {
    serde_json::to_value(claims).map_err(|error| Error::Untrusted(error.to_string()))
}

/// What is signed wins over what is only told.
fn add(claims: &mut Value, more: Value) {
    if let (Value::Object(claims), Value::Object(more)) = (claims, more) {
        for (name, value) in more {
            claims.entry(name).or_insert(value);
        }
    }
}

fn not_described(error: DiscoveryError<NoAnswer>) -> Error {
    match error {
        DiscoveryError::Request(why) => Error::Unreachable(why.to_string()),
        DiscoveryError::Response(status, _, _) => {
            Error::Unreachable(format!("it answers {} where it should describe itself", status.as_u16()))
        }
        DiscoveryError::Validation(why) => Error::Untrusted(why),
        other => Error::Untrusted(other.to_string()),
    }
}

fn not_exchanged(error: RequestTokenError<NoAnswer, StandardErrorResponse<CoreErrorResponseType>>) -> Error {
    match error {
        RequestTokenError::ServerResponse(answer) => Error::Refused(word(answer.error().as_ref())),
        RequestTokenError::Request(why) => Error::Unreachable(why.to_string()),
        RequestTokenError::Parse(why, _) => {
            Error::Untrusted(format!("its answer is malformed at {}", why.path()))
        }
        RequestTokenError::Other(why) => Error::Untrusted(why),
    }
}

fn not_told(error: UserInfoError<NoAnswer>) -> Error {
    match error {
        UserInfoError::Request(why) => Error::Unreachable(why.to_string()),
        UserInfoError::Response(status, _, _) => {
            Error::Refused(format!("it answers {} when asked about the person", status.as_u16()))
        }
        other => Error::Untrusted(other.to_string()),
    }
}

/// A code of the provider's: letters and underscores, and not many.
fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect()
}
