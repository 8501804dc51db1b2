/**
 * Writes src/api/schema.d.ts from the server's OpenAPI document.
 *
 * OPENAPI_JSON names the file (default ../var/openapi.json); with --check nothing is written and a difference fails.
 */
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const TARGET = new URL("../src/api/schema.d.ts", import.meta.url);
const PREFIX = "/api/v1"; // part of the base address, not of each path
const HEAD =
  "/** Types of the account API, generated from the server's OpenAPI document. Do not edit. */\n\n";

const source = process.env.OPENAPI_JSON ?? new URL("../../var/openapi.json", import.meta.url);
const document = JSON.parse(await readFile(source, "utf8"));
document.paths = Object.fromEntries(
  Object.entries(document.paths).map(([path, item]) => [path.replace(PREFIX, ""), item]),
);

const types = HEAD + astToString(await openapiTS(document, { alphabetize: true }));
if (!process.argv.includes("--check")) {
  await writeFile(TARGET, types);
} else if ((await readFile(TARGET, "utf8")) !== types) {
  console.error("src/api/schema.d.ts differs from the server: run npm run api-types");
  process.exit(1);
}
