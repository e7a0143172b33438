-- function-not-allowed: crosstab2 runs the text that it gets
SELECT t.crosstab2 FROM concat('SELECT 1') t
