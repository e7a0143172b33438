//! What is told to somebody who asks how.

use expect_test::expect;

use crate::support::Home;

/// The help of a command, without blanks at the ends of lines.
fn help(command: &[&str]) -> String {
    let told = Home::new().done(&[command, &["--help"]].concat());
    told.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn help_shows_commands_examples_and_exit_codes() {
    expect![[r#"
        One server between a team and its databases: guarded read-only SQL through an HTTP API and this
        command line

        Usage: weir [OPTIONS] <COMMAND>

        Commands:
          serve        Serve the HTTP API
          demo         Serve a sample shop, made on the spot, to try everything
          connections  List, add, remove and test connections
          users        Add, list, disable and change people who may sign in
          tokens       Make, list and revoke API tokens
          query        Run one read-only statement
          collect      Measure the databases of the ledger's instances now
          sample       Remove what was made up for the demo
          llm          Try out the language model
          config       Print the default settings, or check those that hold
          doctor       Check what Weir needs to work, and tell what to mend
          secrets      Check the sealed secrets, or seal them with a new key
          backup       Write the catalog to a file, also while servers work
          restore      Put the catalog of a backup in place
          catalog      Copy the catalog to another database
          completions  Print a script that completes commands in a shell
          version      Print the version
          help         Print this message or the help of the given subcommand(s)

        Options:
              --config <FILE>        The settings file [default: ./weir.toml, else weir.toml in the data
                                     directory]
              --data-dir <FOLDER>    Where Weir keeps its files [default: ~/.local/share/weir]
              --log-level <LEVEL>    How much is logged: error, warn, info, debug, trace
              --log-format <FORMAT>  How log lines are written [possible values: text, json]
          -h, --help                 Print help
          -V, --version              Print version

        Examples:
          weir demo                                          a server on a sample shop, to try everything
          weir connections add shop postgresql://reader:secret@db.example/shop
          weir query shop "SELECT * FROM orders LIMIT 10"
          weir query shop - --format csv < report.sql > report.csv
          weir serve --listen 127.0.0.1:8642

        Exit codes:
          0 done · 1 failed · 2 wrong command line or settings · 3 refused by the guard
          4 database or catalog unreachable · 5 over the time limit · 130 interrupted
    "#]]
    .assert_eq(&help(&[]));
}

#[test]
fn help_of_query_shows_examples() {
    expect![[r#"
        Run one read-only statement

        Usage: weir query [OPTIONS] <NAME> <SQL>

        Arguments:
          <NAME>
                  The connection

          <SQL>
                  One statement that reads, or - for standard input

        Options:
              --config <FILE>
                  The settings file [default: ./weir.toml, else weir.toml in the data directory]

          -f, --format <FORMAT>
                  How the rows are written

                  Possible values:
                  - table:  For people; NULL is shown as NULL
                  - csv:    With a header line; NULL is an empty field
                  - json:   One document, as the HTTP API answers
                  - ndjson: One object a line, and a last line that tells the end

                  [default: table]

              --data-dir <FOLDER>
                  Where Weir keeps its files [default: ~/.local/share/weir]

          -n, --limit <ROWS>
                  The limit for a statement without one [default: limits.default_rows]

              --log-level <LEVEL>
                  How much is logged: error, warn, info, debug, trace

          -t, --timeout <SECONDS>
                  Seconds that it may take [default: limits.default_timeout_s]

              --log-format <FORMAT>
                  How log lines are written

                  [possible values: text, json]

          -h, --help
                  Print help (see a summary with '-h')

        Only the answer goes to standard output; whether it was cut off is told on standard error.

        Examples:
          weir query shop "SELECT status, count(*) FROM orders GROUP BY status"
          weir query shop - --format csv --limit 10000 < report.sql > report.csv
          weir query shop "SELECT * FROM orders" --format ndjson | jq .total
    "#]]
    .assert_eq(&help(&["query"]));
}

#[test]
fn help_of_connections_shows_the_urls() {
    expect![[r#"
        Connect to a database and keep its URL, sealed; an existing name is changed

        Usage: weir connections add [OPTIONS] <NAME> <URL>

        Arguments:
          <NAME>  1 to 64 letters of any script, digits, `-`, `_`, `.`
          <URL>   The database's URL, or - for standard input

        Options:
              --config <FILE>        The settings file [default: ./weir.toml, else weir.toml in the data
                                     directory]
              --no-tls               Without TLS, whatever the URL says
              --data-dir <FOLDER>    Where Weir keeps its files [default: ~/.local/share/weir]
              --log-level <LEVEL>    How much is logged: error, warn, info, debug, trace
              --log-format <FORMAT>  How log lines are written [possible values: text, json]
          -h, --help                 Print help

        URLs:
          postgresql://user:password@host:5432/database?sslmode=require
          mysql://user:password@host:3306/database        (MariaDB too)
          sqlite:///absolute/path/to/file.db

        Other people on this machine can see the command line: `-` reads the URL from standard input.
    "#]]
    .assert_eq(&help(&["connections", "add"]));
}

#[test]
fn help_of_demo_says_where_the_sample_goes() {
    expect![[r#"
        Serve a sample shop, made on the spot, to try everything

        Usage: weir demo [OPTIONS]

        Options:
              --config <FILE>          The settings file [default: ./weir.toml, else weir.toml in the data
                                       directory]
              --listen <ADDRESS:PORT>  Address and port; port 0 takes a free one [default: 127.0.0.1:8642]
              --data-dir <FOLDER>      Where Weir keeps its files [default: ~/.local/share/weir]
              --postgres <URL>         Write the sample to this PostgreSQL database as well
              --log-level <LEVEL>      How much is logged: error, warn, info, debug, trace
              --mysql <URL>            Write the sample to this MySQL or MariaDB server as well
              --log-format <FORMAT>    How log lines are written [possible values: text, json]
          -h, --help                   Print help

        The sample is kept in demo/ in the data directory and made once; nothing of `weir serve` is touched.
        On a server it goes into a schema or database of its own, weir_sample, which must not hold anything
        else.

        Examples:
          weir demo
          weir demo --listen 127.0.0.1:9000
          weir demo --postgres postgresql://me:secret@localhost/test --mysql mysql://root:secret@localhost
    "#]]
    .assert_eq(&help(&["demo"]));
}

#[test]
fn version_is_told_in_both_ways() {
    let expected = concat!("weir ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Home::new().done(&["version"]), expected);
    assert_eq!(Home::new().done(&["--version"]), expected);
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    for arguments in
        [&[][..], &["frobnicate"], &["query", "shop"], &["query", "shop", "SELECT 1", "--format", "xml"]]
    {
        let told = Home::new().weir(arguments);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{arguments:?}: {}", told.error);
    }
}
