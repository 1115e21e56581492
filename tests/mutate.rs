//! Makes small random changes in valid documents. The result is an almost valid document.

use fastrand::Rng;

/// Values and names that a mutation inserts into a document.
const POOL: &[&str] = &[
    "0",
    "1",
    "-1",
    "4",
    "5",
    "-2",
    "-0",
    "1.0",
    "1e0",
    "-0.0",
    "1E2",
    "0.5",
    "2147483648",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9223372036854776000",
    "9223372036854776001",
    "9223372036854777857",
    "18446744073709551616",
    "1e400",
    "-1e-400",
    "0.1234567890123456789",
    "true",
    "false",
    "null",
    "[]",
    "{}",
    "[1, \"a\"]",
    "{\"a\": 1}",
    "\"\"",
    "\"1\"",
    "\"import\"",
    "\"Import\"",
    "\"crossSpaceImport\"",
    "\"import|crossSpaceImport\"",
    "\"\\u0069mport\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"id\"",
    "\"status\"",
    "\"create_date\"",
    "\"import_type\"",
    "\"error_code\"",
    "\"error_msg\"",
    "\"st\\u0061tus\"",
];

/// Lengths of generated strings: each `maxLength` of the contract, and each `maxLength` plus 1.
const LENGTHS: &[usize] = &[64, 65, 128, 129, 256, 257, 512, 513, 1024, 1025, 4000, 4001];

/// Replaces, adds, removes or copies up to two tokens of a document. In one of eight documents, also changes or inserts
/// one byte, or cuts the document at a random place.
pub(crate) fn mutant(random: &mut Rng, document: &[u8]) -> Vec<u8> {
    let mut tokens: Vec<Vec<u8>> = tokens(document).into_iter().map(<[u8]>::to_vec).collect();
    for _ in 0..random.usize(1..=2) {
        let at = random.usize(0..=tokens.len().saturating_sub(1));
        match random.usize(0..20) {
            // Replaces a value or a name.
            0..=10 => {
                let values: Vec<usize> = (0..tokens.len()).filter(|at| is_value(&tokens[*at])).collect();
                if let Some(at) = random.choice(values) {
                    tokens[at] = value(random);
                }
            }
            // Adds a member.
            11..=17 => {
                let objects: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at] == b"{").collect();
                if let Some(at) = random.choice(objects) {
                    let comma: &[u8] = if tokens.get(at + 1).is_some_and(|next| next == b"}") { b"" } else { b"," };
                    let member = [&value(random), b":".as_slice(), &value(random), comma].concat();
                    tokens.insert(at + 1, member);
                }
            }
            18 if at < tokens.len() => _ = tokens.remove(at),
            _ if at < tokens.len() => tokens.insert(at, tokens[random.usize(0..tokens.len())].clone()),
            _ => {}
        }
    }
    let mut bytes = tokens.concat();
    if random.u8(0..8) == 0 && !bytes.is_empty() {
        let at = random.usize(0..bytes.len());
        match random.usize(0..3) {
            0 => bytes.truncate(at),
            1 => bytes[at] = random.u8(..),
            _ => bytes.insert(at, random.u8(..)),
        }
    }
    bytes
}

fn value(random: &mut Rng) -> Vec<u8> {
    match random.usize(0..6) {
        0 => {
            let length = LENGTHS[random.usize(0..LENGTHS.len())];
            let character = if length > 1000 { "x" } else { ["x", "😀", "\\u00e9"][random.usize(0..3)] };
            format!("\"{}\"", character.repeat(length)).into_bytes()
        }
        _ => POOL[random.usize(0..POOL.len())].as_bytes().to_vec(),
    }
}

fn is_value(token: &[u8]) -> bool {
    matches!(token.first(), Some(b'"' | b'-' | b'0'..=b'9' | b'a'..=b'z'))
}

/// Splits a text into tokens. A token is a string, a word, a number, or one other byte.
pub(crate) fn tokens(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut tokens = Vec::new();
    while let Some(first) = rest.first() {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = match first {
            b'"' => {
                let mut escaped = false;
                let end = rest.iter().skip(1).position(|byte| {
                    let quote = *byte == b'"' && !escaped;
                    escaped = *byte == b'\\' && !escaped;
                    quote
                });
                end.map_or(rest.len(), |end| end + 2)
            }
            byte if word(byte) => rest.iter().take_while(|byte| word(byte)).count(),
            _ => 1,
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}
