-- n/a: a pragma that is read
PRAGMA main.user_version -- x
