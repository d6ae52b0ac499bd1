# shellcheck shell=bash
# A real WordPress for tests: Debian's package with a MariaDB of its own, private ports, loopback only. Any that
# WORDPRESS_URL names, with WORDPRESS_USER and WORDPRESS_PASSWORD (an application password), is used instead.

WORDPRESS_DIR=$SERVICES_DIR/wordpress
WORDPRESS_UNPACKED=$ROOT/.tools/wordpress
STARTED_WORDPRESS=

wordpress_running() { running_pid "$WORDPRESS_DIR/php.pid" router.php >/dev/null; }

mariadb_running() { running_pid "$WORDPRESS_DIR/mariadb.pid" mariadbd >/dev/null; }

# Prints the folder of WordPress' own files, which lies beside those of the scripts that its editor links to.
wordpress_source() {
  local folder
  for folder in /usr/share/wordpress "$WORDPRESS_UNPACKED/usr/share/wordpress"; do
    if [ -f "$folder/wp-settings.php" ] && [ -f "$folder/../javascript/underscore/underscore.min.js" ]; then
      printf '%s' "$folder"
      return 0
    fi
  done
  return 1
}

wordpress_programs_found() {
  # shellcheck disable=SC2016 # PHP's variables
  have php && have mariadbd && have mariadb-install-db && have my_print_defaults &&
    php -r 'foreach (["mysqli", "xml", "mbstring", "curl", "gd"] as $name) { extension_loaded($name) || exit(1); }'
}

# Only the programs are installed; WordPress itself is unpacked, because its package brings a web server that starts.
ensure_wordpress_programs() {
  local missing="start WordPress for the tests elsewhere and set WORDPRESS_URL, WORDPRESS_USER and WORDPRESS_PASSWORD."
  if wordpress_programs_found && wordpress_source >/dev/null; then return 0; fi
  can_apt || fail "a WordPress for the tests needs PHP, MariaDB and Debian's packages: $missing"
  wordpress_programs_found ||
    apt_install php-cli php-mysql php-xml php-mbstring php-curl php-gd mariadb-server-core mariadb-client-core
  wordpress_source >/dev/null || wordpress_unpack
  if ! wordpress_programs_found || ! wordpress_source >/dev/null; then
    fail "PHP, MariaDB or WordPress could not be installed: $missing"
  fi
}

wordpress_unpack() {
  local packages=$WORDPRESS_UNPACKED/packages deb
  mkdir -p "$packages"
  say "Fetching WordPress with apt, unpacked into $WORDPRESS_UNPACKED"
  (cd "$packages" && apt-get download -qq -o APT::Sandbox::User= wordpress php-getid3 libjs-underscore) >"$LOG_DIR/apt.log" 2>&1 ||
    fail "apt could not fetch WordPress: see $LOG_DIR/apt.log."
  for deb in "$packages"/*.deb; do
    dpkg-deb -x "$deb" "$WORDPRESS_UNPACKED" || fail "$deb could not be unpacked."
  done
  rm -rf "$packages"
}

# Arguments: options of the server. The settings trade safety against a power cut, which test data need not survive.
mariadb_server() {
  as_service_user mariadbd --no-defaults --datadir="$WORDPRESS_DIR/mariadb" --tmpdir="$WORDPRESS_DIR" \
    --socket=mariadb.sock --innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite \
    --innodb-buffer-pool-size=64M --innodb-log-file-size=16M --skip-log-bin --performance-schema=off \
    --character-set-server=utf8mb4 "$@"
}

# Made beside its final place and moved there, so that an interrupted start leaves nothing half made.
mariadb_create() {
  local new=$WORDPRESS_DIR/mariadb.new
  say "Creating a MariaDB database in $WORDPRESS_DIR"
  rm -rf "$new"
  as_service_user mariadb-install-db --no-defaults --datadir="$new" --auth-root-authentication-method=normal \
    --skip-test-db --innodb-log-file-size=16M >"$LOG_DIR/mariadb-install.log" 2>&1 ||
    fail "MariaDB could not be set up: see $LOG_DIR/mariadb-install.log."
  mv "$new" "$WORDPRESS_DIR/mariadb"
}

mariadb_listens() { port_open 127.0.0.1 "$IGNY8_MARIADB_PORT"; }

# The statements of the first file are run at every start, so that the login always has the password of now.
mariadb_start() {
  if mariadb_running; then return 0; fi
  require_free_port "$IGNY8_MARIADB_PORT" MariaDB IGNY8_MARIADB_PORT $((IGNY8_MARIADB_PORT + 100))
  [ -d "$WORDPRESS_DIR/mariadb/mysql" ] || mariadb_create
  as_service_user tee "$WORDPRESS_DIR/init.sql" >/dev/null <<SQL
create database if not exists wordpress;
create or replace user wordpress@127.0.0.1 identified by '$(services_password)';
grant all on wordpress.* to wordpress@127.0.0.1;
alter user root@localhost identified by '$(services_password)';
SQL
  (
    cd "$WORDPRESS_DIR" || exit
    trap '' HUP INT QUIT
    mariadb_server --bind-address=127.0.0.1 --port="$IGNY8_MARIADB_PORT" --skip-name-resolve \
      --pid-file="$WORDPRESS_DIR/mariadb.pid" --init-file="$WORDPRESS_DIR/init.sql" \
      --log-error="$WORDPRESS_DIR/mariadb.log"
  ) >/dev/null 2>&1 </dev/null &
  disown
  wait_until 60 mariadb_listens || fail "MariaDB did not start: see $WORDPRESS_DIR/mariadb.log."
}

# The site's files and settings; made anew where the version of the source or a file of ours has changed.
wordpress_site() {
  local source script site=$WORDPRESS_DIR/site ours=$LIB/wordpress
  source=$(wordpress_source)
  if ! cmp -s "$source/wp-includes/version.php" "$site/wp-includes/version.php"; then
    as_service_user mkdir -p "$site"
    tar -C "$source" --exclude=wp-config.php --exclude=./.htaccess -cf - . | as_service_user tar -C "$site" -xf -
  fi
  # Its links into other packages lead nowhere from here. The editor needs these; the rest are screens that no test opens.
  for script in underscore.js underscore.min.js; do
    as_service_user rm -f "$site/wp-includes/js/$script"
    as_service_user tee "$site/wp-includes/js/$script" <"$source/../javascript/underscore/$script" >/dev/null
  done
  as_service_user mkdir -p "$site/wp-content/mu-plugins" "$site/wp-content/themes/plain" "$site/wp-content/uploads"
  as_service_user tee "$site/wp-config.php" <"$ours/wp-config.php" >/dev/null
  as_service_user tee "$site/wp-content/mu-plugins/seo-meta.php" <"$ours/seo-meta.php" >/dev/null
  as_service_user tee "$site/wp-content/mu-plugins/faults.php" <"$ours/faults.php" >/dev/null
  as_service_user tee "$site/wp-content/themes/plain/index.php" <"$ours/theme/index.php" >/dev/null
  as_service_user tee "$site/wp-content/themes/plain/style.css" <"$ours/theme/style.css" >/dev/null
  as_service_user tee "$WORDPRESS_DIR/router.php" <"$ours/router.php" >/dev/null
  as_service_user tee "$WORDPRESS_DIR/install.php" <"$ours/install.php" >/dev/null
  as_service_user tee "$WORDPRESS_DIR/install-old.php" <"$ours/install-old.php" >/dev/null
}

# Arguments: those of PHP. What wp-config.php reads goes with it.
wordpress_php() {
  as_service_user env WORDPRESS_HOME="$WORDPRESS_HOME" WORDPRESS_DIR="$WORDPRESS_DIR" \
    WORDPRESS_DB="127.0.0.1:$IGNY8_MARIADB_PORT" WORDPRESS_SECRET="$(services_password)" \
    PHP_CLI_SERVER_WORKERS=4 php -d opcache.enable_cli=1 -d post_max_size=64M -d upload_max_filesize=64M \
    -d memory_limit=512M -d display_errors=0 -d log_errors=1 -d error_log="$WORDPRESS_DIR/php.log" "$@"
}

# A session of its own, because PHP's server does not end its workers with itself: its group is ended instead.
wordpress_serve() {
  require_free_port "$IGNY8_WORDPRESS_PORT" WordPress IGNY8_WORDPRESS_PORT $((IGNY8_WORDPRESS_PORT + 100))
  (
    cd "$WORDPRESS_DIR" || exit
    trap '' HUP INT QUIT
    # shellcheck disable=SC2016 # PHP's variables
    wordpress_php -r 'posix_setsid(); file_put_contents("php.pid", getmypid() . "\n"); pcntl_exec(PHP_BINARY, array_slice($argv, 1));' \
      -- -S "127.0.0.1:$IGNY8_WORDPRESS_PORT" -t site router.php
  ) >"$LOG_DIR/wordpress.log" 2>&1 </dev/null &
  disown
}

wordpress_answers() { http_ok 127.0.0.1 "$IGNY8_WORDPRESS_PORT" '/?rest_route=/'; }

# Exports WORDPRESS_URL, WORDPRESS_USER and WORDPRESS_PASSWORD, and for a WordPress of our own what a person signs in with.
wordpress_start() {
  WORDPRESS_HOME=http://127.0.0.1:$IGNY8_WORDPRESS_PORT
  if [ "${WORDPRESS_URL:-$WORDPRESS_HOME}" != "$WORDPRESS_HOME" ]; then
    say "WordPress: the one that WORDPRESS_URL names"
    return 0
  fi
  ensure_wordpress_programs
  if ! wordpress_running; then
    private_folder "$WORDPRESS_DIR"
    # The service user may be another one than before: installing PostgreSQL brings one.
    if is_root; then chown -R "$SERVICE_USER" "$WORDPRESS_DIR"; fi
    mariadb_start
    wordpress_site
    (cd "$WORDPRESS_DIR" && wordpress_php install.php && wordpress_php install-old.php) >"$LOG_DIR/wordpress-install.log" 2>&1 ||
      fail "WordPress could not be installed: see $LOG_DIR/wordpress-install.log."
    wordpress_serve
    STARTED_WORDPRESS=yes
    wait_until 30 wordpress_answers || fail "WordPress did not start: see $LOG_DIR/wordpress.log."
  fi
  WORDPRESS_URL=$WORDPRESS_HOME
  WORDPRESS_USER="admin"
  WORDPRESS_PASSWORD=$(cat "$WORDPRESS_DIR/application-password")
  WORDPRESS_SIGN_IN=$(services_password)
  export WORDPRESS_URL WORDPRESS_USER WORDPRESS_PASSWORD WORDPRESS_SIGN_IN
  say "WordPress: $WORDPRESS_URL, data in $WORDPRESS_DIR"
}

wordpress_stop() {
  local pid
  if pid=$(running_pid "$WORDPRESS_DIR/php.pid" router.php); then kill -TERM -- "-$pid" 2>/dev/null || true; fi
  stop_process "$WORDPRESS_DIR/php.pid" router.php 10
  stop_process "$WORDPRESS_DIR/mariadb.pid" mariadbd 30
}

wordpress_stop_started() { if [ -n "$STARTED_WORDPRESS" ]; then wordpress_stop; fi; }
