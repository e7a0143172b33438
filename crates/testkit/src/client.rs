//! Runs statements through the server's own command line client, so that the drivers under test don't judge
//! themselves.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::programs;
use crate::server::Server;

/// Runs a script as the URL's user in the URL's database.
pub(crate) fn execute(server: Server, url: &Url, script: &str) -> Result<(), String> {
    run(command(server, url, Answer::Ignored), script).map(drop)
}

/// Runs one query and gives its rows.
pub(crate) fn rows(server: Server, url: &Url, query: &str) -> Result<Vec<String>, String> {
    let output = run(command(server, url, Answer::Rows), query)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let end = match server {
        Server::Postgres => '\0',
        Server::MySql | Server::MariaDb => '\n',
    };
    let rows = text.split_terminator(end);
    Ok(match server {
        Server::Postgres => rows.map(str::to_owned).collect(),
        Server::MySql | Server::MariaDb => rows.map(unescape).collect(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Ignored,
    Rows,
}

fn command(server: Server, url: &Url, answer: Answer) -> Command {
    let mut command = Command::new(programs::client(server));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match server {
        Server::Postgres => psql(&mut command, url, answer),
        Server::MySql | Server::MariaDb => mysql(&mut command, url),
    }
    command
}

fn psql(command: &mut Command, url: &Url, answer: Answer) {
    let mut address = url.clone();
    // The password is for the environment: others can see the arguments.
    let _ = address.set_password(None);
    command.env("PGPASSWORD", password(url)).env("PGCLIENTENCODING", "UTF8");
    command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose"]);
    if answer == Answer::Rows {
        command.args(["--no-align", "--tuples-only", "--field-separator=\t", "--record-separator-zero"]);
        command.arg("--pset=null=NULL");
    }
    command.args(["--file=-", "--dbname", address.as_str()]);
}

fn mysql(command: &mut Command, url: &Url) {
    command.args(["--no-defaults", "--batch", "--skip-column-names", "--comments"]);
    command.args(["--default-character-set=utf8mb4", "--max-allowed-packet=256M", "--protocol=TCP"]);
    // The server splits the script: it knows where the body of a routine ends.
    command.arg("--delimiter=\u{1}no delimiter\u{1}");
    command.env("MYSQL_PWD", password(url));
    command.arg(format!("--user={}", decode(url.username())));
    command.arg(format!("--host={}", url.host_str().unwrap_or("127.0.0.1")));
    command.arg(format!("--port={}", url.port().unwrap_or(3306)));
    command.arg(decode(url.path().trim_start_matches('/')));
}

fn password(url: &Url) -> String {
    decode(url.password().unwrap_or_default())
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn run(mut command: Command, script: &str) -> Result<Output, String> {
    let mut child =
        command.spawn().map_err(|e| format!("can't start {}: {e}", command.get_program().display()))?;
    let mut input = child.stdin.take().ok_or("the client has no standard input")?;
    let output = thread::scope(|scope| {
        // A client that stopped at an error reads no further; its own message says more than ours.
        scope.spawn(move || drop(input.write_all(script.as_bytes())));
        child.wait_with_output()
    });
    let output = output.map_err(|e| e.to_string())?;
    if output.status.success() {
        Ok(output)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The client writes a line per row, and escapes what would break it. (MySQL manual, "mysql Client Options", `--raw`)
fn unescape(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        text.push(match char {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('0') => '\0',
                other => other.unwrap_or('\\'),
            },
            char => char,
        });
    }
    text
}
