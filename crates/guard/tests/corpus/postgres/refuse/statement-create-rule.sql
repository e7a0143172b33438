-- not-read-only: does not only read
CREATE RULE r AS ON SELECT TO t DO INSTEAD SELECT 1
