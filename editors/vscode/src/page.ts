// Texts of the server as pages of a panel.
const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);
}

/**
 * Return a page. Reports that are HTML bring their own content security policy and stay as they are; all other text is
 * shown as it is written, also if names of files in it look like HTML.
 */
export function page(kind: string, text: string): string {
  if ((kind === "rollout" || kind === "report") && /^<!doctype html>/i.test(text)) {
    return text;
  }
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const shown = text.trim() === "" ? "Nothing in this file." : escaped(text);
  return `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body><pre style="white-space: pre-wrap">${shown}</pre></body></html>`;
}
