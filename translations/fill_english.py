#!/usr/bin/env python3
"""Writes both English forms of every text with a number: "%Ln page(s)" is "1 page", "2 pages".

Run it after `cmake --build BUILD --target update_translations`.
"""
import pathlib
import re
import sys

path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                    pathlib.Path(__file__).with_name("walkeeper_en.ts"))
text = path.read_text(encoding="utf-8")


def fill(match):
    source = match.group(1)
    one, many = source.replace("(s)", ""), source.replace("(s)", "s")
    if one == many:
        sys.exit(f"no (s) in: {source}")
    return (f'<message numerus="yes">\n        <source>{source}</source>\n        <translation>\n'
            f"            <numerusform>{one}</numerusform>\n"
            f"            <numerusform>{many}</numerusform>\n        </translation>")


text = re.sub(r'<message numerus="yes">\s*<source>(.*?)</source>\s*<translation[^>]*>.*?</translation>',
              fill, text, flags=re.S)
path.write_text(text, encoding="utf-8")
