// Texts of the server as pages of a panel.
const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);
}

const STYLE = `pre, code { white-space: pre-wrap; font-family: var(--vscode-editor-font-family, monospace) }
table { border-collapse: collapse } th, td { border: 1px solid var(--vscode-panel-border, #888); padding: 0.2em 0.6em; text-align: left }`;

/**
 * Return a page. Reports that are HTML bring their own content security policy and stay as they are. Other text is shown as
 * it is written, also if names of files in it look like HTML, unless the editor has rendered it as Markdown: the policy lets
 * nothing in it run or load.
 */
export function page(kind: string, text: string, rendered?: string): string {
  if ((kind === "rollout" || kind === "report") && /^<!doctype html>/i.test(text)) {
    return text;
  }
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const shown = text.trim() === "" ? "Nothing in this file." : escaped(text);
  const body = rendered || `<pre>${shown}</pre>`;
  return `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy}"><style>${STYLE}</style></head><body>${body}</body></html>`;
}
