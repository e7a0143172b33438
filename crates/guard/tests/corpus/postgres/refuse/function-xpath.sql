-- function-not-allowed: evaluates on XML of the user's
SELECT xpath('/a', '<a/>')
