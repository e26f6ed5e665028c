#!/usr/bin/env python3
"""Checks that every C++ block in the documentation is cut from a compiled file.

Usage: check_snippets.py [--fix] ROOT

In ROOT/README.md and ROOT/docs/**/*.md each ```cpp block must come right after a line

    <!-- snippet: examples/house_rules.cpp stage -->

and equal the lines between `// [snippet: stage]` and `// [end: stage]` of that file, less their common indentation.
With --fix the blocks are replaced by what the files hold. Exit status 1 if a block is wrong.
"""
import pathlib
import re
import sys
import textwrap

MARKER = re.compile(r"^<!-- snippet: (\S+) (\S+) -->$")
FENCE = re.compile(r"^ *```+ *(\w*)")


class WrongDocument(Exception):
    """What is wrong in one place of the documentation."""


def region(root, path, name):
    """The lines of a named region, without its common indentation."""
    source = root / path
    if not source.is_file():
        raise WrongDocument(f"there is no file {path}")
    lines = source.read_text(encoding="utf-8").splitlines()
    begin = [i for i, line in enumerate(lines) if line.strip() == f"// [snippet: {name}]"]
    end = [i for i, line in enumerate(lines) if line.strip() == f"// [end: {name}]"]
    if len(begin) != 1 or len(end) != 1 or begin[0] > end[0]:
        raise WrongDocument(f"{path} must have one region from '// [snippet: {name}]' to '// [end: {name}]'")
    inside = [line for line in lines[begin[0] + 1:end[0]] if not re.match(r"\s*// \[(snippet|end): ", line)]
    return textwrap.dedent("\n".join(inside)).strip("\n").splitlines()


def check(root, document, fix):
    """Yields the complaints about one document; counts its snippets in check.seen."""
    lines = document.read_text(encoding="utf-8").splitlines()
    out = []
    i = 0
    marker = None
    while i < len(lines):
        line = lines[i]
        fence = FENCE.match(line)
        where = f"{document.relative_to(root)}:{i + 1}"
        if not fence:
            if marker and line.strip():
                yield f"{where}: a snippet marker is not followed by its ```cpp block"
                marker = None
            found = MARKER.match(line)
            if found:
                marker = found.groups()
            elif line.lstrip().startswith("<!-- snippet:"):
                yield f"{where}: a marker reads <!-- snippet: FILE NAME -->"
            out.append(line)
            i += 1
            continue
        end = next((j for j in range(i + 1, len(lines)) if re.match(r"^ *```+ *$", lines[j])), None)
        if end is None:
            yield f"{where}: the code block is not closed"
            return
        block = lines[i + 1:end]
        if fence.group(1).lower() in ("cpp", "c++", "cxx", "cc"):
            check.seen += 1
            if marker is None:
                yield f"{where}: the block has no marker <!-- snippet: FILE NAME --> in the line before it"
            else:
                try:
                    expected = region(root, *marker)
                    if block != expected and not fix:
                        first = next((k for k, (a, b) in enumerate(zip(block, expected)) if a != b),
                                     min(len(block), len(expected)))
                        yield f"{where}: differs from {marker[0]} [{marker[1]}] in line {first + 1} of the block"
                    block = expected
                except WrongDocument as problem:
                    yield f"{where}: {problem}"
        elif marker:
            yield f"{where}: a snippet marker is not followed by its ```cpp block"
        marker = None
        out += [line, *block, lines[end]]
        i = end + 1
    if marker:
        yield f"{document.relative_to(root)}: a snippet marker is not followed by its ```cpp block"
    if fix:
        document.write_text("\n".join(out) + "\n", encoding="utf-8")


def main(arguments):
    fix = "--fix" in arguments
    positional = [a for a in arguments if a != "--fix"]
    if len(positional) != 1 or not pathlib.Path(positional[0]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    root = pathlib.Path(positional[0]).resolve()
    documents = [d for d in [root / "README.md", *sorted((root / "docs").rglob("*.md"))] if d.is_file()]
    if not documents:
        print(f"{root}: has neither README.md nor docs/*.md")
        return 1
    check.seen = 0
    complaints = [complaint for document in documents for complaint in check(root, document, fix)]
    print("\n".join(complaints) if complaints else f"{check.seen} snippets in {len(documents)} documents are as compiled")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
