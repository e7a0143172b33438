-- injected: with a schema
SELECT body FROM main.fts_docs WHERE fts_docs MATCH 'hello'
