<?php
// The settings of the WordPress for tests; what differs from one folder to the next comes from the environment.

define('DB_NAME', 'wordpress');
define('DB_USER', 'wordpress');
define('DB_PASSWORD', getenv('WORDPRESS_SECRET'));
define('DB_HOST', getenv('WORDPRESS_DB'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", hash('sha256', "{$name}_KEY" . DB_PASSWORD));
    define("{$name}_SALT", hash('sha256', "{$name}_SALT" . DB_PASSWORD));
}

define('WP_HOME', getenv('WORDPRESS_HOME'));
define('WP_SITEURL', WP_HOME);
// Application passwords without HTTPS.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);

// The same site with tables as old ones are, which take no characters of four bytes; its users are the same.
$table_prefix = ($_GET['fault'] ?? '') === 'utf8' ? 'old_' : 'wp_';
define('CUSTOM_USER_TABLE', 'wp_users');
define('CUSTOM_USER_META_TABLE', 'wp_usermeta');
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
