-- pragma-not-allowed: not known
PRAGMA optimize
