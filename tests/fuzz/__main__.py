"""``python -m tests.fuzz``: random inputs for every reader, rule, fix and report, as long as you like.

    python -m tests.fuzz --seconds 60                       a minute of random inputs
    python -m tests.fuzz --executions 2000000 --seed 7      the long run
    python -m tests.fuzz --only fix --seconds 60            one target; several with commas
    python -m tests.fuzz --turn 20 --seconds 3600           20 s for each target in turn
    python -m tests.fuzz --replay fuzz-failures/check-1f2e  one failure again
    ECSLINT_SEEDS=../shared/corpus/wild python -m tests.fuzz   with other files to start from as well
    python -m tests.fuzz --coverage --seconds 600           guided by coverage (needs ``pip install atheris``)

An execution fails when it raises, takes more than 2 s, needs more than 1 GB, or breaks the promise of its
target. Inputs that fail are kept in ``fuzz-failures/``; exit status 1 if there are any. The same seed
makes the same inputs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--executions", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--turn", type=float, default=0.0)
    parser.add_argument("--figures", default="", help="a file to which the counts of the run are added")
    parser.add_argument("--only", default="")
    parser.add_argument("--replay", default="")
    parser.add_argument("--failures", default="fuzz-failures")
    parser.add_argument("--coverage", action="store_true")
    arguments, rest = parser.parse_known_args()
    if arguments.coverage:
        from tests.fuzz.guided import guided

        return guided(arguments.only, arguments.seconds, rest)
    from tests.fuzz.runner import Runner  # after the choice: coverage is measured of what is imported later

    runner = Runner(arguments.seed, arguments.only, arguments.failures)
    if arguments.replay:
        return runner.replay(arguments.replay)
    seconds = arguments.seconds or (0.0 if arguments.executions else 60.0)
    try:
        runner.run(seconds, arguments.executions, turn=arguments.turn, progress=True)
    except KeyboardInterrupt:
        print()
    if arguments.figures:
        with open(arguments.figures, "a", encoding="utf-8") as file:
            json.dump({"seed": arguments.seed, "counts": runner.counts, "failures": runner.failures}, file)
            file.write("\n")
    _summary(runner.counts, runner.failures, runner.slowest)
    return 1 if runner.failures else 0


def _summary(counts: Counter[str], failures: Counter[str], slowest: dict[str, float]) -> None:
    for name, count in counts.most_common():
        print(f"{count:10,} {name}, slowest {slowest[name] * 1000:.0f} ms")
    print(f"{counts.total():10,} executions, {failures.total()} failures of {len(failures)} kinds")
    for text, count in failures.most_common():
        print(f"{count:10,} {text}")


if __name__ == "__main__":
    sys.exit(main())
