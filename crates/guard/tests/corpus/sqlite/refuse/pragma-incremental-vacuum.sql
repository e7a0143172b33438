-- pragma-not-allowed: writes
PRAGMA incremental_vacuum
