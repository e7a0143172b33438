-- function-not-allowed: writes
SELECT optimize(fts_docs) FROM fts_docs
