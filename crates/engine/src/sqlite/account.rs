//! What Weir's own user could do to a SQLite file beyond reading it.
//!
//! SQLite has no accounts: what the operating system lets this process do is what counts.

use std::path::Path;

use rustix::fs::{Access, AtFlags, CWD, accessat};
use weir_model::{AccountSafety, Finding, Grade, Link, Phrase};

/// Looks at the file and its folder.
pub(super) fn read(path: &Path) -> AccountSafety {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut findings = Vec::new();
    if writable(path) {
        let phrase = Phrase::new(
            "Weir's user may write to the file. Weir opens it for reading only, but nothing outside Weir enforces that.",
            "Weir 的系统用户可以写入该文件。Weir 只以只读方式打开它，但没有外部约束。",
        );
        findings.push(Finding::new(Grade::C, "writes", phrase));
    }
    if writable(folder) {
        let phrase = Phrase::new(
            "Weir's user may create and replace files in the file's folder.",
            "Weir 的系统用户可以在该文件所在目录中创建或替换文件。",
        );
        findings.push(Finding::new(Grade::C, "creates_files", phrase));
    }
    let user = rustix::process::geteuid();
    if user.is_root() {
        let phrase = Phrase::new(
            "Weir runs as root, for whom no file is read-only.",
            "Weir 以 root 身份运行，对它来说没有只读文件。",
        );
        findings.push(Finding::new(Grade::C, "root", phrase));
    }
    AccountSafety::new(format!("uid {}", user.as_raw()), Link::Local, findings, script(path, folder))
}

/// Whether this process may write there, as the kernel would decide it now.
fn writable(path: &Path) -> bool {
    accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS).is_ok()
}

fn script(path: &Path, folder: &Path) -> String {
    let (path, folder) = (quoted(path), quoted(folder));
    format!(
        "# In a shell, as root. The file stays with its owner (here: app); Weir's user (here: weir) only reads it.\n\
         # With WAL, let the owner's program keep the database open, or register it with ?immutable=1.\n\
         chown app -- {folder} {path}\n\
         chmod u=rwx,go=rx -- {folder}\n\
         chmod u=rw,go=r -- {path}\n"
    )
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}
