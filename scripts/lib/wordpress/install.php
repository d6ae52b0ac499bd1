<?php
// Installs WordPress, unless it is, with one administrator and one application password, kept in a file.

define('WP_INSTALLING', true);
// No mail to anybody.
function wp_new_blog_notification() {}

$folder = getenv('WORDPRESS_DIR');
$file = "$folder/application-password";
if (is_file($file)) {
    exit(0);
}
require "$folder/site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if (!is_blog_installed()) {
    wp_install('Garden & Home', 'admin', 'admin@example.com', true, '', getenv('WORDPRESS_SECRET'), 'en_US');
}
switch_theme('plain');
$wp_rewrite->set_permalink_structure('/%postname%/');
flush_rewrite_rules();

$user = get_user_by('login', 'admin');
WP_Application_Passwords::delete_all_application_passwords($user->ID);
$made = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'igny8']);
if (is_wp_error($made)) {
    fwrite(STDERR, $made->get_error_message() . "\n");
    exit(1);
}
file_put_contents("$file.new", $made[0]);
rename("$file.new", $file);
