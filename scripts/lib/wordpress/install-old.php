<?php
// Adds tables with the characters of old ones beside those that install.php has made, unless they are there.

define('WP_INSTALLING', true);
function wp_new_blog_notification() {}

$folder = getenv('WORDPRESS_DIR');
$file = "$folder/old-tables";
if (is_file($file)) {
    exit(0);
}
$_GET['fault'] = 'utf8';
require "$folder/site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if (!is_blog_installed()) {
    wp_install('Old tables', 'admin', 'admin@example.com', true, '', getenv('WORDPRESS_SECRET'), 'en_US');
}
switch_theme('plain');
update_site_option('using_application_passwords', 1);
$user = new WP_User(get_user_by('login', 'admin')->ID);
$user->set_role('administrator');
foreach ([$wpdb->posts, $wpdb->postmeta, $wpdb->terms, $wpdb->term_taxonomy] as $table) {
    if ($wpdb->query("alter table $table convert to character set utf8mb3 collate utf8mb3_general_ci") === false) {
        fwrite(STDERR, $wpdb->last_error . "\n");
        exit(1);
    }
}
touch($file);
