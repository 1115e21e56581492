//! Generates clients for random contracts.
//!
//! - The test generates a client for each contract that the linter accepts. It compiles some of the clients.
//! - In a failure, `seed7` is the contract that the random generator makes with the seed 7.
//! - To test more contracts: `RANDOM_CONTRACTS=3000 RANDOM_COMPILED=3000 cargo test -p xtask random -- --nocapture`

use std::fmt::Write as _;

use super::foreign::{compile, generate};
use crate::Error;

/// The default number of contracts that are generated.
const COUNT: u64 = 300;
/// The default number of clients that are compiled.
const COMPILED: u64 = 16;
/// The largest number of clients that are compiled as one crate.
const BATCH: usize = 25;

const NAMES: [&str; 14] =
    ["id", "a-b", "a_b", "type", "new", "Default", "Ok", "extra", "self", "url", "item", "Item", "body", "x_1"];
const PARTS: [&str; 24] = [
    "{type: string}",
    "{type: string, format: uuid}",
    "{type: string, enum: [a, b, A]}",
    "{type: string, enum: ['a', 'b'], nullable: true, default: c}",
    "{type: string, minLength: 0, maxLength: 3, pattern: '^(?!a)'}",
    "{type: integer, format: int32, minimum: 1, maximum: 300}",
    "{type: integer, enum: [1, 2, 18446744073709551615]}",
    "{type: integer, minimum: -1, maximum: 18446744073709551616}",
    "{type: number, format: double, minimum: 0.5}",
    "{type: boolean, default: yes}",
    "{type: array, items: {type: string}, minItems: 2, maxItems: 2, uniqueItems: true}",
    "{type: array, items: {type: object, properties: {id: {type: string}}}}",
    "{type: object}",
    "{type: object, additionalProperties: {type: integer}}",
    "{type: object, additionalProperties: false}",
    "{type: object, required: [id, gone], properties: {id: {type: string, readOnly: true}, item: {type: object, properties: {a: {type: string}}}}}",
    "{}",
    "{nullable: true}",
    "{description: D.}",
    "{enum: [a, 1, null]}",
    "{not: {type: string}}",
    "{required: [id]}",
    "{type: string, format: binary}",
    "{type: string, format: date-time, title: Item}",
];
const MEDIA: [&str; 9] = [
    "application/json",
    "application/vnd.a+json",
    "Application/JSON",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
    "'*/*'",
    "application/xml",
    "application/octet-stream",
];

struct Random(fastrand::Rng);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0.usize(..count)
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn schema(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 6 } else { 14 }) {
            0..=3 => self.of(&PARTS).to_owned(),
            4 | 5 => format!("{{$ref: '#/components/schemas/S{}'}}", self.below(6)),
            6 | 7 => {
                let count = self.below(4);
                let mut used: Vec<&str> = (0..count).map(|_| self.of(&NAMES)).collect();
                used.sort_unstable();
                used.dedup();
                let properties: Vec<String> =
                    used.iter().map(|name| format!("{name}: {}", self.schema(depth - 1))).collect();
                let required = used.first().map(|name| format!(", required: [{name}]")).unwrap_or_default();
                let extra =
                    self.of(&["", ", additionalProperties: {type: string}", ", nullable: true", ", title: Item"]);
                format!("{{type: object{required}{extra}, properties: {{{}}}}}", properties.join(", "))
            }
            8 => format!("{{type: array, items: {}}}", self.schema(depth - 1)),
            9 => format!("{{type: object, additionalProperties: {}}}", self.schema(depth - 1)),
            _ => {
                let key = self.of(&["allOf", "anyOf", "oneOf"]);
                let parts: Vec<String> = (0..=self.below(3)).map(|_| self.schema(depth - 1)).collect();
                let more = self.of(&[
                    "",
                    ", nullable: true",
                    ", type: object",
                    ", description: D.",
                    ", properties: {id: {type: string}}",
                ]);
                format!("{{{key}: [{}]{more}}}", parts.join(", "))
            }
        }
    }

    fn contract(&mut self) -> String {
        let mut text = "openapi: 3.0.3\ninfo: {title: Random, version: v1}\npaths:\n".to_owned();
        for path in 0..3 {
            let _ = writeln!(text, "  /p{path}/{{id}}:");
            for method in ["get", "post", "put", "delete"] {
                let id = self.of(&["", "operationId: new, ", "operationId: error, ", "operationId: list-all, "]);
                let (name, place) = (self.of(&NAMES), self.of(&["query", "query", "header", "cookie"]));
                let style = self.of(&["", ", style: deepObject", ", explode: false", ", required: true"]);
                let parameter = format!("{{name: {name}, in: {place}{style}, schema: {}}}", self.schema(2));
                let body = format!("{}: {{schema: {}}}", self.of(&MEDIA), self.schema(3));
                let body = if method == "post" || method == "put" {
                    format!("requestBody: {{content: {{{body}}}}}, ")
                } else {
                    String::new()
                };
                let status = self.of(&["'200'", "default", "2XX", "'201'"]);
                let response = format!("{}: {{schema: {}}}", self.of(&MEDIA), self.schema(3));
                let more = self.of(&["", ", '204': {description: N.}", ", 4xx: {description: F.}"]);
                let _ = writeln!(
                    text,
                    "    {method}: {{{id}parameters: [{{name: id, in: path, required: true, schema: {}}}, {parameter}], \
                     {body}responses: {{{status}: {{description: R., content: {{{response}}}}}{more}}}}}",
                    self.of(&PARTS)
                );
            }
        }
        text += "components:\n  schemas:\n";
        for name in 0..6 {
            let _ = writeln!(text, "    S{name}: {}", self.schema(3));
        }
        text
    }
}

/// The results for several contracts.
#[derive(Default)]
struct Outcome {
    clients: Vec<(String, String)>,
    refused: usize,
    left_out: usize,
    failures: Vec<String>,
}

fn generate_all(seeds: impl Iterator<Item = u64>) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let mut outcome = Outcome::default();
    for seed in seeds {
        let text = Random(fastrand::Rng::with_seed(seed)).contract();
        let name = format!("seed{seed}");
        match generate(folder.path(), &name, &text) {
            // The generator could not generate an operation, and left it out. This is a failure, because the linter
            // should have reported this operation.
            Ok((_, printed)) if printed.contains("effective spec") => {
                outcome.failures.push(format!("{name}: {printed}"));
            }
            Ok((code, printed)) => {
                outcome.left_out += printed.matches(" is left out: ").count();
                outcome.clients.push((name, code));
            }
            Err(Error::Lint { .. }) => outcome.refused += 1,
            Err(error) => outcome.failures.push(format!("{name}: {error}")),
        }
    }
    outcome
}

#[test]
fn random_contracts_are_refused_or_compile() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (count, compiled) = (number("RANDOM_CONTRACTS", COUNT), number("RANDOM_COMPILED", COMPILED));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let part = |first: u64| scope.spawn(move || generate_all((first..=count).step_by(threads)));
        let parts: Vec<_> = (1..=threads as u64).map(part).collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let sum = |of: fn(&Outcome) -> usize| outcomes.iter().map(of).sum::<usize>();
    let (generated, refused) = (sum(|outcome| outcome.clients.len()), sum(|outcome| outcome.refused));
    println!("{generated} generated without {} operations, {refused} refused", sum(|outcome| outcome.left_out));
    let failures: Vec<&str> = outcomes.iter().flat_map(|outcome| &outcome.failures).map(String::as_str).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(generated > refused);
    let clients = outcomes.into_iter().flat_map(|outcome| outcome.clients);
    let clients: Vec<_> = clients.take(usize::try_from(compiled).unwrap()).collect();
    for batch in clients.chunks(BATCH) {
        compile(batch);
    }
}
