use super::*;

fn document(text: &str) -> Document {
    Document::parse("test.yaml", text).expect("valid YAML")
}

#[test]
fn values_have_line_and_column() {
    let document = document("a:\n  - é: 1\n    b: [x, yy]\n");
    let node = document.pointer("/a/0/b/1").expect("the pointer names a value");
    assert_eq!(node.as_str(), Some("yy"));
    assert_eq!(document.position(node.span.start).to_string(), "3:12");
    assert_eq!(document.text().get(node.span.clone()), Some("yy"));
}

/// Checks that `pointer_at` finds the pointer of each value and key by its byte range. Does not check the value of the
/// alias `*x`, because this value has the byte range of its anchor `&x`.
#[test]
fn a_place_has_its_pointer() {
    let document = document("a/b: &x\n  only: {k: [1, {z: 2}]}\nlist:\n- 1\n- {q: *x}\nlast: 3\n");
    fn visit(document: &Document, node: &Node, pointer: &str) {
        assert_eq!(document.pointer_at(&node.span), pointer);
        for entry in node.entries() {
            let child = join_pointer(pointer, &entry.key);
            assert_eq!(document.pointer_at(&entry.key_span), child);
            if entry.key != "q" {
                visit(document, &entry.node, &child);
            }
        }
        for (index, item) in node.items().iter().enumerate() {
            visit(document, item, &format!("{pointer}/{index}"));
        }
    }
    visit(&document, document.root(), "");
}

#[test]
fn numbers_keep_their_text_and_become_json() {
    for (yaml, json) in [
        ("9223372036854776000", "9223372036854776000"),
        ("1.50", "1.50"),
        ("+7", "7"),
        ("007", "7"),
        (".5", "0.5"),
        ("1.", "1"),
        ("-0x", "-0x"),
        ("0x1F", "31"),
        ("1e400", "1e400"),
    ] {
        let root = document(yaml).root;
        let text = root.as_number().or(root.as_str());
        assert_eq!(text, Some(json), "{yaml}");
    }
}

#[test]
fn get_finds_the_last_of_duplicate_keys() {
    let document = document("a: 1\na: 2\n200: x\n");
    assert_eq!(document.root().entries().len(), 3);
    assert_eq!(document.root().get("a").and_then(Node::as_number), Some("2"));
    assert_eq!(document.root().get("200").and_then(Node::as_str), Some("x"));
}

#[test]
fn aliases_expand_within_a_limit() {
    let document = document("a: &x {b: 1}\nc: *x\n");
    assert_eq!(document.pointer("/c/b").and_then(Node::as_number), Some("1"));

    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let alias = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", "));
    }
    let error = Document::parse("bomb.yaml", bomb).expect_err("too large");
    assert!(error.message.contains("aliases repeat"), "{error}");
    let nest: String = (0..100).map(|level| format!("&a{level} [")).collect();
    let nest = format!("a: {nest}{}{}", "x, ".repeat(5_000), "]".repeat(100));
    let error = Document::parse("nest.yaml", nest).expect_err("each anchor keeps what all inside it keep");
    assert!(error.message.contains("anchors and aliases repeat"), "{error}");
    let error = Document::parse("self.yaml", "a: &a [*a]").expect_err("circular");
    assert!(error.message.contains("alias"), "{error}");
}

#[test]
fn reports_the_place_of_a_syntax_error() {
    for (text, offset) in [("a: [1,", 6), ("", 0), ("a: 1\n---\nb: 2\n", 5), ("a: .nan", 3)] {
        let error = Document::parse("bad.yaml", text).expect_err("no contract");
        assert_eq!(error.offset, offset, "{text:?}: {error}");
    }
    let deep = "[".repeat(5_000);
    assert!(Document::parse("deep.yaml", deep).is_err());
}

#[test]
fn references_are_percent_decoded_pointers() {
    let document = document("paths: {\"/v1/{id}\": {get: here}}");
    let node = document.reference("#/paths/~1v1~1%7Bid%7D/get").expect("resolves");
    assert_eq!(node.as_str(), Some("here"));
    assert!(document.reference("other.yaml#/a").is_none());
}

#[test]
fn no_text_panics() {
    let seeds = [
        "openapi: 3.0.3\ninfo: {title: \"a\\u00e9\", version: '1'}\nx: &a [1, *b, - c, ? d]\ny: |\n  text\n  \u{1F600}\n",
        "{\"a\": [1, 2.5e3, \"\\ud83d\\ude00\"], \"b\": {\"c\": null}}",
        "--- !!map\n? [k]\n: v\n...\n%YAML 1.2\n---\n- !t x\n- >-\n  fold\n",
    ];
    let noise: Vec<char> = "\t\n\r :-?[]{},&*!|>'\"%@`#~\\.0a\u{0}\u{feff}\u{e9}\u{1F600}".chars().collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit as u64).unwrap()
    };
    for round in 0..20_000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=next(4) {
            let at = next(text.len());
            match next(3) {
                0 => text.insert(at, noise[next(noise.len())]),
                1 => text[at] = noise[next(noise.len())],
                _ => text.truncate(at.max(1)),
            }
        }
        let text: String = text.into_iter().collect();
        // A text that is not valid YAML may cause an error. The test fails only if the parser panics.
        if let Ok(document) = Document::parse("fuzz", text) {
            let _ = document.position(document.root().span.end);
        }
    }
}

#[test]
fn indexes_agree_with_linear_search() {
    let text: String = (0..3_000).map(|number| format!("\"é{number}\": {{\"😀\": {number}}}, ")).collect();
    let text = format!("{{{text} \"é7\": 8, \"a/b~c\": 1}}");
    let document = Document::parse("wide", text.as_str()).expect("JSON");
    for (offset, _) in text.char_indices().step_by(997).chain([(0, ' '), (text.len(), ' '), (usize::MAX, ' ')]) {
        let column = text.get(..offset).unwrap_or(&text).chars().count() + 1;
        assert_eq!(document.position(offset), Position { line: 1, column }, "{offset}");
    }
    assert_eq!(document.position(1024 * 3 + 1), document.position(text.floor_char_boundary(1024 * 3 + 1)));
    for pointer in ["/é7", "/é2999/😀", "/a~1b~0c", "/é2999/none", "/é", ""] {
        assert_eq!(document.pointer(pointer), document.root().pointer(pointer), "{pointer}");
    }
    assert_eq!(document.pointer("/é7").and_then(Node::as_number), Some("8"), "of duplicates, the last");
}

#[test]
fn reads_json_that_is_not_yaml() {
    let key = "k".repeat(5_000);
    let text =
        format!("{{\n\t\"{key}\":\t\"\\ud83d\\ude00\\/\",\r\n\t\"n\": [1e400, -0, 1.0, 12345678901234567890123]\n}}");
    let document = Document::parse("x.json", text.clone()).unwrap();
    assert_eq!(document.root().get(&key).and_then(Node::as_str), Some("\u{1F600}/"));
    let numbers: Vec<_> = document.root().get("n").unwrap().items().iter().filter_map(Node::as_number).collect();
    assert_eq!(numbers, ["1e400", "-0", "1.0", "12345678901234567890123"]);
    let entry = document.root().entry("n").unwrap();
    assert_eq!(&text[entry.key_span.clone()], "\"n\"");
    assert_eq!(document.position(entry.key_span.start).line, 3);
}

#[test]
fn returns_none_for_texts_that_are_not_json() {
    for text in ["{a: 1}", "[1,]", "{\"a\": 01}", "{\"a\": 1} # x", "[1 2]", "\"\\x41\"", "", "[", "\"a", "\"\\"] {
        assert_eq!(json::parse(text), None, "{text}");
    }
}

#[test]
fn both_parsers_refuse_deep_nesting() {
    assert!(Document::parse("x.json", "[".repeat(100_000)).is_err());
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    assert!(Document::parse("x.json", deep).is_err());
}

#[test]
fn merge_keys_add_what_a_mapping_does_not_have() {
    let text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: *a\n  x: 9\nd: {<<: [*b, *a], w: 0}\ne: {\"<<\": 1}\nf: {<<: {v: 5}}\n";
    let document = Document::parse("x.yaml", text).unwrap();
    let json = |key: &str| document.root().get(key).unwrap().to_json();
    assert_eq!(json("c"), serde_json::json!({"x": 9, "y": 2}));
    assert_eq!(json("d"), serde_json::json!({"w": 0, "y": 3, "z": 4, "x": 1}));
    assert_eq!(json("e"), serde_json::json!({"<<": 1}), "quoted, it is a name");
    assert_eq!(json("f"), serde_json::json!({"v": 5}));
    let merged = document.pointer("/c/y").unwrap();
    assert_eq!(document.position(merged.span.start).line, 1, "the place of the anchor");
    let error = Document::parse("x.yaml", "a:\n  <<: 3\n").unwrap_err();
    assert!(error.message.contains("merge key"), "{error}");
    assert_eq!(position_in("a:\n  <<: 3\n", error.offset).line, 2);
}

#[test]
fn a_contract_has_a_limited_number_of_values() {
    let list = format!("[{}1]", "1,".repeat(500_000));
    assert!(Document::parse("x.json", list.clone()).unwrap_err().message.contains("500000 values"));
    assert!(Document::parse("x.json", list.replacen("1,", "", 3)).is_ok());
}
