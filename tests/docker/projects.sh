# What is asked of every project in containers. Sourced by run, which lends check, eventually, image, compose and healthy.
# What only one project does is in projects/NN-name: `drive` uses it in production, `edit` changes its sources, `edited` sees
# the change.

services_healthy() { # KIND
  local each
  for each in $(compose "$1" config --services); do healthy "$each" || return 1; done
}
status() { curl -s -m 10 -o /dev/null -w '%{http_code}' "$@"; }

its_own() { # NAME
  unset -f drive edit edited
  [ -e "tests/docker/projects/$1" ] && . "tests/docker/projects/$1"
  check "$1: tests/docker/projects/$1 says what only it does" $?
}

project_in_production() { # NAME
  local name=$1 tag=${1#*-}:prod begin=$SECONDS first up
  its_own "$name"
  image "$tag" -f "projects/$name/Dockerfile" .
  check "$name: Dockerfile builds on the same layers ($((SECONDS - begin)) s)" $?
  [ "$(docker image inspect -f '{{.Size}}' "$tag")" -le "$(docker image inspect -f '{{.Size}}' tenstone:prod)" ]
  check "$name: the image is no larger than the platform's" $?
  [ "$(docker run --rm "$tag" id -u)" = 10001 ] && ! docker run --rm "$tag" sh -c 'command -v clang-19 || ls /src' >/dev/null 2>&1
  check "$name: it does not run as root, and holds neither compiler nor sources" $?

  export PUBLISH=$((20000 + RANDOM % 20000))
  url=http://127.0.0.1:$PUBLISH
  begin=$SECONDS
  compose prod up -d >"$folder/up.log" 2>&1
  check "$name: docker-compose.prod.yml starts" $?
  eventually 60 services_healthy prod
  up=$?
  check "$name: all of $(compose prod config --services | sort | xargs) become healthy ($((SECONDS - begin)) s)" $up
  [ $up = 0 ] || { tail -n 20 "$folder/up.log"; compose prod ps; compose prod logs --tail 30; }
  first=$(sed "s/\b3000\b/$PUBLISH/" "projects/$name/first-request")
  bash -c "$first --fail-with-body" >"$folder/first.log" 2>&1
  check "$name: its first request is answered: $(tail -n 1 "$folder/first.log")" $?
  drive
  compose prod stop api >/dev/null 2>&1
  [ "$(docker inspect -f '{{.State.ExitCode}}' tenstone_test_api_1)" = 0 ]
  check "$name: it drains and ends with 0" $?
  compose prod down -v --timeout 10 >/dev/null 2>&1
  [ -z "$(docker ps -aq)" ]
  check "$name: nothing of it is left" $?
}

project_in_development() { # NAME
  local name=$1 begin=$SECONDS starting
  its_own "$name"
  image "${name#*-}:dev" -f "projects/$name/Dockerfile.dev" .
  check "$name: Dockerfile.dev builds on the same layers ($((SECONDS - begin)) s)" $?
  begin=$SECONDS
  export PUBLISH=$((20000 + RANDOM % 20000))
  url=http://127.0.0.1:$PUBLISH
  compose dev up -d >"$folder/up.log" 2>&1 &
  starting=$!
  eventually 900 healthy api
  check "$name: docker-compose.dev.yml builds the mounted sources and starts ($((SECONDS - begin)) s)" $?
  wait $starting
  begin=$SECONDS
  edit "$source_tree/projects/$name"
  eventually 180 edited
  check "$name: a saved change is built and served ($((SECONDS - begin)) s)" $?
  [ $failed = 0 ] || compose dev logs --tail 30
  compose dev down --timeout 10 >/dev/null 2>&1
}
