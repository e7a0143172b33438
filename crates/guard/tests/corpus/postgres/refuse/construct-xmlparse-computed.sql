-- construct-not-allowed: nobody knows what it will read
SELECT xmlparse(content '<!DOC' || 'TYPE a>')
