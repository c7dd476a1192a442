#!/usr/bin/env bash
# Kills anything with -9 at random moments while a writer works; no row whose COMMIT was acknowledged may be missing.
#   [SEED=N] torture.sh BINARY FOLDER ROUNDS | BINARY FOLDER --seconds N
# The same SEED makes the same blows at the same moments; what the processes do in between is theirs.
# BINARY has `services -- COMMAND` and `services --stop`. FOLDER: absolute, new. Last line: N passed, N failed.
set -uo pipefail
binary=$1
export TENSTONE_DATA=$2
if [ "$3" = --seconds ]; then rounds=1000000 seconds=$4; else rounds=$3 seconds=1000000; fi
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
echo "seed $seed (again: SEED=$seed)"
RANDOM=$seed # drawn from in this shell only: a subshell has numbers of its own
acknowledged=$(mktemp)
trap 'rm -f "$acknowledged"' EXIT
passed=0 failed=0

check() { # WHAT COMMAND…
  local what=$1
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED: $what"; fi
}
sql() { # every statement attaches anew
  "$binary" services -- sh -c 'exec psql -X -q -At -v ON_ERROR_STOP=1 "$DATABASE_URL" -c "$0"' "$1"
}
answer_of() { # as sql, and again while the server recovers from the last kill
  local end=$((SECONDS + 30))
  until sql "$1"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

# Process ids, of this folder's processes only.
pids_in() { for process in /proc/[0-9]*; do [ "$process/cwd" -ef "$1" ] && echo "${process#/proc/}"; done; }
supervisors() {
  local process
  for process in /proc/[0-9]*; do
    [ "$(tr '\0' ' ' 2>/dev/null <"$process/cmdline")" = "tenstone-local-services local-services $TENSTONE_DATA " ] &&
      echo "${process#/proc/}"
  done
}
postmaster() { sed -n 1p "$TENSTONE_DATA/postgres/postmaster.pid" 2>/dev/null; }
victims() { # KIND NUMBER, which chooses among several
  local pids
  case $1 in
    supervisor) supervisors ;;
    postmaster) postmaster ;;
    backend)
      mapfile -t pids < <(pids_in "$TENSTONE_DATA/postgres")
      [ ${#pids[@]} = 0 ] || echo "${pids[$2 % ${#pids[@]}]}"
      ;;
    redis) pids_in "$TENSTONE_DATA/redis" ;;
    user) echo "$writer" ;;
    all) supervisors; postmaster; pids_in "$TENSTONE_DATA/redis" ;;
  esac
}

# Notes a number only after its COMMIT was acknowledged.
write_rows() {
  local number
  for ((number = $1 * 1000; number < $1 * 1000 + 1000; number++)); do
    sql "INSERT INTO torture VALUES ($number)" >/dev/null 2>&1 && echo "$number" >>"$acknowledged"
  done
}

kinds=(supervisor supervisor postmaster postmaster backend redis user all stop)
one_round() {
  local victim
  write_rows "$1" &
  writer=$!
  disown
  sleep "0.$((RANDOM % 9))$((RANDOM % 10))"   # the moment is the test's input, not a wait for anything
  victim=${kinds[RANDOM % ${#kinds[@]}]}
  if [ "$victim" = stop ]; then
    "$binary" services --stop -
  else
    kill -9 $(victims "$victim" $RANDOM) 2>/dev/null
  fi
  sleep "0.$((RANDOM % 4))"
  kill -9 "$writer" 2>/dev/null
}

nothing_lost() {
  local lost
  lost=$(comm -23 <(sort "$acknowledged") <(answer_of 'SELECT n FROM torture' | sort) | wc -l)
  echo "acknowledged $(wc -l <"$acknowledged"), in the table $(answer_of 'SELECT count(*) FROM torture'), lost $lost"
  [ "$lost" = 0 ]
}
something_written() { [ -s "$acknowledged" ]; }
# While the services are held. A moment may show two: a child before its exec still has the title.
one_supervisor() {
  "$binary" services -- bash -c 'for _ in $(seq 50); do [ "$(supervisors | wc -l)" = 1 ] && exit; sleep 0.1; done; exit 1'
}
export -f supervisors
redis_answers() { [ "$("$binary" services -- sh -c 'redis-cli -s "${REDIS_URL#unix://}" ping')" = PONG ]; }
nothing_left() { # the last user has gone: everything ends by itself within the 5 s of grace
  local end=$((SECONDS + 30))
  while [ -n "$(supervisors)$(pids_in "$TENSTONE_DATA/postgres")$(pids_in "$TENSTONE_DATA/redis")" ]; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
  [ ! -e "$TENSTONE_DATA/run" ]
}

sql 'CREATE TABLE torture (n bigint PRIMARY KEY)' || exit 1
until=$((SECONDS + seconds)) # the first start does not count
for ((round = 1; round <= rounds && SECONDS < until; round++)); do
  one_round "$round"
  ((round % 20)) || echo "$round rounds, $(wc -l <"$acknowledged") rows acknowledged"
done
echo "$((round - 1)) rounds"
check 'rows were written' something_written
check 'no acknowledged row is lost' nothing_lost
check 'Redis answers' redis_answers
check 'one supervisor runs' one_supervisor
check 'nothing is left running' nothing_left
starts_again() { [ -n "$(answer_of 'SELECT n FROM torture LIMIT 1')" ]; }
check 'the folder starts again' starts_again
"$binary" services --stop -
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
