//! Which passwords many people have: those that are left with next to nothing when common words, runs over the
//! keyboard and repetitions are taken out. A rule in place of a list of millions: it needs no file, and also
//! finds `Password2031!` before anybody has used it.

/// What passwords are commonly made of; lower case, as `plain` writes it. The longest that fits is taken out first.
const WORDS: [&str; 130] = [
    "administrator",
    "administration",
    "passwort",
    "password",
    "passcode",
    "passphrase",
    "passwd",
    "contrasena",
    "motdepasse",
    "senha",
    "parola",
    "mima",
    "letmein",
    "welcome",
    "willkommen",
    "bienvenue",
    "huanying",
    "changeme",
    "changeit",
    "default",
    "secret",
    "secure",
    "security",
    "login",
    "logon",
    "signin",
    "access",
    "admin",
    "root",
    "guest",
    "user",
    "test",
    "testing",
    "demo",
    "sample",
    "example",
    "temp",
    "temporary",
    "master",
    "manager",
    "server",
    "database",
    "postgres",
    "postgresql",
    "mysql",
    "mariadb",
    "sqlite",
    "oracle",
    "weir",
    "company",
    "office",
    "internet",
    "computer",
    "windows",
    "linux",
    "ubuntu",
    "google",
    "facebook",
    "microsoft",
    "apple",
    "samsung",
    "android",
    "iphone",
    "iloveyou",
    "loveyou",
    "lovely",
    "love",
    "woaini",
    "nihao",
    "baby",
    "angel",
    "princess",
    "prince",
    "sunshine",
    "flower",
    "butterfly",
    "monkey",
    "dragon",
    "tiger",
    "lion",
    "eagle",
    "panther",
    "football",
    "baseball",
    "basketball",
    "soccer",
    "hockey",
    "superman",
    "batman",
    "spiderman",
    "starwars",
    "pokemon",
    "naruto",
    "shadow",
    "killer",
    "hunter",
    "ranger",
    "freedom",
    "whatever",
    "nothing",
    "trustno",
    "trust",
    "hello",
    "family",
    "friend",
    "forever",
    "cookie",
    "cheese",
    "chocolate",
    "coffee",
    "summer",
    "winter",
    "spring",
    "autumn",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
];

/// Rows of keyboards and orders that everybody knows.
const RUNS: [&str; 8] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "azertyuiop",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
];

/// A run shorter than this says nothing.
const RUN_LENGTH: usize = 4;
/// So many different characters must be left.
const ENOUGH: usize = 5;

/// Whether many people have such a password. `username` counts as a common word.
pub(crate) fn is_common(password: &str, username: &str) -> bool {
    let plain = plain(password);
    let lower = password.to_lowercase();
    // Runs hold digits, which `plain` reads as letters: so both readings are tried.
    [plain, lower].iter().any(|text| {
        let mut left = without_runs(&without_words(text, &username.to_lowercase()));
        if left != *text {
            // Figures and signs around a common word are as common.
            left.retain(char::is_alphabetic);
        }
        distinct(&left) < ENOUGH || is_repeated(&left)
    })
}

/// In lower case, with the digits and signs that stand for letters read as those.
fn plain(password: &str) -> String {
    let letter = |c: char| match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    password.to_lowercase().chars().map(letter).collect()
}

fn without_words(text: &str, username: &str) -> String {
    let mut words: Vec<&str> = WORDS.into_iter().collect();
    if username.chars().count() >= 3 {
        words.push(username);
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().fold(text.to_owned(), |text, word| text.replace(word, ""))
}

/// Takes out whatever runs along a row, in either direction.
fn without_runs(text: &str) -> String {
    let mut left = String::new();
    let mut rest: Vec<char> = text.chars().collect();
    while !rest.is_empty() {
        let length = RUNS.iter().map(|row| run_length(&rest, row)).max().unwrap_or(0);
        if length >= RUN_LENGTH {
            rest.drain(..length);
        } else {
            left.push(rest.remove(0));
        }
    }
    left
}

/// How many characters from the start stand one after the other in this row, forwards or backwards.
fn run_length(text: &[char], row: &str) -> usize {
    let backwards: String = row.chars().rev().collect();
    let along = |row: &str| {
        (1..=text.len())
            .take_while(|length| row.contains(&text[..*length].iter().collect::<String>()))
            .last()
            .unwrap_or(0)
    };
    along(row).max(along(&backwards))
}

fn distinct(text: &str) -> usize {
    text.chars().collect::<std::collections::HashSet<_>>().len()
}

/// The same few characters over and over: `abc9abc9abc9`.
fn is_repeated(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=letters.len() / 2).any(|unit| letters.iter().zip(&letters[unit..]).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_many_people_have() {
        for password in [
            "password1234",
            "Password2031!",
            "P@ssw0rd1234",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "1qaz2wsx3edc",
            "administrator",
            "Summer2025!!!!",
            "iloveyou1314520",
            "woaini1234567",
            "adminadmin123",
            "welcome123456",
            "zxcvbnmasdfghjkl",
            "098765432109",
            "x9!kx9!kx9!k",
            "margaret.jones1",
        ] {
            assert!(is_common(password, "Margaret.Jones"), "{password}");
        }
    }

    #[test]
    fn lets_others_through() {
        for password in [
            "correct horse battery staple",
            "tr0ub4dor&3xyz",
            "K7mPq2VwXz9RtLs4",
            "床前明月光疑是地上霜举头",
            "my cat eats 14 mice",
            "Жёлтая-лодка-42",
        ] {
            assert!(!is_common(password, "amy"), "{password}");
        }
    }
}
