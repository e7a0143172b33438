-- function-not-allowed: pointers
SELECT fts3_tokenizer('simple')
