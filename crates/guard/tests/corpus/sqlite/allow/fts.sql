-- injected: a table called like a function
SELECT rowid, highlight(fts_docs, 0, '<', '>') FROM fts_docs('hello') ORDER BY bm25(fts_docs)
