//! An identity provider to sign in at: a certified one from npm, run by Node on a free port of loopback, with one
//! client. What it is and does is in `identity-provider/provider.mjs`.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

/// A provider that is running. Ends when it is dropped, or when the test does.
#[derive(Debug)]
pub struct IdentityProvider {
    child: Child,
    issuer: String,
}

impl IdentityProvider {
    /// What Weir is called there.
    pub const CLIENT_ID: &'static str = "weir";
    /// The secret between the two.
    pub const CLIENT_SECRET: &'static str = "a secret of thirty-two characters or more";

    /// Starts one.
    ///
    /// # Panics
    /// Where Node or the packages are missing; says the command that installs them.
    pub fn start() -> Self {
        let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("identity-provider");
        assert!(
            folder.join("node_modules").exists(),
            "the identity provider of the tests is not installed: run `npm ci` in {} (`make test` does)",
            folder.display()
        );
        let mut child = Command::new("node")
            .arg(folder.join("provider.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("can't start node, which `scripts/setup test` asks for: {error}"));
        let mut issuer = String::new();
        let told = child.stdout.take().map(BufReader::new).map(|mut lines| lines.read_line(&mut issuer));
        assert!(matches!(told, Some(Ok(1..))), "the identity provider said nothing and ended");
        Self { child, issuer: issuer.trim().to_owned() }
    }

    /// Its address.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where it sends browsers back to.
    pub fn returns_to(&self, redirect_uri: &str) {
        self.control(&json!({ "redirectUri": redirect_uri }));
    }

    /// Who signs in from now on.
    pub fn is_visited_by(&self, subject: &str, name: &str, groups: &[&str]) {
        self.control(&json!({
            "person": { "sub": subject, "preferred_username": name, "groups": groups, "email": "amy@example.com" }
        }));
    }

    /// Changes whatever `provider.mjs` knows by name.
    ///
    /// # Panics
    /// Where the provider doesn't answer.
    pub fn control(&self, change: &Value) {
        let address = self.issuer.trim_start_matches("http://");
        let body = change.to_string();
        let ask = || {
            let mut stream = TcpStream::connect(address)?;
            let length = body.len();
            write!(
                stream,
                "POST /control HTTP/1.1\r\nhost: {address}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            )?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok::<_, std::io::Error>(answer)
        };
        let answer = ask().unwrap_or_else(|error| panic!("the identity provider does not answer: {error}"));
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell otherwise.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
