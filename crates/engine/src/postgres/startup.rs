//! Signing in: the startup message, the proof of the password, and what the server says of itself.
//!
//! Only parameters that every pooler lets through are set here; the output forms that `cells` relies on are
//! pinned inside each query's own transaction (see `query`), since `RESET ALL` would undo a `SET`.

use fallible_iterator::FallibleIterator;
use postgres_protocol::{
    authentication::{
        md5_hash,
        sasl::{ChannelBinding, SCRAM_SHA_256, SCRAM_SHA_256_PLUS, ScramSha256},
    },
    message::{
        backend::{
            AUTHENTICATION_TAG, AuthenticationSaslBody, BACKEND_KEY_DATA_TAG, ERROR_RESPONSE_TAG,
            Message as Backend, PARAMETER_STATUS_TAG, READY_FOR_QUERY_TAG,
        },
        frontend,
    },
};

use super::{
    connect::ConnectError,
    messages::ServerError,
    url::{Address, ChannelBindingMode},
    wire::Wire,
};

/// How the stream to the server is protected.
#[derive(Debug, Default)]
pub(super) struct Protection {
    /// Nobody on the network reads along: TLS, or no network at all.
    pub(super) private: bool,
    /// The hash of the server's certificate.
    pub(super) binding: Option<Vec<u8>>,
}

/// What a server says when it has let us in.
#[derive(Debug, Default)]
pub(super) struct Greeting {
    pub(super) process_id: i32,
    pub(super) secret_key: i32,
    pub(super) server_version: String,
    pub(super) server_encoding: String,
}

/// Signs in and waits until the server is ready for queries.
pub(super) async fn sign_in(
    wire: &mut Wire,
    address: &Address,
    client_encoding: &str,
    protection: Protection,
) -> Result<Greeting, ConnectError> {
    let mut parameters = vec![
        ("user", address.user.as_str()),
        ("database", address.database.as_str()),
        ("client_encoding", client_encoding),
        ("application_name", address.application_name.as_str()),
    ];
    parameters.extend(address.options.as_deref().map(|options| ("options", options)));
    frontend::startup_message(parameters, wire.outgoing())?;
    wire.send().await?;
    authenticate(wire, address, protection).await?;
    read_greeting(wire).await
}

async fn authenticate(
    wire: &mut Wire,
    address: &Address,
    protection: Protection,
) -> Result<(), ConnectError> {
    let must_bind = address.channel_binding == ChannelBindingMode::Require;
    let refuse_unbound = || {
        if must_bind {
            Err(failed("the server does not offer the channel binding that the URL requires"))
        } else {
            Ok(())
        }
    };
    match authentication_message(wire).await? {
        Backend::AuthenticationOk => return refuse_unbound(),
        Backend::AuthenticationSasl(body) => scram(wire, address, protection, &body).await?,
        Backend::AuthenticationMd5Password(body) => {
            refuse_unbound()?;
            let hash = md5_hash(address.user.as_bytes(), password(address)?, body.salt());
            frontend::password_message(hash.as_bytes(), wire.outgoing())?;
            wire.send().await?;
        }
        Backend::AuthenticationCleartextPassword => {
            refuse_unbound()?;
            if !protection.private {
                return Err(failed(
                    "the server asks for the password in plain text over a connection without TLS; \
                     it was not sent (use sslmode=require, or scram-sha-256 on the server)",
                ));
            }
            frontend::password_message(password(address)?, wire.outgoing())?;
            wire.send().await?;
        }
        _ => {
            return Err(failed(
                "the server asks for a way of signing in that is not supported (GSSAPI, SSPI)",
            ));
        }
    }
    match authentication_message(wire).await? {
        Backend::AuthenticationOk => Ok(()),
        _ => Err(failed("the server did not finish signing in")),
    }
}

/// RFC 5802. The server proves that it knows the password too before it is believed.
async fn scram(
    wire: &mut Wire,
    address: &Address,
    protection: Protection,
    body: &AuthenticationSaslBody,
) -> Result<(), ConnectError> {
    let offered: Vec<&str> = body.mechanisms().collect()?;
    let mode = address.channel_binding;
    let ours = protection.binding.filter(|_| mode != ChannelBindingMode::Disable);
    let (mechanism, binding) = match ours {
        Some(hash) if offered.contains(&SCRAM_SHA_256_PLUS) => {
            (SCRAM_SHA_256_PLUS, ChannelBinding::tls_server_end_point(hash))
        }
        _ if mode == ChannelBindingMode::Require => {
            return Err(failed("the channel binding that the URL requires is not possible here"));
        }
        // "We could have, but you did not offer it": a server that did offer it notices the forgery.
        Some(_) => (SCRAM_SHA_256, ChannelBinding::unrequested()),
        None => (SCRAM_SHA_256, ChannelBinding::unsupported()),
    };
    if !offered.contains(&mechanism) {
        return Err(failed("the server asks for a way of signing in that is not supported"));
    }
    let mut scram = ScramSha256::new(password(address)?, binding);
    frontend::sasl_initial_response(mechanism, scram.message(), wire.outgoing())?;
    wire.send().await?;
    let Backend::AuthenticationSaslContinue(challenge) = authentication_message(wire).await? else {
        return Err(failed("the server broke off signing in"));
    };
    scram.update(challenge.data())?;
    frontend::sasl_response(scram.message(), wire.outgoing())?;
    wire.send().await?;
    let Backend::AuthenticationSaslFinal(proof) = authentication_message(wire).await? else {
        return Err(failed("the server broke off signing in"));
    };
    scram.finish(proof.data())?;
    Ok(())
}

async fn read_greeting(wire: &mut Wire) -> Result<Greeting, ConnectError> {
    let mut greeting = Greeting::default();
    loop {
        let message = wire.receive().await?;
        match message.tag {
            ERROR_RESPONSE_TAG => return Err(ServerError::read(wire.body(message)).into()),
            BACKEND_KEY_DATA_TAG | PARAMETER_STATUS_TAG => match wire.take()? {
                Backend::BackendKeyData(body) => {
                    greeting.process_id = body.process_id();
                    greeting.secret_key = body.secret_key();
                }
                Backend::ParameterStatus(body) => match body.name()? {
                    "server_version" => body.value()?.clone_into(&mut greeting.server_version),
                    "server_encoding" => body.value()?.clone_into(&mut greeting.server_encoding),
                    _ => {}
                },
                _ => {}
            },
            READY_FOR_QUERY_TAG => {
                wire.consume(message);
                return Ok(greeting);
            }
            _ => wire.consume(message),
        }
    }
}

/// The next message about authentication; notices are passed over.
async fn authentication_message(wire: &mut Wire) -> Result<Backend, ConnectError> {
    loop {
        let message = wire.receive().await?;
        match message.tag {
            ERROR_RESPONSE_TAG => return Err(ServerError::read(wire.body(message)).into()),
            AUTHENTICATION_TAG => return Ok(wire.take()?),
            _ => wire.consume(message),
        }
    }
}

fn password(address: &Address) -> Result<&[u8], ConnectError> {
    let password = address.password.as_ref();
    let password = password.ok_or_else(|| failed("the server asks for a password and the URL holds none"))?;
    Ok(password.expose_secret().as_bytes())
}

fn failed(problem: &str) -> ConnectError {
    ConnectError::Failed(problem.to_owned())
}
