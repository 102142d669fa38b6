"""What a page looks like, asked of the browser that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_COLOURS = """
const rgb = text => {
    const found = text.match(/^rgba?\\((\\d+), (\\d+), (\\d+)(?:, ([\\d.]+))?\\)$/);
    if (!found) throw new Error(`a colour that the test cannot read: ${text}`);
    return {parts: found.slice(1, 4).map(Number), alpha: found[4] === undefined ? 1 : Number(found[4])};
};
const light = text => rgb(text).parts.map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, which) => sum + part * [0.2126, 0.7152, 0.0722][which], 0);
const canvas = () => {
    const probe = document.createElement('div');
    probe.style.cssText = 'background: Canvas';
    document.documentElement.append(probe);
    const colour = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return colour;
};
const behind = element => {
    for (let each = element; each; each = each.parentElement) {
        const colour = getComputedStyle(each).backgroundColor;
        if (rgb(colour).alpha === 1) return colour;
        if (rgb(colour).alpha !== 0) throw new Error(`what shows through cannot be judged: ${colour}`);
    }
    return canvas();
};
"""

_FAINT = (
    """() => {"""
    + _COLOURS
    + """
    const faint = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement, words = texts.currentNode.data.trim();
        if (!words || element.closest('style') || !element.checkVisibility({visibilityProperty: true})) continue;
        const style = getComputedStyle(element);
        const colour = element instanceof SVGElement ? style.fill : style.color;
        const [one, other] = [light(colour), light(behind(element))].sort((a, b) => b - a);
        const contrast = (one + 0.05) / (other + 0.05);
        if (contrast < 4.5) faint.push(`${words.slice(0, 30)}: ${contrast.toFixed(2)}`);
    }
    return faint;
}"""
)
_LIGHTNESS = "selector => {" + _COLOURS + "return light(behind(document.querySelector(selector))); }"
_CUT_OFF = """() => [...document.body.querySelectorAll('*')]
    .filter(each => !each.closest('.scroll > *') && each.checkVisibility())
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.outerHTML.slice(0, 80))"""
_STOPS = """() => [...document.querySelectorAll('a[href], input:checked, summary, [tabindex="0"]')]
    .filter(each => each.checkVisibility())"""
_SEEN = """number => {
    const stop = (STOPS)()[number], style = getComputedStyle(stop);
    if (document.activeElement !== stop)
        return `${stop.outerHTML.slice(0, 80)} is not reached: ${document.activeElement.outerHTML.slice(0, 80)} is`;
    const shows = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    return shows ? '' : `${stop.outerHTML.slice(0, 80)} shows no focus`;
}""".replace("STOPS", _STOPS)


def faint_words(page: Page) -> list[str]:
    """Words whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3, as if none were large)."""
    return _list(page.evaluate(_FAINT))


def lightness(page: Page, selector: str) -> float:
    """The relative luminance of what is behind the words of an element: 0 is black, 1 is white."""
    return float(page.evaluate(_LIGHTNESS, selector))


def cut_off(page: Page) -> list[str]:
    """Elements that reach beyond the right edge of the window, but for those in a box that scrolls."""
    return _list(page.evaluate(_CUT_OFF))


def not_reached(page: Page) -> list[str]:
    """What the Tab key does not come to in the order of the page, or where it does not show that it is there."""
    stops = int(page.evaluate(f"() => ({_STOPS})().length"))
    found = []
    for number in range(stops):
        page.keyboard.press("Tab")
        found.append(page.evaluate(_SEEN, number))
    return [each for each in found if each]


def _list(found: Any) -> list[str]:
    return [str(each) for each in found]
