//! Cartoons: flat shapes with outlines.

use std::fmt::Write as _;

use super::Canvas;

/// The colour of outlines.
const INK: &str = "rgb(12%,12%,16%)";

/// A cartoon.
pub(super) fn scene(canvas: &mut Canvas) -> String {
    let line = canvas.width.min(canvas.height) * 0.007;
    let motif = canvas.seed.below(3);
    let mut shapes = background(canvas);
    match motif {
        0 => village(canvas, &mut shapes),
        1 => balloons(canvas, &mut shapes),
        _ => desk(canvas, &mut shapes),
    }
    format!(
        "<g stroke=\"{INK}\" stroke-width=\"{line:.1}\" stroke-linejoin=\"round\" stroke-linecap=\"round\">{shapes}</g>"
    )
}

fn background(canvas: &Canvas) -> String {
    let (width, height) = (canvas.width, canvas.height);
    format!(
        "<rect x=\"-20\" y=\"-20\" width=\"{:.0}\" height=\"{:.0}\" fill=\"{}\"/>",
        width + 40.0,
        height + 40.0,
        canvas.palette.shade(0.0, 0.7, 0.82)
    )
}

/// A sun, hills, houses and trees.
fn village(canvas: &mut Canvas, svg: &mut String) {
    let (width, height) = (canvas.width, canvas.height);
    let short = width.min(height);
    let palette = canvas.palette.clone();
    let (x, y) = (width * canvas.seed.between(0.12, 0.3), height * 0.2);
    circle(svg, x, y, short * 0.09, &palette.accent(0.9, 0.65));
    for ray in 0..10_u8 {
        let angle = f32::from(ray) * std::f32::consts::TAU / 10.0;
        let (cos, sin) = (angle.cos() * short, angle.sin() * short);
        let _ = write!(
            svg,
            "<path d=\"M{:.0} {:.0}L{:.0} {:.0}\"/>",
            x + cos * 0.115,
            y + sin * 0.115,
            x + cos * 0.145,
            y + sin * 0.145
        );
    }
    cloud(
        svg,
        width * canvas.seed.between(0.5, 0.8),
        height * 0.2,
        short * 0.06,
    );
    for (level, turn) in [(0.5, 0.5), (0.62, 1.5)] {
        let _ = write!(
            svg,
            "<path d=\"M-20 {:.0}Q{:.0} {:.0} {:.0} {:.0}T{:.0} {:.0}V{:.0}H-20Z\" fill=\"{}\"/>",
            height * (level + 0.06),
            width * 0.25,
            height * (level - 0.08),
            width * 0.55,
            height * level,
            width + 20.0,
            height * (level + 0.02),
            height + 20.0,
            palette.shade(turn, 0.5, 0.72 - turn * 0.08),
        );
        for place in 0..4_u8 {
            let x = width * (0.1 + 0.25 * f32::from(place) + canvas.seed.between(-0.05, 0.05));
            let foot = height * (level + 0.1);
            if canvas.seed.below(2) == 0 {
                house(canvas, svg, x, foot, short * 0.1);
            } else {
                tree(canvas, svg, x, foot, short * 0.11);
            }
        }
    }
}

fn house(canvas: &mut Canvas, svg: &mut String, x: f32, foot: f32, size: f32) {
    let wall = canvas.palette.shade(canvas.seed.between(-3.0, 3.0), 0.5, 0.88);
    let roof = canvas.palette.accent(0.7, canvas.seed.between(0.45, 0.6));
    let (half, tall) = (size / 2.0, size * 0.8);
    let _ = write!(
        svg,
        "<rect x=\"{:.0}\" y=\"{:.0}\" width=\"{size:.0}\" height=\"{tall:.0}\" fill=\"{wall}\"/>\
         <path d=\"M{:.0} {top:.0}L{x:.0} {:.0}L{:.0} {top:.0}Z\" fill=\"{roof}\"/>\
         <rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"{roof}\"/>\
         <rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"white\"/>",
        x - half,
        foot - tall,
        x - half * 1.25,
        foot - tall - size * 0.5,
        x + half * 1.25,
        x + half * 0.15,
        foot - tall * 0.55,
        size * 0.22,
        tall * 0.55,
        x - half * 0.65,
        foot - tall * 0.75,
        size * 0.24,
        size * 0.24,
        top = foot - tall,
    );
}

fn tree(canvas: &mut Canvas, svg: &mut String, x: f32, foot: f32, size: f32) {
    let leaves = canvas.palette.shade(canvas.seed.between(0.8, 2.4), 0.55, 0.45);
    let _ = write!(
        svg,
        "<rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"rgb(48%,33%,22%)\"/>",
        x - size * 0.08,
        foot - size * 0.6,
        size * 0.16,
        size * 0.6
    );
    circle(svg, x, foot - size * 0.95, size * 0.48, &leaves);
}

/// Balloons among clouds.
fn balloons(canvas: &mut Canvas, svg: &mut String) {
    let (width, height) = (canvas.width, canvas.height);
    let short = width.min(height);
    for _ in 0..4 {
        let (x, y) = (
            width * canvas.seed.between(0.05, 0.9),
            height * canvas.seed.between(0.08, 0.6),
        );
        let size = short * canvas.seed.between(0.04, 0.07);
        cloud(svg, x, y, size);
    }
    for place in 0..4_u8 {
        let x = width * (0.14 + 0.24 * f32::from(place));
        let y = height * canvas.seed.between(0.16, 0.42);
        let radius = short * canvas.seed.between(0.08, 0.13);
        let colour = if place % 2 == 0 {
            canvas.palette.accent(0.8, 0.6)
        } else {
            canvas.palette.shade(canvas.seed.between(1.0, 4.0), 0.7, 0.55)
        };
        let basket = y + radius * 1.75;
        let _ = write!(
            svg,
            "<path d=\"M{:.0} {:.0}L{:.0} {basket:.0}M{:.0} {:.0}L{:.0} {basket:.0}\" fill=\"none\"/>",
            x - radius * 0.7,
            y + radius * 0.7,
            x - radius * 0.2,
            x + radius * 0.7,
            y + radius * 0.7,
            x + radius * 0.2,
        );
        circle(svg, x, y, radius, &colour);
        let _ = write!(
            svg,
            "<ellipse cx=\"{x:.0}\" cy=\"{y:.0}\" rx=\"{:.0}\" ry=\"{radius:.0}\" fill=\"white\" fill-opacity=\"0.6\"/>\
             <rect x=\"{:.0}\" y=\"{basket:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"rgb(72%,52%,32%)\"/>",
            radius * 0.42,
            x - radius * 0.25,
            radius * 0.5,
            radius * 0.35,
        );
    }
}

/// Books, a cup and a plant on a table.
fn desk(canvas: &mut Canvas, svg: &mut String) {
    let (width, height) = (canvas.width, canvas.height);
    let short = width.min(height);
    let table = height * 0.56;
    let _ = write!(
        svg,
        "<rect x=\"-20\" y=\"{table:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"{}\"/>",
        width + 40.0,
        height,
        canvas.palette.accent(0.35, 0.72)
    );
    let mut x = width * canvas.seed.between(0.06, 0.14);
    for book in 0..6_u8 {
        let wide = short * canvas.seed.between(0.045, 0.08);
        let tall = short * canvas.seed.between(0.22, 0.34);
        let colour = canvas
            .palette
            .shade(f32::from(book) - 2.5, 0.6, canvas.seed.between(0.45, 0.7));
        let _ = write!(
            svg,
            "<rect x=\"{x:.0}\" y=\"{:.0}\" width=\"{wide:.0}\" height=\"{tall:.0}\" fill=\"{colour}\"/>\
             <path d=\"M{x:.0} {y:.0}h{wide:.0}\" fill=\"none\"/>",
            table - tall,
            y = table - tall * 0.8,
        );
        x += wide;
    }
    let cup = short * canvas.seed.between(0.12, 0.16);
    x += short * canvas.seed.between(0.06, 0.12);
    let _ = write!(
        svg,
        "<circle cx=\"{:.0}\" cy=\"{:.0}\" r=\"{:.0}\" fill=\"none\"/>\
         <rect x=\"{x:.0}\" y=\"{:.0}\" width=\"{cup:.0}\" height=\"{cup:.0}\" rx=\"{:.0}\" fill=\"{}\"/>",
        x + cup,
        table - cup * 0.5,
        cup * 0.28,
        table - cup,
        cup * 0.12,
        canvas.palette.accent(0.75, 0.58),
    );
    x += cup + short * canvas.seed.between(0.12, 0.2);
    let pot = short * 0.14;
    for leaf in 0..5_u8 {
        let lean = (f32::from(leaf) - 2.0) * pot * 0.5;
        let tall = short * canvas.seed.between(0.2, 0.3);
        let (foot, tip) = (table - pot * 0.8, table - pot * 0.8 - tall);
        let middle = x + pot / 2.0;
        let _ = write!(
            svg,
            "<path d=\"M{middle:.0} {foot:.0}Q{:.0} {:.0} {:.0} {tip:.0}Q{:.0} {:.0} {middle:.0} {foot:.0}Z\" fill=\"{}\"/>",
            middle + lean - pot * 0.3,
            foot - tall * 0.5,
            middle + lean,
            middle + lean + pot * 0.3,
            foot - tall * 0.5,
            canvas.palette.shade(1.5, 0.5, 0.45),
        );
    }
    let _ = write!(
        svg,
        "<path d=\"M{x:.0} {:.0}h{pot:.0}l-{:.0} {:.0}h-{:.0}Z\" fill=\"{}\"/>",
        table - pot * 0.9,
        pot * 0.15,
        pot * 0.9,
        pot * 0.7,
        canvas.palette.shade(-2.0, 0.55, 0.6),
    );
}

fn cloud(svg: &mut String, x: f32, y: f32, size: f32) {
    let _ = write!(
        svg,
        "<path d=\"M{:.0} {y:.0}a{small:.0} {small:.0} 0 0 1 {small:.0} -{small:.0}a{size:.0} {size:.0} 0 0 1 {:.0} 0\
         a{small:.0} {small:.0} 0 0 1 {small:.0} {small:.0}Z\" fill=\"white\"/>",
        x - size * 1.6,
        size * 1.7,
        small = size * 0.75,
    );
}

fn circle(svg: &mut String, x: f32, y: f32, radius: f32, colour: &str) {
    let _ = write!(
        svg,
        "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.0}\" fill=\"{colour}\"/>"
    );
}
