// Bundles src/ into lib/, lets jupyter-builder make the extension of it, and notes what it was built from.
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { hashOf } from "../hash.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OUT = here("../../src/babyinmind/course/labextension");
/** What decides on the bundle, below js/; a test reckons the hash again. */
const SOURCES = [
  "package-lock.json", "tsconfig.json", "hash.mjs", "shared/src",
  ...["build.config.js", "build.mjs", "install.json", "package.json", "src", "style"].map((name) => `page/${name}`),
];
const BUILT = ["install.json", "package.json", "static"];

await build({
  absWorkingDir: here("."),
  entryPoints: ["src/index.ts"],
  outdir: "lib",
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  tsconfig: here("../tsconfig.json"),
  external: ["@jupyterlab/*", "@lumino/*"],
  logLevel: "warning",
});
rmSync(OUT, { recursive: true, force: true });
const done = spawnSync("jupyter-builder", ["build", "."], { cwd: here("."), stdio: "inherit" });
if (done.error) throw new Error(`jupyter-builder, which JupyterLab brings, did not start: ${done.error.message}. Run make bundles.`);
if (done.status !== 0) process.exit(done.status ?? 1);
copyFileSync(here("install.json"), `${OUT}/install.json`);
writeFileSync(`${OUT}/built-from.txt`, `sources sha256-${hashOf(here(".."), SOURCES)}\nbundle sha256-${hashOf(OUT, BUILT)}\n`);
