-- not-read-only: a labelled compound statement
a: LOOP SELECT 1
