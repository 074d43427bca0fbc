// One hash of many files, by which a test tells whether what is committed was built from them.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

function filesOf(root, path) {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesOf(root, `${path}/${name}`));
}

/** SHA-256, in hexadecimal digits, of the names and hashes of these files, and of all in these folders. */
export function hashOf(root, paths) {
  const files = paths.flatMap((path) => filesOf(root, path)).sort();
  return digest(files.map((path) => `${path} ${digest(readFileSync(join(root, path)))}\n`).join(""));
}
