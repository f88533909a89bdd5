"""The pictures of the README, taken from the running demonstration: `make pictures`.

Reads the address in CCAS_ADDRESS (or BASE_URL) and enters as the cast does, by one click.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from setup.packages import ensure_chromium
from tests.browser.chromium import FLAGS, chromium_path

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH = 1280
#: Colours kept: as many as a palette holds, rare ones included (the flag is small).
COLOURS = 256


def main() -> int:
    """Take every picture; gives the exit code."""
    base = os.environ.get("CCAS_ADDRESS") or os.environ.get("BASE_URL")
    if not base:
        print("Donnez l’adresse de la démonstration : BASE_URL=http://127.0.0.1:8000")
        return 1
    if not shutil.which("pdftoppm"):
        print("pdftoppm manque : « apt install poppler-utils » (Fedora : dnf, macOS : brew).")
        return 1
    ensure_chromium(Path(sys.executable).with_name("playwright"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        certificate(browser, base)
        officer(browser, base)
        president(browser, base)
        evaluator(browser, base)
        browser.close()
    return 0


def enter(browser: Browser, base: str, name: str) -> Page:
    """A page signed in as that member of the cast."""
    context = browser.new_context(
        base_url=base,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": WIDTH, "height": 900},
        accept_downloads=True,
    )
    page = context.new_page()
    page.goto("/compte/connexion/")
    page.get_by_role("button", name=re.compile(re.escape(name))).click()
    page.wait_for_load_state("networkidle")
    return page


def officer(browser: Browser, base: str) -> None:
    """The composition of the jury being prepared, each rule with its sentence."""
    page = enter(browser, base, "Kervoëlen")
    page.goto("/jurys/")
    page.get_by_role("link", name=re.compile("rattrapage")).first.click()
    page.wait_for_load_state("networkidle")
    page.locator("main a[href$='/composition/']").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, "jury")
    page.context.close()


def certificate(browser: Browser, base: str) -> None:
    """The certificate of a titled candidate, downloaded as she does."""
    page = enter(browser, base, "Le Tallec")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Parchemin")).first.click()
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "certificate.pdf"
        download.value.save_as(pdf)
        drawn = Path(folder) / "certificate"
        subprocess.run(
            ["pdftoppm", "-png", "-singlefile", "-r", "130", str(pdf), str(drawn)], check=True
        )
        keep(drawn.with_suffix(".png"), "certificate")
    page.context.close()


def president(browser: Browser, base: str) -> None:
    """A candidate who misses a block: grid in the middle, decision on the right."""
    page = enter(browser, base, "Kersaint-Gilly")
    page.goto(f"{base}/deliberations/")
    page.locator("main a", has_text="Jury d’octobre 2026").first.click()
    page.wait_for_load_state("networkidle")
    row = page.locator("tr", has_text="Ferré-Østergaard")
    row.locator("a[href*='/passages/']").click()
    page.wait_for_load_state("networkidle")
    shoot(page, "deliberation")
    page.context.close()


def evaluator(browser: Browser, base: str) -> None:
    """A sheet at the station, opened as its evaluator does."""
    page = enter(browser, base, "Delaunay-Moreau")
    page.locator(".ccas-next .fr-btn").click()
    page.wait_for_load_state("networkidle")
    closed = page.get_by_role("button", name="Ouvrir la grille")
    if closed.count():
        closed.first.click()
        page.wait_for_load_state("networkidle")
    shoot(page, "sheet")
    page.context.close()


def shoot(page: Page, name: str, *, height: int = 1100) -> None:
    """The top of the page as it is read, without a blinking caret."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.wait_for_timeout(300)
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        page.screenshot(path=shot)
        keep(shot, name)


def keep(source: Path, name: str) -> None:
    """Store a picture with few colours and no metadata: small, and the same for the eye."""
    target = FOLDER / f"{name}.png"
    with Image.open(source) as picture:
        flat = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE)
        flat.save(target, optimize=True)
    print(f"{target.relative_to(FOLDER.parent.parent)}  {target.stat().st_size // 1024} ko")


if __name__ == "__main__":
    sys.exit(main())
