-- function-not-allowed: writes an index
SELECT gin_clean_pending_list('i')
