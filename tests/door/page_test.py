#!/usr/bin/env python3
"""usage: page_test.py PAGE RULEC INCLUDE

Runs what a page of docs/ shows: a block that begins with ```text NAME is a file of that name; in a block that begins
with ```console each line after `$ ` is a command, and what follows is all that it prints. Commands run one after the
other in one folder of their own, with `rulec` at hand and RULERT naming the runtime's headers. Times at the end of
lines (`in 0.001 s`) may differ. With RULEC_GOLDEN_UPDATE=1 in the environment what the commands print is written into
the page instead.
"""
import os
import re
import subprocess
import sys
import tempfile


def same(text):
    return re.sub(r"in \d+\.\d+ s$", "in 0.001 s", text.rstrip("\n"), flags=re.MULTILINE)


class Page:
    def __init__(self, path, environment, folder):
        self.path = path
        self.environment = environment
        self.folder = folder
        self.ran = 0
        self.wrong = []

    def prints(self, command):
        self.ran += 1
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        return same(done.stdout)

    def console(self, lines, number):
        """The block as it should be."""
        block = []
        at = 0
        while at < len(lines):
            first = at
            if not lines[at].startswith("$ "):
                sys.exit("%s:%d: a command is missing" % (self.path, number + at))
            while lines[at].endswith("\\"):
                at += 1
            at += 1
            end = at
            while end < len(lines) and not lines[end].startswith("$ "):
                end += 1
            printed = self.prints("\n".join(lines[first:at])[2:])
            if same("\n".join(lines[at:end])) != printed:
                self.wrong.append("%s:%d: %s\n  it prints:\n%s" % (self.path, number + first, lines[first], printed))
            block += lines[first:at] + (printed.split("\n") if printed else [])
            at = end
        return block

    def run(self, text):
        """The page as it should be."""
        out = []
        fence = None
        block = []
        for number, line in enumerate(text.split("\n"), 1):
            if fence is None:
                out.append(line)
                if line.startswith("```"):
                    fence, block = line[3:].strip(), []
            elif line != "```":
                block.append(line)
            else:
                if fence.startswith("text "):
                    with open(os.path.join(self.folder, fence[5:]), "w", encoding="utf-8") as file:
                        file.write("\n".join(block) + "\n")
                out += self.console(block, number - len(block)) if fence == "console" else block
                out.append(line)
                fence = None
        if fence is not None:
            sys.exit("%s: a block is not closed" % self.path)
        return "\n".join(out)


def main():
    path, rulec, include = (os.path.abspath(argument) for argument in sys.argv[1:])
    environment = dict(os.environ, RULERT=include, NO_COLOR="1")
    environment["PATH"] = os.path.dirname(rulec) + os.pathsep + environment["PATH"]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with tempfile.TemporaryDirectory() as folder:
        page = Page(os.path.basename(path), environment, folder)
        written = page.run(text)
    if page.ran == 0:
        sys.exit("the page has no commands")
    if os.environ.get("RULEC_GOLDEN_UPDATE") == "1":
        with open(path, "w", encoding="utf-8") as file:
            file.write(written)
    elif page.wrong:
        sys.exit("\n".join(page.wrong))
    print("%d commands" % page.ran)


main()
