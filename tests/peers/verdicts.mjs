// Prints ajv's verdicts. Reads {schemas: {name: text}, documents: [[name, hex]]} from stdin and writes one letter for
// each document: `v` valid, `x` invalid, `j` not JSON. Every complaint of ajv's strict mode about a schema is an error.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const complain = (...words) => {
  throw new Error(words.join(" "));
};
const logger = { log: complain, warn: complain, error: complain };

const validator = ([name, text]) => {
  const ajv = new Ajv2020({ strict: true, logger });
  // A schema without formats needs no plugin.
  if (text.includes('"format":')) addFormats(ajv);
  try {
    return [name, ajv.compile(JSON.parse(text))];
  } catch (error) {
    throw new Error(`${name}: ${error.message}`);
  }
};

const verdict = (validate, text) => {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return "j";
  }
  return validate(value) ? "v" : "x";
};

const { schemas, documents } = JSON.parse(readFileSync(0, "utf8"));
const validators = new Map(Object.entries(schemas).map(validator));
const letters = documents.map(([name, hex]) => verdict(validators.get(name), Buffer.from(hex, "hex").toString()));
process.stdout.write(letters.join(""));
