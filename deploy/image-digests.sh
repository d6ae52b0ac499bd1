#!/usr/bin/env bash
# Prints the public images with their digests, as settings for .env: deploy/image-digests.sh >>.env. Needs a registry.
set -euo pipefail
cd "$(dirname "$0")/.."

sed -n 's/.*\${\([A-Z_]*_IMAGE\):-\([^}]*:[^}]*\)}.*/\1 \2/p' docker-compose.yml | sort -u | while read -r name image; do
  case $image in igny8*) continue ;; esac
  docker pull --quiet "$image" >/dev/null
  printf '%s=%s@%s\n' "$name" "$image" "$(docker image inspect --format '{{index .RepoDigests 0}}' "$image" | sed 's/.*@//')"
done
