"""Explorers on a bare page, with the Python behind them: all but JupyterLab is real."""

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from course_utils.widgets.base import Explorer

EMPTY = '<!doctype html><html lang="en"><title>stage</title><main></main></html>'
# What anywidget gives to `render`, as far as the explorers use it. A `held` model's
# questions do not reach Python.
MODELS = """
const models = {};
const revived = (value) => value?.bytes === undefined ? value
  : new DataView(Uint8Array.from(atob(value.bytes), (c) => c.charCodeAt(0)).buffer);
async function enter(name, script, style, state) {
  const data = {}, ears = {}, fresh = new Set();
  const take = (news) => {
    for (const [key, value] of Object.entries(news)) data[key] = revived(value);
    for (const key of Object.keys(news)) ears[`change:${key}`]?.forEach((call) => call());
  };
  const model = models[name] = {
    widget_manager: {}, held: false,
    get: (key) => data[key],
    set(key, value) { fresh.add(key); take({ [key]: value }); },
    on(event, call) { (ears[event] ??= new Set()).add(call); },
    off(event, call) { ears[event]?.delete(call); },
    save_changes() {
      if (model.held) return;
      const news = [...fresh].map((key) => [key, data[key]]);
      fresh.clear();
      tell(name, Object.fromEntries(news.filter(([, value]) => !(value instanceof DataView)))).then(take);
    },
  };
  take(state);
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  const module = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  model.render = module.default.render;
  view(name);
}
function view(name) {
  const el = document.createElement("section");
  el.className = name;
  document.querySelector("main").append(el);
  models[name].render({ model: models[name], el });
}
"""  # noqa: E501


class Stage:
    """A page on which explorers enter by name."""

    def __init__(self, page: "Page") -> None:
        self.page, self.widgets = page, {}
        page.set_content(EMPTY)
        page.expose_function("tell", self._hear)
        page.add_script_tag(content=MODELS)

    def enter(self, name: str, widget: "Explorer") -> None:
        self.widgets[name] = widget
        state = {key: _plain(getattr(widget, key)) for key in _traits(widget)}
        given = [name, str(widget._esm), str(widget._css), state]
        self.page.evaluate("(given) => enter(...given)", given)

    def view_again(self, name: str) -> None:
        self.page.evaluate("(name) => view(name)", name)

    def reload(self, name: str) -> None:
        """Leave one view of the explorer, made anew from what its model knows."""
        views = f"document.querySelectorAll('section.{name}')"
        self.page.evaluate(f"{views}.forEach((each) => each.remove())")
        self.view_again(name)

    def _hear(self, name: str, news: dict) -> dict:
        widget, said = self.widgets[name], []
        widget.observe(lambda change: said.append(change["name"]), _traits(widget))
        for key, value in news.items():
            setattr(widget, key, value)
        answers = [key for key in dict.fromkeys(said) if key not in news]
        return {key: _plain(getattr(widget, key)) for key in sorted(answers)[::-1]}


def _traits(widget: "Explorer") -> list[str]:
    private = ("_", "layout", "tabbable", "tooltip")
    return [key for key in widget.keys if not key.startswith(private)]


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value
