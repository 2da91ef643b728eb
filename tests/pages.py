"""Pages that can be followed: each command of a page is run as printed, in a folder of its own.

    python -m tests.pages docs/howto/year.md     writes what comes into the page; read the diff

A block of `console` is a terminal: a line `$ ...` is typed, what follows it comes. A file that is
shown by `cat` (or `iconv`) and is not there yet is what the reader types. A letter behind `[y/N]`
is answered. A block of `pycon` is Python. A block of `toml` whose first line is `# FILE` is added
to that file. A line `...` stands for any lines, `…` within a line for anything.
"""

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"(?:cat|iconv -f (?P<encoding>\S+) -t utf-8) (?P<file>\S+)$")
ANSWER = re.compile(r"(\[y/N\] )(\w)(?:\n|$)")


def environment(folder: Path) -> dict[str, str]:
    """Variables of a terminal in which this package is installed, and nothing points elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZONEECON")}
    path = os.pathsep.join((str(Path(sys.executable).parent), kept["PATH"]))
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "PWD": str(folder)}


class Reader:
    """Somebody who follows a page in a folder, and notes what came."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.names: dict[str, object] = {}
        self.failed: list[str] = []

    def renewed(self, page: str) -> str:
        """The page with what really came in the place of what it prints."""
        return BLOCK.sub(lambda found: f"```{found[1]}\n{self._block(*found.groups())}```", page)

    def _block(self, language: str, text: str) -> str:
        kinds: dict[str, Callable[[str], str]] = {
            "console": self._console,
            "pycon": self._python,
            "toml": self._toml,
        }
        return kinds.get(language, str)(text)

    # --- a terminal ---

    def _console(self, text: str) -> str:
        pieces = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
        return "\n".join(self._typed(*piece.partition("\n")[::2]) for piece in pieces)

    def _typed(self, command: str, printed: str) -> str:
        shown = SHOWN.match(command)
        if shown and not (file := self.folder / shown["file"]).exists():
            file.write_text(printed.strip("\n") + "\n", encoding=shown["encoding"] or "utf-8")
        if command.startswith("cd "):
            self.folder = self.folder / command[3:]
            return f"$ {command}\n"
        answers = [found[2] for found in ANSWER.finditer(printed)]
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=environment(self.folder),
            input="".join(f"{answer}\n" for answer in answers),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        came = done.stdout
        if done.returncode and "zoneecon: " not in printed:
            self.failed.append(f"{command}: {done.returncode}\n{came}")
        for answer in answers:  # a terminal shows what is typed; a pipe does not
            came = re.sub(r"(\[y/N\] )(?!\w\n)", rf"\1{answer}\n", came, count=1)
        return f"$ {command}\n{came}"

    # --- Python ---

    def _python(self, text: str) -> str:
        lines = []
        for example in doctest.DocTestParser().get_examples(text):
            first, *rest = example.source.rstrip("\n").split("\n")
            lines += [f">>> {first}", *(f"... {line}" for line in rest)]
            lines += self._ran(example.source).splitlines()
        return "\n".join(lines) + "\n"

    def _ran(self, source: str) -> str:
        """What a statement prints, as at Python's prompt."""
        out = io.StringIO()
        kept = {name: os.environ.pop(name) for name in list(os.environ) if "ZONEECON" in name}
        with contextlib.redirect_stdout(out), contextlib.chdir(self.folder):
            run = compile(source, "<page>", "single", dont_inherit=True)
            exec(run, self.names)  # noqa: S102 - the examples of our own pages, as doctest does
        os.environ.update(kept)
        return out.getvalue()

    # --- a file ---

    def _toml(self, text: str) -> str:
        name = text.partition("\n")[0].removeprefix("# ")
        if (file := self.folder / name).is_file():
            with file.open("a", encoding="utf-8") as stream:
                stream.write("\n" + text.partition("\n")[2])
        return text


def differences(page: str, came: str) -> Iterator[str]:
    """Blocks of a page that are not what came."""
    for printed, real in zip(BLOCK.finditer(page), BLOCK.finditer(came), strict=True):
        if printed[1] in ("console", "pycon") and not as_printed(printed[2], real[2]):
            yield f"printed:\n{printed[2]}\ncame:\n{real[2]}"


def as_printed(printed: str, came: str) -> bool:
    """Whether what came is what a page prints, `...` and `…` standing for anything."""
    pattern = []
    for line in filter(str.strip, printed.splitlines()):
        if line.strip() == "...":
            pattern.append(r"(?:.*\n)*?")
        else:
            pattern.append(re.escape(line.rstrip()).replace("…", ".*") + r"[ ]*\n")
    lines = [line for line in came.splitlines() if line.strip()]
    return re.fullmatch("".join(pattern), "\n".join([*lines, ""])) is not None


def kept_short(page: str, came: str) -> str:
    """What came, but blocks that fit what is printed stay as they are."""
    blocks = iter(BLOCK.findall(came))

    def chosen(found: re.Match) -> str:
        real = next(blocks)[1]
        return found[0] if as_printed(found[2], real) else f"```{found[1]}\n{real}```"

    return BLOCK.sub(chosen, page)


if __name__ == "__main__":
    import tempfile

    for name in sys.argv[1:]:
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as place:
            reader = Reader(Path(place))
            made = kept_short(text, reader.renewed(text)).replace(place, "…")
        print(name, *reader.failed, sep="\n")
        made = re.sub(r"\d{6}-\d{8}t\d{4}-[0-9a-f]{12}", "…", made)  # the name of a report
        path.write_text(made, encoding="utf-8", newline="\n")
