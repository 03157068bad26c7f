// Bundles the extension and puts the described schemas beside it: `node build.mjs`.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const ROOT = new URL("../../", import.meta.url).pathname;
const SCHEMAS = ["task-definition", "container-definitions", "service"];

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  external: ["vscode"],
  format: "cjs",
  platform: "node",
  target: "node20",
  minify: process.argv.includes("--minify"),
  logLevel: "warning",
});
mkdirSync("schemas", { recursive: true });
for (const name of SCHEMAS) {
  try {
    const python = process.env.ECSLINT_PYTHON ?? "python3";
    const text = execFileSync(python, ["-m", "ecslint", "schema", name], { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
    writeFileSync(`schemas/${name}.json`, text);
  } catch {
    console.warn(`ecslint is not here: ${name}.json says nothing of what fields mean`);
    copyFileSync(`${ROOT}schemas/${name}.schema.json`, `schemas/${name}.json`);
  }
}
copyFileSync(`${ROOT}LICENSE`, "LICENSE");
