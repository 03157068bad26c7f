// The bundled extension with a stand-in for VS Code and the real server: `ECSLINT_PYTHON=… node --test test/`.
const assert = require("node:assert/strict");
const { mkdtempSync, readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const test = require("node:test");

const vscode = require("../stub/vscode.cjs");
const load = Module._load;
Module._load = (name, ...others) => (name === "vscode" ? vscode : load(name, ...others));
const extension = require("../dist/extension.js");

const manifest = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "ecslint-"));
const context = { subscriptions: [], extensionPath: folder };
const { seen } = vscode;

test("without ecslint it says how to get it, and nothing else happens", async () => {
  vscode.settings.path = join(folder, "no-such-program");
  await extension.activate(context);
  assert.match(seen.messages.join(), /pip install 'ecslint\[server\]'/);
  assert.equal(seen.status.text, "ecslint not installed");
});

test("every command of the manifest is there, and none that the manifest does not name", () => {
  const named = manifest.contributes.commands.map((each) => each.command).sort();
  assert.deepEqual([...seen.commands.keys()].filter((name) => name.startsWith("ecslint.")).sort(), named);
});

test("the server starts and answers", async () => {
  const path = join(folder, "taskdef.json");
  const text = readFileSync(resolve(__dirname, "../../../examples/task-definition.json"), "utf8");
  writeFileSync(path, text);
  vscode.document(path, text);
  vscode.workspace.workspaceFolders = [{ uri: vscode.Uri.file(folder), name: "a", index: 0 }];
  vscode.settings.path = "";
  vscode.settings.interpreter = process.env.ECSLINT_PYTHON ?? "python3";
  await vscode.commands.executeCommand("ecslint.restart");
  assert.match(seen.status.text, /^ecslint \d+\.\d+/, seen.log.join("\n"));
});

test("costs, deployments and addresses show in a panel", async () => {
  for (const [command, title] of [["ecslint.showCost", "cost"], ["ecslint.showRollout", "rollout"], ["ecslint.showCapacity", "capacity"]]) {
    await vscode.commands.executeCommand(command);
    const panel = seen.panels.at(-1);
    assert.equal(panel.title, `ecslint: ${title}`);
    assert.match(panel.webview.html, /^\s*<!doctype html>/i);
    assert.match(panel.webview.html, /Content-Security-Policy/);
  }
  assert.match(seen.panels[0].webview.html, /month/i);
});

test("the report of the workspace is the page of ecslint check", async () => {
  await vscode.commands.executeCommand("ecslint.showReport");
  assert.match(seen.panels.at(-1).webview.html, /ECS101/);
});

test("a lens of the server opens the panel", async () => {
  const before = seen.panels.length;
  await vscode.commands.executeCommand("ecslint.report", "cost", String(vscode.documents[0].uri));
  assert.equal(seen.panels.length, before + 1);
});

test("a rule is explained", async () => {
  await vscode.commands.executeCommand("ecslint.explainRule");
  assert.equal(seen.panels.at(-1).title, "ecslint: rule");
  assert.match(seen.panels.at(-1).webview.html, /ECS101 fargate-task-size/);
});

test("Markdown is rendered by the editor where it can", async () => {
  seen.commands.set("markdown.api.render", (text) => `<h1>rendered</h1>${text.length}`);
  await vscode.commands.executeCommand("ecslint.explainRule");
  assert.match(seen.panels.at(-1).webview.html, /<h1>rendered<\/h1>\d+/);
  await vscode.commands.executeCommand("ecslint.showCapacity");
  assert.doesNotMatch(seen.panels.at(-1).webview.html, /rendered/);
  seen.commands.set("markdown.api.render", () => { throw new Error("no such command"); });
  await vscode.commands.executeCommand("ecslint.showCost");
  assert.match(seen.panels.at(-1).webview.html, /<pre>/);
  seen.commands.delete("markdown.api.render");
});

test("fix all asks the editor for the action of the server", async () => {
  await vscode.commands.executeCommand("ecslint.fixAll");
  assert.deepEqual(seen.executed.at(-1), ["editor.action.codeAction", { kind: "source.fixAll.ecslint", apply: "first" }]);
});

test("it ends", async () => {
  await extension.deactivate();
});
