//! Landscapes in depth: a sky, a light, and layers that grow darker and clearer as they come nearer.

use std::fmt::Write as _;

use super::Canvas;

/// Layers from the horizon to the viewer.
const LAYERS: u16 = 5;

/// What the layers are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Land {
    Mountains,
    Hills,
    Forest,
    City,
    Sea,
}

/// A landscape.
pub(super) fn scene(canvas: &mut Canvas) -> String {
    let land = match canvas.seed.below(5) {
        0 => Land::Mountains,
        1 => Land::Hills,
        2 => Land::Forest,
        3 => Land::City,
        _ => Land::Sea,
    };
    let mut svg = sky(canvas);
    let first = if land == Land::Sea { 3 } else { 0 };
    if land == Land::Sea {
        water(canvas, &mut svg);
    }
    for layer in first..LAYERS {
        let near = f32::from(layer) / f32::from(LAYERS - 1);
        let base = canvas.height * (0.42 + 0.4 * near);
        let colour = canvas
            .palette
            .shade(near * 1.2, 0.22 + 0.2 * near, 0.66 - 0.54 * near);
        let outline = match land {
            Land::City => skyline(canvas, base, near),
            Land::Mountains => ridge(canvas, base, 0.2 * (1.0 - near * 0.55), 9, false),
            Land::Forest if layer > 0 => treeline(canvas, base, near),
            Land::Forest | Land::Hills | Land::Sea => ridge(canvas, base, 0.1, 6, true),
        };
        let _ = write!(svg, "<path d=\"{outline}\" fill=\"{colour}\"/>");
        if land == Land::City && layer >= 2 {
            windows(canvas, base, near, &mut svg);
        }
    }
    svg
}

/// A sky with its light, and clouds or birds.
fn sky(canvas: &mut Canvas) -> String {
    let (width, height) = (canvas.width, canvas.height);
    let palette = canvas.palette.clone();
    let seed = &mut canvas.seed;
    let (x, y) = (width * seed.between(0.2, 0.7), height * seed.between(0.14, 0.36));
    let radius = width.min(height) * seed.between(0.05, 0.09);
    let mut svg = format!(
        "<defs><linearGradient id=\"sky\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\">\
         <stop offset=\"0\" stop-color=\"{}\"/><stop offset=\"0.55\" stop-color=\"{}\"/></linearGradient>\
         <radialGradient id=\"glow\"><stop offset=\"0\" stop-color=\"{glow}\" stop-opacity=\"0.85\"/>\
         <stop offset=\"1\" stop-color=\"{glow}\" stop-opacity=\"0\"/></radialGradient></defs>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"url(#sky)\"/>\
         <circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{:.0}\" fill=\"url(#glow)\"/>\
         <circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.0}\" fill=\"{}\"/>",
        palette.shade(-0.6, 0.55, 0.5),
        palette.accent(0.6, 0.86),
        radius * 4.5,
        palette.accent(0.9, 0.95),
        glow = palette.accent(0.85, 0.9),
    );
    for _ in 0..4 {
        let (x, y) = (width * seed.between(0.0, 1.0), height * seed.between(0.06, 0.34));
        let long = width * seed.between(0.06, 0.16);
        for (shift, size) in [(-0.5, 0.6), (0.0, 1.0), (0.55, 0.7)] {
            let _ = write!(
                svg,
                "<ellipse cx=\"{:.0}\" cy=\"{y:.0}\" rx=\"{:.0}\" ry=\"{:.0}\" fill=\"white\" fill-opacity=\"0.32\"/>",
                x + long * shift,
                long * size,
                long * size * 0.13,
            );
        }
    }
    svg
}

/// An outline of hills or peaks, closed below the picture.
fn ridge(canvas: &mut Canvas, base: f32, rise: f32, peaks: u16, smooth: bool) -> String {
    let (width, height) = (canvas.width, canvas.height);
    let step = width / f32::from(peaks);
    let mut path = format!("M0 {height}L0 {base:.0}");
    let mut last = base;
    for peak in 0..=peaks {
        let x = f32::from(peak) * step;
        let y = base - height * rise * canvas.seed.between(-0.25, 1.0);
        if smooth {
            let _ = write!(
                path,
                "C{:.0} {last:.0} {:.0} {y:.0} {x:.0} {y:.0}",
                x - step * 0.5,
                x - step * 0.5
            );
        } else {
            let shoulder = last.midpoint(y) + height * canvas.seed.between(0.0, 0.06);
            let _ = write!(
                path,
                "L{:.0} {shoulder:.0}L{x:.0} {y:.0}",
                x - step * canvas.seed.between(0.35, 0.65)
            );
        }
        last = y;
    }
    let _ = write!(path, "L{width} {height}Z");
    path
}

/// Firs in a row, taller as they come nearer.
fn treeline(canvas: &mut Canvas, base: f32, near: f32) -> String {
    let (width, height) = (canvas.width, canvas.height);
    let unit = width.min(height) * (0.018 + 0.045 * near);
    let mut path = format!("M0 {height}L0 {base:.0}");
    let mut x = 0.0;
    while x < width {
        let half = unit * canvas.seed.between(0.6, 1.1);
        let tall = half * canvas.seed.between(2.6, 4.4);
        let foot = base + unit * canvas.seed.between(-0.5, 0.5);
        let _ = write!(
            path,
            "L{x:.0} {foot:.0}L{:.0} {:.0}L{:.0} {:.0}L{:.0} {:.0}L{:.0} {:.0}L{:.0} {foot:.0}",
            x + half * 0.55,
            foot - tall * 0.5,
            x + half * 0.4,
            foot - tall * 0.5,
            x + half,
            foot - tall,
            x + half * 1.6,
            foot - tall * 0.5,
            x + half * 2.0,
        );
        x += half * canvas.seed.between(1.3, 2.1);
    }
    let _ = write!(path, "L{width} {base:.0}L{width} {height}Z");
    path
}

/// Houses in a row.
fn skyline(canvas: &mut Canvas, base: f32, near: f32) -> String {
    let (width, height) = (canvas.width, canvas.height);
    let unit = width * (0.03 + 0.045 * near);
    let mut path = format!("M0 {height}");
    let mut x = 0.0;
    while x < width {
        let wide = unit * canvas.seed.between(0.6, 1.4);
        let top = base - height * canvas.seed.between(0.02, 0.2);
        let _ = write!(path, "L{x:.0} {top:.0}");
        if canvas.seed.below(4) == 0 {
            let _ = write!(path, "L{:.0} {:.0}", x + wide / 2.0, top - wide * 0.5);
        }
        let _ = write!(path, "L{:.0} {top:.0}", x + wide);
        x += wide;
    }
    let _ = write!(path, "L{width} {height}Z");
    path
}

/// Lit windows.
fn windows(canvas: &mut Canvas, base: f32, near: f32, svg: &mut String) {
    let side = canvas.width * (0.004 + 0.004 * near);
    let colour = canvas.palette.accent(0.9, 0.8);
    let mut path = String::new();
    for _ in 0..60 {
        let x = canvas.width * canvas.seed.between(0.0, 1.0);
        let y = base + canvas.height * canvas.seed.between(0.0, 0.12);
        let _ = write!(path, "M{x:.0} {y:.0}h{side:.1}v{:.1}h-{side:.1}z", side * 1.5);
    }
    let _ = write!(
        svg,
        "<path d=\"{path}\" fill=\"{colour}\" fill-opacity=\"0.75\"/>"
    );
}

/// A sea with the light on it.
fn water(canvas: &mut Canvas, svg: &mut String) {
    let (width, height) = (canvas.width, canvas.height);
    let horizon = height * 0.46;
    let _ = write!(
        svg,
        "<defs><linearGradient id=\"sea\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop offset=\"0\" \
         stop-color=\"{}\"/><stop offset=\"1\" stop-color=\"{}\"/></linearGradient></defs>\
         <rect y=\"{horizon:.0}\" width=\"{width}\" height=\"{:.0}\" fill=\"url(#sea)\"/>",
        canvas.palette.shade(0.3, 0.4, 0.62),
        canvas.palette.shade(1.0, 0.55, 0.2),
        height - horizon,
    );
    let light = canvas.palette.accent(0.7, 0.9);
    let mut path = String::new();
    for _ in 0..110 {
        let depth = canvas.seed.between(0.0, 1.0);
        let y = horizon + (height - horizon) * depth * depth;
        let long = width * (0.015 + 0.07 * depth) * canvas.seed.between(0.4, 1.2);
        let x = width * canvas.seed.between(-0.05, 1.0);
        let lift = long * 0.08;
        let _ = write!(
            path,
            "M{x:.0} {y:.0}q{:.0} -{lift:.1} {long:.0} 0q-{:.0} {:.1} -{long:.0} 0z",
            long / 2.0,
            long / 2.0,
            lift * 0.4
        );
    }
    let _ = write!(svg, "<path d=\"{path}\" fill=\"{light}\" fill-opacity=\"0.5\"/>");
}
