// Finds the script of each kind of question: `question.ts` in the kind's folder of the Python package.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../src/babyinmind/questions", import.meta.url));
const NAME = "virtual:questions";

/** [kind, path of its script], sorted by folder. A folder's name has `_` where its kind's has `-`. */
export const kinds = () =>
  readdirSync(ROOT)
    .sort()
    .map((folder) => [folder.replaceAll("_", "-"), join(ROOT, folder, "question.ts")])
    .filter(([, path]) => existsSync(path));

/** The module `virtual:questions`: {kind: widget}. */
function source() {
  const found = kinds();
  const imports = found.map(([, path], place) => `import kind${place} from ${JSON.stringify(path)};`);
  const entries = found.map(([kind], place) => `${JSON.stringify(kind)}: kind${place}`);
  return `${imports.join("\n")}\nexport default { ${entries.join(", ")} };\n`;
}

/** For esbuild. */
export const esbuildQuestions = {
  name: "questions",
  setup(build) {
    build.onResolve({ filter: /^virtual:questions$/ }, () => ({ path: NAME, namespace: "questions" }));
    build.onLoad({ filter: /.*/, namespace: "questions" }, () => ({ contents: source(), loader: "js", resolveDir: ROOT }));
  },
};

/** For Vite, and so for Vitest. */
export const viteQuestions = {
  name: "questions",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: (id) => (id === `\0${NAME}` ? source() : undefined),
};
