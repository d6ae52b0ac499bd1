//! The figures that there are.

use igny8::services::{Dashboard, Figure, Point, Series, Todo};

fn figure(key: &str, value: f64, before: Option<f64>) -> Figure {
    Figure {
        key: key.to_owned(),
        value,
        before,
    }
}

/// The dashboard at this path; without data where a page has none here.
pub fn dashboard(path: &str) -> Dashboard {
    match path {
        "/home" => Dashboard {
            figures: vec![figure("keywords", 1_204.0, None)],
            todo: Some(vec![Todo {
                text: "3 articles are ready for review.".into(),
                link: "/writer/content?status=in_review".into(),
                action: "Review".into(),
            }]),
            ..Dashboard::default()
        },
        "/billing" => Dashboard {
            figures: vec![
                figure("credits", 120.0, Some(80.0)),
                figure("article_cost", 0.42, Some(0.4)),
            ],
            series: vec![
                Series {
                    key: "balance".into(),
                    points: [(300.0, false), (250.0, false), (200.0, true), (0.0, true)]
                        .into_iter()
                        .enumerate()
                        .map(|(at, (value, expected))| Point {
                            label: format!("0{} Dec", at + 1),
                            value,
                            expected,
                            ..Point::default()
                        })
                        .collect(),
                    note: Some("Your credits last until 4 December 2026.".into()),
                },
                Series {
                    key: "functions".into(),
                    points: vec![Point {
                        label: "Write articles".into(),
                        value: 120.0,
                        link: "function=generate_content".into(),
                        before: Some(80.0),
                        expected: false,
                    }],
                    note: None,
                },
            ],
            days: Some(30),
            ..Dashboard::default()
        },
        _ => Dashboard::default(),
    }
}
