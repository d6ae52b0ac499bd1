# shellcheck shell=bash
# The build tools: what must be there is checked, what can be installed is installed, before anything is built.

CARGO_LEPTOS_VERSION=0.3.10
export PATH="$ROOT/.tools/bin:$ROOT/node_modules/.bin:$HOME/.cargo/bin:$PATH"

ensure_rust() {
  have cargo || fail "Rust is missing: install rustup from https://rustup.rs, open a new terminal and start again."
  if ! have cc; then
    if can_apt; then
      apt_install build-essential pkg-config
    elif is_macos; then
      fail "a C compiler is missing: run 'xcode-select --install' and start again."
    else
      fail "a C compiler is missing: ask an administrator for 'apt-get install build-essential' and start again."
    fi
  fi
}

ensure_wasm_target() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ] && return 0
  have rustup || fail "the Rust target wasm32-unknown-unknown is missing and there is no rustup to add it."
  say "Adding the Rust target wasm32-unknown-unknown"
  rustup target add wasm32-unknown-unknown
}

# Prints this machine's name in npm package names, such as linux-x64.
node_platform() { node -p 'process.platform + "-" + process.arch'; }

node_ready() {
  have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

ensure_node() {
  node_ready || fail "Node.js 20 or newer with npm is missing: install it from https://nodejs.org and start again."
  if [ ! node_modules/.package-lock.json -nt package-lock.json ] || [ ! -e node_modules/.bin/wasm-opt ]; then
    timed "Installing the npm packages of the build" env PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 \
      npm ci --include=dev --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
  fi
}

# Arguments: crate, version, then options of cargo install. Another version that is there already is left alone.
cargo_tool() {
  local crate=$1 version=$2
  shift 2
  if cargo binstall -V >/dev/null 2>&1 &&
    cargo binstall --no-confirm --disable-strategies compile --root "$(tool_root "$crate")" "$crate@$version"; then
    return 0
  fi
  cargo_compile --locked "$@" "$crate@$version" && return 0
  say "Trying again with the newest versions that the registry has of what $crate needs"
  cargo_compile "$@" "$crate@$version" || fail "cargo could not install $crate $version; its message stands above."
}

# Arguments: options of cargo install, the crate last. The settings halve the build time of a program that waits
# for others anyway.
cargo_compile() {
  local crate=${!#}
  env CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=0 \
    cargo install --root "$(tool_root "${crate%@*}")" "$@"
}

# Tools go where cargo keeps them, so that the next clone finds them, unless another version lives there.
tool_root() {
  local program=${1%-cli}
  if have "$program"; then printf '%s' "$ROOT/.tools"; else printf '%s' "${CARGO_HOME:-$HOME/.cargo}"; fi
}

ensure_cargo_leptos() {
  case "$(cargo-leptos --version 2>/dev/null)" in
    *" $CARGO_LEPTOS_VERSION"*) return 0 ;;
  esac
  timed "Installing cargo-leptos $CARGO_LEPTOS_VERSION (once; about ten minutes on two cores where it must be compiled)" \
    cargo_tool cargo-leptos "$CARGO_LEPTOS_VERSION"
}

# The glue generator must be of the very version of the wasm-bindgen library in Cargo.lock.
ensure_wasm_bindgen() {
  local version
  version=$(locked_version wasm-bindgen)
  [ -n "$version" ] || fail "Cargo.lock names no wasm-bindgen: run 'cargo generate-lockfile' and start again."
  case "$(wasm-bindgen --version 2>/dev/null)" in
    *" $version"*) return 0 ;;
  esac
  timed "Installing wasm-bindgen $version (once; about two minutes where it must be compiled)" \
    cargo_tool wasm-bindgen-cli "$version" --no-default-features --bin wasm-bindgen
}

locked_version() {
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock 2>/dev/null
}

ensure_rust_tools() {
  ensure_rust
  ensure_wasm_target
}

ensure_build_tools() {
  ensure_rust_tools
  ensure_node
}

# What rebuilds on every change; nothing else needs it.
ensure_dev_tools() {
  ensure_build_tools
  ensure_cargo_leptos
  ensure_wasm_bindgen
}
