import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { viteQuestions } from "./widgets/questions.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [viteQuestions],
  resolve: {
    alias: { "@babyinmind/shared": here("shared/src"), "@babyinmind/widgets": here("widgets/src") },
  },
  server: { fs: { allow: [here("..")] } },
  test: {
    environment: "happy-dom",
    include: ["*/tests/**/*.test.ts"],
    restoreMocks: true,
  },
});
