<?php // The least theme: the title and the content of what was asked for. ?>
<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="<?php bloginfo('charset'); ?>"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<?php while (have_posts()) : the_post(); ?>
<article><h1><?php the_title(); ?></h1><?php the_post_thumbnail(); the_content(); ?></article>
<?php endwhile; wp_footer(); ?>
</body>
</html>
