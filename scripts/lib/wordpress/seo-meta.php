<?php
/*
Plugin Name: SEO meta over REST
Description: Opens the meta fields of Yoast and Rank Math to REST, as a site does that lets others write them.
*/

add_action('init', function () {
    $names = [
        '_yoast_wpseo_title', '_yoast_wpseo_metadesc', '_yoast_wpseo_focuskw',
        'rank_math_title', 'rank_math_description', 'rank_math_focus_keyword',
    ];
    foreach ($names as $name) {
        register_post_meta('post', $name, [
            'type' => 'string',
            'single' => true,
            'show_in_rest' => true,
            'auth_callback' => fn() => current_user_can('edit_posts'),
        ]);
    }
});
