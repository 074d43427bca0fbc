// Bundles the widgets' scripts and styles into src/babyinmind/widgets/static, or into the folder that is named.
// The same sources always give the same bytes.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { esbuildQuestions } from "./questions.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = process.argv[2] ?? here("../../src/babyinmind/widgets/static");

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: here("."),
  entryPoints: ["src/loader.ts", "src/learner.ts", "src/instructor.ts", "style/learner.css", "style/instructor.css"],
  entryNames: "[name]",
  outdir,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  tsconfig: here("../tsconfig.json"),
  plugins: [esbuildQuestions],
  logLevel: "warning",
});
