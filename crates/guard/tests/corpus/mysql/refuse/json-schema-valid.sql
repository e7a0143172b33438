-- function-not-allowed: no time limit interrupts it
SELECT JSON_SCHEMA_VALID('{}', '{}')
