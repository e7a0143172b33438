//! What the command line says about people and their tokens.

use crate::messages::Language;

impl Language {
    /// The first account, told once.
    pub(crate) fn first_admin(self, name: &str, password: &str) -> String {
        match self {
            Self::English => format!(
                "Made the first account. It is shown only now, and must be changed at the first sign-in within a week:\n\n    name      {name}\n    password  {password}\n"
            ),
            Self::Chinese => {
                format!(
                    "已创建首个账户，仅显示这一次；请在一周内首次登录并修改密码：\n\n    用户名  {name}\n    密码    {password}\n"
                )
            }
        }
    }

    pub(crate) fn account_ready(self, name: &str, role: &str, is_made_up: bool) -> String {
        match (self, is_made_up) {
            (Self::English, true) => {
                format!(
                    "`{name}` ({role}) can sign in with this password within a week, and then changes it; shown only now:"
                )
            }
            (Self::English, false) => format!("`{name}` ({role}) can sign in with the password given"),
            (Self::Chinese, true) => {
                format!("`{name}`（{role}）可在一周内用以下密码登录，登录后须修改；仅显示这一次：")
            }
            (Self::Chinese, false) => format!("`{name}`（{role}）可用所给的密码登录"),
        }
    }

    pub(crate) fn disabled(self, name: &str) -> String {
        match self {
            Self::English => {
                format!("Disabled `{name}`; every session and token of it is refused from now on")
            }
            Self::Chinese => format!("已停用 `{name}`，其所有会话和令牌即刻失效"),
        }
    }

    pub(crate) fn enabled(self, name: &str) -> String {
        match self {
            Self::English => format!("`{name}` can sign in again"),
            Self::Chinese => format!("`{name}` 可以再次登录"),
        }
    }

    pub(crate) fn has_role(self, name: &str, role: &str) -> String {
        match self {
            Self::English => format!("`{name}` is {role} now, and has to sign in again"),
            Self::Chinese => format!("`{name}` 的角色已改为 {role}，需要重新登录"),
        }
    }

    pub(crate) fn account_state(self, is_active: bool) -> &'static str {
        match (self, is_active) {
            (Self::English, true) => "active",
            (Self::English, false) => "disabled",
            (Self::Chinese, true) => "启用",
            (Self::Chinese, false) => "停用",
        }
    }

    pub(crate) fn token_ready(self, owner: &str, expires_at: &str) -> String {
        match self {
            Self::English => format!("A token of `{owner}` until {expires_at}, shown only now:"),
            Self::Chinese => format!("`{owner}` 的令牌，有效期至 {expires_at}，仅显示这一次："),
        }
    }

    pub(crate) fn token_waits(self, owner: &str) -> String {
        match self {
            Self::English => {
                format!("It is refused until `{owner}` has changed the password that others know")
            }
            Self::Chinese => format!("在 `{owner}` 修改他人已知的密码之前，该令牌不可用"),
        }
    }

    pub(crate) fn revoked(self, id: i64) -> String {
        match self {
            Self::English => format!("Revoked token {id}"),
            Self::Chinese => format!("已吊销令牌 {id}"),
        }
    }

    pub(crate) fn revoked_at(self, at: &str) -> String {
        match self {
            Self::English => format!("revoked {at}"),
            Self::Chinese => format!("已于 {at} 吊销"),
        }
    }

    /// None for everybody.
    pub(crate) fn visible_to(self, name: &str, listed: Option<&[String]>) -> String {
        let Some(listed) = listed else {
            return match self {
                Self::English => format!("`{name}` is visible to everybody with the permission"),
                Self::Chinese => format!("`{name}` 对所有具备权限的人可见"),
            };
        };
        let lines = listed.iter().fold(String::new(), |lines, line| lines + "\n  " + line);
        match self {
            Self::English => format!(
                "`{name}` is visible to admins and{}{lines}",
                if lines.is_empty() { " nobody else" } else { ":" }
            ),
            Self::Chinese if lines.is_empty() => format!("`{name}` 仅对管理员可见"),
            Self::Chinese => format!("`{name}` 对管理员及以下对象可见：{lines}"),
        }
    }

    /// Titles of the table of people.
    pub(crate) fn user_titles(self) -> [&'static str; 4] {
        match self {
            Self::English => ["name", "role", "state", "signed in"],
            Self::Chinese => ["用户名", "角色", "状态", "上次登录"],
        }
    }

    /// Titles of the table of tokens.
    pub(crate) fn token_titles(self) -> [&'static str; 6] {
        match self {
            Self::English => ["id", "whose", "begins with", "allows", "ends", "used"],
            Self::Chinese => ["编号", "所属", "开头", "权限", "到期", "上次使用"],
        }
    }
}
