-- injected: -- without a blank is two minus signs
SELECT 1--1, 3 - -1
