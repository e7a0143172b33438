//! A home of its own for each test, and servers that are ended with it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
};

use rustls::crypto::ring;
use tempfile::TempDir;

/// An empty home directory: `weir` run in it sees no settings but those that the test gives.
pub(crate) struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a finished command told.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), variables: Vec::new() }
    }

    /// Sets a variable for every command from now on.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.push((name.to_owned(), value.into()));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where weir keeps its data unless it is told otherwise.
    pub(crate) fn data(&self) -> PathBuf {
        self.path(".local/share/weir")
    }

    /// Makes a SQLite file where weir accepts one, and gives its URL.
    pub(crate) fn sqlite(&self, name: &str, script: &str) -> String {
        let folder = self.data().join("sqlite");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        rusqlite::Connection::open(&path).unwrap().execute_batch(script).unwrap();
        format!("sqlite://{}", path.display())
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
        command.args(arguments);
        self.at_home(command)
    }

    fn at_home(&self, mut command: Command) -> Command {
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn weir(&self, arguments: &[&str]) -> Told {
        self.told(self.command(arguments).output().unwrap())
    }

    /// Runs a command that reads this text.
    pub(crate) fn weir_reads(&self, arguments: &[&str], text: &str) -> Told {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        self.told(child.wait_with_output().unwrap())
    }

    /// Runs a command that must succeed, and gives what it answered.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let told = self.weir(arguments);
        assert_eq!(told.code, 0, "{arguments:?}: {told:?}");
        told.out
    }

    /// Starts a server on a free port and waits until it says where it listens.
    pub(crate) fn start(&self, arguments: &[&str]) -> Server {
        self.start_on(arguments, "127.0.0.1:0")
    }

    /// Starts a server on this address and waits until it says where it listens.
    pub(crate) fn start_on(&self, arguments: &[&str], listen: &str) -> Server {
        self.begin(self.command(arguments), listen)
    }

    /// Starts a server whose files can't become larger than this, as on a disk that fills up.
    pub(crate) fn start_on_a_small_disk(&self, kib: u32) -> Server {
        let mut command = Command::new("sh");
        // A program that doesn't ignore the signal is ended by it. Blocks of `ulimit` are 512 bytes (POSIX).
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
        command.args(["-c", &script, env!("CARGO_BIN_EXE_weir"), "serve"]);
        self.begin(self.at_home(command), "127.0.0.1:0")
    }

    /// A token of somebody whose password is their own; the first admin's has to be changed first.
    fn token(&self) -> String {
        let add = ["users", "add", "tests", "--role", "admin", "--password-stdin"];
        // It is there from an earlier start.
        self.weir_reads(&add, "a long walk by the sea");
        self.done(&["tokens", "add", "tests", "tests"]).trim().to_owned()
    }

    fn begin(&self, mut command: Command, listen: &str) -> Server {
        command.args(["--listen", listen]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut told = String::new();
        // The demo tells a token as well, a few lines later.
        let is_demo = command.get_args().any(|argument| argument == "demo");
        while !told.contains("http://") || (is_demo && !told.contains("weir_")) {
            if out.read_line(&mut told).unwrap() == 0 {
                let mut error = String::new();
                child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
                panic!("weir ended: {told}{error}");
            }
        }
        let at = told.find("http://").unwrap();
        let base =
            told[at..].split(|c: char| c.is_whitespace() || c == '/').take(3).collect::<Vec<_>>().join("/");
        let token = match told.split_whitespace().find(|word| word.starts_with("weir_")) {
            Some(token) => token.to_owned(),
            None => self.token(),
        };
        Server { child, out, told, base, token }
    }

    /// The folder is another one at every run.
    fn told(&self, output: Output) -> Told {
        let text =
            |bytes| String::from_utf8(bytes).unwrap().replace(self.folder.path().to_str().unwrap(), "HOME");
        Told { code: output.status.code().unwrap(), out: text(output.stdout), error: text(output.stderr) }
    }
}

/// A running server; killed when it is dropped before its end.
pub(crate) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it has said up to its address.
    told: String,
    /// `http://127.0.0.1:12345`
    pub(crate) base: String,
    /// A token of the first account.
    pub(crate) token: String,
}

impl Server {
    pub(crate) fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Ends it without warning, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end: how it ended, and what it told on both outputs.
    pub(crate) fn wait(mut self) -> (ExitStatus, String, String) {
        let mut told = std::mem::take(&mut self.told);
        self.out.read_to_string(&mut told).unwrap();
        let mut error = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        (self.child.wait().unwrap(), told, error)
    }

    /// Asks it to end in order and waits.
    pub(crate) fn stop(self) -> String {
        self.signal("TERM");
        let (status, told, error) = self.wait();
        assert!(status.success(), "{status}: {error}");
        told
    }

    /// A client with the token.
    pub(crate) fn client(&self) -> reqwest::Client {
        let value = format!("Bearer {}", self.token).parse().unwrap();
        let headers = [(reqwest::header::AUTHORIZATION, value)].into_iter().collect();
        client_builder().default_headers(headers).build().unwrap()
    }

    /// Runs a statement over HTTP.
    pub(crate) async fn query(&self, name: &str, sql: &str) -> (u16, serde_json::Value) {
        let url = format!("{}/api/v1/query/{name}", self.base);
        let answer = self.client().post(url).json(&serde_json::json!({ "sql": sql })).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The permissions of a file or folder.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A client to be built. The language models' client brings TLS into the build and leaves the choice of ciphers
/// to each program.
pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    // A second time changes nothing.
    let _ = ring::default_provider().install_default();
    reqwest::Client::builder()
}

/// A client without credentials.
pub(crate) fn client() -> reqwest::Client {
    client_builder().build().unwrap()
}
