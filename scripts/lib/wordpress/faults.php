<?php
/*
Plugin Name: Faults
Description: Behaves as faulty plugins and servers do, by the name in the parameter `fault` of a request; and shows what the site makes of a text in blocks.
*/

$fault = $_GET['fault'] ?? '';
$path = ($_GET['rest_route'] ?? '') . ($_SERVER['REQUEST_URI'] ?? '');
$is_api = isset($_GET['rest_route']) || str_contains($path, '/wp-json');
$method = $_SERVER['REQUEST_METHOD'] ?? '';

function fault_page(int $status, string $title): never {
    http_response_code($status);
    header('Content-Type: text/html; charset=UTF-8');
    exit("<html><head><title>$title</title></head><body><h1>$title</h1></body></html>");
}

if ($is_api) {
    switch ($fault) {
        case 'notice':
            echo "\nNotice: Function _load_textdomain_just_in_time was called <strong>incorrectly</strong> in functions.php on line 6121\n";
            break;
        case 'html-notice':
            echo "<br />\n<b>Deprecated</b>:  Creation of dynamic property X::\$y is deprecated in <b>a.php</b> on line <b>9</b><br />\n";
            break;
        case 'mark':
            echo "\u{feff}\u{feff}";
            break;
        case 'comment':
            register_shutdown_function(fn() => print("\n<!-- Page cached by Quick Cache -->\n"));
            break;
        case 'second':
            register_shutdown_function(fn() => print('{"code":"wp_die","message":"","data":{"status":400}}'));
            break;
        case 'options':
            if ($method === 'OPTIONS') {
                fault_page(405, '405 Not Allowed');
            }
            break;
        case 'options-empty':
            if ($method === 'OPTIONS') {
                http_response_code(204);
                exit;
            }
            break;
        case 'users-page':
            if (str_contains($path, '/wp/v2/users')) {
                fault_page(403, '403 Forbidden');
            }
            break;
        case 'firewall-script':
            if ($method === 'POST' && stripos(file_get_contents('php://input'), '<script') !== false) {
                fault_page(406, 'Not Acceptable!');
            }
            break;
        case 'firewall-uploads':
            if ($method === 'POST' && str_contains($path, '/wp/v2/media')) {
                fault_page(403, '403 Forbidden');
            }
            break;
    }
}

add_filter('rest_endpoints', function (array $endpoints) use ($fault) {
    if ($fault === 'users-removed') {
        $endpoints = array_filter($endpoints, fn($route) => !str_starts_with($route, '/wp/v2/users'), ARRAY_FILTER_USE_KEY);
    }
    return $endpoints;
});

add_filter('rest_authentication_errors', function ($error) use ($fault, $path) {
    if ($fault === 'users-login' && str_contains($path, '/wp/v2/users')) {
        return new WP_Error('rest_cannot_access', 'Listing users is not allowed.', ['status' => 401]);
    }
    return $error;
});

if ($fault === 'passwords-off') {
    add_filter('wp_is_application_passwords_available', '__return_false');
}
if ($fault === 'no-webp') {
    add_filter('upload_mimes', fn(array $kinds) => array_diff($kinds, ['image/webp']));
}

// What the block parser of this WordPress finds in a text, and the text as it writes it again.
add_action('rest_api_init', function () {
    register_rest_route('igny8-test/v1', '/blocks', [
        'methods' => 'POST',
        'permission_callback' => fn() => current_user_can('edit_posts'),
        'callback' => function (WP_REST_Request $request) {
            $names = function (array $blocks) use (&$names): array {
                $found = [];
                foreach ($blocks as $block) {
                    if ($block['blockName'] !== null || trim($block['innerHTML']) !== '') {
                        $found[] = $block['blockName'] ?? 'freeform';
                    }
                    $found = array_merge($found, $names($block['innerBlocks']));
                }
                return $found;
            };
            $blocks = parse_blocks($request['content']);
            return ['names' => $names($blocks), 'again' => serialize_blocks($blocks)];
        },
    ]);
});
