# For bash, sourced by run: the platform (apps/). Has the functions of run and engine.sh.

platform_images() {
  local begin=$SECONDS said
  image tenstone:prod -f apps/Dockerfile .
  check "apps/Dockerfile builds ($((SECONDS - begin)) s)" $?
  [ $failed = 0 ] || exit
  echo "it has $(megabytes tenstone:prod) MB with a base of $(megabytes debian:bookworm-slim) MB"
  image tenstone:dev -f apps/Dockerfile.dev .
  check "apps/Dockerfile.dev builds on the same layers" $?
  [ "$(docker run --rm tenstone:prod id -u)" = 10001 ]
  check "the image does not run as root" $?
  said=$(docker run --rm tenstone:prod tenstone api 2>&1)
  [ $? = 2 ] && grep -q 'DATABASE_URL' <<<"$said"
  check "it is for production: without a URL it ends with code 2 and names what is missing: $said" $?
  ! docker run --rm tenstone:prod sh -c 'command -v clang-19 || ls /src' >/dev/null 2>&1
  check "the image holds neither compiler nor sources" $?
}

tenstone() { docker-compose exec -T api tenstone "$@"; }
ask() { curl -sS -m 20 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
trigger() { ask -X POST "$url/v1/actions/$1" -d "$2"; }
field() { sed -nE "s/.*\"$1\":\"?([^\",}]*).*/\1/p" <<<"$2"; }
state() { field state "$(ask "$url/v1/jobs/$1" | sed 's/"attempts".*//')"; }
is() { [ "$(state "$1")" = "$2" ]; }
killed_and_started() { docker kill -s KILL "$(container "$1")" >/dev/null && docker start "$(container "$1")" >/dev/null; } # SERVICE

platform_in_production() {
  local begin token answer id shown last
  stack tenstone_platform apps/docker-compose.prod.yml
  stack_starts
  echo "PostgreSQL: $(docker-compose exec -T postgres psql -U app -Atc 'show server_version'); Redis: $(docker-compose exec -T redis redis-cli info server | sed -n 's/^redis_version:\(.*\)\r/\1/p')"
  token=$(tenstone user add mia@example.test 2>/dev/null | sed -n 's/^token: //p' | tr -d '\r')
  [ -n "$token" ]
  check "an account is made in the container" $?

  # Production has no samples: actions are the installation's own, in the volume that api and worker share.
  docker exec -i "$(container api)" sh -c 'mkdir -p actions && cat >actions/trial.yaml' <<'YAML' &&
name: trial
flag: trials
limit: { rate: 5/min, burst: 5 }
input: { type: object, properties: { times: { type: integer } }, additionalProperties: false }
job: { attempts: 3, backoff: { base: 1s, cap: 2s } }
run: { builtin: flaky }
YAML
    docker exec -i "$(container api)" sh -c 'cat >actions/countdown.yaml' <<<$'name: countdown\nrun: { builtin: countdown }' &&
    docker-compose restart api worker >/dev/null 2>&1 && eventually 90 all_healthy
  check "actions are declared in the volume" $?

  grep -q '"code":"feature_disabled"' <<<"$(trigger trial '{"times":1}')"
  check "the feature is off: refused" $?
  tenstone flag set trials on >/dev/null 2>&1
  numbers='exec 3<>/dev/tcp/127.0.0.1/3000; printf "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3; cat <&3' # shown to the container itself
  knows() { grep -q "^tenstone_flags_version_count 1$" <<<"$(docker exec "$(container api)" bash -c "$numbers")"; }
  eventually 5 knows && grep -q '"state":"queued"' <<<"$(trigger trial '{"times":0}')"
  check "a feature that was switched on is accepted" $?
  grep -q '"code":"validation_failed"' <<<"$(trigger trial '{"times":"two"}')"
  check "a bad input is refused" $?
  answer=$(trigger trial '{"times":2}')
  id=$(field id "$answer")
  eventually 30 is "$id" succeeded
  check "a job is queued, fails twice, and succeeds at the third try" $?
  shown=$(tenstone job show "$id" 2>/dev/null)
  [ "$(grep -c '^  attempt' <<<"$shown")" = 3 ] && grep -q 'Attempt 3 succeeds' <<<"$shown"
  check "every attempt is logged under its number" $?
  grep -q "$id" <<<"$(docker-compose logs worker 2>/dev/null)"
  check "the worker's own log names it" $?
  last=$(tenstone log ls 2>/dev/null)
  grep -q 'tenstone:api.log' <<<"$last" && grep -q 'tenstone:worker.log' <<<"$last"
  check "api and worker also write files on the log volume" $?
  last=$(tenstone log grep "$(field request_id "$answer")" api worker 2>/dev/null)
  grep -q '"request.done"' <<<"$last" && grep -q '"job.ran".*"attempt":3' <<<"$last"
  check "a request's number leads from its answer to the attempts" $?
  for _ in 1 2 3 4 5 6; do last=$(trigger trial '{"times":0}'); done
  grep -q '"code":"quota_exceeded"' <<<"$last"
  check "more often than allowed is refused" $?

  backed_up() { docker-compose exec -T worker tenstone backup list 2>/dev/null | grep -q '^app@1 .*drilled'; }
  eventually 90 backed_up
  check "the worker has taken a backup of the database and drilled it" $?

  # Broken on purpose.
  answer=$(trigger countdown '{"from":40,"every_ms":250}')
  id=$(field id "$answer")
  eventually 10 is "$id" running
  killed_and_started worker
  check "the worker is killed in the middle of a run and comes back" $?
  eventually 90 is "$id" succeeded
  check "another attempt finishes the job" $?
  killed_and_started postgres
  accepted_again() { grep -q '"state":"queued"' <<<"$(trigger countdown '{"from":1,"every_ms":10}')"; }
  eventually 60 accepted_again
  check "PostgreSQL is killed, comes back, and actions are accepted again" $?
  is "$id" succeeded
  check "what was there is there" $?
  stack_drains api worker
}

platform_in_development() {
  local begin starting
  stack tenstone_dev "$folder/source/apps/docker-compose.dev.yml" api worker
  begin=$SECONDS
  docker-compose up -d >"$folder/$COMPOSE_PROJECT_NAME.up" 2>&1 & starting=$!
  eventually 900 healthy api
  check "docker-compose.dev.yml builds the mounted sources and starts ($((SECONDS - begin)) s)" $?
  wait $starting
  check "its worker starts behind it" $?
  sed -i 's/Says hello in the attempt/Waves in the attempt/' "$folder/source/libs/platform/src/samples.cpp"
  begin=$SECONDS
  changed() { grep -q 'Waves in the attempt' <<<"$(docker exec "$(container api)" build/tenstone.api.binary action list 2>/dev/null)"; }
  eventually 180 changed
  check "a saved change is built and running ($((SECONDS - begin)) s)" $?
  stack_goes
}
