# For bash, sourced by run: the toolkit's image and projects of both styles on it, driven by docs/bootstrapping.md. Has its
# engine, $folder, $PUBLISH, $url, check(), eventually() and healthy().
. tests/install/page.sh

# The page's commands with the engine's habits: no network of its own while building, and docker-compose by its old name.
shown() {
  local command=${1//localhost:3000/localhost:$PUBLISH}
  echo "${command/docker build /docker build --network host }"
}
docker() {
  [ "$1" = compose ] || { command docker "$@"; return; }
  shift
  docker-compose "${@:1:2}" -f "$folder/network.yml" "${@:3}"
}
printf 'version: "3.9"\nservices:\n  api:\n    build:\n      network: host\n' >"$folder/network.yml"

run_page docs/bootstrapping.md docker "$folder/page" || stop_with "without the toolkit's image there is nothing more to see"
mkdir "$folder/projects"
new() { docker run --rm -v "$folder/projects:/projects" -w /projects tenstone-toolkit tenstone new "$@" >/dev/null; }
new tea-house --bare && new library --structured
check "the toolkit's image writes both kinds of project" $?

cd "$folder/projects/tea-house" || stop_with "there is no bare project"
run_page "$repository/docs/bootstrapping.md" 'docker project' "$folder/page"
[ "$(docker run --rm tea-house:prod id -u)" = 10001 ] && ! docker run --rm tea-house:prod sh -c 'command -v clang-19 || ls /app' >/dev/null 2>&1
check "a project's image does not run as root, and holds neither compiler nor sources" $?
begin=$SECONDS
docker compose -f docker-compose.dev.yml up -d >"$folder/up.log" 2>&1 && eventually 120 healthy api
check "in development a bare project becomes healthy ($((SECONDS - begin)) s)" $?
sed -i 's/Hello, /Welcome, /' src/main.cpp
begin=$SECONDS
welcomes() { curl -sS -m 5 "$url/hello/Mia" 2>/dev/null | grep -qx 'Welcome, Mia!'; }
eventually 60 welcomes
check "a saved change is built and running ($((SECONDS - begin)) s)" $?
docker compose -f docker-compose.dev.yml down -v --timeout 10 >/dev/null 2>&1

cd ../library || stop_with "there is no structured project"
begin=$SECONDS
docker compose -f docker-compose.prod.yml up --build -d >"$folder/up.log" 2>&1
check "docker-compose.prod.yml of a structured project starts" $?
project_healthy() { healthy api && healthy postgres && healthy redis; }
eventually 120 project_healthy
up=$?
check "api, postgres and redis become healthy ($((SECONDS - begin)) s)" $up
[ $up = 0 ] || { tail -n 20 "$folder/up.log"; docker compose -f docker-compose.prod.yml logs --tail 30; }
said=$(curl -sS -m 20 "$url/notes" -H 'Content-Type: application/json' -d '{"title":"Buy tea"}')
id=$(sed -nE 's/.*"id":"([^"]*).*/\1/p' <<<"$said")
[ -n "$id" ] && docker compose -f docker-compose.prod.yml restart >/dev/null 2>&1 && eventually 90 project_healthy &&
  curl -sS -m 20 "$url/notes/$id" | grep -q '"title":"Buy tea".*"reads":1'
check "what was written is there after a restart of everything" $?
docker compose -f docker-compose.prod.yml stop api >/dev/null 2>&1
[ "$(docker inspect -f '{{.State.ExitCode}}' tenstone_test_api_1)" = 0 ]
check "the project's api drains and ends with 0" $?
docker compose -f docker-compose.prod.yml down -v --timeout 10 >/dev/null 2>&1
cd "$repository" || exit 1
