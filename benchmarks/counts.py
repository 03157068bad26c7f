"""``python -m benchmarks.counts``: how much work ecslint does, counted in calls instead of seconds.

    python -m benchmarks.counts             print the counts beside those in counts.json
    python -m benchmarks.counts --check     end with 1 where one has grown by more than 3 %
    python -m benchmarks.counts --update    write them: say in the commit why they changed

A call is one of ecslint's own functions, or what such a function calls in C. What libraries do among
themselves is left out, so that a new release of one changes nothing; the modules that a start imports are
counted besides, with the bytes of their bytecode. The same input gives the same counts on every machine with
the same Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from benchmarks import samples
from benchmarks import terraform as of_terraform
from benchmarks.measure import PYTHON

FILE = os.path.join(os.path.dirname(__file__), "counts.json")
GROWTH = 1.03
"""What a count may be of the one in the file."""
PYTHON_OF_COUNTS = (3, 11)
"""Other versions inline other calls."""

COUNT = """
import json, os, sys
root, *arguments = sys.argv[1:]
calls = 0
own = os.path.join(root, "ecslint") + os.sep
def watch(frame, event, argument):
    global calls
    if event in ("call", "c_call") and frame.f_code.co_filename.startswith(own):
        calls += 1
sys.argv = ["ecslint", *arguments]
from ecslint.cli import main
status, out = 0, sys.stdout
sys.stdout = open(os.devnull, "w")
sys.setprofile(watch)
try:
    main()
except SystemExit as end:
    status = end.code or 0
sys.setprofile(None)
sys.stdout = out
if status not in (0, 1):
    sys.exit(f"ecslint ended with {status}")
modules = [name for name in sys.modules if name.partition(".")[0] == "ecslint"]
print(json.dumps({"calls": calls, "modules": len(modules)}))
"""
"""Runs ecslint in a process of its own and prints what was counted."""

IMPORTED = """
import json, marshal, sys
before = set(sys.modules)
import ecslint.cli
own = [m for name, m in sys.modules.items() if name.partition(".")[0] == "ecslint"]
size = sum(len(marshal.dumps(m.__spec__.loader.get_code(m.__name__))) for m in own)
libraries = {name.partition(".")[0] for name in set(sys.modules) - before}
heavy = libraries & set("cfnlint jinja2 jsonschema jsonschema_rs pydantic pygls tomlkit yaml".split())
print(json.dumps({"modules": len(own), "bytecode": size, "heavy libraries": len(heavy)}))
"""


def _counted(program: str, *arguments: str) -> dict[str, int]:
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONHASHSEED": "0", "NO_COLOR": "1"}
    done = subprocess.run(
        (PYTHON, "-c", program, *arguments), capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise SystemExit(f"counting failed: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, int] = json.loads(done.stdout)
    return found


def _check(*paths: str) -> dict[str, int]:
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    options = ("--isolated", "--no-cache", "--jobs", "1", "--exit-zero", "--format", "concise")
    return _counted(COUNT, root, "check", *options, *paths)


def measure() -> dict[str, int]:
    """Return every count by its name."""
    with tempfile.TemporaryDirectory() as folder:

        def file(name: str, text: str) -> str:
            return samples.write(os.path.join(folder, name), text)

        one = file("one/task.json", samples.task_text(1))
        template = file("template/template.yaml", samples.template(1))
        for number in range(50):
            file(f"templates/{number:02}.yaml", samples.template(1 + number % 4, number % 7))
        samples.write_task_definitions(os.path.join(folder, "tasks"), 500)
        terraform = file("terraform/main.tf", TERRAFORM)
        of_terraform.write_modules(os.path.join(folder, "modules"), 40, 10)
        of_terraform.write_modules(os.path.join(folder, "services"), 20, 20)
        plan = file("plan/plan.json", of_terraform.plan_text(1_500_000))
        runs = {
            "start": _counted(IMPORTED),
            "one task definition": _check(one),
            "one template": _check(template),
            "one module of Terraform": _check(terraform),
            "10 modules of 4 files": _check(os.path.join(folder, "modules")),
            "20 modules with a service": _check(os.path.join(folder, "services")),
            "a plan of 1.5 MB": _check(plan),
            "50 templates": _check(os.path.join(folder, "templates")),
            "500 task definitions": _check(os.path.join(folder, "tasks")),
        }
    return {f"{run}: {what}": count for run, counts in runs.items() for what, count in counts.items()}


TERRAFORM = """
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name         = "web"
    image        = "public.ecr.aws/nginx/nginx:1.27"
    portMappings = [{ containerPort = 80 }]
  }])
}
"""


def main() -> None:
    """Measure, and print, check or write the counts."""
    if sys.version_info[:2] != PYTHON_OF_COUNTS:
        print("counts hold for Python {}.{}: nothing is compared".format(*PYTHON_OF_COUNTS))
        return
    with open(FILE, encoding="utf-8") as file:
        before: dict[str, int] = json.load(file)
    now = measure()
    grown = []
    for name, count in now.items():
        old = before.get(name)
        ratio = "new" if not old else f"{count / old:.3f}"
        print(f"{name:40} {count:>12,} {ratio:>8}")
        if old is None or count > old * GROWTH:
            grown.append(name)
    if "--update" in sys.argv:
        with open(FILE, "w", encoding="utf-8") as file:
            json.dump(now, file, indent=2)
            file.write("\n")
    elif "--check" in sys.argv and grown:
        sys.exit(
            f"more work than counts.json says: {', '.join(grown)}; make it less, or --update and say why"
        )


if __name__ == "__main__":
    main()
