#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes findings/*.json anew: starts a private server, runs make-findings.sql on it, and removes it.
# What is made is checked in: tests read it and need no server. Times differ from run to run, so that a
# test may fail afterwards that has little room; look at what it says, and keep the file or the old one.
#
#     tests/data/plans/make-findings.sh [folder of initdb and postgres]
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
# What is looked at is switched on where it is wanted.
autovacuum = off
jit = off
fsync = off
max_parallel_workers_per_gather = 0
# More than four times the largest table: smaller ones stay in it.
shared_buffers = 512MB
max_wal_size = 4GB
CONF
start () {
  $as "$bin/pg_ctl" -D "$work/data" -l "$work/log" -w start >"$work/start.log"
}
run () {
  psql -h "$work" -U postgres -d postgres -qAtX -v ON_ERROR_STOP=1 -v dir="$here/findings" "$@"
}

start
run -f "$here/make-findings.sql"

# A cold cache: the server begins anew, and the system forgets what it has of the server's files.
for kind in slow-io cold-cache; do
  $as "$bin/pg_ctl" -D "$work/data" -w stop >"$work/stop.log"
  find "$work/data/base" -type f -exec dd of={} oflag=nocache conv=notrunc,fdatasync count=0 status=none \;
  start
  run -v kind="$kind" -f "$here/make-findings-cold.sql"
done

# What the server names by chance would change with each run.
for file in "$here"/findings/*.json; do
  sed -i -E 's/RI_ConstraintTrigger_([ac])_[0-9]+/RI_ConstraintTrigger_\1_1/' "$file"
done
