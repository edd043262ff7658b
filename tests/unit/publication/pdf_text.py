"""The words of a PDF page, read from its drawing instructions and the fonts' own code tables."""

import re

import pikepdf


def words_of(page: pikepdf.Page) -> str:
    fonts = {name: _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    letters, said = {}, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ":
                whole = operands[0]
                for part in whole if isinstance(whole, pikepdf.Array) else [whole]:
                    if isinstance(part, pikepdf.String):
                        codes = bytes(part)
                        said += [
                            letters.get(codes[i : i + 2], "") for i in range(0, len(codes), 2)
                        ]
            case "ET":
                said.append(" ")
    return " ".join("".join(said).split())


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + step).to_bytes(2, "big")
                found[code] = chr(int(text, 16) + step)
    return found
