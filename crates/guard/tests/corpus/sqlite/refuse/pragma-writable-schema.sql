-- pragma-not-allowed: sets
PRAGMA writable_schema
