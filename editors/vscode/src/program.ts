// Which program to start: a configured one, one of the workspace's interpreter, or the one on the path.
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface Program {
  command: string;
  /** What stands before the command of ecslint, such as ["-m", "ecslint"]. */
  args: string[];
}

export interface Wishes {
  /** Settings; empty where nothing is set. */
  path: string;
  interpreter: string;
  /** Folders of the workspace, and whether the user trusts them: else nothing in them is started. */
  folders: string[];
  trusted: boolean;
  /** The interpreter that the Python extension has selected. */
  selected: string | undefined;
  /** The folder of this extension, which may hold an environment of its own. */
  extension: string;
}

const BIN = process.platform === "win32" ? "Scripts" : "bin";
const EXE = process.platform === "win32" ? ".exe" : "";

/** Return the programs to try, the best first. */
export function candidates(wishes: Wishes, exists: (path: string) => boolean = existsSync): Program[] {
  if (wishes.path) {
    return [{ command: wishes.path, args: [] }];
  }
  const module = (command: string): Program => ({ command, args: ["-m", "ecslint"] });
  if (wishes.interpreter) {
    return [module(wishes.interpreter)];
  }
  const found: Program[] = [];
  if (wishes.trusted) {
    if (wishes.selected) {
      found.push(module(wishes.selected));
    }
    for (const folder of wishes.folders) {
      for (const name of [".venv", "venv"]) {
        const python = join(folder, name, BIN, `python${EXE}`);
        if (exists(python)) {
          found.push(module(python));
        }
      }
    }
  }
  const bundled = join(wishes.extension, "bundled", BIN, `ecslint${EXE}`);
  if (exists(bundled)) {
    found.push({ command: bundled, args: [] });
  }
  found.push({ command: `ecslint${EXE}`, args: [] });
  return found;
}

/** Settings as the server reads them: what is empty is left to the configuration files. */
export function serverOptions(get: (key: string) => unknown): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const key of ["config", "baseline", "profile", "select", "ignore", "delay", "cost", "capacity", "rollout"]) {
    const value = get(key);
    const empty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
    if (!empty) {
      options[key] = value;
    }
  }
  return options;
}
