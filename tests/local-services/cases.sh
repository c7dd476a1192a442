#!/usr/bin/env bash
# The local services where a unit test cannot go: other users, full disks, missing packages, many at once.
#   cases.sh BINARY      (BINARY has `services -- COMMAND`, `services --stop`, `services --state`)
# Most cases need root and say so when it is missing. Last line: N passed, N failed.
set -uo pipefail
work=$(mktemp -d /tmp/tenstone-cases-XXXXXX)
chmod 755 "$work"
cp "$1" "$work/tenstone" # where every user may execute it
binary=$work/tenstone
passed=0 failed=0
trap 'rm -rf "$work"' EXIT

check() { # WHAT COMMAND…
  local what=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1)) && echo "passed: $what"
  else
    failed=$((failed + 1)) && echo "FAILED: $what" && sed 's/^/    /' "$work/out"
  fi
}
needs_root() { # WHAT: true for root, else says that it is skipped
  [ "$(id -u)" = 0 ] && return 0
  echo "SKIPPED, needs root: $1"
  return 1
}

# What each case runs is a function, so that it can be called by another user or in another namespace.
select_one() { [ "$(TENSTONE_DATA=$1 "$binary" services -- sh -c 'exec psql -X -At "$DATABASE_URL" -c "SELECT 1"')" = 1 ]; }
stop() { "$binary" services --stop "$1"; }
refuses_with() { # WORDS FOLDER: one line that has these words
  local said
  said=$(TENSTONE_DATA=$2 "$binary" services -- true 2>&1) && echo "it started" && return 1
  case $said in *$'\n'*) echo "more than a line: $said" && return 1 ;; "tenstone: "*"$1"*) return 0 ;; *) echo "expected … $1; it said: $said" && return 1 ;; esac
}
eventually() {
  local end=$((SECONDS + 20))
  until "$@"; do [ $SECONDS -lt $end ] && sleep 0.1 || return 1; done
}
is_stopped() { [ "$("$binary" services --state "$1")" = stopped ]; }
as() { setpriv --reuid="$1" --regid="$1" --clear-groups env HOME=/nonexistent bash -c "$2" bash "${@:3}"; }
in_namespace() { unshare -m --propagation private bash -c "$1" bash "${@:2}"; } # mounts in it end with it
export binary work
export -f select_one stop refuses_with eventually is_stopped

many_at_once() {
  local starters=() bad=0
  for _ in $(seq 40); do select_one "$work/many" & starters+=($!); done
  for starter in "${starters[@]}"; do wait "$starter" || bad=$((bad + 1)); done
  stop "$work/many"
  [ $bad = 0 ] && [ "$(grep -c 'Success. You can now start' "$work/many/services.log")" = 1 ]
}
moved_under_users() {
  TENSTONE_DATA=$work/many "$binary" services -- sh -c 'mv "$0/many" "$0/moved" && psql -X -At "$DATABASE_URL" -c "SELECT 1"' "$work" &&
    select_one "$work/moved" && stop "$work/moved"
}
deleted_under_users() {
  TENSTONE_DATA=$work/moved "$binary" services -- rm -rf "$work/moved" && select_one "$work/moved" && stop "$work/moved"
}
keeps_its_exit_code() { TENSTONE_DATA=$work/moved "$binary" services -- sh -c 'exit 7'; [ $? = 7 ] && stop "$work/moved"; }
passes_signals_on() {
  TENSTONE_DATA=$work/moved "$binary" services -- sh -c 'trap "exit 9" TERM; touch "$0/trapped"; while :; do sleep 0.1; done' "$work" &
  local pid=$!
  eventually test -e "$work/trapped" && kill -TERM $pid
  wait $pid
  [ $? = 9 ] && stop "$work/moved"
}
check '40 first starts at the same moment, one cluster' many_at_once
check 'the folder is moved under living users' moved_under_users
check 'the folder is deleted under living users' deleted_under_users
check 'a command keeps its exit code' keeps_its_exit_code
check 'a command gets the signals' passes_signals_on

private_home() {
  mkdir -m 700 "$work/home" && chown 1:1 "$work/home"
  as 1 'cd "${1%/*}" && select_one "$1"' "$work/home/data" && as 1 'stop "$1"' "$work/home/data" || return 1
}
root_at_a_users() { # root makes nothing that the user cannot use afterwards
  select_one "$work/home/data" && stop "$work/home/data" && as 1 'select_one "$1" && stop "$1"' "$work/home/data" &&
    rm -rf "$work/home/data" && select_one "$work/home/data" && stop "$work/home/data" &&
    as 1 'select_one "$1" && stop "$1"' "$work/home/data"
}
root_in_a_private_home() { mkdir -m 700 "$work/roots" && select_one "$work/roots/data" && stop "$work/roots/data"; }
another_user() {
  mkdir -m 755 "$work/shared" && chown 1:1 "$work/shared" && as 1 'select_one "$1"' "$work/shared/data" &&
    as 2 'refuses_with "belongs to user id 1" "$1"' "$work/shared/data" || return 1
  local run
  run=$(readlink "$work/shared/data/run")
  chmod 711 "$run" # even with the folder opened by hand
  as 2 '! psql -X -c "SELECT 1" "postgresql:///tenstone?user=tenstone&host=$1"' "$run"
  local refused=$?
  chmod 700 "$run"
  stop "$work/shared/data" && [ $refused = 0 ]
}
no_passwd_entry() {
  mkdir "$work/nobody" && chown 54321:54321 "$work/nobody"
  as 54321 'refuses_with "54321" "$1"' "$work/nobody/data"
}
forbidden() { as 2 'refuses_with TENSTONE_DATA "$1"' "$work/home/other"; }
wrong_owner_inside() {
  chown -R 3:3 "$work/roots/data/redis"
  refuses_with '`redis` of user id 3' "$work/roots/data" && chown -R postgres: "$work/roots/data/redis"
}
if needs_root 'other users'; then
  check 'a user in his 0700 home' private_home
  check 'root in the folder of a user, and back' root_at_a_users
  check 'root in a 0700 folder of his own' root_in_a_private_home
  check 'another user is refused' another_user
  check 'a user id without a passwd entry' no_passwd_entry
  check 'a forbidden folder' forbidden
  check 'a wrong owner inside the folder' wrong_owner_inside
fi

small_disk() {
  mkdir "$work/small" && mount -t tmpfs -o size=20m none "$work/small" &&
    refuses_with 'needs 150 MB' "$work/small/data" &&
    mount -o remount,size=400m "$work/small" && select_one "$work/small/data" && stop "$work/small/data" &&
    ! dd if=/dev/zero of="$work/small/fill" bs=64k status=none &&
    refuses_with 'space left' "$work/small/data" &&
    rm "$work/small/fill" && select_one "$work/small/data" && stop "$work/small/data"
}
read_only() {
  mkdir "$work/fixed" && mount -t tmpfs -o ro none "$work/fixed" &&
    refuses_with 'read-only' "$work/fixed/data"
}
no_postgres() {
  mount -t tmpfs none /usr/lib/postgresql && refuses_with 'apt-get install -y --no-install-recommends postgresql-15' "$work/new"
}
no_redis() {
  mount --bind /dev/null /usr/bin/redis-check-rdb && refuses_with 'redis-tools' "$work/new"
}
no_proc() { mount -t tmpfs none /proc && refuses_with 'mount -t proc' "$work/new"; }
another_container() {
  TENSTONE_DATA=$work/new "$binary" services -- unshare -m --propagation private bash -c '
    mount -t tmpfs none /run && refuses_with "another container" "$work/new"' && stop "$work/new"
}
as_pid_1() {
  mkdir -p "$work/pid1"
  unshare --pid --fork --mount-proc env TENSTONE_DATA="$work/pid1/data" "$binary" services -- sh -c '
    (sleep 0 &) # an orphan
    for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done
    ! grep -l "^State:.Z" /proc/[0-9]*/status && exit 7'
  [ $? = 7 ] && grep -q 'database system is shut down' "$work/pid1/data/services.log"
}
export -f small_disk read_only no_postgres no_redis no_proc
if needs_root 'mounts' && { unshare -m true || { echo 'SKIPPED, this system mounts nothing of its own: mounts' && false; }; }; then
  check 'a full disk before and after the first start, then space again' in_namespace small_disk
  check 'a read-only file system' in_namespace read_only
  check 'PostgreSQL is not installed' in_namespace no_postgres
  check 'Redis is not installed' in_namespace no_redis
  check '/proc is not mounted' in_namespace no_proc
  check 'the services run in another container' another_container
  check 'as PID 1: reaps orphans, ends its services' as_pid_1
fi

left=$(pgrep -fc "tenstone-local-services local-services $work")
check 'nothing is left running' test "$left" = 0
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
