-- function-not-allowed: MATERIALIZED is a name where no CTE is
SELECT NOT materialized(1)
