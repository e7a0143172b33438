-- pragma-not-allowed: sets
PRAGMA cache_size(-5)
