#!/usr/bin/env bash
# Builds the release executable and the site, unless both are newer than every source.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

ensure_build_tools
build_release
