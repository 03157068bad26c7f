// Starts the language server of ecslint and shows what it says.
import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { type ExecuteCommandSignature, LanguageClient, State } from "vscode-languageclient/node";
import { page } from "./page";
import { candidates, type Program, serverOptions } from "./program";

const LANGUAGES = ["json", "jsonc", "yaml", "terraform", "terraform-vars", "toml"];
const LARGEST = 64 * 1024 * 1024;

let client: LanguageClient | undefined;
let program: Program | undefined;
let status: vscode.LanguageStatusItem | undefined;
let log: vscode.LogOutputChannel | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("ecslint", { log: true });
  status = vscode.languages.createLanguageStatusItem("ecslint", LANGUAGES.map((language) => ({ language })));
  status.name = "ecslint";
  status.command = { command: "ecslint.showLog", title: "Log" };
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    "ecslint.restart": () => restart(context),
    "ecslint.showLog": () => log?.show(),
    "ecslint.fixAll": fixAll,
    "ecslint.explainRule": explainRule,
    "ecslint.showCost": () => showFigures("cost"),
    "ecslint.showRollout": () => showFigures("rollout"),
    "ecslint.showCapacity": () => showFigures("capacity"),
    "ecslint.showReport": showReport,
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  }
  context.subscriptions.push(
    log,
    status,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("ecslint")) {
        void restart(context);
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context)),
  );
  await start(context);
}

export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.state === State.Running) {
    await running.stop();
  }
}

async function restart(context: vscode.ExtensionContext): Promise<void> {
  await deactivate();
  await start(context);
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  const settings = vscode.workspace.getConfiguration("ecslint");
  const wanted = candidates({
    path: settings.get<string>("path", ""),
    interpreter: settings.get<string>("interpreter", ""),
    folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
    trusted: vscode.workspace.isTrusted,
    selected: await selectedInterpreter(),
    extension: context.extensionPath,
  });
  program = await firstThatRuns(wanted);
  if (program === undefined) {
    tell(vscode.LanguageStatusSeverity.Warning, "not installed");
    const help = "Walkthrough";
    const text = "ecslint is not installed in the environment of this workspace: pip install 'ecslint[server]'";
    void vscode.window.showWarningMessage(text, help).then((answer) => {
      if (answer === help) {
        void vscode.commands.executeCommand("workbench.action.openWalkthrough", "ecslint.ecslint#start");
      }
    });
    return;
  }
  log?.info(`starts ${[program.command, ...program.args, "server"].join(" ")}`);
  client = new LanguageClient(
    "ecslint",
    "ecslint",
    { command: program.command, args: [...program.args, "server"] },
    {
      documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
      initializationOptions: serverOptions((key) => settings.get(key)),
      outputChannel: log,
      middleware: { executeCommand },
    },
  );
  try {
    await client.start();
    tell(vscode.LanguageStatusSeverity.Information, client.initializeResult?.serverInfo?.version ?? "running");
  } catch (error) {
    log?.error(String(error));
    tell(vscode.LanguageStatusSeverity.Error, "did not start");
  }
}

function tell(severity: vscode.LanguageStatusSeverity, text: string): void {
  if (status !== undefined) {
    status.severity = severity;
    status.text = `ecslint ${text}`;
  }
}

/** Return the interpreter that the Python extension has selected for the workspace. */
async function selectedInterpreter(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension("ms-python.python");
  if (extension === undefined) {
    return undefined;
  }
  try {
    const api = await extension.activate();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const path: unknown = api?.environments?.getActiveEnvironmentPath(folder)?.path;
    return typeof path === "string" && path !== "" ? path : undefined;
  } catch (error) {
    log?.warn(`the Python extension does not say which interpreter is selected: ${error}`);
    return undefined;
  }
}

async function firstThatRuns(wanted: Program[]): Promise<Program | undefined> {
  for (const each of wanted) {
    const text = await run(each, ["--version"]);
    if (text?.includes("ecslint")) {
      return each;
    }
    log?.info(`${each.command} has no ecslint`);
  }
  return undefined;
}

/** Run ecslint and return what it prints, whatever its exit status; undefined if it cannot be started. */
function run(which: Program, args: string[], cwd?: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(which.command, [...which.args, ...args], { cwd, maxBuffer: LARGEST }, (error, stdout) => {
      const failed = error !== null && typeof error.code !== "number";
      resolve(failed ? undefined : stdout);
    });
  });
}

/** Show what commands of the server answer, which lenses and code actions call. */
async function executeCommand(command: string, args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  const answer: unknown = await next(command, args);
  if (typeof answer === "string" && command === "ecslint.report") {
    await show(String(args[0]), answer);
  } else if (typeof answer === "string" && command === "ecslint.explain") {
    await show("rule", answer);
  }
  return answer;
}

async function ask(command: string, args: unknown[]): Promise<string> {
  const answer: unknown = await client?.sendRequest("workspace/executeCommand", { command, arguments: args });
  return typeof answer === "string" ? answer : "";
}

async function showFigures(kind: string): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || client === undefined) {
    void vscode.window.showInformationMessage("Open a task definition, service or template first.");
    return;
  }
  await show(kind, await ask("ecslint.report", [kind, client.code2ProtocolConverter.asUri(document.uri)]));
}

async function showReport(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined || program === undefined) {
    void vscode.window.showInformationMessage("Open a folder first.");
    return;
  }
  const text = await run(program, ["check", "--format", "html", "."], folder);
  await show("report", text ?? "");
}

async function show(kind: string, text: string): Promise<void> {
  const rendered = kind === "cost" || kind === "rule" ? await markdown(text) : undefined;
  const options = { enableScripts: true, localResourceRoots: [], enableFindWidget: true };
  const panel = vscode.window.createWebviewPanel("ecslint", `ecslint: ${kind}`, vscode.ViewColumn.Beside, options);
  panel.webview.html = page(kind, text, rendered);
}

/** Render Markdown as VS Code does; undefined where its Markdown extension is disabled or there is no text. */
async function markdown(text: string): Promise<string | undefined> {
  if (text.trim() === "") {
    return undefined;
  }
  try {
    return await vscode.commands.executeCommand<string | undefined>("markdown.api.render", text);
  } catch (error) {
    log?.info(`Markdown is shown as it is written: ${error}`);
    return undefined;
  }
}

async function explainRule(): Promise<void> {
  const rule = await vscode.window.showInputBox({ prompt: "Id or name of a rule", placeHolder: "ECS101" });
  if (rule) {
    await show("rule", await ask("ecslint.explain", [rule]));
  }
}

async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.codeAction", {
    kind: "source.fixAll.ecslint",
    apply: "first",
  });
}
