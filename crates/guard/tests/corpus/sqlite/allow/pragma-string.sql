-- n/a: a pragma that describes
PRAGMA index_list('users');
