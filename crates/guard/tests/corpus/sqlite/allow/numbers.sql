-- injected: all kinds of numbers
SELECT 1, 1.5, .5, 5., 1e3, 1.e3, 0x1F, x'41', X'42'
