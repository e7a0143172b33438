-- capped: computed
SELECT * FROM users LIMIT CASE WHEN true THEN 3 ELSE 4 END
