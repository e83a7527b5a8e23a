"""The HTML page around a Dash app: tokens, and a screen's configuration as JSON that its scripts can read at once.

Knows nothing of any one screen.
"""

import json
from typing import Any

from layouts import ids, theme

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
<style>%STYLE%</style>
{%css%}%STYLES%
</head>
<body>%FIRST%
<script type="application/json" id="%ID%">%CONFIG%</script>
{%app_entry%}
<footer>{%config%}{%scripts%}<script src="%SCRIPTS%"></script>{%renderer%}</footer>
</body>
</html>"""

_ROOT = '<html lang="zh-CN">'


def page(config: dict[str, Any], scripts: str, *, first: str = "", styles: str = "") -> str:
    """A Dash `index_string` that carries `config` and loads the screen's own scripts after the libraries'. The script
    at `first` runs before anything is painted; `styles` is a style sheet that Dash does not know.
    """
    text = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
    # No text in the configuration may end the script element, nor be one of Dash's own place holders.
    text = text.replace("<", "\\u003c").replace("{%", "{\\u0025")
    return (
        _PAGE.replace("%STYLE%", theme.style())
        .replace("%ID%", ids.CONFIG)
        .replace("%SCRIPTS%", scripts)
        .replace("%FIRST%", f'<script src="{first}"></script>' if first else "")
        .replace("%STYLES%", f'<link rel="stylesheet" href="{styles}">' if styles else "")
        .replace("%CONFIG%", text)
    )


def dressed(text: str, language: str, theme: str) -> str:
    """The finished page in a visitor's language and theme (`dark` or `light`); Mantine reads its scheme there, too."""
    return text.replace(_ROOT, f'<html lang="{language}" data-theme="{theme}" data-mantine-color-scheme="{theme}">', 1)
