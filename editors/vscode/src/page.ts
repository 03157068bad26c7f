// Texts of the server as pages of a panel.
const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);
}

/** Return a page: HTML as it is, which brings its own content security policy; other text as it is written. */
export function page(text: string): string {
  if (/^\s*<!doctype html/i.test(text)) {
    return text;
  }
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const shown = text.trim() === "" ? "Nothing in this file." : escaped(text);
  return `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body><pre style="white-space: pre-wrap">${shown}</pre></body></html>`;
}
