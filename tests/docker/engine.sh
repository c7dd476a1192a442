# For bash, sourced by run: a Docker engine of its own, and the images that all others begin with. Sets $folder, DOCKER_HOST
# and the functions engine_starts, engine_ends and base_images.
#
# $folder holds all that the engine has. It is made here and deleted at the end. `run --prepare FOLDER` leaves it filled,
# and a later run with DOCKER_FOLDER=FOLDER goes on from there; a lock makes the later run wait for a --prepare that is
# still working.

engine=
engine_packages() {
  local program policy=/usr/sbin/policy-rc.d wanted=()
  for program in dockerd:docker.io docker-compose:docker-compose mmdebstrap:mmdebstrap iptables:iptables; do
    command -v "${program%%:*}" >/dev/null || wanted+=("${program#*:}")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  local apt=(apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
  # Packages start no service while there is a policy that forbids it.
  if [ -e $policy ]; then policy=; else printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy; fi
  { "${apt[@]}" update && DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends "${wanted[@]}"; } >"$folder/install.log" 2>&1 ||
    tail -n 20 "$folder/install.log"
  [ -z "$policy" ] || rm -f $policy
  command -v dockerd >/dev/null
}

engine_starts() {
  engine_packages || stop_with "Docker cannot be installed"
  export DOCKER_HOST=unix://$folder/socket
  # setpriv here and below: when this script ends in any way, they end too.
  setpriv --pdeathsig TERM dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" --host "$DOCKER_HOST" >"$folder/engine.log" 2>&1 9>&- &
  engine=$!
  eventually 60 docker info >/dev/null 2>&1 || { tail -n 20 "$folder/engine.log"; stop_with "the Docker engine does not start"; }
}
engine_ends() {
  [ -n "$engine" ] || return 0
  docker ps -aq | xargs -r docker rm -fv >/dev/null 2>&1
  docker network prune -f >/dev/null 2>&1
  kill "$engine" 2>/dev/null
  wait "$engine" 2>/dev/null; eventually 60 test ! -d "/proc/$engine"
  umount "$folder"/exec/netns/* 2>/dev/null # the engine leaves what its builds on the host's network used
  engine=
}

# The machine's compiler cache, lent to the image builds while they run (ccache.ts), and mounted into the containers that
# compile. Without one, without Node and in the long run, everything is compiled.
cache='' cache_folder='' cache_server=
cache_starts() {
  [ -z "$long" ] || return 0
  command -v ccache >/dev/null && [ -d features/node_modules ] || return 0
  cache_folder=$(ccache --get-config cache_dir)
  mkdir -p "$cache_folder"
  setpriv --pdeathsig TERM tools/node features run ccache >"$folder/cache-port" 2>"$folder/cache.log" 9>&- &
  cache_server=$!
  eventually 20 test -s "$folder/cache-port" || { cat "$folder/cache.log"; stop_with "the compiler cache cannot be lent to image builds"; }
  cache="http://127.0.0.1:$(cat "$folder/cache-port")|read-only"
}
cache_ends() { [ -z "$cache_server" ] || kill "$cache_server" 2>/dev/null; }

image_size() { docker image inspect -f '{{.Size}}' "$1"; } # TAG: in bytes
megabytes() { echo $(($(image_size "$1") / 1000000)); } # TAG
image() { # TAG ARGUMENT…
  local tag=$1 log=$folder/build-${1//[:\/]/-}.log
  shift
  docker build --network host --build-arg CCACHE_REMOTE_STORAGE="${cache:-}" -t "$tag" "$@" >"$log" 2>&1 || { tail -n 30 "$log"; return 1; }
}

# The base is made here, since none can be pulled; it trusts what this machine trusts. The compiler cache fits only where
# system headers are the same. So the headers of packages that are older on this machine than in Debian's archive are put
# into the base, and dpkg may not replace them. The long run compiles everything, with Debian's newest.
debian_image() {
  local sources=/etc/apt/sources.list added=(etc/ssl/certs usr/share/ca-certificates) exclude=etc/dpkg/dpkg.cfg.d/machine
  [ -s "$sources" ] || sources=$(ls /etc/apt/sources.list.d/debian.* | head -n 1)
  setpriv --pdeathsig TERM mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Retries "3"' bookworm "$folder/base.tar" "$sources" || return 1
  [ ! -d /usr/local/share/ca-certificates ] || added+=(usr/local/share/ca-certificates)
  tar -C / -cf "$folder/added.tar" "${added[@]}" || return 1
  if [ -z "$long" ]; then
    mkdir -p "$folder/${exclude%/*}"
    apt list --upgradable 2>/dev/null | sed -n 's,^\([^/]*-dev\)/.*,\1,p' | xargs -r dpkg -L | while read -r file; do
      [[ $file != /usr/include/* ]] || [ ! -f "$file" ] || echo "path-exclude=$file"
    done >"$folder/$exclude"
    sed 's,^path-exclude=/,,' "$folder/$exclude" | tar -C / -rf "$folder/added.tar" -T - && tar -C "$folder" -rf "$folder/added.tar" "$exclude" || return 1
  fi
  tar -Af "$folder/base.tar" "$folder/added.tar" && docker import "$folder/base.tar" debian:bookworm-slim >/dev/null && rm -f "$folder"/*.tar
}
base_images() {
  local begin=$SECONDS others
  [ ! -e "$folder/prepared" ] || return 0
  debian_image || stop_with "the base image cannot be made"
  { image postgres:16 tests/docker/postgres && docker tag postgres:16 postgres:16-bookworm && image redis:7 tests/docker/redis; } &
  others=$!
  # The stages with packages and without sources. Their layers serve every image.
  image tenstone:runtime --target runtime -f apps/Dockerfile . || stop_with "the stages tools and runtime of apps/Dockerfile do not build"
  wait $others || stop_with "PostgreSQL's and Redis' images do not build"
  touch "$folder/prepared"
  echo "base images took $((SECONDS - begin)) s"
}

folder=${DOCKER_FOLDER:-$(mktemp -d /var/tmp/tenstone-docker-XXXXXX)}
exec 9>"$folder/lock"
flock 9
