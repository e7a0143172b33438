-- pragma-not-allowed: not known
PRAGMA key='x'
