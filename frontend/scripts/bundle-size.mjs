/** Fails when the entry script, gzipped, is over 150 kB. Run after the build. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 150_000;
const dist = new URL("../dist/", import.meta.url);

const html = readFileSync(new URL("index.html", dist), "utf8");
const entry = /<script[^>]+src="\.\/(assets\/[^"]+)"/.exec(html)?.[1];
if (!entry) throw new Error("dist/index.html names no entry script");

for (const name of readdirSync(new URL("assets/", dist)).filter((name) => !/\.(gz|br)$/.test(name))) {
  const bytes = gzipSync(readFileSync(new URL(`assets/${name}`, dist))).length;
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB gz  assets/${name}`);
  if (`assets/${name}` === entry && bytes > LIMIT_BYTES) {
    console.error(`the entry script is over ${LIMIT_BYTES / 1000} kB`);
    process.exitCode = 1;
  }
}
