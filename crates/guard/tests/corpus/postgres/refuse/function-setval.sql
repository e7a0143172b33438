-- function-not-allowed: moves a sequence
SELECT setval('orders_seq', 1)
