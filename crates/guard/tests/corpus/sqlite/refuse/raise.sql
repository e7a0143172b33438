-- function-not-allowed: only for triggers
SELECT raise(ABORT, 'x')
