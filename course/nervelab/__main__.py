"""The command `nervelab`: chores for those who keep the course. A learner needs none of it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nervelab import __version__

# Each command imports what it needs when it runs: `nervelab --help` answers at once.


def _check(arguments: argparse.Namespace) -> int:
    """Print one line for everything to mend; 1 if there is any."""
    try:
        from nervelab.grading.check import check, find_root
    except ModuleNotFoundError as error:
        raise ValueError(f"check needs {error.name}: pip install 'nervelab[grade]'.") from error

    findings = check(find_root(Path.cwd()), fix=arguments.fix)
    for finding in findings:
        print(finding)
    if not findings:
        print("Nothing to mend.")
    return 1 if findings else 0


def _warm(arguments: argparse.Namespace) -> int:
    """Compile the model once, so that the first notebook does not wait for it."""
    from nervelab import physiology

    physiology.warm()
    return 0


def _firing(arguments: argparse.Namespace) -> int:
    """Run the axon at every point of the table that drives the muscle, and write it."""
    from nervelab import physiology
    from nervelab.physiology import firing

    path = Path(physiology.__file__).with_name("firing.csv")
    path.write_text("".join(f"{line}\n" for line in firing.rows(arguments.threads)), encoding="utf-8")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status: 0 done, 1 something to mend; misuse is 2."""
    parser = argparse.ArgumentParser(prog="nervelab", description="Keep the course in order.")
    parser.add_argument("--version", action="version", version=f"nervelab {__version__}")
    commands = parser.add_subparsers(title="commands", required=True)

    command = commands.add_parser(
        "check", help="check the notebooks, solutions/ and assignments/ before a commit"
    )
    command.add_argument(
        "--fix",
        action="store_true",
        help="first rewrite what can be: the form of every notebook, and assignments/ from solutions/",
    )
    command.set_defaults(run=_check)

    command = commands.add_parser(
        "warm", help="compile the model once, so that the first notebook opens quickly"
    )
    command.set_defaults(run=_warm)

    command = commands.add_parser("firing", help="make the table of what a pinched axon fires anew: minutes")
    command.add_argument("--threads", type=int, default=2, help="how many to use (default 2)")
    command.set_defaults(run=_firing)

    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments)
    except ValueError as error:
        print(f"nervelab: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
