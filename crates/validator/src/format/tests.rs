//! Tests the texts that each format accepts, and the repair of texts.

use super::*;

#[test]
fn each_format_accepts_and_refuses() {
    for (name, accepted, refused) in [
        ("byte", vec!["", "QQ==", "QUI=", "QUJD"], vec!["QQ", "Q===", "QQ=a", "QQ-=", "===="]),
        (
            "date",
            vec!["2024-02-29", "2000-12-31"],
            vec!["2023-02-29", "2024-13-01", "24-01-01", "2024-1-01", "1900-02-29"],
        ),
        (
            "date-time",
            vec![
                "2024-01-01T00:00:00Z",
                "2024-01-01t23:59:59.123+08:00",
                "1998-12-31T23:59:60Z",
                "1998-12-31T15:59:60.5-08:00",
            ],
            vec![
                "2024-01-01",
                "2024-01-01T00:00:00",
                "2024-01-01 00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:00:00.Z",
                "2024-01-01T00:00:00+24:00",
                "1998-12-31T22:59:60Z",
                "2024-01-01T00:00:00+0800",
            ],
        ),
        (
            "uuid",
            vec!["2406a337-1111-a5b2-b01a-61d2043bABCD"],
            vec!["2406a337-xxxx-a5b2-b01a61d2043b", "{2406a337-1111-a5b2-b01a-61d2043babcd}"],
        ),
        ("ipv4", vec!["127.0.0.1", "255.255.255.255"], vec!["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5"]),
        ("ipv6", vec!["::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"], vec!["1::2::3", ":1", "12345::", "::1%eth0"]),
        (
            "uri",
            vec!["https://a.b/c?d#e", "urn:x:y", "http://[::1]:80/", "mailto:a@b.c"],
            vec!["/a", "a b:c", "http://a b", "//x", "http://a/%zz", "1a:b", "http://[::1", "http://a/\u{e9}"],
        ),
        (
            "email",
            vec!["a@b.c", "\"a b\"@example.org", "x+y@[127.0.0.1]"],
            vec!["a", "@b", "a@", "a b@c", "a..b@c.d", ".a@b.c"],
        ),
        ("hostname", vec!["a", "a-b.example", "xn--a"], vec!["", "-a", "a-", "a..b", "a_b", "a.b-"]),
    ] {
        let format = Format::from_name(name).expect("a format");
        for text in accepted {
            assert!(format.accepts_text(text), "{name} {text:?}");
        }
        for text in refused {
            assert!(!format.accepts_text(text), "{name} {text:?}");
        }
    }
}

#[test]
fn repairs_common_mistakes() {
    for (format, text, repaired) in [
        (Format::Date, "2024-02-29T12:00:00Z", "2024-02-29"),
        (Format::DateTime, "2024-02-29 12:00:00Z", "2024-02-29T12:00:00Z"),
        (Format::DateTime, "2024-02-29T12:00:00", "2024-02-29T12:00:00Z"),
        (Format::DateTime, "2024-02-29 12:00:00", "2024-02-29T12:00:00Z"),
        (Format::DateTime, "2024-02-29T12:00:00+0800", "2024-02-29T12:00:00+08:00"),
        (Format::DateTime, "2024-02-29", "2024-02-29T00:00:00Z"),
        (Format::DateTime, " 2024-02-29T12:00:00Z\n", "2024-02-29T12:00:00Z"),
        (Format::Uuid, "{123e4567-e89b-12d3-a456-426614174000}", "123e4567-e89b-12d3-a456-426614174000"),
        (Format::Uuid, "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-426614174000"),
        (Format::Byte, "QQ", "QQ=="),
        (Format::Byte, "-_-_", "+/+/"),
        (Format::Byte, "-w", "+w=="),
        (Format::Byte, "QUJD\nQUJD", "QUJDQUJD"),
        (Format::Ipv4, "10.0.0.0/8", "10.0.0.0"),
        (Format::Ipv6, "[::1]", "::1"),
        (Format::Uri, "example.com/a", "https://example.com/a"),
        (Format::Email, "Ada <ada@example.com>", "ada@example.com"),
    ] {
        assert!(!format.accepts_text(text), "{text}");
        assert_eq!(format.repair(text).map(|(changed, _)| changed).as_deref(), Some(repaired), "{text}");
    }
}

#[test]
fn does_not_repair_other_texts() {
    for format in [Format::Date, Format::DateTime, Format::Uuid, Format::Ipv4, Format::Ipv6] {
        for text in ["", "每", "é!", "no", "12:00", "{}", "[", "2024-02-30T10:00:00Z", "2024-02-30", "\u{1F600}"] {
            assert_eq!(format.repair(text), None, "{format:?} {text}");
        }
    }
    assert!(Format::Date.has_no_such_day("2023-02-29") && Format::DateTime.has_no_such_day("2024-13-01T"));
    assert!(!Format::Date.has_no_such_day("2024-02-29") && !Format::Date.has_no_such_day("2024-02"));
    assert!(!Format::Uuid.has_no_such_day("2023-02-29"));
}
