// Which program to start: a configured one, one of the workspace's interpreter, or the one on the path.
import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

export interface Program {
  command: string;
  /** What stands before the command of ecslint, such as ["-P", "-m", "ecslint"]. */
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

/**
 * Return the full path of a program that is named without one: the first on PATH. Programs are started in the folder of
 * the workspace, where Windows would look first; nothing of a stranger's folder is to be what runs.
 */
export function onPath(name: string, exists: (path: string) => boolean, path = process.env.PATH ?? ""): string | undefined {
  const found = path.split(delimiter).filter(isAbsolute).map((folder) => join(folder, name));
  return found.find((each) => exists(each));
}

/** Return the programs to try, the best first. */
export function candidates(wishes: Wishes, exists: (path: string) => boolean = existsSync): Program[] {
  const whole = (name: string): string => (/[\\/]/.test(name) ? name : onPath(name, exists) ?? onPath(name + EXE, exists) ?? name);
  if (wishes.path) {
    return [{ command: whole(wishes.path), args: [] }];
  }
  // -P: modules are not taken from the current folder, in which an ecslint.py or yaml.py may lie.
  const module = (command: string): Program => ({ command, args: ["-P", "-m", "ecslint"] });
  if (wishes.interpreter) {
    return [module(whole(wishes.interpreter))];
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
  const installed = onPath(`ecslint${EXE}`, exists);
  if (installed !== undefined) {
    found.push({ command: installed, args: [] });
  }
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
