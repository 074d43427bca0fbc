// Bundles src/ and the packages into one page: src/babyinmind/records/verify.html.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const OUT = "../src/babyinmind/records/verify.html";
const BESIDES = ["build.js", "package-lock.json", "package.json", "tsconfig.json"];

const read = (path) => readFileSync(path, "utf8");
const digest = (text, encoding) => createHash("sha256").update(text).digest(encoding);
const allowed = (text) => `'sha256-${digest(text, "base64")}'`;

/** One hash of all that the page is made from; a test reckons it again. */
function sources() {
  const paths = [...BESIDES, ...readdirSync("src").map((name) => `src/${name}`)].sort();
  return digest(paths.map((path) => `${path} ${digest(read(path), "hex")}\n`).join(""), "hex");
}

async function script() {
  const { outputFiles } = await build({
    entryPoints: ["src/main.ts"], bundle: true, minify: true, write: false, format: "iife", target: "es2022", charset: "ascii", legalComments: "none",
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
const parts = { policy, style, script: code, sources: `sha256-${sources()}` };
writeFileSync(OUT, read("src/page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]));
