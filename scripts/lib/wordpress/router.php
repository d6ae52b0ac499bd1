<?php
// Serves files that are there; everything else, `/wp-json/…` too, goes to WordPress.

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/';
$root = $_SERVER['DOCUMENT_ROOT'];
$file = realpath($root . rawurldecode($path));

if ($file !== false && str_starts_with($file, $root . '/')) {
    if (is_file($file)) {
        return false;
    }
    if (is_file("$file/index.php")) {
        return false;
    }
}
// As mod_php does it; PHP's own server takes the last path segment for the script.
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = "$root/index.php";
chdir($root);
require "$root/index.php";
