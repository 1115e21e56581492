// Validates one document and exits with 0 or 1: a minimal script with ajv.
//
//     node once.cjs SCHEMA DOCUMENT
const { readFileSync } = require("node:fs");
const Ajv = require("ajv/dist/2020");

const [schema, document] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
process.exitCode = validate(document) ? 0 : 1;
