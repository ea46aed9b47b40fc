#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes types/*.json anew: starts a private server, runs make-types.sql on it, and removes it.
# What is made is checked in: tests read it and need no server.
#
#     tests/data/plans/make-types.sh [folder of initdb and postgres]
#
# As root it takes the user postgres. Made with PostgreSQL 15.18; with another version the plans differ.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=${1:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
work=$(mktemp -d)
as=
if [ "$(id -u)" = 0 ]; then
  as="runuser -u postgres --"
  chown postgres "$work"
fi

stop () {
  $as "$bin/pg_ctl" -D "$work/data" -m immediate stop >"$work/stop.log" 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT

cd "$work"
$as "$bin/initdb" -D "$work/data" -E UTF8 --locale=C -A trust -U postgres >"$work/initdb.log"
cat >>"$work/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$work'
autovacuum = off
jit = off
fsync = off
max_parallel_workers_per_gather = 0
CONF
$as "$bin/pg_ctl" -D "$work/data" -l "$work/log" -w start >"$work/start.log"

mkdir -p "$here/types"
for timing in on off; do
  psql -h "$work" -U postgres -d postgres -qAtX -v ON_ERROR_STOP=1 -v dir="$here/types" -v timing="$timing" \
    -f "$here/make-types.sql"
done
