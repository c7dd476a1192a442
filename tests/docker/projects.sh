# For bash, sourced by run: what every project must do in containers. Has the functions of run and engine.sh. The rest is in
# projects/NN-name: `drive` uses it in production, `edit` changes its sources, `edited` sees the change.

status() { curl -s -m 10 -o /dev/null -w '%{http_code}' "$@"; }

project_images() { # NAME
  local name=$1 tag=${1#*-} begin=$SECONDS
  image "$tag:prod" -f projects/Dockerfile $(project_arguments "$name" prod) .
  check "$name: projects/Dockerfile builds on the same layers ($((SECONDS - begin)) s)" $?
  [ "$(image_size "$tag:prod")" -le "$(image_size tenstone:prod)" ]
  check "$name: the image is no larger than the platform's" $?
  [ "$(docker run --rm "$tag:prod" id -u)" = 10001 ] && ! docker run --rm "$tag:prod" sh -c 'command -v clang-19 || ls /src' >/dev/null 2>&1
  check "$name: it does not run as root, and holds neither compiler nor sources" $?
  image "$tag:dev" -f projects/Dockerfile.dev $(project_arguments "$name" dev) .
  check "$name: projects/Dockerfile.dev builds on the same layers" $?
}
project_arguments() { docker-compose -f "projects/$1/docker-compose.$2.yml" config | sed -nE 's/^ *(PROJECT|BASE): /--build-arg \1=/p'; } # NAME KIND: as its compose file passes them

its_own() { # NAME
  [ -e "tests/docker/projects/$1" ] && . "tests/docker/projects/$1"
  check "$1: tests/docker/projects/$1 has what only this project does" $?
}

project_in_production() { # NAME
  local name=$1 first code
  its_own "$name"
  stack "tenstone_${name%%-*}" "projects/$name/docker-compose.prod.yml"
  stack_starts
  first=$(sed "s/\b3000\b/$PUBLISH/" "projects/$name/first-request")
  bash -c "$first --fail-with-body" >"$folder/$COMPOSE_PROJECT_NAME.first" 2>&1
  code=$?
  check "$name: its first request is answered: $(tail -n 1 "$folder/$COMPOSE_PROJECT_NAME.first")" $code
  drive
  stack_drains $(printf '%s\n' $services | grep -xE 'api|worker')
}

project_in_development() { # NAME
  local name=$1 begin=$SECONDS
  its_own "$name"
  stack tenstone_dev "$folder/source/projects/$name/docker-compose.dev.yml" api worker
  docker-compose up -d >"$folder/$COMPOSE_PROJECT_NAME.up" 2>&1 &
  eventually 900 healthy api
  check "$name: docker-compose.dev.yml builds the mounted sources and starts ($((SECONDS - begin)) s)" $?
  wait $!
  begin=$SECONDS
  edit "$folder/source/projects/$name"
  eventually 180 edited
  check "$name: a saved change is built and served ($((SECONDS - begin)) s)" $?
  stack_goes
}
