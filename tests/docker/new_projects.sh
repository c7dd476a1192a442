# For bash, sourced by run: the toolkit's image and projects of each kind on it, driven by docs/bootstrapping.md. Has the
# functions of run, engine.sh and stacks.sh.
. tests/install/page.sh

# The page's commands as this engine needs them: builds on the host's network, and docker-compose by its old name.
shown() {
  local command=${1//localhost:3000/localhost:$PUBLISH}
  echo "${command/docker build /docker build --network host --build-arg CCACHE_REMOTE_STORAGE=$(printf %q "$cache") }"
}
compose_by_its_old_name() {
  docker() {
    [ "$1" = compose ] || { command docker "$@"; return; }
    shift
    docker-compose "${@:1:2}" -f "$folder/$COMPOSE_PROJECT_NAME.yml" "${@:3}"
  }
}

toolkit_image() {
  run_page docs/bootstrapping.md docker "$folder/page" || stop_with "without the toolkit's image there is nothing more to see"
  mkdir "$folder/projects"
  new() { docker run --rm -v "$folder/projects:/projects" -w /projects tenstone-toolkit tenstone new "$@" >/dev/null; }
  new tea-house --bare && new library --structured && new shop --platform
  check "the toolkit's image writes all three kinds of project" $?
}

bare_project() {
  local begin
  cd "$folder/projects/tea-house" || stop_with "there is no bare project"
  stack tenstone_bare docker-compose.dev.yml
  compose_by_its_old_name
  run_page "$repository/docs/bootstrapping.md" 'docker project' "$folder/page-bare"
  [ "$(docker run --rm tea-house:prod id -u)" = 10001 ] && ! docker run --rm tea-house:prod sh -c 'command -v clang-19 || ls /app' >/dev/null 2>&1
  check "a project's image does not run as root, and holds neither compiler nor sources" $?
  begin=$SECONDS
  docker-compose up -d >"$folder/$COMPOSE_PROJECT_NAME.up" 2>&1 && eventually 120 healthy api
  check "in development a bare project becomes healthy ($((SECONDS - begin)) s)" $?
  sed -i 's/Hello, /Welcome, /' src/main.cpp
  begin=$SECONDS
  welcomes() { grep -qx 'Welcome, Mia!' <<<"$(curl -sS -m 5 "$url/hello/Mia" 2>/dev/null)"; }
  eventually 180 welcomes
  check "a saved change is built and running ($((SECONDS - begin)) s)" $?
  stack_goes
}

structured_project() {
  local begin=$SECONDS said id
  cd "$folder/projects/library" || stop_with "there is no structured project"
  stack tenstone_structured docker-compose.prod.yml
  docker-compose build >"$folder/$COMPOSE_PROJECT_NAME.build" 2>&1 || tail -n 20 "$folder/$COMPOSE_PROJECT_NAME.build"
  echo "a structured project's image took $((SECONDS - begin)) s"
  stack_starts
  said=$(curl -sS -m 20 "$url/notes" -H 'Content-Type: application/json' -d '{"title":"Buy tea"}')
  id=$(sed -nE 's/.*"id":"([^"]*).*/\1/p' <<<"$said")
  [ -n "$id" ] && docker-compose restart >/dev/null 2>&1 && eventually 90 all_healthy &&
    grep -q '"title":"Buy tea".*"reads":1' <<<"$(curl -sS -m 20 "$url/notes/$id")"
  check "what was written is there after a restart of everything" $?
  stack_drains api
}

platform_project() {
  local begin=$SECONDS id
  cd "$folder/projects/shop" || stop_with "there is no project on the platform"
  stack tenstone_shop docker-compose.prod.yml
  docker-compose build >"$folder/$COMPOSE_PROJECT_NAME.build" 2>&1 || tail -n 20 "$folder/$COMPOSE_PROJECT_NAME.build"
  echo "a platform project's image took $((SECONDS - begin)) s"
  stack_starts
  shop() { docker-compose exec -T "$1" shop "${@:2}" 2>&1; }
  shop api user add mia@example.test >/dev/null
  packed() { grep -q 'succeeded' <<<"$(shop api job show "$id")"; }
  id=$(shop api action run place-order --as mia@example.test --input '{"item":"tea"}' | tr -d '\r' | sed -n 's/^job: //p')
  [ -n "$id" ] && eventually 60 packed
  check "an order is packed by the project's own handler" $?
  backed_up() { grep -q '^app@1 .*drilled' <<<"$(shop worker backup list)"; }
  eventually 120 backed_up
  check "its worker has taken a backup of the database and drilled it" $?
  stack_drains api worker
}
