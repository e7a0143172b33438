-- function-not-allowed: changes a setting from inside a SELECT
SELECT set_config('transaction_read_only', 'off', false)
