-- function-not-allowed: in VALUES
VALUES (1), (pg_sleep(1))
