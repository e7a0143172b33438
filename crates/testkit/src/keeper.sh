# Ends a server of the test kit when nobody uses it any more, and removes its folder.
#
# Runs beside the tests and outlives them, so that a killed test run leaves nothing behind.
# Arguments: the server's folder; `watch` or `once`; seconds of grace; the signal that stops the server.
#
#   folder/leases/<pid>     a process that uses the server
#   folder/ready            the server's URL; absent while the server starts or ends
#   folder/home/server.pid  the server's process
set -u
folder=$1
mode=$2
grace=$3
signal=$4
# The terminal's Ctrl-C is for the tests: the keeper has to see them die.
trap '' HUP INT

in_use() {
    used=1
    for lease in "$folder"/leases/*; do
        [ -e "$lease" ] || continue
        if kill -0 "${lease##*/}" 2>/dev/null; then used=0; else rm -f "$lease"; fi
    done
    return "$used"
}

# A process id may have been given to another program since: ours has the folder in its arguments.
is_server() {
    if [ -d /proc/self ]; then
        grep -qF "$folder" "/proc/$1/cmdline" 2>/dev/null
    else
        ps -o command= -p "$1" 2>/dev/null | grep -qF "$folder"
    fi
}

stop_server() {
    pid=$(cat "$folder/home/server.pid" 2>/dev/null) || return 0
    is_server "$pid" || return 0
    kill -s "$signal" "$pid" 2>/dev/null
    tries=0
    while is_server "$pid"; do
        [ "$tries" -lt 100 ] || kill -s KILL "$pid" 2>/dev/null
        [ "$tries" -lt 120 ] || break
        tries=$((tries + 1))
        sleep 0.05
    done
}

# A PostgreSQL that crashed leaves a shared memory segment; line 7 of its pid file is "key id".
remove_shared_memory() {
    id=$(sed -n '7s/^ *[0-9]* *\([0-9]*\) *$/\1/p' "$folder/home/data/postmaster.pid" 2>/dev/null)
    [ -z "$id" ] || ipcrm -m "$id" 2>/dev/null
}

end_server() {
    # A newcomer looks for `ready` after it took its lease, so one of us two sees the other.
    mv "$folder/ready" "$folder/ending" 2>/dev/null
    if in_use; then
        mv "$folder/ending" "$folder/ready" 2>/dev/null
        return 1
    fi
    stop_server
    remove_shared_memory
    # A copy that a killed test began may still be writing: then once more.
    rm -rf "$folder" 2>/dev/null
    [ ! -d "$folder" ]
}

idle=0
while [ -d "$folder" ]; do
    if in_use; then idle=0; else idle=$((idle + 1)); fi
    if [ "$idle" -gt "$grace" ] && end_server; then exit 0; fi
    [ "$mode" = watch ] || exit 0
    sleep 1
done
