#!/usr/bin/env bash
# Makes stand-ins for the public images out of Debian packages and this machine's programs, where no image registry is reached.
# Arguments: which of debian node rust postgres redis caddy tools app ours; debian postgres redis caddy tools when none is named.
# They have the names, users, paths, entry points and variables of the real ones, and are for trials alone: never serve people by them.
set -euo pipefail
. "$(dirname "$0")/../../scripts/lib/all.sh"

HERE=$ROOT/deploy/stand-ins
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
# The builder of every version of Docker that Debian has.
export DOCKER_BUILDKIT=0

# Arguments: a variable of the compose file or the Dockerfile. Prints the image that it stands for when it is not set, so that the
# names are told in one place.
image() {
  local name
  name=$(sed -n "s/.*\${$1:-\([^}]*\)}.*/\1/p; s/^ARG $1=//p" docker-compose.yml Dockerfile | head -n 1)
  [ -n "$name" ] || fail "neither docker-compose.yml nor the Dockerfile names an image by $1."
  printf '%s' "$name"
}

# Arguments: image, folder with a Dockerfile, options of Docker. The network of this machine, which reaches Debian's packages.
build() {
  local name=$1 folder=$2
  shift 2
  timed "Stand-in for $name" docker build --quiet --network host --build-arg "BASE=$(image DEBIAN_IMAGE)" "$@" --tag "$name" "$folder"
}

make_debian() {
  have debootstrap || apt_install debootstrap
  timed "Debian by debootstrap" debootstrap --variant=minbase bookworm "$WORK/debian" \
    "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$LOG_DIR/debootstrap.log" ||
    fail "debootstrap failed: see $LOG_DIR/debootstrap.log."
  rm -rf "$WORK"/debian/var/cache/apt/archives/*.deb "$WORK"/debian/var/lib/apt/lists/*
  # A machine behind a proxy of its own may know certificates that Debian does not.
  install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$WORK/debian/usr/local/share/machine-certificates.crt"
  tar --create --directory "$WORK/debian" . |
    docker import --change 'CMD ["bash"]' --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
      - "$(image DEBIAN_IMAGE)"
  rm -rf "$WORK/debian"
}

# This machine's Node.js: Debian 12 has an older one.
make_node() {
  local folder=$WORK/node
  mkdir -p "$folder"
  cp -L "$(command -v node)" "$folder/node"
  cp -R "$(npm root --global)/npm" "$folder/npm"
  cp "$HERE/node.Dockerfile" "$folder/Dockerfile"
  build "$(image NODE_IMAGE)" "$folder"
}

# This machine's toolchain, the one that rust-toolchain.toml names, and rustup itself.
make_rust() {
  local folder=$WORK/rust toolchain
  toolchain=$(rustc --print sysroot)
  mkdir -p "$folder/toolchain"
  cp "$(command -v rustup)" "$folder/rustup"
  tar --create --exclude=share/doc --directory "$toolchain/" . | tar --extract --directory "$folder/toolchain"
  printf '%s' "$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)-$(rustc -vV | sed -n 's/^host: //p')" >"$folder/name"
  cp "$HERE/rust.Dockerfile" "$folder/Dockerfile"
  build "$(image RUST_IMAGE)" "$folder"
  rm -rf "$folder"
}

make_postgres() { build "$(image POSTGRES_IMAGE)" "$HERE/postgres"; }
make_redis() { build "$(image REDIS_IMAGE)" "$HERE/redis"; }
make_caddy() { build "$(image CADDY_IMAGE)" "$HERE/caddy"; }

# Arguments: a tool, the number of its user, the folder that it keeps, its port.
make_tool() {
  local folder=$WORK/$1 variable
  variable=$(printf %s "$1" | tr a-z A-Z)_IMAGE
  mkdir -p "$folder"
  cp "$HERE/tools.Dockerfile" "$folder/Dockerfile"
  build "$(image "$variable")" "$folder" --build-arg "NAME=$1" --build-arg "OWNER=$2" --build-arg "FOLDER=$3" --build-arg "PORT=$4"
}

# Debian has none of the tools but HAProxy, which a proxy before Docker's socket is made of.
make_tools() {
  make_tool pgadmin 5050 /var/lib/pgadmin 80
  make_tool filebrowser 1000 /database 80
  make_tool portainer 0 /data 9443
  build "$(image SOCKET_PROXY_IMAGE)" "$HERE/socket-proxy"
}

# Our own two images by their Dockerfiles as they are, which take the stand-ins for what they are built on. Minutes for the database's, half an
# hour for the other on two processors.
make_ours() {
  timed "igny8-postgres:latest" docker build --quiet --network host --file deploy/postgres/Dockerfile --tag igny8-postgres:latest deploy
  timed "igny8:latest" docker build --quiet --network host --cpu-shares 256 --tag igny8:latest .
}

# The image of IGNY8 out of a build of this machine, by the last stage of the Dockerfile as it is: IGNY8_BUILT is the folder of the
# executable and of hash.txt, IGNY8_SITE that of the site.
make_app() {
  local folder=$WORK/app
  mkdir -p "$folder/out/target"
  cp "${IGNY8_BUILT:-$ROOT/target/release}/igny8" "$folder/out/"
  cp "${IGNY8_BUILT:-$ROOT/target/release}/hash.txt" "$folder/out/"
  cp -R "${IGNY8_SITE:-$ROOT/target/site}" "$folder/out/target/site"
  awk '/^ARG DEBIAN_IMAGE=/ { print } /^FROM / { stage = ""; } { stage = stage $0 "\n" } END { printf "%s", stage }' Dockerfile |
    sed 's/^COPY --from=build /COPY /; s|^COPY /out/|COPY out/|' >"$folder/Dockerfile"
  build igny8:latest "$folder"
}

[ "$#" -gt 0 ] || set -- debian postgres redis caddy tools
for what in "$@"; do
  case $what in
    debian | node | rust | postgres | redis | caddy | tools | app | ours) "make_$what" ;;
    *) fail "unknown stand-in '$what': name some of debian node rust postgres redis caddy tools app ours." ;;
  esac
done
