-- n/a: a pragma that is read
PRAGMA journal_mode
