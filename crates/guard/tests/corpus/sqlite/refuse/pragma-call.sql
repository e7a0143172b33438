-- pragma-not-allowed: sets
PRAGMA user_version(5)
