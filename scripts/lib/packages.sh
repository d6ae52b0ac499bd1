# shellcheck shell=bash
# How missing programs are installed: apt on Debian, Homebrew on macOS.

# Prints the prefix with which a command runs as root ("" or "sudo -n"); fails where neither works.
root_prefix() {
  if is_root; then
    printf ''
  elif have sudo && sudo -n true 2>/dev/null; then
    printf 'sudo -n'
  else
    return 1
  fi
}

can_apt() { have apt-get && root_prefix >/dev/null; }

apt_install() {
  local prefix
  prefix=$(root_prefix)
  say "Installing with apt: $*"
  # shellcheck disable=SC2086 # an empty prefix must vanish
  $prefix env DEBIAN_FRONTEND=noninteractive apt-get update -qq -o DPkg::Lock::Timeout=300
  # shellcheck disable=SC2086
  $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 \
    --no-install-recommends "$@" >"$LOG_DIR/apt.log" 2>&1 ||
    fail "apt could not install $*: see $LOG_DIR/apt.log."
}

brew_install() {
  say "Installing with Homebrew: $*"
  brew install --quiet "$@" || fail "Homebrew could not install $*."
}

# Arguments: Debian package names. Unpacks them and what they need into a folder of the user's, without root;
# prints nothing, leaves the files under $1.
apt_unpack() {
  local into=$1 state=$1/.apt deb
  shift
  mkdir -p "$state/lists/partial" "$state/archives/partial"
  say "Fetching with apt, unpacked into $into because nothing may be installed here: $*"
  local options=(-qq -o Dir::State::lists="$state/lists" -o Dir::Cache="$state" -o Dir::Cache::archives="$state/archives"
    -o Debug::NoLocking=1 -o APT::Sandbox::User=)
  apt-get "${options[@]}" update || return 1
  apt-get "${options[@]}" install -y --download-only --no-install-recommends "$@" || return 1
  for deb in "$state"/archives/*.deb; do
    dpkg-deb -x "$deb" "$into" || return 1
  done
  rm -rf "$state"
}
