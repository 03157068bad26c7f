"""What ``capacity``, ``rollout`` and ``cost`` share: they read the same files, in one or in several
environments, and compute something from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from ecslint.documents.subject import parsed

if TYPE_CHECKING:
    from ecslint.cli.analysis_options import AnalysisOptions
    from ecslint.config.settings import Settings
    from ecslint.cost.prices import Prices
    from ecslint.cost.pricing import Region
    from ecslint.documents.subject import ParsedFile
    from ecslint.model.account import Subnets

T = TypeVar("T")


class Analysis:
    """One call of a command. All methods raise ``ConfigError`` for what users have to change."""

    def __init__(self, options: AnalysisOptions) -> None:
        from ecslint.config.lookup import Configuration

        self.options = options
        self.paths: Sequence[str] = options.paths or (".",)
        said = {"context": options.context} if options.context else {}
        self.configuration = Configuration(said, options.config, options.isolated)
        self.failed = False
        """Whether an input could not be read, and the exit status is 2."""

    @property
    def settings(self) -> Settings:
        """The settings that hold in the current folder."""
        return self.configuration.settings_in(os.getcwd())

    def shown(
        self,
        compute: Callable[[list[ParsedFile]], list[T]],
        one: Callable[[list[T]], str],
        several: Callable[[Mapping[str, list[T]], str], str],
    ) -> str:
        """Return what is computed from the files as text: of ``one`` environment, or of ``several`` side by
        side by the names of their files. ``""`` where there is nothing to show, JSON aside."""
        from ecslint.project.environment import refuse_drawing

        form, parameters = self.options.form, self.options.parameters
        if len(parameters) <= 1:
            found = compute(self.files(parameters))
            return one(found) if found or form == "json" else ""
        refuse_drawing(form)
        by_file = {
            path: compute(self.files((path,), is_repeated=index > 0)) for index, path in enumerate(parameters)
        }
        return several(by_file, form) if any(by_file.values()) or form == "json" else ""

    def files(
        self, parameters: tuple[str, ...], paths: Sequence[str] | None = None, is_repeated: bool = False
    ) -> list[ParsedFile]:
        """Return the parsed files with these values of parameters; ``paths`` are those of an earlier state,
        whose templates need not have the parameters.

        What is wrong with inputs is said on standard error, and noted in ``failed``, when they are read
        first (not ``is_repeated``).
        """
        from ecslint.cli.progress import report_problems, with_progress
        from ecslint.engine.inputs import Inputs
        from ecslint.project.environment import read_environment

        environment = read_environment(parameters, self.options.pairs)
        inputs = Inputs(
            self.paths if paths is None else paths,
            configuration=self.configuration,
            variables=environment.variables,
        )
        found = environment.read(parsed(with_progress(inputs, is_repeated)), strict=paths is None)
        if not is_repeated:
            self.failed |= report_problems(inputs)
        return found

    def subnets(self) -> Subnets | None:
        """Return the subnets that ``--context``, or the configuration of the first path, describes."""
        from ecslint.project.context import read_context

        first = self.options.paths[0] if self.options.paths else "./-"
        named = self.configuration.settings_for(first).context
        return read_context(named).known.get("Subnets") if named else None

    def prices(self, file: str | None) -> Prices:
        """Return the list prices, with those of ``file`` or of the configuration before them."""
        from ecslint.cost.prices import read_prices

        return read_prices(file or self.settings.prices)

    def region(self, name: str | None) -> Region:
        """Return where things are priced: in the Region ``name``, or where settings and files say."""
        from ecslint.config.settings import ConfigError
        from ecslint.cost.pricing import Region
        from ecslint.facts.partitions import is_region

        if name is not None and not is_region(name):
            raise ConfigError(f"--region {name!r} is not the name of an AWS Region, such as eu-west-1")
        return Region(name, lambda path: self.configuration.settings_for(path).region)
