-- function-not-allowed: writes an index
SELECT brin_summarize_new_values('i')
