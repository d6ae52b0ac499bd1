//! The part of a picture that is to stay, in its pixels: always within it, and of the shape that was chosen.

use igny8::writer::images::Crop;

/// A picture's pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole {
    /// At least 1.
    pub width: u32,
    /// At least 1.
    pub height: u32,
}

/// The proportions that a part may be held to: width and height.
pub(super) const SHAPES: [(&str, u32, u32); 4] =
    [("16:9", 16, 9), ("4:3", 4, 3), ("3:2", 3, 2), ("1:1", 1, 1)];

impl Whole {
    /// None for what is no size of a picture.
    pub(super) fn new(width: i64, height: i64) -> Option<Self> {
        let side = |pixels: i64| u32::try_from(pixels).ok().filter(|pixels| *pixels > 0);
        Some(Self {
            width: side(width)?,
            height: side(height)?,
        })
    }

    /// All of it.
    pub(super) const fn all(self) -> Crop {
        Crop {
            x: 0,
            y: 0,
            width: self.width,
            height: self.height,
        }
    }

    /// The part, moved and cut until it lies within.
    pub(super) fn hold(self, part: Crop) -> Crop {
        let width = part.width.clamp(1, self.width);
        let height = part.height.clamp(1, self.height);
        Crop {
            x: part.x.min(self.width - width),
            y: part.y.min(self.height - height),
            width,
            height,
        }
    }

    /// The part between two points, each from 0 to 1 of the picture's sides.
    pub(super) fn between(self, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> Crop {
        let (left, right) = (pixel(x1.min(x2), self.width), pixel(x1.max(x2), self.width));
        let (top, bottom) = (pixel(y1.min(y2), self.height), pixel(y1.max(y2), self.height));
        self.hold(Crop {
            x: left,
            y: top,
            width: right.saturating_sub(left),
            height: bottom.saturating_sub(top),
        })
    }

    /// The largest part of this shape that begins where `part` does and is no larger than it.
    pub(super) fn shaped(self, part: Crop, (across, down): (u32, u32)) -> Crop {
        let (x, y) = (part.x, part.y);
        let part = self.hold(part);
        let of = |length: u32, by: u32, to: u32| {
            let length = u64::from(length) * u64::from(by) / u64::from(to.max(1));
            u32::try_from(length).unwrap_or(u32::MAX)
        };
        let wide = of(part.height, across, down);
        let (width, height) = if wide <= part.width {
            (wide, part.height)
        } else {
            (part.width, of(part.width, down, across))
        };
        self.hold(Crop { x, y, width, height })
    }
}

/// The pixel at a share of a side; a share that is none of it is at its end.
fn pixel(share: f64, side: u32) -> u32 {
    let at = (share.clamp(0.0, 1.0) * f64::from(side)).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the side; what is no number becomes 0"
    )]
    let at = at as u32;
    at.min(side)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Whole = Whole {
        width: 300,
        height: 200,
    };

    fn part(x: u32, y: u32, width: u32, height: u32) -> Crop {
        Crop { x, y, width, height }
    }

    #[test]
    fn a_part_lies_within() {
        assert_eq!(WHOLE.hold(part(0, 0, 0, 0)), part(0, 0, 1, 1));
        assert_eq!(WHOLE.hold(part(290, 199, 50, 50)), part(250, 150, 50, 50));
        assert_eq!(WHOLE.hold(part(u32::MAX, 0, u32::MAX, 7)), part(0, 0, 300, 7));
        assert_eq!(WHOLE.hold(WHOLE.all()), WHOLE.all());
        assert_eq!(Whole::new(0, 5), None);
        assert_eq!(Whole::new(-1, 5), None);
    }

    #[test]
    fn two_points_mark_a_part_in_any_direction() {
        let expected = part(30, 50, 120, 100);
        assert_eq!(WHOLE.between((0.1, 0.25), (0.5, 0.75)), expected);
        assert_eq!(WHOLE.between((0.5, 0.75), (0.1, 0.25)), expected);
        assert_eq!(WHOLE.between((-3.0, -3.0), (9.0, 9.0)), WHOLE.all());
        assert_eq!(WHOLE.between((f64::NAN, 0.0), (f64::NAN, 0.0)), part(0, 0, 1, 1));
    }

    #[test]
    fn a_shape_is_kept() {
        assert_eq!(WHOLE.shaped(WHOLE.all(), (1, 1)), part(0, 0, 200, 200));
        assert_eq!(WHOLE.shaped(WHOLE.all(), (16, 9)), part(0, 0, 300, 168));
        assert_eq!(WHOLE.shaped(part(10, 20, 90, 200), (3, 2)), part(10, 20, 90, 60));
        assert_eq!(WHOLE.shaped(part(0, 0, 1, 1), (16, 9)), part(0, 0, 1, 1));
    }
}
