"""The sources: one TOML file each, `sources/<cc>/<id>.toml`, loaded and checked.

Adding a source is adding one file. A mistake in it names file, line, key and what was expected, and costs
that source only.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from crawlers.lists.kinds import KINDS
from crawlers.registry.spec import COUNTRY, Budget, RequestOptions, Selectors, SourceFile, SourceSpec
from pipelines.errors import BadInputError
from pipelines.records import SOURCE_ID

# Sources that an error names; more than these nobody reads through.
_NAMED = 30
_LISTED = "`naba sources` lists them"


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Why one file gives no source; `message` is one line that begins with file and line."""

    source_id: str
    message: str


@dataclass(frozen=True, slots=True)
class Registry:
    """All sources by id, sorted, and the files that could not be used."""

    sources: Mapping[str, SourceSpec]
    problems: tuple[SourceProblem, ...]

    @property
    def unreadable(self) -> frozenset[str]:
        """Ids of which nobody knows what their files say, as these are wrong."""
        return frozenset(problem.source_id for problem in self.problems) - self.sources.keys()

    def source(self, source_id: str) -> SourceSpec:
        """The source of an id.

        Raises:
            BadInputError: no file has the id, or that file is wrong.
        """
        found = self.sources.get(source_id) or self.select((source_id,))[source_id]
        if isinstance(found, SourceProblem):
            raise BadInputError(found.message)
        return found

    def select(self, ids: tuple[str, ...]) -> dict[str, SourceSpec | SourceProblem]:
        """The sources of these ids, or what is wrong with their files; all sources if there are no ids.

        Raises:
            BadInputError: no file has one of the ids.
        """
        found: dict[str, SourceSpec | SourceProblem] = {
            problem.source_id: problem for problem in self.problems
        }
        found |= self.sources
        unknown = [one for one in ids if one not in found]
        if unknown:
            named = ", ".join(sorted(found)) or "none"
            there_are = f"there are {named}" if len(found) <= _NAMED else _LISTED
            raise BadInputError(f"no source {', '.join(unknown)}: {there_are}")
        return {one: found[one] for one in sorted(ids or found)}


def no_source(folder: Path) -> BadInputError:
    """What is said where no source can be asked. A folder that is not mounted looks the same as an empty one."""
    return BadInputError(
        f"{folder}: no source file in it that can be used: is it the folder meant (NABA_SOURCES)? "
        "`naba sources new URL` writes a file"
    )


def load_registry(folder: Path) -> Registry:
    """Loads all source files; one that is wrong becomes a problem and stops no other.

    Raises:
        BadInputError: there is no such folder.
    """
    if not folder.is_dir():
        raise BadInputError(f"{folder}: no such folder of sources")
    sources: dict[str, SourceSpec] = {}
    problems: list[SourceProblem] = []
    files: dict[str, Path] = {}
    # Also those in no country's folder: a file that is passed over in silence is looked for in vain.
    found_files = [path for path in folder.rglob("*.toml") if not path.name.startswith(".")]
    for path in sorted(found_files, key=lambda path: (path.stem, path)):
        found = _load(path, folder)
        if path.stem in files:
            found = SourceProblem(path.stem, f"{path}: there is already {files[path.stem]} with this id")
        files.setdefault(path.stem, path)
        if isinstance(found, SourceSpec):
            sources[found.id] = found
        else:
            problems.append(found)
    claimed_twice = _claimed_twice(sources, files)
    for problem in claimed_twice:
        del sources[problem.source_id]
    return Registry(sources, (*problems, *claimed_twice))


def _claimed_twice(sources: Mapping[str, SourceSpec], files: Mapping[str, Path]) -> list[SourceProblem]:
    """Sources with a former id that is another one's, too: nothing tells whose the history is, so none gets it."""
    claims = Counter(former for source in sources.values() for former in source.formerly)
    problems = []
    for source in sources.values():
        for former in source.formerly:
            if former in files:
                why = f"{former!r} is the id of {files[former]}: remove that file, or the id here"
            elif claims[former] > 1:
                others = (
                    files[one.id] for one in sources.values() if former in one.formerly and one is not source
                )
                why = f"{former!r} is also in {', '.join(map(str, others)) or 'the same list'}: it was one of them"
            else:
                continue
            line = _line(files[source.id].read_text(encoding="utf-8"), ("formerly",))
            problems.append(SourceProblem(source.id, f"{files[source.id]}:{line}: formerly: {why}"))
            break
    return problems


def _load(path: Path, folder: Path) -> SourceSpec | SourceProblem:
    def problem(message: str) -> SourceProblem:
        return SourceProblem(path.stem, message)

    if not SOURCE_ID.fullmatch(path.stem):
        return problem(
            f"{path}: file name: expected lower-case words joined by hyphens, such as bbc-arabic.toml"
        )
    country = path.parent.relative_to(folder).as_posix()
    if not COUNTRY.fullmatch(country):
        return problem(f"{path}: folder: expected a country code such as {folder.name}/sa/, got {country!r}")
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        return problem(f"{path}: cannot be read: {error.strerror}")
    except ValueError as error:  # no UTF-8, no TOML
        return problem(f"{path}: not TOML: {error}")
    return _check(path, text, content)


def _check(path: Path, text: str, content: dict[str, Any]) -> SourceSpec | SourceProblem:
    for key, said in (("id", path.stem), ("country", path.parent.name)):
        if content.setdefault(key, said) != said:
            where = f"{path}:{_line(text, (key,))}"
            return SourceProblem(path.stem, f"{where}: {key}: the path says {said!r}; leave the key out")
    try:
        return SourceFile.model_validate(content)
    except ValidationError as error:
        return SourceProblem(path.stem, "; ".join(_messages(path, text, error)))


def _messages(path: Path, text: str, error: ValidationError) -> list[str]:
    found = []
    for one in error.errors(include_url=False):
        location = one["loc"]
        line = _line(text, location)
        key = ".".join(str(part) for part in location)
        what = f"{key}: " if key else ""
        match one["type"]:
            case "missing":
                what += "expected, but not there"
            case "extra_forbidden":
                table = _TABLES.get(str(location[0]), SourceFile) if len(location) > 1 else SourceFile
                what += f"no such key; there are {', '.join(table.model_fields)}"
            case _:
                what += one["msg"].removeprefix("Value error, ")
        found.append((line or 0, f"{path}{f':{line}' if line else ''}: {what}"))
    return [message for _, message in sorted(found)]


_TABLES: dict[str, type[BaseModel]] = {
    "selectors": Selectors,
    "budget": Budget,
    "requests": RequestOptions,
    **{kind.table: kind for kind in KINDS},
}


def _line(text: str, location: tuple[Any, ...]) -> int | None:
    names = [part for part in location if isinstance(part, str)]
    nth = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
    if not names:
        return None
    key = re.compile(rf"""\s*(\[+\s*)?["']?{re.escape(names[-1])}["']?\s*[=\]]""")
    section = re.compile(rf"\s*\[+\s*{re.escape(names[0])}\s*\]") if len(names) > 1 else None
    seen = -1
    for number, line in enumerate(text.splitlines(), start=1):
        if section and section.match(line):
            seen += 1
        if key.match(line) and (section is None or seen >= nth):
            return number
    return None
