-- pragma-not-allowed: no name
PRAGMA
