-- not-read-only: not one of those accepted
HELP 'SELECT'
