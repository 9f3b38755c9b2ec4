"""What axe-core, which knows the rules of WCAG, finds fault with on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page) -> list[str]:
    """Return each rule that the page breaks, as it stands, with the element that breaks it."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]}"
        for rule in violations
        for node in rule["nodes"]
    ]
