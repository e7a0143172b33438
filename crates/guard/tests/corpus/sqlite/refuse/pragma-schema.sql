-- pragma-not-allowed: sets
PRAGMA main.user_version(5)
