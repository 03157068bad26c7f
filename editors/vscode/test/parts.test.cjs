// Which program is started, and what is sent and shown.
const assert = require("node:assert/strict");
const { delimiter, join } = require("node:path");
const test = require("node:test");
const { buildSync } = require("esbuild");

function part(name) {
  const built = buildSync({ entryPoints: [join(__dirname, "..", "src", name)], bundle: true, write: false, format: "cjs", platform: "node" });
  const module = { exports: {} };
  new Function("module", "exports", "require", built.outputFiles[0].text)(module, module.exports, require);
  return module.exports;
}
const { candidates, onPath, serverOptions } = part("program.ts");
const { page } = part("page.ts");
const BIN = process.platform === "win32" ? "Scripts" : "bin";
const none = { path: "", interpreter: "", folders: ["/work"], trusted: true, selected: undefined, extension: "/extension" };

test("what is set wins", () => {
  assert.deepEqual(candidates({ ...none, path: "/a/ecslint" }, () => true), [{ command: "/a/ecslint", args: [] }]);
  const [only, ...others] = candidates({ ...none, interpreter: "/a/python" }, () => true);
  assert.deepEqual([only, others], [{ command: "/a/python", args: ["-P", "-m", "ecslint"] }, []]);
});

test("the workspace's interpreter comes before the path, in trusted workspaces only", () => {
  const python = join("/work", ".venv", BIN, process.platform === "win32" ? "python.exe" : "python");
  const exists = (path) => path === python;
  assert.equal(candidates(none, exists)[0].command, python);
  assert.equal(candidates({ ...none, selected: "/chosen" }, exists)[0].command, "/chosen");
  const untrusted = candidates({ ...none, selected: "/chosen", trusted: false }, exists);
  assert.deepEqual(untrusted, []);
});

test("empty settings are left to the configuration file", () => {
  const given = { config: "", select: [], ignore: ["ECS9"], delay: 0, cost: false };
  assert.deepEqual(serverOptions((key) => given[key]), { ignore: ["ECS9"], delay: 0, cost: false });
});

test("what is named without a folder is taken from the path, never from the folder of the workspace", () => {
  const path = ["", ".", "bin", "/first", "/second"].join(delimiter);
  const asked = [];
  const exists = (each) => {
    asked.push(each);
    return each === join("/second", "ecslint");
  };
  assert.equal(onPath("ecslint", exists, path), join("/second", "ecslint"));
  assert.deepEqual(asked, [join("/first", "ecslint"), join("/second", "ecslint")]);
  assert.equal(onPath("ecslint", () => false, path), undefined);
  const [set] = candidates({ ...none, path: "ecslint" }, (each) => !each.startsWith("/work"));
  assert.ok(set.command.startsWith("/"), set.command);
});

test("text becomes a page in which nothing runs", () => {
  assert.match(page("cost", "<script>alert(1)</script>"), /&lt;script&gt;/);
  assert.match(page("cost", "a"), /default-src 'none'/);
  assert.equal(page("rollout", "<!DOCTYPE html><p>"), "<!DOCTYPE html><p>");
  for (const kind of ["cost", "capacity"]) {
    assert.match(page(kind, "<!doctype html><script>alert(1)</script>"), /&lt;script&gt;/);
  }
  assert.match(page("report", " <!doctype html><script>"), /&lt;script&gt;/);
  assert.match(page("cost", " "), /Nothing in this file/);
});
