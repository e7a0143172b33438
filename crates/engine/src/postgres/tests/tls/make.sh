#!/bin/sh
# Makes the certificates and keys of the TLS tests anew. They protect nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

cat > "$work/ca.cnf" <<EOF
[ca]
default_ca = any
[any]
database = $work/index
serial = $work/serial
new_certs_dir = $work
default_md = sha256
policy = names
[names]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
[server]
basicConstraints = CA:FALSE
subjectAltName = IP:127.0.0.1
[self_signed]
basicConstraints = critical, CA:TRUE
subjectAltName = IP:127.0.0.1
EOF
: > "$work/index"
echo 01 > "$work/serial"

# request <file> <name>: a new key, and a request for a certificate of this name.
request() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" -keyout "$work/$1.key" -out "$work/$1.csr"
}

# sign <file> <extensions> <authority's options>: valid from 2020 to 2120.
sign() {
    file=$1 extensions=$2
    shift 2
    openssl ca -batch -notext -config "$work/ca.cnf" -extensions "$extensions" -in "$work/$file.csr" -out "$file.crt" \
        -startdate 20200101000000Z -enddate 21200101000000Z "$@"
}

# An authority, and a server that it has signed.
request authority "Weir test authority"
sign authority authority -selfsign -keyfile "$work/authority.key"
request server "Weir test server"
sign server server -cert authority.crt -keyfile "$work/authority.key"

# A server that has signed itself, as PostgreSQL's manual shows it: marked as an authority.
request self-signed "Weir self-signed test server"
sign self-signed self_signed -selfsign -keyfile "$work/self-signed.key"

# An authority that has signed none of them.
request stranger "Weir test stranger"
sign stranger authority -selfsign -keyfile "$work/stranger.key"

cp "$work/server.key" "$work/self-signed.key" .
