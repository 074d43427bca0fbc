// Bundles src/ and the packages into one page: src/babyinmind/records/verify.html.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { hashOf } from "../hash.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OUT = process.argv[2] ?? here("../../src/babyinmind/records/verify.html");
/** What decides on the page, below js/; a test reckons its hash again. */
const SOURCES = [
  "package-lock.json", "tsconfig.json", "hash.mjs",
  ...["build.mjs", "package.json", "src"].map((name) => `verify/${name}`),
];

const read = (path) => readFileSync(here(path), "utf8");
const allowed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

async function script() {
  const { outputFiles } = await build({
    absWorkingDir: here("."), entryPoints: ["src/main.ts"], bundle: true, minify: true, write: false, format: "iife", target: "es2022", charset: "ascii",
    legalComments: "none", tsconfig: here("../tsconfig.json"),
  });
  const text = outputFiles[0].text.trim();
  if (/<\/script|<!--/i.test(text)) throw new Error("the script would end within the page");
  return text;
}

const style = read("src/style.css").trim();
const code = await script();
const policy = [
  "default-src 'none'", `script-src ${allowed(code)}`, `style-src ${allowed(style)}`, "base-uri 'none'", "form-action 'none'",
  "require-trusted-types-for 'script'", "trusted-types 'none'",
].join("; ");
const parts = { policy, style, script: code, sources: `sha256-${hashOf(here(".."), SOURCES)}` };
writeFileSync(OUT, read("src/page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]));
