-- pragma-not-allowed: sets
PRAGMA 'journal_mode'('DELETE')
