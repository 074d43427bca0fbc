// Run from the project's root, since the kinds of question lie in the Python package: `npm run lint`.
import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";

const scripts = { files: ["**/*.mjs", "**/*.js"] };

export default defineConfig(
  globalIgnores(["**/node_modules/", "**/lib/"]),
  eslint.configs.recommended,
  {
    ...scripts,
    languageOptions: { globals: { process: "readonly", URL: "readonly", module: "readonly", console: "readonly" } },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: fileURLToPath(new URL("tsconfig.json", import.meta.url)),
      },
    },
  },
);
