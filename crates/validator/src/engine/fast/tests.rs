//! Compares each optimization with a plain implementation, because no optimization may change a verdict.

use std::collections::HashSet;

use super::{
    digits::short_integer,
    keys::{Key, KeyIndex},
    seen::Seen,
    short_decimal::ShortDecimal,
    strings::{index, plain},
    unknown_properties::UnknownProperties,
};
use crate::{
    Contract, Validator,
    decimal::Decimal,
    engine::program::{Property, order_by_name},
};

/// Does the same as `plain`, byte by byte.
fn plain_simply(bytes: &[u8], at: usize) -> usize {
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ' | 0x80..);
    bytes.iter().skip(at).position(special).map_or(bytes.len(), |length| at + length)
}

#[test]
fn finds_what_a_simple_loop_finds() {
    let bytes: Vec<u8> = (0..=255).flat_map(|byte| [vec![b'~'; usize::from(byte) % 67], vec![byte]].concat()).collect();
    for end in [0, 1, 15, 16, 47, 48, 49, 63, 64, 65, 1000, bytes.len()] {
        for at in 0..=end {
            assert_eq!(plain(&bytes[..end], at), plain_simply(&bytes[..end], at), "{at} of {end}");
        }
    }
    for special in 0..=255_u8 {
        for length in 0..70 {
            let mut bytes = vec![b'~'; length];
            bytes.push(special);
            bytes.extend([b' '; 40]);
            assert_eq!(plain(&bytes, 0), plain_simply(&bytes, 0), "{special} {length}");
        }
    }
}

/// Does the same as `short_integer`, with the standard library.
fn short_integer_simply(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let digits: String = bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
    (digits.len() <= 16).then(|| digits.parse().ok().map(|value| (value, digits.len())))?
}

#[test]
fn reads_what_the_standard_library_reads() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..20_000 {
        let digits: String = (0..random.usize(0..20)).map(|_| random.digit(10)).collect();
        let next = ["", ",", " ", ".5", "/", ":", "\u{80}", "e", "-", "                    "][random.usize(0..10)];
        let text = format!("ab{digits}{next}");
        assert_eq!(short_integer(text.as_bytes(), 2), short_integer_simply(text.as_bytes(), 2), "{text}");
    }
}

struct Named {
    key: Key,
    name: String,
    number: usize,
}

impl AsRef<Key> for Named {
    fn as_ref(&self) -> &Key {
        &self.key
    }
}

fn named(names: &[&str]) -> Vec<Named> {
    let property = |(number, name): (usize, &&str)| Named { key: Key::new(name), name: (*name).into(), number };
    names.iter().enumerate().map(property).collect()
}

#[test]
fn finds_every_name_wherever_the_text_ends_and_nothing_else() {
    let long = "l".repeat(61);
    let names =
        ["a", "b", "id", "create_user", "create_date", "update_user", "a name that is longer than 32 bytes", &long];
    let properties = named(&names);
    let table = KeyIndex::new(&properties);
    for (number, name) in names.iter().enumerate() {
        for after in ["", "1", "\"x\"", "                                                                    "] {
            let text = format!("{{\"{name}\":{after}");
            let found = table.find(&properties, text.as_bytes(), 1).expect(name);
            assert_eq!((found.property.number, found.colon), (number, name.len() + 4), "{text}");
            // `find` reads 64 bytes. If the closing quote of the value is among these bytes, `ahead` contains its bit.
            if after.starts_with('"') && found.colon + 2 < 64 {
                assert_eq!(index(found.ahead & !1), 2, "{text}");
            }
            assert!(!after.is_empty() || found.ahead == 0, "{text}");
        }
        for other in
            [format!("{{\"{name}x\":1"), format!("{{\"{name}\" :1"), format!("{{\"{name}"), format!("{{x{name}\":1")]
        {
            assert!(table.find(&properties, other.as_bytes(), 1).is_none(), "{other}");
        }
    }
}

#[test]
fn leaves_colliding_and_escaped_names_to_the_map() {
    let mut names: Vec<String> = (0..70_000).map(|number| format!("field_{number:06}_x")).collect();
    names.extend(["with \"quotes\"".into(), "naïve".into()]);
    let properties = named(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let table = KeyIndex::new(&properties);
    for name in [&names[0], &names[69_999], &names[70_000], &names[70_001]] {
        let text = format!("{}:1", serde_json::Value::from(name.as_str()));
        let found = table.find(&properties, text.as_bytes(), 0);
        assert!(found.is_none_or(|found| found.property.name == **name && found.colon == text.len() - 1), "{name}");
    }
}

/// Validates each object twice. In the first document, the validator predicts the names of the object. The second
/// document contains another object before this object, with names in an unexpected order. The validator then stops
/// predicting, and looks up all names of the object in `KeyIndex`.
#[test]
fn a_verdict_does_not_depend_on_the_order_of_names() {
    let names = ["d", "b", "a", "e", "c"];
    let properties: Vec<String> =
        names.iter().zip(0..).map(|(name, most)| format!("{name}: {{type: integer, maximum: {most}}}")).collect();
    let schema = format!("{{items: {{required: [a, e], properties: {{{}}}}}}}", properties.join(", "));
    let contract = Contract::parse("c.yaml", format!("openapi: 3.0.3\nschema: {schema}")).unwrap();
    let validator = Validator::schema_at(&contract, "/schema").unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let mut verdicts = [0; 2];
    for _ in 0..5_000 {
        let mut some = names.to_vec();
        random.shuffle(&mut some);
        some.truncate(random.usize(0..=5));
        if random.bool() {
            some.sort_unstable();
        }
        let members: Vec<String> = some.iter().map(|name| format!("\"{name}\":{}", random.usize(0..4))).collect();
        let object = format!("{{{}}}", members.join(","));
        let predicted = validator.is_valid(format!("[{object}]").as_bytes());
        let without_order = r#"{"c":0,"a":0,"d":0,"e":0,"b":0}"#;
        let looked_up = validator.is_valid(format!("[{without_order},{object}]").as_bytes());
        assert_eq!(predicted, looked_up, "{object}");
        verdicts[usize::from(predicted)] += 1;
    }
    assert!(verdicts.iter().all(|count| *count > 100), "{verdicts:?}");
}

#[test]
fn remembers_what_a_set_remembers() {
    let mut random = fastrand::Rng::with_seed(7);
    for count in [1, 2, 63, 64, 65, 128, 200] {
        let mut properties: Vec<Property> =
            (0..count).map(|number| Property::new(&format!("p{number:03}"), None, None)).collect();
        order_by_name(&mut properties);
        let (mut seen, mut set) = (Seen::new(count), HashSet::new());
        for _ in 0..2 * count {
            let number = random.usize(0..count);
            assert_eq!(seen.insert(&properties[number]), set.insert(number), "{number} of {count}");
        }
        assert_eq!(seen.count(), set.len());
        assert!((0..count).all(|number| seen.has(number) == set.contains(&number)));
    }
}

/// The optimization never reads a number with an exponent. The test writes the same value with and without an exponent
/// and compares the verdicts. The type `number` accepts both spellings.
#[test]
fn fast_and_exact_integers_have_the_same_verdict() {
    let mut random = fastrand::Rng::with_seed(7);
    for keywords in [
        "minimum: -3, maximum: 60",
        "minimum: -3, exclusiveMinimum: true, maximum: 60.5",
        "multipleOf: 3",
        "multipleOf: 1.5",
        "enum: [-64, -1, 0, 1, 5, 63]",
        "enum: [-65, 1, 64, 1.5]",
        "format: int32",
        "minimum: 2147483640, multipleOf: 7",
        "minimum: 0.5",
        "minimum: -1e30, exclusiveMinimum: true, maximum: 1e2",
        "minimum: 1e30",
        "minimum: 9223372036854775807, exclusiveMinimum: true",
    ] {
        let text = format!("openapi: 3.0.3\nschema: {{type: number, {keywords}}}");
        let contract = Contract::parse("c.yaml", text).unwrap();
        let validator = Validator::schema_at(&contract, "/schema").unwrap();
        for _ in 0..2_000 {
            let value = [random.i64(-70..70), random.i64(2_147_483_600..2_147_483_700)][random.usize(0..2)];
            let (fast, exact) = (value.to_string(), format!("{value}e0"));
            let verdicts = [fast, exact].map(|text| validator.is_valid(text.as_bytes()));
            assert_eq!(verdicts[0], verdicts[1], "{value} by {keywords}");
        }
    }
}

/// The optimization never accepts a string with an escape. The test writes the same string with and without an escape
/// and compares the verdicts.
#[test]
fn fast_and_exact_strings_have_the_same_verdict() {
    for keywords in ["minLength: 3", "maxLength: 3", "minLength: 2, maxLength: 5", "enum: [aaa]", "pattern: '^a{3}$'"] {
        let text = format!("openapi: 3.0.3\nschema: {{type: string, {keywords}}}");
        let contract = Contract::parse("c.yaml", text).unwrap();
        let validator = Validator::schema_at(&contract, "/schema").unwrap();
        for length in 1..10 {
            let rest = "a".repeat(length - 1);
            let verdicts = ["a", "\\u0061"].map(|first| validator.is_valid(format!("\"{first}{rest}\"").as_bytes()));
            assert_eq!(verdicts[0], verdicts[1], "{length} by {keywords}");
        }
    }
}

#[test]
fn compares_as_exact_decimals_do() {
    let texts = ["0", "-0.0", "1", "1.0", "1.000000000000001", "-1.5", "0.999999999999999", "12345678901234567", "-2"];
    let exact = |text: &str| Decimal::parse(text.as_bytes());
    let short = |text: &str| ShortDecimal::parse(text.as_bytes()).expect("a short decimal");
    for (a, b) in texts.iter().flat_map(|a| texts.map(|b| (*a, b))) {
        assert_eq!(short(a).compare(short(b)), exact(a).cmp(&exact(b)), "{a} {b}");
    }
    assert!(["1e2", "1234567890123456789"].iter().all(|text| ShortDecimal::parse(text.as_bytes()).is_none()));
}

/// The validator replaces an `anyOf` of two `enum`s by one `enum`, but not if the schema has `allOf` too. The test
/// compares the verdicts of a schema with and without `allOf`.
#[test]
fn a_union_accepts_what_its_alternatives_accept() {
    let union = "anyOf: [{type: string, nullable: true, enum: [a, b]}, {type: string, nullable: true, enum: [b, c]}]";
    let text = format!("openapi: 3.0.3\nunited: {{{union}}}\napart: {{{union}, allOf: [{{}}, {{}}]}}");
    let contract = Contract::parse("c.yaml", text).unwrap();
    let [united, apart] = ["/united", "/apart"].map(|pointer| Validator::schema_at(&contract, pointer).unwrap());
    for value in ["\"a\"", "\"b\"", "\"c\"", "\"d\"", "\"\\u0061\"", "null", "1", "[\"a\"]", "\"\""] {
        assert_eq!(united.is_valid(value.as_bytes()), apart.is_valid(value.as_bytes()), "{value}");
    }
    assert!(united.is_valid(b"\"c\"") && !united.is_valid(b"\"d\""));
}

#[test]
fn never_misses_a_repeated_name() {
    let mut random = fastrand::Rng::with_seed(7);
    let names = ["\"a\"", "\"b\"", "\"\\u0061\"", "\"c\""];
    let mut certain = 0;
    for _ in 0..2_000 {
        let (mut unknown, mut set) = (UnknownProperties::default(), HashSet::new());
        for _ in 0..random.usize(1..5) {
            let (object, name) = (random.usize(0..2), names[random.usize(0..4)]);
            let decoded = if name.contains('u') { "\"a\"" } else { name };
            let repeats = !set.insert((object, decoded));
            let may_repeat = unknown.may_repeat(object, name.as_bytes());
            assert!(may_repeat || !repeats, "{object} {name}");
            certain += usize::from(!may_repeat);
        }
    }
    assert!(certain > 1_000, "{certain}");
}

#[test]
fn remembers_eight_names() {
    let mut unknown = UnknownProperties::default();
    let names: Vec<String> = (0..9).map(|n| format!("\"{n}\"")).collect();
    let open: Vec<bool> = names.iter().map(|name| unknown.may_repeat(0, name.as_bytes())).collect();
    assert_eq!(open.iter().position(|open| *open), Some(8));
}
