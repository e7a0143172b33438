-- construct-not-allowed: nobody knows what it will read
SELECT note::xml FROM orders
