-- function-not-allowed: keys of the server
SELECT keyring_key_fetch('k')
