// Validates documents with ajv, which `compile` turns into code, after JSON.parse. Runs one turn for each line on stdin.
//
//     node worker.cjs SCHEMA DOCUMENTS first|all      SCHEMA a file, DOCUMENTS a file with one on each line
//     node worker.cjs --version
//
// The line is the length of the turn in milliseconds; the answer is "passes valid seconds". See
// ../benches/validate/peers.rs.
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

// Returns the processor time of this thread, as the engines in Rust do. V8's helper threads, which collect garbage, are
// not counted.
function seconds() {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "latin1").split(" ")[0]) / 1e9;
  } catch {
    return performance.now() / 1e3;
  }
}

function turn(validate, documents, milliseconds) {
  const [start, until] = [seconds(), performance.now() + milliseconds];
  let [passes, valid] = [0, 0];
  do {
    for (const text of documents) if (validate(JSON.parse(text))) valid++;
    passes++;
  } while (performance.now() < until);
  return `${passes} ${valid} ${seconds() - start}`;
}

const [schema, file, errors] = process.argv.slice(2);
if (schema === "--version") {
  console.log(`ajv ${require("ajv/package.json").version}, Node.js ${process.versions.node}`);
} else {
  const ajv = new Ajv({ strict: false, allErrors: errors === "all" });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
  // Each line a string of its own, not a slice of all: in ajv's favour, as is that decoding them is not timed.
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const documents = lines.map((line) => Buffer.from(line).toString());
  createInterface({ input: process.stdin }).on("line", (line) => console.log(turn(validate, documents, Number(line))));
}
