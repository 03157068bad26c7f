"""The program: ``ecslint``, or ``python -m ecslint``."""

from ecslint.cli import main as run

if __name__ == "__main__":
    run()
