"""Acts as the desks' scripts draw their buttons, keys and forms. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dashboard.acts.table import Act

FEW: Final = 2
"""An act with more fields than this has something to ask, although none of them must be filled in."""


def acts(found: Sequence[Act]) -> list[dict[str, Any]]:
    """Acts with their forms, JSON-able (`assets/desk/forms.js`); those that begin something have forms of their own."""
    return [
        {
            "name": act.name,
            "label": act.label,
            "key": act.key,
            "about": act.about,
            "rights": act.rights,
            "asks": any(field.required for field in act.fields) or len(act.fields) > FEW,
            "fields": [
                {
                    "name": field.name,
                    "kind": field.kind,
                    "label": field.label,
                    "required": field.required,
                    "help": field.help,
                    "least": field.least,
                    "most": field.most,
                    "choices": [{"value": choice.value, "label": choice.label} for choice in field.choices],
                }
                for field in act.fields
            ],
        }
        for act in found
        if not act.begins
    ]
