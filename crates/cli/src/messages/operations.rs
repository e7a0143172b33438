//! What the commands for operators say.

use std::path::Path;

use super::Language;

impl Language {
    /// The text in this language.
    pub(crate) fn pick(self, english: &'static str, chinese: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }

    /// How much `weir doctor` found to be wrong.
    pub(crate) fn wrong(self, count: usize) -> String {
        match self {
            Self::English if count == 1 => "1 thing is wrong".to_owned(),
            Self::English => format!("{count} things are wrong"),
            Self::Chinese => format!("有 {count} 处错误"),
        }
    }

    pub(crate) fn secrets_titles(self) -> [&'static str; 3] {
        match self {
            Self::English => ["secrets of", "open", "don't open"],
            Self::Chinese => ["密文所在", "可解密", "无法解密"],
        }
    }

    pub(crate) fn rotated(self, count: u64, new_key: &str) -> String {
        match self {
            Self::English if count == 1 => format!("Sealed 1 secret with the new key {new_key}"),
            Self::English => format!("Sealed {count} secrets with the new key {new_key}"),
            Self::Chinese => format!("已用新密钥 {new_key} 重新加密 {count} 条密文"),
        }
    }

    pub(crate) fn rotation_resumed(self, new_key: &str) -> String {
        match self {
            Self::English => format!("The secrets are sealed with the key {new_key} already"),
            Self::Chinese => format!("密文已经使用密钥 {new_key} 加密"),
        }
    }

    pub(crate) fn key_swapped(self, key: &Path, old: &Path) -> String {
        let (key, old) = (key.display(), old.display());
        match self {
            Self::English => format!(
                "The new key is in {key}; the old one in {old}, for older backups.\nStart running servers anew."
            ),
            Self::Chinese => {
                format!("新密钥在 {key}；旧密钥保留在 {old}，用于较早的备份。\n请重新启动正在运行的服务。")
            }
        }
    }

    pub(crate) fn key_elsewhere(self, key: &Path) -> String {
        let key = key.display();
        match self {
            Self::English => format!(
                "The new key is in {key}. Give it to every server, as WEIR_SECRETS__KEY or secrets.key_file, and start them anew."
            ),
            Self::Chinese => format!(
                "新密钥在 {key}。请通过 WEIR_SECRETS__KEY 或 secrets.key_file 提供给所有服务，并重新启动它们。"
            ),
        }
    }

    pub(crate) fn backed_up(self, file: &Path, bytes: u64) -> String {
        let (file, size) = (file.display(), format!("{} KB", bytes.div_ceil(1024)));
        match self {
            Self::English => {
                format!("Wrote the backup {file} ({size}). Secrets in it are sealed: keep the key as well.")
            }
            Self::Chinese => format!("已写入备份 {file}（{size}）。其中的密文仍是加密的，请同时保管密钥。"),
        }
    }

    pub(crate) fn restored(self, rows: u64, kept: Option<&Path>) -> String {
        match (self, kept.map(Path::display)) {
            (Self::English, Some(kept)) => {
                format!("Restored {rows} rows. The catalog that was there is kept as {kept}.")
            }
            (Self::English, None) => format!("Restored {rows} rows."),
            (Self::Chinese, Some(kept)) => format!("已恢复 {rows} 行。原来的目录库保留为 {kept}。"),
            (Self::Chinese, None) => format!("已恢复 {rows} 行。"),
        }
    }

    pub(crate) fn copied_titles(self) -> [&'static str; 2] {
        match self {
            Self::English => ["table", "rows"],
            Self::Chinese => ["表", "行数"],
        }
    }

    pub(crate) fn copied(self, to_postgres: bool) -> &'static str {
        match (self, to_postgres) {
            (Self::English, true) => "Copied and counted. Now set catalog.url to that database.",
            (Self::English, false) => {
                "Copied and counted. To use it, put it at catalog.db in the data directory, without catalog.url."
            }
            (Self::Chinese, true) => "复制完成，行数已核对。现在请将 catalog.url 设为该数据库。",
            (Self::Chinese, false) => {
                "复制完成，行数已核对。使用时请将其放到数据目录的 catalog.db，并去掉 catalog.url。"
            }
        }
    }
}
