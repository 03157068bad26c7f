// A stand-in for the module `vscode`: what the extension and its client touch, with everything that happened kept.
const { pathToFileURL, fileURLToPath } = require("node:url");

class Disposable {
  constructor(dispose = () => {}) {
    this.dispose = dispose;
  }
  static from(...all) {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
}
class EventEmitter {
  constructor() {
    this.listeners = [];
    this.event = (listener, self) => {
      this.listeners.push(self === undefined ? listener : listener.bind(self));
      return new Disposable();
    };
  }
  fire(value) {
    for (const listener of this.listeners) listener(value);
  }
  dispose() {}
}
class Uri {
  constructor(href) {
    const url = new URL(href);
    this.href = url.href;
    this.scheme = url.protocol.slice(0, -1);
    this.path = url.pathname;
    this.fsPath = this.scheme === "file" ? fileURLToPath(url) : url.pathname;
  }
  toString() {
    return this.href;
  }
  static file(path) {
    return new Uri(pathToFileURL(path).href);
  }
  static parse(text) {
    return new Uri(text);
  }
}
class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(a, b, c, d) {
    Object.assign(this, typeof a === "number" ? { start: new Position(a, b), end: new Position(c, d) } : { start: a, end: b });
  }
}
class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }
}
for (const name of ["Empty", "QuickFix", "Refactor", "RefactorExtract", "RefactorInline", "RefactorRewrite", "Source", "SourceOrganizeImports", "SourceFixAll"]) {
  CodeActionKind[name] = new CodeActionKind(name === "Empty" ? "" : name);
}
const seen = { panels: [], commands: new Map(), executed: [], messages: [], diagnostics: new Map(), log: [] };
const never = () => new Disposable();
const settings = {};
const language = "json";

/** What nobody looks at: a function, a class and an object at once. */
function anything() {
  return new Proxy(class {}, {
    get: (target, key) => (key in target || typeof key === "symbol" ? target[key] : anything()),
    apply: () => new Disposable(),
  });
}
function rest(own) {
  return new Proxy(own, {
    get: (target, key) => {
      if (key in target || typeof key === "symbol") return target[key];
      if (/^(on[A-Z]|register|create)/.test(key)) return never;
      if (/^[A-Z]/.test(key)) {
        target[key] = anything();
        return target[key];
      }
      return undefined;
    },
  });
}
const channel = () =>
  rest({ info: (text) => seen.log.push(text), warn: () => {}, error: (text) => seen.log.push(text), appendLine: (text) => seen.log.push(text), append: () => {}, show: () => {}, dispose: () => {} });

const documents = [];
const vscode = rest({
  version: "1.91.0",
  Disposable,
  EventEmitter,
  Uri,
  Position,
  Range,
  CodeActionKind,
  seen,
  settings,
  documents,
  LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  ViewColumn: { Beside: -2 },
  env: rest({ language: "en", appName: "stub", appHost: "desktop", isTelemetryEnabled: false }),
  extensions: rest({ getExtension: () => undefined, all: [] }),
  commands: {
    registerCommand: (name, run) => {
      if (seen.commands.has(name)) throw new Error(`${name} is there twice`);
      seen.commands.set(name, run);
      return new Disposable(() => seen.commands.delete(name));
    },
    executeCommand: async (name, ...args) => {
      seen.executed.push([name, ...args]);
      return seen.commands.get(name)?.(...args);
    },
  },
  languages: rest({
    match: (_, document) => (document.languageId === language ? 10 : 0),
    createLanguageStatusItem: () => {
      seen.status = { dispose() {} };
      return seen.status;
    },
    createDiagnosticCollection: () => ({
      set: (uri, list) => seen.diagnostics.set(String(uri), list),
      delete: (uri) => seen.diagnostics.delete(String(uri)),
      get: (uri) => seen.diagnostics.get(String(uri)),
      has: (uri) => seen.diagnostics.has(String(uri)),
      clear: () => seen.diagnostics.clear(),
      forEach: (run) => seen.diagnostics.forEach(run),
      dispose: () => {},
    }),
  }),
  workspace: rest({
    isTrusted: true,
    workspaceFolders: undefined,
    textDocuments: documents,
    notebookDocuments: [],
    getConfiguration: () => ({ get: (key, fallback) => settings[key] ?? fallback, inspect: () => undefined, has: () => false }),
    getWorkspaceFolder: () => undefined,
    fs: rest({}),
  }),
  window: rest({
    activeTextEditor: undefined,
    visibleTextEditors: [],
    tabGroups: rest({ all: [], onDidChangeTabs: never, onDidChangeTabGroups: never }),
    createOutputChannel: channel,
    createWebviewPanel: (kind, title) => {
      const panel = { kind, title, webview: { html: "" } };
      seen.panels.push(panel);
      return panel;
    },
    showInputBox: async () => "ECS101",
    showInformationMessage: async (text) => void seen.messages.push(text),
    showWarningMessage: async (text) => void seen.messages.push(text),
    showErrorMessage: async (text) => void seen.messages.push(text),
    withProgress: async (_, run) => run({ report() {} }, {}),
  }),
});

vscode.document = (path, text) => {
  const lines = text.split("\n");
  const document = {
    uri: Uri.file(path),
    fileName: path,
    languageId: language,
    version: 1,
    isClosed: false,
    isDirty: false,
    lineCount: lines.length,
    getText: () => text,
  };
  documents.push(document);
  vscode.window.activeTextEditor = { document };
  return document;
};
vscode.CancellationTokenSource = class {
  token = { isCancellationRequested: false, onCancellationRequested: never };
  cancel() {}
  dispose() {}
};
module.exports = vscode;
