//! What the command line says to people, in English and in Chinese. Errors that come from the use cases and the
//! databases stay in their own words.

mod operations;
mod people;

use std::path::Path;

use weir_model::Phrase;

/// The language of the person at the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    pub(crate) fn error(self) -> &'static str {
        match self {
            Self::English => "error",
            Self::Chinese => "错误",
        }
    }

    pub(crate) fn next(self) -> &'static str {
        match self {
            Self::English => "next",
            Self::Chinese => "下一步",
        }
    }

    pub(crate) fn listening(self, address: &str) -> String {
        match self {
            Self::English => format!("Weir is listening on {address} (Ctrl-C ends it)"),
            Self::Chinese => format!("Weir 正在监听 {address}（按 Ctrl-C 结束）"),
        }
    }

    pub(crate) fn ended(self) -> &'static str {
        match self {
            Self::English => "Weir has ended in order.",
            Self::Chinese => "Weir 已正常结束。",
        }
    }

    pub(crate) fn model_answers(self, provider: &str, model: &str, elapsed_ms: u64) -> String {
        match self {
            Self::English => format!("{model} of {provider} answers, in {elapsed_ms} ms"),
            Self::Chinese => format!("{provider} 的模型 {model} 已回答，用时 {elapsed_ms} 毫秒"),
        }
    }

    pub(crate) fn making_sample(self) -> &'static str {
        match self {
            Self::English => "Making the sample shop…",
            Self::Chinese => "正在生成示例商店……",
        }
    }

    pub(crate) fn making_fleet(self) -> &'static str {
        match self {
            Self::English => "Making up a fleet of servers with 400 days of sizes…",
            Self::Chinese => "正在虚构一组服务器及其 400 天的容量记录……",
        }
    }

    pub(crate) fn samples_removed(self, instances: u64) -> String {
        match self {
            Self::English if instances == 1 => "Removed 1 made-up instance with everything in it".to_owned(),
            Self::English => format!("Removed {instances} made-up instances with everything in them"),
            Self::Chinese => format!("已移除 {instances} 个虚构实例及其全部内容"),
        }
    }

    pub(crate) fn joins_run(self) -> &'static str {
        match self {
            Self::English => "A run is under way already: helping with it.",
            Self::Chinese => "已有一次运行正在进行，将协助完成它。",
        }
    }

    /// Titles of the table of what a run did.
    pub(crate) fn part_titles(self) -> [&'static str; 4] {
        match self {
            Self::English => ["instance", "measured", "took", "outcome"],
            Self::Chinese => ["实例", "已测量", "用时", "结果"],
        }
    }

    pub(crate) fn went_well(self) -> &'static str {
        match self {
            Self::English => "ok",
            Self::Chinese => "正常",
        }
    }

    pub(crate) fn parts_failed(self, failed: u64, parts: u64) -> String {
        match self {
            Self::English => format!("{failed} of {parts} instances had trouble"),
            Self::Chinese => format!("{parts} 个实例中有 {failed} 个出现问题"),
        }
    }

    /// A sentence in this language.
    pub(crate) fn of(self, phrase: &Phrase) -> &str {
        match self {
            Self::English => &phrase.english,
            Self::Chinese => &phrase.chinese,
        }
    }

    pub(crate) fn rows_in(self, rows: u64, elapsed_ms: u64) -> String {
        match self {
            Self::English if rows == 1 => format!("1 row in {elapsed_ms} ms"),
            Self::English => format!("{rows} rows in {elapsed_ms} ms"),
            Self::Chinese => format!("{rows} 行，用时 {elapsed_ms} 毫秒"),
        }
    }

    /// `most` rows are what the setting of this name allows.
    pub(crate) fn cut_by_rows(self, rows: u64, (setting, most): (&str, u64)) -> String {
        match self {
            Self::English if rows < most => {
                format!("cut off after {rows} rows: the database has more (--limit gives up to {most})")
            }
            Self::English => {
                format!("cut off after {rows} rows, the most that {setting} allows: the database has more")
            }
            Self::Chinese if rows < most => {
                format!("只显示前 {rows} 行，数据库中还有更多（--limit 最多可取 {most} 行）")
            }
            Self::Chinese => format!("只显示前 {rows} 行（{setting} 的上限），数据库中还有更多"),
        }
    }

    pub(crate) fn cut_by_bytes(self, rows: u64) -> String {
        match self {
            Self::English => {
                format!(
                    "cut off after {rows} rows at the size limit (limits.max_answer_bytes): the database has more"
                )
            }
            Self::Chinese => {
                format!("已达到大小上限（limits.max_answer_bytes），只显示前 {rows} 行，数据库中还有更多")
            }
        }
    }

    pub(crate) fn no_connections(self) -> &'static str {
        match self {
            Self::English => "No connections yet. Add one: weir connections add <name> <url>",
            Self::Chinese => "还没有连接。添加一个：weir connections add <名称> <URL>",
        }
    }

    pub(crate) fn added(self, name: &str, server: &str, is_new: bool) -> String {
        match (self, is_new) {
            (Self::English, true) => format!("Added `{name}` ({server})"),
            (Self::English, false) => format!("Changed `{name}` ({server})"),
            (Self::Chinese, true) => format!("已添加 `{name}`（{server}）"),
            (Self::Chinese, false) => format!("已更新 `{name}`（{server}）"),
        }
    }

    pub(crate) fn removed(self, name: &str) -> String {
        match self {
            Self::English => format!("Removed `{name}`; its history stays"),
            Self::Chinese => format!("已移除 `{name}`，其查询历史仍保留"),
        }
    }

    pub(crate) fn answers(self, name: &str, server: &str, ping_ms: u64) -> String {
        match self {
            Self::English => format!("`{name}` answers in {ping_ms} ms ({server})"),
            Self::Chinese => format!("`{name}` 应答正常，{ping_ms} 毫秒（{server}）"),
        }
    }

    /// The account of a connection and its grade.
    pub(crate) fn graded(self, name: &str, account: &str, grade: &str) -> String {
        match self {
            Self::English => format!("The account {account} of `{name}` has grade {grade}"),
            Self::Chinese => format!("`{name}` 的账号 {account} 的安全等级为 {grade}"),
        }
    }

    pub(crate) fn reads_only_what_it_needs(self) -> &'static str {
        match self {
            Self::English => "It reads only what it needs, and nobody can listen.",
            Self::Chinese => "它只能读取所需的数据，且连接无法被窃听。",
        }
    }

    pub(crate) fn script_follows(self) -> &'static str {
        match self {
            Self::English => {
                "This script makes an account of grade A. Read it, and let an administrator run it:"
            }
            Self::Chinese => "下面的脚本创建等级为 A 的账号，请先阅读，再由管理员执行：",
        }
    }

    /// Titles of the table of connections.
    pub(crate) fn connection_titles(self) -> [&'static str; 5] {
        match self {
            Self::English => ["name", "type", "server", "grade", "url"],
            Self::Chinese => ["名称", "类型", "服务器", "等级", "URL"],
        }
    }

    /// Titles of the table of settings.
    pub(crate) fn setting_titles(self) -> [&'static str; 3] {
        match self {
            Self::English => ["setting", "value", "from"],
            Self::Chinese => ["设置", "值", "来源"],
        }
    }

    pub(crate) fn settings_hold(self, file: Option<&Path>, data_dir: &Path) -> String {
        let data_dir = data_dir.display();
        match (self, file) {
            (Self::English, Some(file)) => {
                format!("Settings file: {}\nData directory: {data_dir}", file.display())
            }
            (Self::English, None) => format!("Settings file: none\nData directory: {data_dir}"),
            (Self::Chinese, Some(file)) => format!("配置文件：{}\n数据目录：{data_dir}", file.display()),
            (Self::Chinese, None) => format!("配置文件：无\n数据目录：{data_dir}"),
        }
    }
}

/// What `weir demo` says when it is ready.
#[derive(Debug)]
pub(crate) struct DemoReady<'a> {
    /// `http://127.0.0.1:8642`
    pub(crate) address: &'a str,
    pub(crate) data_dir: &'a Path,
    /// The connections that hold the sample.
    pub(crate) connections: &'a [&'static str],
    /// How this program was called, for a line that works when pasted.
    pub(crate) program: &'a str,
    /// The name and the password of this start.
    pub(crate) login: (&'a str, &'a str),
    /// A token that lives for a day.
    pub(crate) token: &'a str,
}

impl DemoReady<'_> {
    pub(crate) fn told(&self, language: Language) -> String {
        let Self { address, data_dir, connections, program, login, token } = self;
        let (name, password) = login;
        let (data_dir, connections) = (data_dir.display(), connections.join(", "));
        let (rows, first, last) =
            (thousands(weir_sample::ROWS), weir_sample::FIRST_DAY, weir_sample::LAST_DAY);
        let curl = format!(
            "curl -s {address}/api/v1/query/shop -H 'Authorization: Bearer {token}' \\\n      \
             -H 'Content-Type: application/json' -d '{{\"sql\": \"SELECT * FROM monthly_revenue\"}}'"
        );
        let query = format!("{program} --data-dir {data_dir} query shop 'SELECT * FROM 库存预警'");
        match language {
            Language::English => format!(
                "\nWeir is serving a made-up sample shop: {rows} rows, orders from {first} to {last}.\n\n\
                 \x20 Open         {address}\n\
                 \x20 Sign in      {name} / {password}\n\
                 \x20 Token        {token}  (for a day)\n\
                 \x20 API          {address}/api/v1/dbs\n\
                 \x20 Try the API  {address}/api/docs\n\
                 \x20 Connections  {connections}\n\
                 \x20 Data         {data_dir}\n\n\
                 Ask it something, here or from another terminal:\n\n    {curl}\n\n    {query}\n\n\
                 Ctrl-C ends it. Remove the data directory to begin anew."
            ),
            Language::Chinese => format!(
                "\nWeir 正在提供一个虚构的示例商店：{rows} 行数据，订单从 {first} 到 {last}。\n\n\
                 \x20 打开       {address}\n\
                 \x20 登录       {name} / {password}\n\
                 \x20 令牌       {token}（一天内有效）\n\
                 \x20 API        {address}/api/v1/dbs\n\
                 \x20 在线试用   {address}/api/docs\n\
                 \x20 连接       {connections}\n\
                 \x20 数据目录   {data_dir}\n\n\
                 在这里或另一个终端里试试：\n\n    {curl}\n\n    {query}\n\n\
                 按 Ctrl-C 结束；删除数据目录即可重新开始。"
            ),
        }
    }
}

/// 100000 is `100,000`.
fn thousands(number: u32) -> String {
    if number < 1000 {
        return number.to_string();
    }
    format!("{},{:03}", thousands(number / 1000), number % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        for (number, text) in [(7, "7"), (999, "999"), (1_000, "1,000"), (1_020_034, "1,020,034")] {
            assert_eq!(thousands(number), text);
        }
    }
}
