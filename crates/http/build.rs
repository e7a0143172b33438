//! Puts the built console (`web/dist`) into the server: one generated list of files, each with its compressed
//! forms. Without a build there is no page in the list, and `console.rs` says so to whoever opens one.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

const DIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/dist");

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={DIST}");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    collect(Path::new(DIST), &mut files)?;
    files.sort();
    let page = Path::new(DIST).join("index.html");
    let mut code = String::from("static FILES: &[File] = &[\n");
    for path in files.iter().filter(|path| is_original(path) && **path != page) {
        let name = path.strip_prefix(DIST).map_err(io::Error::other)?;
        let (br, gz) = (sibling(path, "br"), sibling(path, "gz"));
        let _ = writeln!(
            code,
            "File {{ path: {:?}, plain: include_bytes!({}), br: {}, gz: {} }},",
            format!("/{}", name.display()),
            literal(path),
            embedded(&br),
            embedded(&gz),
        );
    }
    let text =
        if page.exists() { format!("Some(include_str!({}))", literal(&page)) } else { "None".to_owned() };
    let _ = writeln!(code, "];\nstatic PAGE: Option<&str> = {text};");
    #[expect(clippy::disallowed_methods, reason = "cargo tells a build script so where to write")]
    let out = std::env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("console_files.rs"), code)
}

/// Every file below the folder; none when there is no folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // `.gitignore`, and the manifest that only the bundle budget reads.
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn is_original(path: &Path) -> bool {
    path.extension().is_none_or(|extension| extension != "br" && extension != "gz")
}

fn sibling(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// A path as a string literal of the code.
fn literal(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}

fn embedded(path: &Path) -> String {
    if path.exists() { format!("Some(include_bytes!({}))", literal(path)) } else { "None".to_owned() }
}
