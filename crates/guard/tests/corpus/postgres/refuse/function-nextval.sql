-- function-not-allowed: moves a sequence
SELECT nextval('orders_seq')
