# For bash, sourced by run: a stack is a compose file under a project name and on a port of its own. All of this is for
# the stack that was chosen last in this shell.

# A port that nobody listens on, below those that the kernel gives to outgoing connections.
PUBLISH=$((20000 + RANDOM % 12000))
next_port() { until PUBLISH=$((PUBLISH + 1)) && ! (: <"/dev/tcp/127.0.0.1/$PUBLISH") 2>/dev/null; do :; done; }

stack() { # NAME COMPOSE-FILE [SERVICE…]: these services use the machine's compiler cache. Sets $services.
  local service override=$folder/$1.yml
  export COMPOSE_PROJECT_NAME=$1 COMPOSE_FILE=$2 PUBLISH
  url=http://127.0.0.1:$PUBLISH
  shift 2
  # A check of health is a new process in the container: with a dozen containers, one a second each fills a core. The
  # tests' own deadlines end the waiting.
  services=$(docker-compose config --services | sort | xargs)
  { printf 'version: "3.9"\nservices:\n'
    for service in $services; do
      printf '  %s:\n    healthcheck: { interval: 2s, retries: 900 }\n' "$service"
      [ "$service" != api ] || printf '    build: { network: host }\n'
      [ -n "$cache_folder" ] && [[ " $* " == *" $service "* ]] && printf '    volumes: ["%s:/src/build/ccache"]\n' "$cache_folder"
    done; } >"$override"
  COMPOSE_FILE+=:$override
}
container() { echo "${COMPOSE_PROJECT_NAME}_$1_1"; } # SERVICE
healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$(container "$1")" 2>/dev/null)" = healthy ]; }
all_healthy() {
  local each
  for each in $services; do healthy "$each" || return 1; done
}
# What each container has come to: "api=running/healthy/restarts 0 …".
states() {
  local each
  for each in $services; do
    echo "$each=$(docker inspect -f '{{.State.Status}}/{{with .State.Health}}{{.Status}}{{end}}/restarts {{.RestartCount}}' "$(container "$each")" 2>/dev/null || echo missing)"
  done | xargs
}
stack_starts() {
  local begin=$SECONDS code why=
  COMPOSE_HTTP_TIMEOUT=300 docker-compose up -d >"$folder/$COMPOSE_PROJECT_NAME.up" 2>&1
  code=$?
  [ $code = 0 ] || why=": $(grep -E '^(ERROR|Error)' "$folder/$COMPOSE_PROJECT_NAME.up" | sort -u | xargs -d '\n')"
  check "$COMPOSE_PROJECT_NAME: docker-compose.prod.yml starts$why" $code
  [ $code = 0 ] && eventually 120 all_healthy
  code=$? why=
  [ $code = 0 ] || why=": $(states)"
  check "$COMPOSE_PROJECT_NAME: all of $services become healthy ($((SECONDS - begin)) s)$why" $code
  [ $code = 0 ] || { tail -n 40 "$folder/$COMPOSE_PROJECT_NAME.up"; docker-compose ps; docker-compose logs --timestamps --tail 30; }
  stack_is_locked
}
# Our own programs have no privileges, and write to volumes and /tmp alone.
stack_is_locked() {
  local each said
  for each in $(printf '%s\n' $services | grep -xE 'api|worker'); do
    said=$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}' "$(container "$each")")
    [ "$said" = 'true [ALL] [no-new-privileges:true]' ] && docker-compose exec -T "$each" sh -c '! touch /usr/x && touch /tmp/x' >/dev/null 2>&1
    check "$COMPOSE_PROJECT_NAME: $each has no privileges and a root that it cannot write: $said" $?
  done
}
stack_drains() { # SERVICE…
  local begin=$SECONDS each codes=
  docker-compose stop "$@" >/dev/null 2>&1
  for each in "$@"; do codes+=$(docker inspect -f '{{.State.ExitCode}}' "$(container "$each")"); done
  [ "${codes//0/}" = '' ] && [ ${#codes} = $# ]
  check "$COMPOSE_PROJECT_NAME: $* drain and end with 0 ($((SECONDS - begin)) s)" $?
  docker-compose down -v --timeout 10 >/dev/null 2>&1
  [ -z "$(docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME")" ]
  check "$COMPOSE_PROJECT_NAME: nothing of it is left" $?
}
# A development stack's volumes stay: what is built serves the next one, too.
stack_goes() {
  [ $failed = 0 ] || docker-compose logs --tail 30
  docker-compose down --timeout 10 >/dev/null 2>&1
}
