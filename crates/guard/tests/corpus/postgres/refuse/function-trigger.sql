-- function-not-allowed: a trigger
SELECT suppress_redundant_updates_trigger()
