//! Numbers as exports of all languages write them.

use super::{
    Kind::{Count, Decimal},
    Number::{About, Exact, Unknown, Unreadable},
    *,
};

#[test]
fn reads_what_exports_and_people_write() {
    for (cell, kind, expected) in [
        ("1200", Count, Exact(1200.0)),
        ("0", Count, Exact(0.0)),
        ("1,200", Count, Exact(1200.0)),
        ("1.200", Count, Exact(1200.0)),
        ("1 200", Count, Exact(1200.0)),
        ("1\u{A0}200", Count, Exact(1200.0)),
        ("1\u{202F}234\u{202F}567", Count, Exact(1_234_567.0)),
        ("1’200", Count, Exact(1200.0)),
        ("1,234,567", Count, Exact(1_234_567.0)),
        ("1.234.567", Count, Exact(1_234_567.0)),
        ("1,20,000", Count, Exact(120_000.0)),
        ("1200.0", Count, Exact(1200.0)),
        ("1.2E3", Count, Exact(1200.0)),
        ("1.5K", Count, Exact(1500.0)),
        ("1,5k", Count, Exact(1500.0)),
        ("2M", Count, Exact(2_000_000.0)),
        ("1.234K", Count, Exact(1234.0)),
        ("0.45", Decimal, Exact(0.45)),
        ("0,45", Decimal, Exact(0.45)),
        (".5", Decimal, Exact(0.5)),
        ("1.200", Decimal, Exact(1.2)),
        ("1,200", Decimal, Exact(1200.0)),
        ("0,125", Decimal, Exact(0.125)),
        ("1,234.56", Decimal, Exact(1234.56)),
        ("1.234,56", Decimal, Exact(1234.56)),
        ("1 234,56", Decimal, Exact(1234.56)),
        ("$1.20", Decimal, Exact(1.2)),
        ("1,20 €", Decimal, Exact(1.2)),
        ("US$ 3.40", Decimal, Exact(3.4)),
        ("EUR 0.90", Decimal, Exact(0.9)),
        ("45%", Decimal, Exact(45.0)),
        ("3.5 %", Decimal, Exact(3.5)),
        ("<10", Count, About(5.0)),
        (">95%", Decimal, About(95.0)),
        ("3,4 %", Decimal, Exact(3.4)),
        ("%3,4", Decimal, Exact(3.4)),
        ("٣٫٤٪", Decimal, Exact(3.4)),
        ("۱۲٬۳۴۵", Count, Exact(12_345.0)),
        ("३,४००", Count, Exact(3400.0)),
        ("１，２００", Count, Exact(1200.0)),
        ("３．４％", Decimal, Exact(3.4)),
        ("\u{200F}1,200\u{200E}", Count, Exact(1200.0)),
        ("1,00,000", Count, Exact(100_000.0)),
        ("1'234'567", Count, Exact(1_234_567.0)),
        ("1万", Count, Exact(10_000.0)),
        ("1.2万", Count, Exact(12_000.0)),
        ("2천", Count, Exact(2000.0)),
        ("1,2 тыс.", Count, Exact(1200.0)),
        ("3 tys.", Count, Exact(3000.0)),
        ("2 Mio.", Count, Exact(2_000_000.0)),
        ("1.5 lakh", Count, Exact(150_000.0)),
        ("2 crore", Count, Exact(20_000_000.0)),
        ("1万～100万", Count, About(100_000.0)),
        ("1 mil – 100 mil", Count, About(10_000.0)),
        ("1 тыс. – 100 тыс.", Count, About(10_000.0)),
        ("1000–100.000", Count, About(10_000.0)),
        (">100K", Count, About(100_000.0)),
        ("10K+", Count, About(10_000.0)),
        ("0-10", Count, About(5.0)),
        ("100 - 400", Count, About(200.0)),
        ("10K – 1M", Count, About(100_000.0)),
        ("100 to 400", Count, About(200.0)),
        ("", Count, Unknown),
        (" - ", Count, Unknown),
        ("–", Count, Unknown),
        ("--", Count, Unknown),
        ("N/A", Count, Unknown),
        ("#N/A", Count, Unknown),
        ("abc", Count, Unreadable),
        ("-5", Count, Unreadable),
        ("12 5", Count, Unreadable),
        ("1,2,3", Count, Unreadable),
        ("1.2.3,4,5", Decimal, Unreadable),
        ("10 - 5", Count, Unreadable),
        ("99999999999999", Count, Unreadable),
        ("Easy", Decimal, Unreadable),
        ("1300*", Count, Exact(1300.0)),
        ("1,300 (12-month average)", Count, Exact(1300.0)),
        ("High (1,300)", Count, Exact(1300.0)),
        ("avg 1300", Count, About(1300.0)),
        ("1,3E+03", Count, Exact(1300.0)),
        ("from 0 to 10", Count, About(5.0)),
        ("entre 0 et 1 000", Count, About(500.0)),
        ("de 0 a 10", Count, About(5.0)),
        ("от 0 до 10", Count, About(5.0)),
        ("between us", Count, Unreadable),
        ("(1300)", Count, Unreadable),
        ("K", Count, Unreadable),
        (".", Decimal, Unreadable),
        ("1e999", Count, Unreadable),
        ("2026-11-23", Count, Unreadable),
    ] {
        assert_eq!(parse(cell, kind), expected, "{cell:?} as {kind:?}");
    }
}

#[test]
fn the_middle_of_a_decade_is_geometric() {
    let About(middle) = parse("1K – 10K", Count) else {
        panic!("a range")
    };
    assert!((middle - 3162.277).abs() < 0.01);
    let About(middle) = parse("100 - 1,000", Count) else {
        panic!("a range")
    };
    assert!((middle - 316.227).abs() < 0.01);
}
