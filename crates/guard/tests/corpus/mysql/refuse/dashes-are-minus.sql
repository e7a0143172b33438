-- multiple-statements: -- without a blank is two minus signs
SELECT 1--1;SELECT 2
